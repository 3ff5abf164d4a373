#pragma once

#include "harness/base/result.hpp"
#include "harness/launch/engine.hpp"
#include "harness/model/record.hpp"
#include "harness/model/vocabulary.hpp"

#include <cstdint>
#include <functional>
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
};

struct JobEnded {
  std::uint32_t ticket = 0;
  model::Ending ending;
};
struct StopAsked {
  int signal = 0;
};
struct NothingYet {};
using LaunchEvent = std::variant<JobEnded, StopAsked, NothingYet>;

// Where executions run. One thread uses it. A started job ends in exactly one JobEnded, whatever happens to
// it.
class Launcher {
public:
  virtual ~Launcher() = default;
  // How many more jobs may be started now.
  virtual std::uint32_t capacity() const = 0;
  // An error here is infrastructure: the job has not been started.
  virtual Result<void> start(const Job& job) = 0;
  // Blocks until something happens, at most until `deadline`.
  virtual LaunchEvent wait(std::optional<sys::TimePoint> deadline) = 0;
  // Asks every running job to stop; their endings still come through `wait`.
  virtual void abort() = 0;
};

struct LauncherOptions {
  std::uint32_t jobs = 0; // 0: usable CPUs
  sys::Path executor;
};
struct LauncherEntry {
  model::PluginDecl declaration;
  Result<std::unique_ptr<Launcher>> (*make)(const LauncherOptions& options);
};
const std::vector<LauncherEntry>& builtin_launchers(); // local

} // namespace reprovip::launch
