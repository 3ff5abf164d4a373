#include "harness/judge/adjust.hpp"

#include "harness/stats/multiplicity.hpp"

namespace reprovip::judge {

void adjust_p(const std::string& method, std::vector<model::Score>& scores) {
  const auto adjustment = stats::adjustment_from(method);
  if (!adjustment) {
    return;
  }
  std::vector<double*> places;
  std::vector<double> values;
  for (auto& score : scores) {
    for (auto& [name, value] : score.fields) {
      if (name == "p" && value >= 0 && value <= 1) {
        places.push_back(&value);
        values.push_back(value);
      }
    }
  }
  const auto result = stats::adjusted(values, *adjustment);
  for (std::size_t i = 0; i < places.size(); ++i) {
    *places[i] = result[i];
  }
}

} // namespace reprovip::judge
