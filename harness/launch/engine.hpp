#pragma once

#include "harness/base/result.hpp"
#include "harness/model/plan.hpp"
#include "harness/model/vocabulary.hpp"
#include "harness/sys/process.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace reprovip::launch {

// Where one attempt lives on the host. `work` is the program's own fresh directory: inputs are below work/in,
// outputs below work. `inner` is where the inner end of reprovip-exec writes.
struct AttemptPaths {
  sys::Path directory; // of the attempt: exec.json, out.log, err.log, inner/
  sys::Path work;
  sys::Path inner;
  sys::Path executor;         // reprovip-exec on the host
  sys::Path preload;          // the library of settings that act inside the program, beside reprovip-exec
  std::string container_name; // unique
};

// The places of an attempt in `directory`, and what `like` has beside them.
inline AttemptPaths paths_of(const sys::Path& directory, const AttemptPaths& like) {
  auto paths = like;
  paths.directory = directory;
  paths.work = directory / "work";
  paths.inner = directory / "inner";
  return paths;
}

// A command line as data: what reprovip-exec's outer end starts, and what it runs to end a container by name.
struct EngineCommand {
  std::vector<std::string> argv;
  sys::Environment environment;       // of the engine's client, or of the program itself (native)
  std::vector<std::string> kill_argv; // empty: killing the process tree is enough
  bool has_inner_end = false;         // argv runs `reprovip-exec inner`; without its record the engine failed
  bool limits_memory = false;         // the engine does; else the outer end limits the tree that it started
  bool isolates = false;              // inputs read-only, no network: the engine does; else the outer end
  bool links_inputs = false;          // inputs are links to where they are; else mount points for the engine
};

struct Probe {
  bool usable = false;
  std::string version;
  std::string reason; // why not
  std::map<std::string, std::string> details;
};

// A deployment technology. Builds command lines as data and reads answers; starts nothing itself.
class Engine {
public:
  virtual ~Engine() = default;

  // The command that runs `invocation`, with inputs read-only, one writable directory, no network unless
  // asked, and outputs owned by the caller.
  virtual EngineCommand command(const model::Invocation& invocation, const model::Deployment& deployment,
                                const AttemptPaths& paths) const = 0;

  // What tells whether the engine works here; empty: always.
  virtual std::vector<std::string> probe_argv() const = 0;
  virtual Probe read_probe(const sys::Captured& answer) const = 0;

  // What tells the identity of the configured image; empty: the program's own bytes are its
  // identity (native).
  virtual std::vector<std::string> identity_argv(const model::EngineConfig& config) const = 0;
  // The image's text identity and details from the answer; an image that is not there is an error that says
  // how to get it; a pinned digest that does not match is an error with both digests.
  virtual Result<std::map<std::string, std::string>> read_identity(const model::EngineConfig& config,
                                                                   const sys::Captured& answer) const = 0;

  // What gets an image that is not there: loads the configured archive, or pulls where `pull` allows it;
  // empty: nothing does.
  virtual std::vector<std::string> fetch_argv(const model::EngineConfig& /*config*/) const { return {}; }
};

struct EngineEntry {
  model::PluginDecl declaration;
  std::unique_ptr<Engine> (*make)();
};
// The visible table.
const std::vector<EngineEntry>& builtin_engines();
std::unique_ptr<Engine> make_engine(const std::string& name); // null when unknown

} // namespace reprovip::launch
