#pragma once

#include "harness/base/json.hpp"
#include "harness/base/result.hpp"
#include "harness/launch/engine.hpp"
#include "harness/model/protocol.hpp"
#include "harness/model/record.hpp"
#include "harness/model/vocabulary.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace reprovip::launch {

// One attempt, ready to start: its directory is staged.
struct Job {
  std::uint32_t ticket = 0; // the conductor's own number
  model::Invocation invocation;
  AttemptPaths paths;
  EngineCommand command;
  // The attempt was started by an earlier process of ours and may be under way: what its marker says
  // (elsewhere.hpp). It is to be followed, not started. Null: a new one.
  Json elsewhere;
};

// What the machine is that ran it, as `reprovip-exec host` tells it: name → value.
using HostFacts = std::map<std::string, std::string>;

// Another try at a job that its scheduler made by itself: it counts for nothing, and is recorded.
struct EarlierTry {
  sys::Path attempt; // its directory
  model::Ending ending;
  HostFacts host;
};
struct JobEnded {
  std::uint32_t ticket = 0;
  model::Ending ending;
  HostFacts host = {};    // empty: this machine
  sys::Path attempt = {}; // the directory whose result counts; empty: that of the job
  std::vector<EarlierTry> earlier = {};
};
struct StopAsked {
  int signal = 0;
};
struct NothingYet {};
using LaunchEvent = std::variant<JobEnded, StopAsked, NothingYet>;

// Where executions run. One thread uses it. A started job ends in exactly one JobEnded, whatever happens to
// it. Jobs that can outlive this process are marked before they are submitted (elsewhere.hpp).
class Launcher {
public:
  virtual ~Launcher() = default;
  // How many more jobs may be started now.
  virtual std::uint32_t capacity() const = 0;
  // Shown what will be started, before anything is: a job for each cell. What cannot run is an error, all of
  // them together; what is to be known of the rest is a line each. May ask the servers that are to run it.
  virtual Checked<std::vector<std::string>> look_over(const std::vector<Job>& /*jobs*/) {
    return std::vector<std::string>{};
  }
  // Starts the job, or follows it where `elsewhere` is set. An error here is infrastructure: the job has not
  // been started.
  virtual Result<void> start(const Job& job) = 0;
  // Blocks until something happens, at most until `deadline`.
  virtual LaunchEvent wait(std::optional<sys::TimePoint> deadline) = 0;
  // Asks every running job to stop; their endings still come through `wait`.
  virtual void abort() = 0;
};

struct LauncherOptions {
  std::uint32_t jobs = 0; // at once; 0: as the launcher thinks
  sys::Path executor;
  std::map<std::string, model::Value> options = {}; // of [launcher], checked against the declaration
  sys::Path directory = {};                         // of the protocol: relative paths of options are below it
  sys::Path spool = {};                             // for what must outlive this process, below the store
  std::string study = {};
};
struct LauncherEntry {
  model::PluginDecl declaration;
  // Why this launcher cannot set the levels of the factor; "" = it can.
  std::string (*cannot_set)(const model::Factor& factor);
  Result<std::unique_ptr<Launcher>> (*make)(const LauncherOptions& options);
  // Whether it can be used with these options; asks what it would ask for, starts and changes nothing, and
  // takes seconds.
  Probe (*probe)(const LauncherOptions& options);
};

} // namespace reprovip::launch
