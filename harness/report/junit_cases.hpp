#pragma once

#include "harness/model/study.hpp"

#include <string>
#include <vector>

namespace reprovip::report {

enum class CaseResult { passed, skipped, failure, error };

// One testcase. `classname` and `name` are its identity over time: no version, date, host, path, hash or
// repetition in them, and no two cases share both.
struct JunitCase {
  std::string classname; // "<protocol>.<output or metric>", "<protocol>.executions"
  std::string name;      // "retest amplitudes.Amplitude[NAA] {engine=docker}"
  std::string file;      // of the protocol
  CaseResult result = CaseResult::passed;
  std::string
      type; // "criterion", "warning", "inconclusive", "suspicious", "execution", "infrastructure", "not-run"
  std::string message;   // one short line
  std::string text;      // the message and more
  std::string log;       // system-out
  std::string criterion; // that a failure is of: what its picture shows
  double time_s = 0;
};

// One case per check of each criterion, one per output (suspicious or not), one per cell. fail → failure; a
// failing criterion of severity warn → skipped with its text; inconclusive → skipped with its reason; info →
// passed; failed executions and infrastructure → error. Texts are clean and bounded: 64 kiB a case, and all
// together what GitLab takes.
std::vector<JunitCase> junit_cases(const model::Study& study);

// Shortens texts, then leaves out cases (passed before skipped before failed, the last first) until all are
// at most `limit` bytes as XML. One more case says how many are missing.
void keep_within(std::vector<JunitCase>& cases, std::size_t limit);

// GitLab keeps one of two cases with the same key, and its key is the classname, "_" and the name in one:
// ends the names of later ones by " #2", " #3".
void make_unique(std::vector<JunitCase>& cases);

} // namespace reprovip::report
