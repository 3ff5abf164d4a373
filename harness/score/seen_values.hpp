#pragma once

#include "harness/score/loader.hpp"
#include "harness/score/metric.hpp"
#include "harness/score/metric_job.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace reprovip::score {

// A value by its name within an output.
using ValueName = std::pair<std::string, std::string>; // column, row

// The values that one execution's output, or a ground truth, has.
struct Seen {
  std::uint32_t execution = 0;
  std::shared_ptr<const ReadValues> read; // nullptr: missing
  std::map<ValueName, const TableCell*> cells;
  std::map<std::string, double> companions; // row → finite number of the companion column
};

// What came of a value in the executions of a group.
struct Tally {
  std::uint32_t missing = 0;
  std::uint32_t text = 0;
  std::uint32_t not_finite = 0;
  std::uint32_t numbers = 0;
  std::string example; // of a text

  // Why the value gives no sample: "" when it does.
  std::string why_not() const;
};

// One for each execution, with the companion column unless it is ""; those that cannot be read are missing,
// with a warning.
std::vector<Seen> see_values(const Scene& scene, const MetricJob& job,
                             const std::vector<std::uint32_t>& executions, const std::string& companion,
                             Loader& loader, std::vector<std::string>& warnings);
Seen seen_in(std::shared_ptr<const ReadValues> read);
// In order of first appearance.
std::vector<ValueName> names_in(const std::vector<Seen>& all);
// The number, finite, or nothing; counted.
std::optional<Number> number_of(const Seen& seen, const ValueName& name, Tally& tally);

} // namespace reprovip::score
