#include "harness/model/plan.hpp"

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

} // namespace reprovip::model
