#pragma once

#include "harness/model/plan.hpp"
#include "harness/model/record.hpp"
#include "harness/model/score.hpp"

#include <optional>
#include <string>
#include <vector>

namespace reprovip::judge {

using Records = std::vector<std::optional<model::Record>>;

// What a criterion speaks of: one score per check, or none and why (with advice).
struct Selection {
  std::vector<model::Score> scores;
  std::string reason;
};

// The scores of the criterion's metric whose row matches; for a criterion `on` an output its classes as
// scores (see `class_scores`).
Selection select(const model::CriterionSpec& criterion, const model::Plan& plan, const Records& records,
                 const model::Scores& scores);

// The classes of an output in the clothes of a score of kind "classes": fields classes, classes.raw, modal,
// simpson, missing, as far as they can be told (no number of classes without two executions to compare). One
// score for the study, or one per environment, in the plan's order. `repetitions` is the smallest number of
// present outputs of a cell.
std::vector<model::Score> class_scores(const model::OutputClasses& classes, bool per_environment,
                                       const model::Plan& plan, const Records& records);

} // namespace reprovip::judge
