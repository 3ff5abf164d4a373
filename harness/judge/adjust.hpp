#pragma once

#include "harness/model/score.hpp"

#include <string>
#include <vector>

namespace reprovip::judge {

// Replaces the field `p` of the scores by its value adjusted for as many tests as there are scores with a `p`
// in [0, 1]. `method` as in CriterionSpec::adjust; "" changes nothing.
void adjust_p(const std::string& method, std::vector<model::Score>& scores);

} // namespace reprovip::judge
