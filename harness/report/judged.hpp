#pragma once

#include "harness/model/study.hpp"

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace reprovip::report {

// What a criterion says of one score.
struct Judged {
  const model::Verdict* verdict = nullptr;
  const model::Check* check = nullptr;
};

// By metric, value and group; in the order of the verdicts.
using JudgedKey = std::tuple<std::string, std::string, std::string>;
using JudgedScores = std::map<JudgedKey, std::vector<Judged>>;
JudgedScores judged_scores(const model::Study& study);

// How bad a status is: more is worse.
int badness(model::Status status);
void take_worse(std::optional<model::Status>& worst, model::Status status);

// The check that the verdict's reason speaks of, else the first of the verdict's status; nothing without
// checks.
const model::Check* worst_check(const model::Verdict& verdict);

} // namespace reprovip::report
