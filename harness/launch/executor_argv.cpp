#include "harness/base/format.hpp"
#include "harness/launch/local_launcher.hpp"

namespace reprovip::launch {

std::vector<std::string> executor_argv(const sys::Path& executor, const Job& job) {
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
