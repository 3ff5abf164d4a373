#pragma once

#include "harness/score/metric.hpp"

#include <string>

namespace reprovip::score {

// Options of a metric that are paths of files: masks, label images, programs.

// Relative paths put below `base`.
Options with_paths_below(const sys::Path& base, const Options& options, const MetricEntry& entry);
// A path speaks of "{subject}": the metric is another one for every subject.
bool depend_on_subject(const Options& options, const MetricEntry& entry);
// "{subject}" in paths replaced.
Options options_for(const std::string& subject, const Options& options, const MetricEntry& entry);
// Decides, with the inputs, what a metric gives: options as text, and files by the digests of their bytes.
std::string key_of_options(const Options& options, const MetricEntry& entry);

} // namespace reprovip::score
