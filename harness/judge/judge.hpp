#pragma once

#include "harness/base/result.hpp"
#include "harness/model/plan.hpp"
#include "harness/model/record.hpp"
#include "harness/model/score.hpp"
#include "harness/model/verdict.hpp"

#include <optional>
#include <vector>

namespace reprovip::judge {

// Every criterion of the protocol on the scores; grades of the outputs; alerts. Pure.
model::Verdicts judge(const model::Plan& plan, const std::vector<std::optional<model::Record>>& records,
                      const model::Scores& scores);

// Whether the stopping rule of an adaptive repetition holds: true, false, or not to be told yet.
std::optional<bool> until_holds(const model::Expression& until, const model::Scores& scores);

} // namespace reprovip::judge
