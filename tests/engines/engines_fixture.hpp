#pragma once

#include "harness/launch/container.hpp"
#include "harness/launch/docker_engine.hpp"
#include "harness/launch/exec_report.hpp"
#include "harness/launch/local_launcher.hpp"
#include "harness/sys/hash.hpp"

#include "tests/support/support.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <chrono>
#include <fstream>
#include <sstream>
#include <thread>

namespace reprovip::launch {

namespace fs = std::filesystem;
using model::Outcome;

inline std::string engine_name() {
  const auto name = sys::environment_value("REPROVIP_TEST_ENGINE");
  return name.empty() ? "native" : name;
}

inline bool is_guix() {
  return engine_name() == "guix";
}

inline bool has_containers() {
  return engine_name() != "native" && !is_guix();
}

// Engines that are given the archive; the others have loaded it.
inline bool is_from_archive() {
  return engine_name() == "apptainer" || engine_name() == "udocker";
}

// Processes whose environment holds `mark`, in containers or not.
inline std::size_t count_processes(const std::string& mark) {
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    std::ifstream file(entry.path() / "environ", std::ios::binary);
    std::ostringstream environment;
    environment << file.rdbuf();
    count += environment.str().find(mark) != std::string::npos ? 1U : 0U;
  }
  return count;
}

// One engine, and attempts in a folder of the test's own.
class EnginesTest : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_TRUE(fs::exists(executor())) << "the build makes reprovip-exec: " << executor();
    auto made = make_local_launcher({.jobs = 1, .executor = executor()}, sys::make_processes());
    ASSERT_TRUE(made);
    launcher = std::move(*made);
    engine = make_engine(engine_name());
    deployment.engine = engine_name();
    deployment.config.image = sys::environment_value("REPROVIP_TEST_IMAGE");
    deployment.config.profile = sys::environment_value("REPROVIP_TEST_PROFILE");
    if (is_from_archive()) {
      use_archive();
    }
    invocation.environment = {
        {"PATH", has_containers() ? "/bin" : sys::environment_value("REPROVIP_TEST_PATH")},
        {"GREETING", mark}};
  }

  static sys::Path executor() { return test::bin_dir() / "reprovip-exec"; }

  void use_archive() {
    auto& config = deployment.config;
    config.archive = sys::environment_value("REPROVIP_TEST_ARCHIVE");
    config.archive_id = sys::environment_value("REPROVIP_TEST_IMAGE_ID");
    config.archive_sha256 = sys::sha256_file(config.archive).value().hex;
    auto details = engine->read_identity(config, ask(engine->identity_argv(config)));
    if (!details) {
      const auto fetched = ask(engine->fetch_argv(config));
      ASSERT_TRUE(fetched.status.success()) << fetched.err;
      details = engine->read_identity(config, ask(engine->identity_argv(config)));
    }
    ASSERT_TRUE(details) << render(details.error());
    deployment.details = *details;
  }

  void add_input(const std::string& id, const std::string& text) {
    const auto host = dir.write("data/" + id + ".txt", text);
    invocation.inputs.push_back({.id = id, .host = host, .staged = "in/" + id + "/" + id + ".txt"});
  }

  Job make_job(std::vector<std::string> argv) {
    static int count = 0;
    Job job;
    job.ticket = 1;
    job.invocation = invocation;
    job.invocation.argv = std::move(argv);
    const auto attempt = dir.path() / std::to_string(++count);
    job.paths = {.directory = attempt,
                 .work = attempt / "work",
                 .inner = attempt / "inner",
                 .executor = executor(),
                 .preload = test::bin_dir() / "libreprovip-preload.so",
                 .container_name =
                     "reprovip-test-" + std::to_string(::getpid()) + "-" + std::to_string(count)};
    fs::create_directories(job.paths.work);
    fs::create_directories(job.paths.inner);
    for (const auto& input : invocation.inputs) {
      fs::create_directories((job.paths.work / input.staged).parent_path());
      if (has_containers()) {
        std::ofstream(job.paths.work / input.staged).flush();
      } else {
        fs::create_symlink(input.host, job.paths.work / input.staged);
      }
    }
    job.command = engine->command(job.invocation, deployment, job.paths);
    return job;
  }

  model::Ending wait_for_end() {
    const auto event = launcher->wait(std::chrono::steady_clock::now() + std::chrono::seconds(60));
    const auto* end = std::get_if<JobEnded>(&event);
    return end != nullptr ? end->ending : model::Ending{};
  }

  // Guile aborts now and then before it starts anything, on a machine with much to do: infrastructure, which
  // a study tries again, and so does this.
  model::Ending run(const std::vector<std::string>& argv) {
    auto ending = run_once(argv);
    for (int i = 0; i < 2 && is_guix() && ending.reason.find("status 134 and") != std::string::npos; ++i) {
      EXPECT_TRUE(ending.infrastructure) << ending.reason;
      ending = run_once(argv);
    }
    return ending;
  }

  model::Ending run_once(const std::vector<std::string>& argv) {
    last = make_job(argv);
    const auto started = launcher->start(last);
    EXPECT_TRUE(started) << render(started.error());
    return wait_for_end();
  }

  // Starts, and waits until the program says that it is ready.
  void start_until_ready(std::vector<std::string> argv) {
    last = make_job(std::move(argv));
    ASSERT_TRUE(launcher->start(last));
    for (int i = 0; i < 2000 && out() != "ready\n"; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    ASSERT_EQ(out(), "ready\n");
  }

  static sys::Captured ask(const std::vector<std::string>& argv) {
    sys::Command command;
    command.argv = argv;
    command.environment = sys::current_environment();
    const auto answer = sys::run_captured(command, Seconds(60));
    EXPECT_TRUE(answer);
    return answer.value_or(sys::Captured{});
  }

  // What it wrote to standard output.
  std::string said() const { return test::read_text(last.paths.directory / "out.log"); }

  std::string out() const {
    const auto file = last.paths.work / "out.txt";
    return fs::exists(file) ? test::read_text(file) : "";
  }

  test::TempDir dir;
  std::string mark = "mark-" + std::to_string(::getpid());
  model::Invocation invocation;
  model::Deployment deployment;
  std::unique_ptr<Engine> engine;
  std::unique_ptr<Launcher> launcher;
  Job last;
};

} // namespace reprovip::launch
