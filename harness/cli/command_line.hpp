#pragma once

#include "harness/cli/subcommand.hpp"

#include <variant>

namespace reprovip::cli {

struct Chosen {
  const Subcommand* subcommand = nullptr;
  Arguments arguments;
};
struct Help {
  std::string text;
};

// Reads the command line by the table of subcommands.
Result<std::variant<Chosen, Help>> read_command_line(int argc, const char* const* argv);

} // namespace reprovip::cli
