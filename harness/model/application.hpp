#pragma once

#include "harness/base/error.hpp"
#include "harness/model/value.hpp"
#include "harness/sys/files.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace reprovip::model {

using Path = sys::Path;

// How many items a list may have; 0: no limit.
struct ListLimits {
  std::uint32_t fewest = 0;
  std::uint32_t most = 0;
};

enum class InputType { file, directory };
struct InputDecl {
  std::string id;
  InputType type = InputType::file;
  bool optional = false;
  bool list = false; // several files under one id (Boutiques lists)
  ListLimits limits;
  std::vector<std::string> fallback; // Boutiques: paths where it runs, when the protocol binds no file
  std::string description;
  SourcePos where;
};

enum class ParamType { string, integer, number, boolean };
struct ParamDecl {
  std::string id;
  ParamType type = ParamType::string;
  std::optional<Value> fallback; // `default` in the file
  bool optional = false;
  bool list = false; // Boutiques; values are then joined by the value key's list separator
  ListLimits limits;
  std::vector<Value> choices;
  std::optional<double> minimum;
  std::optional<double> maximum;
  bool exclusive_minimum = false;
  bool exclusive_maximum = false;
  std::string description;
  SourcePos where;
};

enum class OutputKind { file, directory };
// What to keep of an output's bytes in the store: all of them, or the digests and read values only.
enum class Keep { bytes, digest };
struct OutputDecl {
  std::string id;
  std::string path;   // template below {out}; may be a glob; placeholders {subject} {param.x} {input.x.stem}
  std::string member; // of the archive at `path`: a name, or a pattern; "" = the file itself
  std::string reader; // "" = told from the file name
  OutputKind kind = OutputKind::file;
  bool optional = false;           // missing is fine
  std::vector<std::string> ignore; // named normalisers beyond the defaults of the format
  Keep keep = Keep::bytes;
  std::map<std::string, Value> options; // of the reader
  std::string description;
  SourcePos where;
};

struct SeedDecl {
  std::string env;      // the variable that takes the seed, or
  std::string argument; // an argument template with {seed}, appended to argv
};

struct ContainerRecipe {
  std::string recipe; // path of a Containerfile
  std::string image;  // a ready image's reference
};
struct GuixRecipe {
  std::string channels;
  std::string manifest;
};

// How an application of ours is built: `command` runs once per variant, with the variant's variables, and
// leaves its programs in {out}; the application's command calls them as `{build}/PROGRAM`.
struct BuildRecipe {
  std::vector<std::string> command; // argv template: {app} {out}
  std::vector<std::string> sources; // files and folders below {app}, globs too
  std::map<std::string, std::map<std::string, std::string>> variants; // name → variables
  std::string fallback;                                               // the variant without a factor `build`
  SourcePos where;
};

// One key of a Boutiques command line or path template; rules as Boutiques' localExec.
struct ValueKey {
  std::string key;                 // "[INPUT]"
  std::string id;                  // of an input, parameter or output
  std::optional<std::string> flag; // an empty one leaves its separator before the value
  std::string flag_separator = " ";
  std::string list_separator = " ";
  bool is_flag = false; // a Flag input: the flag alone, or nothing
  bool quote = false;   // String, File and outputs go through shell quoting
  bool absolute_path = false;
  bool shared = false; // with others, of which at most one has a value
};
struct ValueGroup {
  std::string id;
  std::vector<std::string> members;
  bool mutually_exclusive = false;
  bool one_is_required = false;
  bool all_or_none = false;
};
struct ConditionalPath {
  std::string condition; // Boutiques' expression, or "default"
  std::string path;
};
// Ids by the value that requires or disables them.
using ValueRules = std::map<std::string, std::vector<std::string>>;
// A Boutiques `command-line`: it goes through `sh -c` exactly as Boutiques defines.
struct ShellCommand {
  std::string interpreter = "sh"; // `shell` of the descriptor
  std::string text;
  std::vector<ValueKey> keys; // inputs in descriptor order, then outputs
  std::vector<ValueGroup> groups;
  std::map<std::string, std::vector<std::string>> stripped_extensions;   // by output id
  std::map<std::string, std::vector<ConditionalPath>> conditional_paths; // by output id
  std::map<std::string, std::vector<std::string>> file_templates;        // lines, by output id
  std::map<std::string, std::vector<std::string>> requires_ids;
  std::map<std::string, std::vector<std::string>> disables_ids;
  std::map<std::string, ValueRules> value_requires;
  std::map<std::string, ValueRules> value_disables;
};

// What is tested. Either `command` (an argv template) or `shell` is set.
struct Application {
  std::string name;
  std::string version; // recorded, never part of a test's identity
  std::string description;
  Path file;
  Path directory; // {app}
  std::vector<std::string> command;
  std::optional<ShellCommand> shell;
  std::vector<std::string> programs; // others that the command's script runs: part of what is tested
  std::vector<InputDecl> inputs;
  std::vector<ParamDecl> params;
  std::vector<OutputDecl> outputs;
  std::optional<SeedDecl> seed;
  std::optional<ContainerRecipe> container;
  std::optional<GuixRecipe> guix;
  std::optional<BuildRecipe> build;
  std::map<std::string, std::string> environment; // set by the application itself
};

const InputDecl* find_input(const Application& application, std::string_view id);
const ParamDecl* find_param(const Application& application, std::string_view id);

} // namespace reprovip::model
