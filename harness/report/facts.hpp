#pragma once

#include "harness/model/study.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What several reporters show of a study, said once.
namespace reprovip::report {

// How an execution stands: the outcome of its record, or what keeps it from counting.
enum class Standing { succeeded, incomplete, failed, infrastructure, not_run };
Standing standing_of(const std::optional<model::Record>& record);
// "succeeded", "timed_out", "incomplete", "infrastructure", "not run"
std::string standing_text(const std::optional<model::Record>& record);
// Why it does not count, in one sentence; "" when it does.
std::string reason_of(const std::optional<model::Record>& record);

// "engine=docker, threads=1"; "" when nothing varies.
std::string condition_text(const model::Study& study, std::uint32_t cell);
const std::string& subject_text(const model::Study& study, std::uint32_t cell);
// "sub-01 {engine=docker, threads=1} r003"
std::string execution_name(const model::Study& study, std::uint32_t execution);
// "r003"
std::string repetition_name(std::uint32_t repetition);
// "<cell>/r003/<attempt>": what `reprovip replay` takes.
std::string replay_path(const model::Record& record);
// "mrs-quantify 1.0.0": what is tested.
std::string application_text(const model::Study& study);

// " --store DIR"; "" where that is the default.
std::string store_option(const model::Study& study);
// "" of one that was imported.
std::string replay_command(const model::Study& study, const model::Record& record);
// "reprovip run protocols/x.toml"
std::string run_command(const model::Study& study);

// For every execution the class of one output, 0 the largest of its subject; none where it is missing.
using ClassOf = std::vector<std::optional<std::uint32_t>>;
ClassOf classes_of(const model::Study& study, const model::OutputClasses& classes);
// 0 → "A", 25 → "Z", 26 → "AA"
std::string class_letter(std::uint32_t index);

// A requirement of the form "nu <= 0.1" on a metric.
struct Threshold {
  std::string criterion;
  std::string op;
  double value = 0;
};
std::vector<Threshold> thresholds_of(const model::Protocol& protocol, const model::Score& score);

// "amplitudes.Amplitude[NAA] {engine=docker}"
std::string check_subject(const model::Check& check);
std::string scopes_text(const model::Verdict& verdict);
// "1 of 3 criteria fails"
std::string verdict_sentence(const model::Study& study);
// "2 subjects × 4 conditions × 3 repetitions"
std::string design_sentence(const model::Study& study);
// "12 executions: 11 succeeded, 1 failed; 4 were in the store already"
std::string tally_sentence(const model::Study& study);
// "fails since 2026-11-03 (<study>, 3 studies in a row)": how long a criterion has come to what it comes to;
// "fails for the first time" when this study is the first, "" without history.
std::string standing_sentence(const model::Study& study, const std::string& criterion);
// Four significant digits; "absent" without a number.
std::string number_text(const std::optional<double>& value);

} // namespace reprovip::report
