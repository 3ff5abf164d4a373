#pragma once

#include "harness/base/result.hpp"
#include "harness/model/expression.hpp"

#include <string>

namespace reprovip::protocol {

// Grammar in model/expression.hpp. The error's column counts within `text`.
Result<model::Expression> parse_expression(const std::string& text);

} // namespace reprovip::protocol
