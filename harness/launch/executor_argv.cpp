#include "harness/base/format.hpp"
#include "harness/launch/local_launcher.hpp"

namespace reprovip::launch {

namespace {

std::vector<std::string> read_only_paths(const model::Invocation& invocation) {
  std::vector<std::string> paths;
  for (const auto& input : invocation.inputs) {
    paths.push_back(input.host.string());
  }
  for (const auto& directory : {invocation.application_directory, invocation.build_directory}) {
    if (!directory.empty()) {
      paths.push_back(directory.string());
    }
  }
  return paths;
}

} // namespace

std::vector<std::string> executor_argv(const sys::Path& executor, const Job& job,
                                       const std::vector<std::string>& offline) {
  const auto& resources = job.invocation.resources;
  std::vector<std::string> argv = {
      executor.string(), "run", "--dir", job.paths.directory.string(), "--work", job.paths.work.string()};
  const auto add = [&argv](const char* flag, std::string value) {
    argv.emplace_back(flag);
    argv.push_back(std::move(value));
  };
  if (resources.timeout.count() > 0) {
    add("--timeout", format("{}", resources.timeout.count()));
  }
  add("--grace", format("{}", resources.grace.count()));
  if (resources.memory != 0 && !job.command.limits_memory) {
    // Of the whole tree, where cgroups can be made; else of each process.
    argv.emplace_back("--cgroup");
    add("--memory", std::to_string(resources.memory));
  }
  if (!job.command.isolates) {
    for (const auto& path : read_only_paths(job.invocation)) {
      add("--read-only", path);
    }
    if (!resources.network) {
      argv.emplace_back("--no-network");
      for (const auto& file : offline) {
        add("--join", file);
      }
    }
  }
  add("--log-limit", std::to_string(resources.log_limit));
  if (job.command.has_inner_end) {
    add("--inner", (job.paths.inner / "exec.json").string());
  }
  for (const auto& word : job.command.kill_argv) {
    add("--kill", word);
  }
  argv.emplace_back("--");
  argv.insert(argv.end(), job.command.argv.begin(), job.command.argv.end());
  return argv;
}

} // namespace reprovip::launch
