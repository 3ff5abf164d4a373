#pragma once

#include "harness/base/json.hpp"
#include "harness/base/result.hpp"
#include "harness/model/protocol.hpp"
#include "harness/model/verdict.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace reprovip::model {

// What was accepted of a study: a small file to be reviewed and kept beside the protocol. Who accepted it and
// when is for version control to say. harness/baseline/README.md has its keys.

struct BaselineCondition {
  std::string name;        // of the levels that vary: "engine=docker, version=1"; "" when there is one
  std::string variant;     // its levels of method and software: what must be the same to be compared
  std::string environment; // the rest
  Assignment levels;       // of every factor
  bool is_reference = false;
};

// The executions of one subject and condition, by the index of each.
struct BaselineCell {
  std::uint32_t subject = 0;
  std::uint32_t condition = 0;

  auto operator<=>(const BaselineCell&) const = default;
};

struct BaselineClasses {
  BaselineCell cell;
  std::uint32_t executions = 0; // that have the output
  std::uint32_t classes = 0;
  // Canonical digest (the first 32 digits) and its executions, largest first, then by digest; at most
  // k_baseline_classes of them.
  std::vector<std::pair<std::string, std::uint32_t>> digests;
};
constexpr std::size_t k_baseline_classes = 16;
constexpr std::size_t k_baseline_digits = 32;
struct BaselineOutput {
  std::string output;
  std::vector<BaselineClasses> cells;
};

struct BaselineMoments {
  BaselineCell cell;
  std::uint32_t count = 0; // executions that have the value
  double mean = 0;
  double sd = 0; // with count - 1; 0 of one execution, and exactly 0 when they repeat
};
struct BaselineValue {
  std::string output;
  std::string column;
  std::string row;
  std::vector<BaselineMoments> cells;
  double within_sd = 0; // pooled within cells: repeatability
  double within_df = 0;
  // What the cells' variances say of each other (stats::VariancePrior); df absent: they are one.
  std::optional<double> prior_df;
  double prior_sd = 0;
};

// What decided, when it was accepted: checks of criteria of severity `fail`.
struct BaselineCheck {
  std::string criterion;
  std::string value;
  std::string group;
  Status status = Status::inconclusive;
  std::optional<double> estimate;
  std::optional<Interval> interval;
};

struct Baseline {
  int schema = 1;
  std::string name;
  std::string tool_version;
  std::string study;
  Status status = Status::inconclusive; // of the study
  std::string protocol;                 // name
  std::string protocol_file;            // relative to the baseline's file, or as it was given
  std::string profile;
  std::string application;
  std::string version;
  std::vector<std::string> identities; // of what ran: "docker image sha256:...", each once
  std::vector<std::string> subjects;
  std::vector<BaselineCondition> conditions;
  std::vector<std::pair<BaselineCell, std::uint32_t>> executions; // complete ones of each cell
  std::vector<std::string> keys;                                  // of these cells, 12 digits
  std::vector<BaselineOutput> outputs;
  std::vector<BaselineValue> values;
  // Of each execution, left out, its largest deviation over all values and outputs; the largest of these,
  // descending, where infinite says that it alone differed where the others of its cell all agree.
  std::uint32_t deviating = 0; // executions that have a deviation
  std::vector<double> deviations;
  std::vector<BaselineCheck> checks;
};

Json to_json(const Baseline& baseline);
Result<Baseline> baseline_from_json(const Json& json, const std::string& name);
// The text of its file: a line an item, so that a difference is one of lines.
std::string baseline_text(const Baseline& baseline);

std::string value_name(const BaselineValue& value);

} // namespace reprovip::model
