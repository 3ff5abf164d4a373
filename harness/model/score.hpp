#pragma once

#include "harness/base/digest.hpp"
#include "harness/base/json.hpp"
#include "harness/model/source.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace reprovip::model {

struct Interval {
  double low = 0;
  double high = 0;
  double confidence = 0.95;
};

// One number of one metric for one value and one group. `estimate` is absent with a `reason`, never 0 or NaN.
struct Score {
  std::string metric; // id in the protocol
  std::string kind;
  std::string output;
  std::string column;
  std::string row;                           // "" when the table has one row or the output is no table
  std::string group;                         // "engine=docker, threads=1"; "" = the whole study
  std::map<std::string, std::string> levels; // of the group; for a pair of levels "docker | guix"
  Scope scope = Scope::repeatability;
  std::optional<double> estimate;
  std::optional<Interval> interval;
  std::string reason; // why there is no estimate, or no interval
  std::string unit;
  std::string label;      // a class in words: "acceptable (AIAG)"
  bool identical = false; // every value or output compared was the same: agreement by identity
  // Of metrics that answer yes or no (`require = "pass"`). No without an estimate: they disagree, and no
  // distance can be given (shapes differ, NaN on one side only).
  std::optional<bool> decision;
  std::uint32_t subjects = 0;
  std::uint32_t repetitions = 0;                      // the smallest number over subjects
  std::uint32_t missing = 0;                          // executions that should have counted and could not
  std::vector<std::pair<std::string, double>> fields; // more numbers, by the names the metric declares
  std::vector<std::string> notes; // "unbalanced: one-way with k0", "worst: sub-02 r001 | r004"
  std::vector<std::string> files; // that the metric wrote, below the study's folder: "maps/sd-sub-01.nii.gz"
};

// "amplitudes.Amplitude[NAA]"
std::string value_name(const std::string& output, const std::string& column, const std::string& row);
std::string value_name(const Score& score);

// The executions of one subject whose output has the same digest.
struct OutputClass {
  Digest digest;
  std::vector<std::uint32_t> executions; // indices into Plan::executions, ascending
};
struct SubjectClasses {
  std::uint32_t subject = 0;
  std::vector<OutputClass> canonical; // largest first, then by first execution
  std::vector<OutputClass> raw;
  std::uint32_t missing = 0;
};
// How the classes of an output lie beside a factor, planned or observed, over all subjects.
struct Alignment {
  std::string factor;
  bool observed = false;
  bool explains = false;    // within each subject and level (other factors free) there is one class
  bool separates = false;   // two levels never share a class
  double adjusted_rand = 0; // Hubert & Arabie 1985, mean over subjects with more than one class and level
  // Chance of an alignment at least as close if the factor had no effect: permutation test of its levels
  // within subject and the other planned factors' levels. Absent with `reason`.
  std::optional<double> p;
  std::optional<double> p_adjusted; // Holm, over the factors and pairs that were tested for this output
  bool exact = false;               // every permutation was counted; else a seeded sample of them
  std::string reason;
  std::string split; // in words, how the levels lie in the classes: "-avx512 | host, -fma"; "" = not exactly
  std::vector<std::string> same_as; // observed factors that divide the executions in the same way
};
struct OutputClasses {
  std::string output;
  std::vector<SubjectClasses> subjects;
  std::uint32_t executions = 0; // that have the output
  std::uint32_t missing = 0;
  std::uint32_t classes = 0; // largest number over subjects
  std::uint32_t classes_raw = 0;
  std::uint32_t classes_within = 0; // largest over subjects and environments
  std::uint32_t classes_raw_within = 0;
  std::map<std::string, std::uint32_t> per_environment; // environment → largest number over subjects
  std::map<std::string, std::uint32_t> per_environment_raw;
  double modal_fraction = 0;         // smallest over subjects: share of the largest class
  double simpson = 0;                // smallest over subjects: chance that two executions agree
  std::vector<Alignment> alignments; // exact ones first
  std::string sentence; // "30 executions of 3 subjects → at most 2 distinct outputs a subject, split exactly
                        // by threads"
  std::vector<std::string> ignored; // what the canonical digest left out
  bool suspicious = false;          // empty, all NaN, or constant everywhere
  std::string suspicion;
};

struct Scores {
  int schema = 1;
  std::string study;
  std::vector<OutputClasses> classes; // in the protocol's order of outputs
  std::vector<Score> scores;          // in the protocol's order of metrics, then value, row, group
  // Planned looks of an adaptive repetition that share the error of intervals and tests: a `confidence` that
  // was asked for is 1 - (1 - confidence) / looks in each of them.
  std::uint32_t looks = 1;
  std::vector<std::string> warnings;
};

Json to_json(const Scores& scores);
Result<Scores> scores_from_json(const Json& json, const std::string& name);

} // namespace reprovip::model
