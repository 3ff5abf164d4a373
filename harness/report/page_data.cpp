#include "harness/report/page_data.hpp"

#include "harness/report/facts.hpp"
#include "harness/report/text.hpp"

namespace reprovip::report {

namespace {

Json subjects_of(const model::Study& study) {
  auto names = Json::array();
  for (const auto& subject : study.plan.resolved.subjects) {
    names.push(clean(subject.id));
  }
  return names;
}

Json factors_of(const model::Study& study) {
  auto factors = Json::array();
  for (const auto& factor : study.plan.resolved.protocol.factors) {
    auto levels = Json::array();
    for (const auto& level : factor.levels) {
      levels.push(clean(level.name));
    }
    factors.push(Json::object({{"name", clean(factor.name)},
                               {"source", std::string(to_string(factor.source))},
                               {"levels", std::move(levels)}}));
  }
  return factors;
}

Json conditions_of(const model::Study& study) {
  auto conditions = Json::array();
  for (const auto& condition : study.plan.conditions) {
    auto levels = Json::array();
    for (const auto level : condition.levels) {
      levels.push(level);
    }
    conditions.push(Json::object({{"name", clean(describe(study.plan, condition))},
                                  {"levels", std::move(levels)},
                                  {"environment", condition.environment},
                                  {"reference", condition.is_reference}}));
  }
  return conditions;
}

// Columns, by execution of the plan.
Json executions_of(const model::Study& study) {
  auto subject = Json::array();
  auto condition = Json::array();
  auto repetition = Json::array();
  for (const auto& execution : study.plan.executions) {
    const auto& cell = study.plan.cells[execution.cell];
    subject.push(cell.subject);
    condition.push(cell.condition);
    repetition.push(execution.repetition);
  }
  return Json::object({{"subject", std::move(subject)},
                       {"condition", std::move(condition)},
                       {"repetition", std::move(repetition)}});
}

} // namespace

Json page_data(const model::Study& study) {
  return Json::object({{"study", clean(study.plan.study)},
                       {"subjects", subjects_of(study)},
                       {"factors", factors_of(study)},
                       {"conditions", conditions_of(study)},
                       {"executions", executions_of(study)}});
}

} // namespace reprovip::report
