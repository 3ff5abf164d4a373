#pragma once

#include "harness/score/metric.hpp"

#include <string>
#include <vector>

namespace reprovip::cli {

// What each metric is: formula, source, inputs, options with their defaults, unit, range, when it is
// undefined, fields. As text, a JSON array, or Markdown.
using MetricEntries = std::vector<const score::MetricEntry*>;
std::string documentation_text(const MetricEntries& entries);
std::string documentation_json(const MetricEntries& entries);
std::string documentation_markdown(const MetricEntries& entries);

} // namespace reprovip::cli
