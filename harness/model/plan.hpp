#pragma once

#include "harness/base/digest.hpp"
#include "harness/model/protocol.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace reprovip::model {

// A file or folder that an execution reads. `staged` is relative to the execution's directory and the same
// everywhere.
struct InputFile {
  std::string id;
  Path host;
  std::string staged; // "in/<id>/<file name>"
  Digest digest;      // of a folder: of its sorted (path, digest) list
  std::uint64_t size = 0;
  bool is_directory = false;
};

struct Subject {
  std::string id;
  std::vector<InputFile> inputs;
  std::map<std::string, std::string> columns; // of the subjects' table
  std::map<std::string, Path> truth;          // output id → ground truth file
};

// What really runs for one choice of (engine, image, suite, application version, build).
struct Deployment {
  std::string engine;
  EngineConfig config;  // paths made absolute
  std::string identity; // "image sha256:...", "program sha256:...", "store /gnu/store/..."
  std::map<std::string, std::string> details; // version, RepoDigests, archive digest, program path...
  Application application;                    // of this level: normally the protocol's
  std::string build;                          // the variant of its [build], "" = it has none
  Path build_directory;                       // what the build left: staged as "build"; known once identified
};

// The protocol with the world looked up.
struct Resolved {
  Protocol protocol;
  std::vector<Subject> subjects; // sorted by id as the list, glob or table gives them
  std::vector<Deployment> deployments;
  std::map<std::string, std::string> passed; // values of the variables that [env] passes
};

struct Condition {
  std::vector<std::uint16_t> levels; // one per factor of the protocol, an index into its levels
  std::uint32_t environment = 0;     // index into Plan::environments
  std::uint32_t deployment = 0;      // index into Resolved::deployments
  bool is_reference = false;
};

struct Cell {
  std::uint32_t subject = 0;
  std::uint32_t condition = 0;
  Digest key;
};

struct Execution {
  std::uint32_t cell = 0;
  std::uint32_t repetition = 1; // from 1
  std::uint64_t seed = 0;       // 0 when the application takes none
};

// Every execution to make, in launch order. Pure function of Resolved: the same input gives the same bytes.
struct Plan {
  Resolved resolved;
  std::string study; // id: "<protocol name>-<8 hex digits over the cells' keys>"
  std::vector<Condition> conditions;
  std::vector<std::string>
      environments; // "engine=docker, threads=1": level-C factors with more than one level
  std::vector<Cell> cells;
  std::vector<Execution> executions;
};

// Everything that one execution needs; made from a Plan by `plan/invocation.hpp`.
struct Invocation {
  std::string name; // "sub-01 engine=docker threads=1 r003": for people
  Digest cell;
  std::uint32_t execution = 0; // index into Plan::executions
  std::uint32_t repetition = 1;
  std::uint64_t seed = 0;
  std::vector<std::string> argv; // the same for every engine and host
  std::map<std::string, std::string> environment;
  std::vector<InputFile> inputs;
  std::map<std::string, std::vector<std::string>> params; // texts of their values by id, several of a list
  Path application_directory;                  // staged as "app" when the command uses {app}; else empty
  Path build_directory;                        // staged as "build" when the command uses {build}; else empty
  std::map<std::string, std::string> settings; // what reprovip-exec sets: "rounding" → "up"; by name
  std::vector<OutputDecl> outputs;             // path templates expanded
  std::uint32_t deployment = 0;
  double cpus = 1;
  std::uint32_t threads = 0; // the level of `threads`, 0 = not a factor
  // Programs of the system that are what is tested, by name, and their sha256 on this machine.
  std::map<std::string, std::string> programs;
  std::string machine; // the level of `machine`, for the launcher; "" = not a factor
  Resources resources;
};

// For people and for grouping: "engine=docker, threads=1". Factors of one level are left out unless `all`.
std::string describe(const Plan& plan, const Condition& condition, bool all = false);
// "sub-01 engine=docker threads=1 r003": an execution for people.
std::string execution_name(const Plan& plan, std::uint32_t execution);
const Level& level_of(const Plan& plan, const Condition& condition, std::size_t factor);

} // namespace reprovip::model
