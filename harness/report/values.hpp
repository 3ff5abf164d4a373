#pragma once

#include "harness/base/json.hpp"
#include "harness/model/study.hpp"

#include <optional>
#include <string>
#include <vector>

// What is known of every value of a table (NAA, Glu ...), one row each: the scores of all metrics of that
// table side by side, and what the criteria that speak of it come to. Nothing is computed here that scores
// and checks do not say.
namespace reprovip::report {

// The row, of a value without one the column, else the output.
std::string name_of(const model::Score& score);

// What one metric says of one value: a score for each group, in the order of the scores.
struct ValueCell {
  std::vector<const model::Score*> scores;
  std::vector<std::optional<model::Status>> statuses; // of each score: the worst of its checks, if it has any
  // Which score to show: of the worst status, the one farthest towards what the criterion forbids, else the
  // first. Nothing when the metric gave none.
  std::optional<std::size_t> shown;
};

struct ValueRow {
  std::string name;  // "NAA": `name_of` its scores
  std::string value; // "amplitudes.Amplitude[NAA]"
  // The worst check of the criteria of the highest severity that speaks of this value; nothing when none
  // does.
  std::optional<model::Status> status;
  model::Scope scope = model::Scope::repeatability; // the widest of the checks that judge it
  // The criterion and what it saw, of the checks that did not pass; those of a lower severity where the ones
  // that judge all did.
  std::string why;
  bool identical = false; // every score found the values compared to be the same
  std::vector<ValueCell> cells;
};

struct ValueTable {
  std::string of; // "amplitudes.Amplitude"
  std::string output;
  std::string column;
  std::vector<const model::MetricSpec*> metrics;    // in the order of the scores
  model::Scope scope = model::Scope::repeatability; // the widest of its rows
  std::vector<ValueRow>
      rows; // what fails first, then inconclusive, not judged, pass; else in the order of the scores
};
std::vector<ValueTable> value_tables(const model::Study& study);

// "repeatable", "reproducible" or "replicable"
std::string quality(model::Scope scope);
// "not reproducible", "cannot tell", "reproducible"; "not judged" without status.
std::string standing_of_value(const ValueRow& row);
// All that rows of the table are called, and what is looked for: good, bad, untold, not judged.
std::vector<std::string> standings_of(const ValueTable& table);
// "12 of 20 values reproducible" (", 3 repeatable", when nothing wider judges those) and "not: Lac, GABA",
// "cannot tell: Glc", "reproducible: NAA, Cr" as far as there are any, with at most `names` names each.
struct ValueSummary {
  std::string sentence;
  std::vector<std::string> lists;
};
ValueSummary summary_of(const ValueTable& table, std::size_t names);

// "0.031 [0.024, 0.043]", "absent: why", "–" without score; and of several groups what it is of them: "in all
// 3 groups", "{threads=2}, worst of 3 groups".
struct CellText {
  std::string found;
  std::string groups;
};
CellText cell_parts(const ValueCell& cell);
std::string cell_text(const ValueCell& cell); // both
// For sorting: the estimate shown.
std::optional<double> cell_key(const ValueCell& cell);

// Whether scores of this kind of metric tell sources of variance apart (fields share_X, or u_X).
bool has_sources(const model::Score& score);
struct LargestSource {
  std::string name;
  std::string text; // "build 62 % [30, 91] of the variance", "build, u = 0.12"
  double amount = 0;
};
// The largest source of variance but the subjects themselves; nothing when there is none.
std::optional<LargestSource> largest_source(const model::Score& score);

// Of a criterion on many values: "3 of 20 values fail: Lac, GABA, Asp; 2 cannot tell: Glc, Tau"; "" when all
// pass or it speaks of one value only.
std::string rows_sentence(const model::Study& study, const model::Verdict& verdict, std::size_t names);

// The tables in the JSON report: keys in README.md.
Json values_json(const model::Study& study);

} // namespace reprovip::report
