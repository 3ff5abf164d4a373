#pragma once

#include "harness/base/json.hpp"
#include "harness/score/metric.hpp"

#include <memory>

namespace reprovip::crosscheck {

// A case is a JSON object; README.md says its members. What it does not say is as small as can be.

score::Options options_of(const Json& line);
// Of "table" (rows are targets, columns repetitions or levels, null = absent) or "observations".
score::Sample sample_of(const Json& line);
// Of "images", "vectors", "matrices", "tables" or "texts": whichever there is.
std::vector<score::Data> data_of(const Json& line);
// The same data as outputs of a group, by "members"; without it, as repetitions of one target.
std::unique_ptr<score::OutputSet> output_set_of(const Json& line);

} // namespace reprovip::crosscheck
