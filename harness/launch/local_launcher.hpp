#pragma once

#include "harness/launch/launcher.hpp"
#include "harness/sys/offline_network.hpp"
#include "harness/sys/process.hpp"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace reprovip::launch {

// The command line of `reprovip-exec` that runs one attempt: data, and the same for every launcher. Limits
// that an engine sets on its container are left to the engine.
// `offline`: namespaces without a network to join, instead of one for each job.
std::vector<std::string> executor_argv(const sys::Path& executor, const Job& job,
                                       const std::vector<std::string>& offline = {});

// Runs jobs on this machine, each below its own `reprovip-exec run`. With `jobs` = 0 running jobs share the
// usable CPUs, each taking as many as it asks for; else exactly `jobs` run at once. The first `abort` asks
// each executor to stop its program, the second to kill it at once; later ones kill the executors themselves,
// and end containers by name.
class LocalLauncher final : public Launcher {
public:
  LocalLauncher(LauncherOptions options, std::unique_ptr<sys::Processes> processes);
  // Lets the commands that end containers come to their end, for some seconds.
  ~LocalLauncher() override;

  std::uint32_t capacity() const override;
  Result<void> start(const Job& job) override;
  LaunchEvent wait(std::optional<sys::TimePoint> deadline) override;
  void abort() override;

private:
  struct Running {
    std::uint32_t ticket = 0;
    std::uint32_t cpus = 1;
    sys::Path attempt;
    std::vector<std::string> kill_argv;
    sys::Environment environment;
  };

  std::optional<JobEnded> ended(const sys::ChildEnded& child);
  void end_container(const Running& job);
  const std::vector<std::string>& offline_network(const Job& job);

  LauncherOptions m_options;
  std::uint32_t m_cpus;
  std::unique_ptr<sys::Processes> m_processes;
  std::map<sys::ProcessId, Running> m_running;
  std::set<sys::ProcessId> m_helpers; // they end containers
  std::uint32_t m_aborts = 0;
  std::unique_ptr<sys::OfflineNetwork> m_offline; // once a job needs it; its jobs share it
};

Result<std::unique_ptr<Launcher>> make_local_launcher(const LauncherOptions& options,
                                                      std::unique_ptr<sys::Processes> processes);

} // namespace reprovip::launch
