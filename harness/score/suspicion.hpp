#pragma once

#include "harness/score/loader.hpp"
#include "harness/score/scene.hpp"

#include <string>

namespace reprovip::score {

// Why an output must not be trusted however identical it is; "" when nothing speaks against it. It is
// suspicious when in every execution of every subject that has it
// - it is empty (no bytes), or
// - all its numbers are NaN, or
// - it is constant: an image, or at least 3 numbers of a table or vector, and all are one and the same
// number, in all
//   executions. A single number that never changes is not suspicious: that may well be the answer.
// What cannot be read as numbers is judged by its size only.
std::string suspicion_of(const Scene& scene, const model::OutputDecl& output, Loader& loader);

} // namespace reprovip::score
