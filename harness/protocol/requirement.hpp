#pragma once

#include "harness/model/expression.hpp"
#include "harness/protocol/diagnostics.hpp"
#include "harness/protocol/node.hpp"

#include <string>
#include <vector>

namespace reprovip::protocol {

// The names that a requirement may call: those that are numbers, and those that are a yes or no.
struct RequirementNames {
  std::vector<std::string> numbers;
  std::vector<std::string> truths;
};

// The expression in `text`, whose syntax has been checked already, with its names and types checked: as a
// whole it must be a yes or no.
model::Expression requirement_from(const Node& text, const RequirementNames& names, Diagnostics& diagnostics);

} // namespace reprovip::protocol
