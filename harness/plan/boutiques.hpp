#pragma once

#include "harness/base/result.hpp"
#include "harness/plan/placeholders.hpp"

#include <map>
#include <string>
#include <vector>

namespace reprovip::plan {

// The value of an input, parameter or output of a Boutiques descriptor, as Python would print it.
struct KeyValue {
  enum class Kind { text, number, flag, file, output };
  Kind kind = Kind::text;
  Texts items; // one, or those of a list

  bool is_false() const { return kind == Kind::flag && items.front() == "False"; }
};
using KeyValues = std::map<std::string, KeyValue, std::less<>>; // by id; what is absent is not in it

// What `sh -c` gets, and the outputs' paths by id.
struct ShellExpansion {
  std::string text;
  std::map<std::string, std::string> paths;
};

// A Boutiques command line with its value keys replaced as `_replaceKeysInTemplate` of Boutiques' localExec
// does (boutiques 0.5.33): inputs, then outputs, in the descriptor's order; a flag before its value; text,
// files and outputs through shlex.quote; an absent or empty value takes the blank before its key away; path
// templates made twice, so that they may use each other's keys. Two differences, since inputs stand at
// in/<id>/<name> here and outputs must be below the execution's own directory: a path template gets a file's
// name alone also when its key comes first (as on VIP, where all files lie in one directory), and an absolute
// path is written "$PWD"/path. What groups, requires-inputs and disables-inputs forbid is an error.
Result<ShellExpansion> expand_shell(const Case& about, const std::vector<model::OutputDecl>& outputs);

// What groups, requires-inputs and disables-inputs forbid: "" when all is well, else every reason.
std::string broken_rules(const model::ShellCommand& shell, const KeyValues& values);

// Boutiques' conditions of path templates: ids, numbers, text, == != < <= > >=, and, or, not, parentheses. An
// id that has no value makes the condition false; "default" is true.
Result<bool> condition_holds(const std::string& condition, const KeyValues& values,
                             const std::vector<std::string>& known_ids);

} // namespace reprovip::plan
