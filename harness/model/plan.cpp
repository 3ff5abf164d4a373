#include "harness/model/plan.hpp"

#include "harness/base/format.hpp"

namespace reprovip::model {

const Level& level_of(const Plan& plan, const Condition& condition, std::size_t factor) {
  return plan.resolved.protocol.factors[factor].levels[condition.levels[factor]];
}

std::string describe(const Plan& plan, const Condition& condition, bool all) {
  std::string text;
  const auto& factors = plan.resolved.protocol.factors;
  for (std::size_t i = 0; i < factors.size(); ++i) {
    if (all || factors[i].levels.size() > 1) {
      text += (text.empty() ? "" : ", ") + factors[i].name + "=" + level_of(plan, condition, i).name;
    }
  }
  return text;
}

std::string execution_name(const Plan& plan, std::uint32_t index) {
  const auto& execution = plan.executions[index];
  const auto& cell = plan.cells[execution.cell];
  const auto& condition = plan.conditions[cell.condition];
  std::string name = plan.resolved.subjects[cell.subject].id;
  const auto& factors = plan.resolved.protocol.factors;
  for (std::size_t i = 0; i < factors.size(); ++i) {
    if (factors[i].levels.size() > 1) {
      name += " " + factors[i].name + "=" + level_of(plan, condition, i).name;
    }
  }
  return name + format(" r{:03}", execution.repetition);
}

} // namespace reprovip::model
