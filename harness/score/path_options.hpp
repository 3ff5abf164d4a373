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

// The words of a command: a JSON list, or text split at blanks.
std::vector<std::string> command_words(const std::string& text);
// Commands with the words that are files beside the protocol (below `base`) as absolute paths.
Options with_commands_beside(const sys::Path& base, const Options& options, const MetricEntry& entry);
// What a command is besides its words: the digests of its program and of the files that it names.
std::string command_identity(const std::string& text);

} // namespace reprovip::score
