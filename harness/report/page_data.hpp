#pragma once

#include "harness/base/json.hpp"
#include "harness/model/study.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reprovip::report {

// What the page's scripts draw from: keys in page/README.md. Bounded, worst first: what does not fit is named
// in "left_out".
Json page_data(const model::Study& study);

// One part of the variance of a value: a share in [0, 1] of the whole, with its limits where there are any.
struct Share {
  std::string name; // "subject", a factor, "threads:engine", "run"
  double share = 0;
  std::optional<double> low;
  std::optional<double> high;
};
// The parts that make up the whole, none of them twice; the subjects first and the run last. Empty when the
// metric tells no sources apart.
std::vector<Share> shares_of(const model::Score& score);

// The parts of `page_data`. Those that were too many are named in `left_out`.
Json criteria_data(const model::Study& study);
Json scores_data(const model::Study& study, std::vector<std::string>& left_out);
Json series_data(const model::Study& study, std::vector<std::string>& left_out);

// A name as the page shows it: clean, at most 200 bytes.
std::string page_word(std::string_view text);

} // namespace reprovip::report
