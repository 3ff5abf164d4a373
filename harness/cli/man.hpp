#pragma once

#include "harness/cli/subcommand.hpp"

#include <string>
#include <vector>

namespace reprovip::cli {

// The manual page reprovip(1) in roff (man macros), from the table of subcommands. No date: the same program
// gives the same bytes.
std::string manual(const std::vector<Subcommand>& table);

} // namespace reprovip::cli
