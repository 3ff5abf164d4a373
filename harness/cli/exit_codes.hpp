#pragma once

#include "harness/model/exit_code.hpp"

#include <string>
#include <vector>

namespace reprovip::cli {

struct ExitCodeEntry {
  model::ExitCode code;
  std::string doc;
};
// In the order in which the first that applies is taken.
const std::vector<ExitCodeEntry>& exit_codes();

// Variables of the environment that are not a flag's.
struct VariableEntry {
  std::string name;
  std::string doc;
};
const std::vector<VariableEntry>& other_variables();

} // namespace reprovip::cli
