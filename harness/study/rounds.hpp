#pragma once

#include "harness/model/protocol.hpp"

#include <cstdint>
#include <vector>

namespace reprovip::study {

// After how many repetitions the stopping rule is asked, ascending to the maximum: the least that the
// protocol says, then half as many again each time, so that it is asked seldom.
std::vector<std::uint32_t> rounds_of(const model::Repeat& repeat);

} // namespace reprovip::study
