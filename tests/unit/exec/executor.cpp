#include "tests/unit/exec/executor.hpp"

#include <signal.h>
#include <unistd.h>

namespace reprovip::exec {

std::string executor() {
  return (test::bin_dir() / "reprovip-exec").string();
}

sys::Captured run_executor(const Words& arguments) {
  sys::Command command{{executor()}, sys::current_environment(), {}, {}, {}};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  auto captured = sys::run_captured(command, Seconds(60));
  EXPECT_TRUE(captured) << one_line(captured.error());
  return captured ? *captured : sys::Captured{{-1, 0}, {}, {}};
}

bool is_running(int process) {
  const auto status = test::read_text("/proc/" + std::to_string(process) + "/status");
  return !status.empty() && status.find("State:\tZ") == std::string::npos;
}

bool ends(int process) {
  for (int i = 0; i < 1000 && is_running(process); ++i) {
    ::usleep(10'000);
  }
  return !is_running(process);
}

bool appears(const std::filesystem::path& file) {
  for (int i = 0; i < 1000 && test::read_text(file).empty(); ++i) {
    ::usleep(10'000);
  }
  return !test::read_text(file).empty();
}

int number_in(const std::filesystem::path& file) {
  return static_cast<int>(std::strtol(test::read_text(file).c_str(), nullptr, 10));
}

Attempt::Attempt() : work(dir.path() / "work") {
  std::filesystem::create_directory(work);
}

Words Attempt::words(const Words& options, const Words& command) const {
  Words all{"run", "--dir", dir.path().string(), "--work", work.string()};
  all.insert(all.end(), options.begin(), options.end());
  all.emplace_back("--");
  all.insert(all.end(), command.begin(), command.end());
  return all;
}

Json Attempt::run(const Words& options, const Words& command) const {
  const auto captured = run_executor(words(options, command));
  EXPECT_EQ(captured.status.code, 0) << captured.err;
  return record();
}

Json Attempt::shell(const std::string& script, const Words& options) const {
  return run(options, {"sh", "-c", script});
}

Json Attempt::record() const {
  const auto json = parse_json(test::read_text(dir.path() / "exec.json"), "exec.json");
  EXPECT_TRUE(json) << one_line(json.error());
  return json ? *json : Json();
}

} // namespace reprovip::exec
