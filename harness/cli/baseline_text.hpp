#pragma once

#include "harness/baseline/difference.hpp"
#include "harness/model/baseline.hpp"

#include <string>

namespace reprovip::cli {

// What a baseline holds, for people: a line per output and value (`all`: every one).
std::string show_text(const model::Baseline& baseline, bool all);
// What moved; the conclusion is the last line, or alone when `quiet`.
std::string difference_text(const baseline::Difference& difference, bool all, bool quiet);

} // namespace reprovip::cli
