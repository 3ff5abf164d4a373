#pragma once

#include "harness/base/json.hpp"
#include "harness/score/metric.hpp"

#include <string>

namespace reprovip::score {

// What a program of others answered (score/README.md): rows of findings. Whatever is not as promised is an
// error that says where: an unknown key, a number that is not finite, a row twice, no estimate and no reason.
Result<Rows> read_external_answer(const std::string& text);

} // namespace reprovip::score
