#pragma once

#include "harness/study/laboratory.hpp"

#include <string>
#include <vector>

namespace reprovip::study {

// What each candidate alone does to the spread and the mean of an output's values, on the first subject:
// `repetitions` of each. A line a candidate and value; of the first values when there are many; p
// adjusted for all of them (Holm). Empty when
// the output has no numbers.
std::vector<std::string> describe_spread(Laboratory& laboratory, const store::Store& store,
                                         const model::Plan& plan, const std::string& output,
                                         const std::vector<Candidate>& candidates, std::uint32_t repetitions,
                                         double confidence);

} // namespace reprovip::study
