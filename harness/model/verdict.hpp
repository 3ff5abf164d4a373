#pragma once

#include "harness/base/json.hpp"
#include "harness/model/protocol.hpp"
#include "harness/model/score.hpp"

#include <optional>
#include <string>
#include <vector>

namespace reprovip::model {

enum class Status { pass, fail, inconclusive };
std::string_view to_string(Status status);

// One requirement on one score.
struct Check {
  std::string value; // "amplitudes.Amplitude[NAA]", or the output
  std::string group;
  Scope scope = Scope::repeatability;
  Status status = Status::inconclusive;
  std::string text; // "nu = 0.031 [0.024, 0.043], required nu <= 0.10"
  std::optional<double> estimate;
  std::optional<Interval> interval;
};

struct Verdict {
  std::string criterion;
  Severity severity = Severity::fail;
  std::string require;
  std::string subject_of; // the metric's id, or the output
  Status status = Status::inconclusive;
  std::string reason; // one sentence: the worst check, or why it could not be judged
  std::vector<Scope> scopes;
  std::vector<Check> checks;
  SourcePos where; // the criterion in its TOML
};

enum class Grade { identical, sufficient, insufficient, inconclusive, suspicious };
std::string_view to_string(Grade grade);
struct OutputGrade {
  std::string output;
  Grade grade = Grade::inconclusive;
  std::string reason;
};

// What must be seen first.
struct Alert {
  Severity severity = Severity::warn;
  std::string what; // a criterion's id, an output's id, or "executions"
  std::string text;
};

struct Verdicts {
  int schema = 1;
  std::string study;
  Status status = Status::inconclusive; // of the criteria of severity `fail`
  std::vector<Verdict> verdicts;        // in the protocol's order
  std::vector<OutputGrade> grades;
  std::vector<Alert> alerts; // worst first
};

Json to_json(const Verdicts& verdicts);
Result<Verdicts> verdicts_from_json(const Json& json, const std::string& name);

} // namespace reprovip::model
