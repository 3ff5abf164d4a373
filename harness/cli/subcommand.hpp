#pragma once

#include "harness/base/result.hpp"
#include "harness/model/exit_code.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace reprovip::cli {

// A flag as the user types it. Each also has a variable REPROVIP_<NAME>, which the command line overrides.
struct Flag {
  std::string name;  // "max-fail"
  char letter = 0;   // 0: none
  std::string value; // what it takes, as help calls it ("N", "FILE"); "" = nothing
  std::string doc;
  bool repeats = false;
  std::vector<std::string> choices = {}; // what it can be, for completion; empty: anything
};

// What was typed (or set in the environment).
class Arguments {
public:
  std::vector<std::string> words; // positional
  std::map<std::string, std::vector<std::string>> flags;

  bool has(const std::string& flag) const { return flags.contains(flag); }
  std::string text(const std::string& flag, const std::string& otherwise = {}) const;
  std::vector<std::string> all(const std::string& flag) const;
  // A whole number that is not negative; an error names the flag.
  Result<std::optional<std::uint32_t>> count(const std::string& flag) const;
};

struct Subcommand {
  std::string name;
  std::string doc;
  std::string words_name; // "P...", "" = takes none
  std::size_t least_words = 0;
  std::size_t most_words = 0;
  std::vector<Flag> flags;
  std::string example; // arguments that make sense: "run protocol.toml -K 5 --html report.html"
  // For completion: what the first word can be, and what the second one can be after some of these. Else it
  // is a protocol ("P"), a study ("STUDY") or any file, by words_name.
  std::vector<std::string> choices = {};
  std::map<std::string, std::vector<std::string>> choices_after = {};
  Checked<model::ExitCode> (*run)(const Arguments& arguments);
};

// The visible table: help, the man page, completion and suggestions derive from it.
const std::vector<Subcommand>& subcommands();

// "REPROVIP_MAX_FAIL" for "max-fail"
std::string variable_of(const std::string& flag);

} // namespace reprovip::cli
