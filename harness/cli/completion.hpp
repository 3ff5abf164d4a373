#pragma once

#include "harness/cli/subcommand.hpp"

#include <string>
#include <vector>

namespace reprovip::cli {

// What may stand for a word or for a flag's value.
enum class Completes { nothing, choices, protocols, studies, files, folders };
Completes completes(const Flag& flag);
Completes completes(const Subcommand& subcommand); // its words

// 'it'\''s': one word of any of the three shells.
std::string shell_quoted(const std::string& text);

// completion.bash
const char* bash_machine();

// Scripts made from the table of subcommands, to be sourced.
std::string bash_completion(const std::vector<Subcommand>& table);
std::string zsh_completion(const std::vector<Subcommand>& table);
std::string fish_completion(const std::vector<Subcommand>& table);

} // namespace reprovip::cli
