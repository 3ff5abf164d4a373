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
// templates made twice, so that they may use each other's keys. Configuration files (`file-template`) are
// written by words put before the command, so that they are there whatever starts it; lines that name an
// absent value are empty. What groups, requires-inputs, disables-inputs, value-requires, value-disables and
// the numbers of list entries forbid is an error. The differences, since inputs stand at in/<id>/<name> here
// and outputs must be below the execution's own directory:
// - a path template gets a file's name alone also when its key comes first, and of every file of a list (as
//   on VIP, where all files lie in one directory);
// - an absolute path is written "$PWD"/path;
// - a key that mutually exclusive inputs share is left for the one that has a value, where localExec loses
//   it unless it is the first one's;
// - an optional output without a condition that holds is not expected, where localExec gives it the path of
//   the output before it;
// - a value that holds the key of a later one is an error, where localExec replaces that within its quotes.
Result<ShellExpansion> expand_shell(const Case& about, const std::vector<model::OutputDecl>& outputs);

// What groups, requires-inputs, disables-inputs, value-requires and value-disables forbid: "" when all is
// well, else every reason.
std::string broken_rules(const model::ShellCommand& shell, const KeyValues& values);

// `model::condition_holds` of these values.
Result<bool> condition_holds(const std::string& condition, const KeyValues& values,
                             const std::vector<std::string>& known_ids);

// What becomes of a key in a template, by what the template is.
enum class Template {
  command, // flags; the key of an absent value vanishes
  path,    // no quotes but those of other outputs' paths; the key of an absent value stays
  file,    // quotes; an absent value empties the line
};

// `text` with the keys of `shell` replaced; `stripped` are taken out of files' and texts' values.
std::string replace_keys(std::string text, const model::ShellCommand& shell, const KeyValues& values,
                         Template what, const Texts& stripped);

} // namespace reprovip::plan
