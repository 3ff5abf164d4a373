// What an execution promises, whatever the engine: run by `run_engine`, which sets REPROVIP_TEST_ENGINE.
#include "harness/launch/docker_engine.hpp"
#include "harness/launch/exec_report.hpp"
#include "harness/launch/local_launcher.hpp"

#include "tests/support/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <sstream>
#include <thread>

namespace reprovip::launch {

namespace {

namespace fs = std::filesystem;
using model::Outcome;
using testing::HasSubstr;

std::string engine_name() {
  const auto name = sys::environment_value("REPROVIP_TEST_ENGINE");
  return name.empty() ? "native" : name;
}

bool is_guix() {
  return engine_name() == "guix";
}

bool has_containers() {
  return engine_name() != "native" && !is_guix();
}

// Processes whose environment holds `mark`, in containers or not.
std::size_t count_processes(const std::string& mark) {
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    std::ifstream file(entry.path() / "environ", std::ios::binary);
    std::ostringstream environment;
    environment << file.rdbuf();
    count += environment.str().find(mark) != std::string::npos ? 1U : 0U;
  }
  return count;
}

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
    invocation.environment = {
        {"PATH", has_containers() ? "/bin" : sys::environment_value("REPROVIP_TEST_PATH")},
        {"GREETING", mark}};
  }

  static sys::Path executor() { return test::bin_dir() / "reprovip-exec"; }

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

  model::Ending run(std::vector<std::string> argv) {
    last = make_job(std::move(argv));
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

TEST_F(EnginesTest, ArgumentsArriveByteForByte) {
  const auto ending =
      run({"probe", "arguments", "a", "two words", "", "*", "$HOME", "\"q\" 'q' \\", "--rm", "\xc3\xa9"});
  EXPECT_EQ(ending.outcome, Outcome::succeeded) << ending.reason;
  EXPECT_EQ(out(), "[a]\n[two words]\n[]\n[*]\n[$HOME]\n[\"q\" 'q' \\]\n[--rm]\n[\xc3\xa9]\n");
}

TEST_F(EnginesTest, ExitStatusIsTheProgramsOwn) {
  for (const int status : {1, 125, 126, 127, 137, 255}) {
    const auto ending = run({"probe", "exit", std::to_string(status)});
    EXPECT_EQ(ending.outcome, Outcome::failed) << status;
    EXPECT_EQ(ending.exit_code, status);
    EXPECT_FALSE(ending.infrastructure) << "not the engine's: " << ending.reason;
  }
}

TEST_F(EnginesTest, AbortIsSeenAsItsSignal) {
  const auto ending = run({"probe", "signal-self", "ABRT"});
  EXPECT_EQ(ending.signal, SIGABRT) << ending.reason;
  EXPECT_FALSE(ending.exit_code);
  EXPECT_FALSE(ending.infrastructure);
}

TEST_F(EnginesTest, SignalToItselfEndsTheProgram) {
  const auto ending = run({"probe", "signal-self", "TERM"});
  EXPECT_EQ(ending.signal, SIGTERM) << ending.reason;
  EXPECT_EQ(out(), "") << "as process 1 it would have survived";
}

TEST_F(EnginesTest, TimeoutEndsTheWholeTree) {
  invocation.resources.timeout = Seconds(2);
  invocation.resources.grace = Seconds(0.3);
  const auto ending = run({"probe", "hang-with-children"});
  EXPECT_EQ(ending.outcome, Outcome::timed_out) << ending.reason;
  EXPECT_EQ(out(), "ready\n");
  EXPECT_EQ(count_processes(mark), 0U);
}

TEST_F(EnginesTest, TerminationStopsTheProgram) {
  start_until_ready({"probe", "wait"});
  launcher->abort();
  const auto ending = wait_for_end();
  EXPECT_EQ(ending.outcome, Outcome::killed) << ending.reason;
  EXPECT_EQ(count_processes(mark), 0U);
}

TEST_F(EnginesTest, SecondAbortEndsWhatIgnoresTheFirst) {
  start_until_ready({"probe", "hang-with-children"});
  launcher->abort();
  launcher->abort();
  EXPECT_EQ(wait_for_end().outcome, Outcome::killed);
  EXPECT_EQ(count_processes(mark), 0U);
}

TEST_F(EnginesTest, MissingProgramIsNotTheEnginesFault) {
  const auto ending = run({"no-such-program"});
  EXPECT_EQ(ending.outcome, Outcome::not_started) << ending.reason;
  EXPECT_FALSE(ending.infrastructure);
  EXPECT_THAT(ending.reason, HasSubstr("no-such-program"));
}

TEST_F(EnginesTest, FileWithoutExecuteBitIsNotStarted) {
  const auto ending = run({"not-executable"});
  EXPECT_EQ(ending.outcome, Outcome::not_started) << ending.reason;
  EXPECT_FALSE(ending.infrastructure);
}

TEST_F(EnginesTest, InputIsWhereTheCommandLineSays) {
  add_input("signal", "real data\n");
  const auto ending = run({"probe", "read", "in/signal/signal.txt"});
  EXPECT_EQ(ending.outcome, Outcome::succeeded) << ending.reason;
  EXPECT_EQ(out(), "real data\n");
}

TEST_F(EnginesTest, InputCannotBeWritten) {
  if (!has_containers()) {
    GTEST_SKIP() << "a native program may write what its user may write";
  }
  add_input("signal", "real data\n");
  const auto ending = run({"probe", "overwrite", "in/signal/signal.txt"});
  EXPECT_EQ(ending.outcome, Outcome::failed);
  EXPECT_EQ(test::read_text(invocation.inputs[0].host), "real data\n");
}

TEST_F(EnginesTest, EnvironmentIsTheInvocations) {
  invocation.environment["TZ"] = "UTC";
  invocation.environment["GREETING"] = "two words=and a sign";
  EXPECT_EQ(run({"probe", "environment"}).outcome, Outcome::succeeded);
  EXPECT_EQ(out(), "UTC|two words=and a sign\n");
}

TEST_F(EnginesTest, StreamsAreKeptApart) {
  EXPECT_EQ(run({"probe", "speak"}).outcome, Outcome::succeeded);
  EXPECT_EQ(test::read_text(last.paths.directory / "out.log"), "to-out\n");
  EXPECT_EQ(test::read_text(last.paths.directory / "err.log"), "to-err\n");
  EXPECT_EQ(read_exec_report(last.paths.directory)->out_size, 7U);
}

TEST_F(EnginesTest, OnlyTheLoopbackInterfaceIsThere) {
  if (!has_containers()) {
    GTEST_SKIP() << "a native program has the machine's network";
  }
  EXPECT_EQ(run({"probe", "interfaces"}).outcome, Outcome::succeeded);
  EXPECT_EQ(out(), "lo\n");
}

TEST_F(EnginesTest, OutputsBelongToTheCaller) {
  constexpr uid_t k_caller = 1234;
  if (!has_containers() || ::getuid() != 0) {
    GTEST_SKIP() << "needs containers, and root to play another user";
  }
  // The client itself is root here: no user map.
  auto dialect = engine_name() == "docker" ? docker_dialect() : podman_dialect();
  dialect.rootless_keeps_id = false;
  auto host = this_host();
  host.uid = host.gid = k_caller;
  engine = std::make_unique<DockerEngine>(dialect, host);
  last = make_job({"probe", "write"});
  for (const auto& path : {last.paths.work, last.paths.inner}) {
    ASSERT_EQ(::chown(path.c_str(), k_caller, k_caller), 0);
  }
  ASSERT_TRUE(launcher->start(last));
  const auto ending = wait_for_end();
  EXPECT_EQ(ending.outcome, Outcome::succeeded) << ending.reason;
  struct stat status {};
  ASSERT_EQ(::stat((last.paths.work / "folder/inside.txt").c_str(), &status), 0);
  EXPECT_EQ(status.st_uid, k_caller);
}

TEST_F(EnginesTest, IdentityIsTheSameInEveryEngine) {
  if (!has_containers()) {
    GTEST_SKIP() << "no image";
  }
  const auto details =
      engine->read_identity(deployment.config, ask(engine->identity_argv(deployment.config)));
  ASSERT_TRUE(details) << render(details.error());
  EXPECT_EQ(details->at("id"), sys::environment_value("REPROVIP_TEST_IMAGE_ID"));
  deployment.details = *details;
  EXPECT_EQ(run({"probe", "exit", "0"}).outcome, Outcome::succeeded) << "by its Id";
}

TEST_F(EnginesTest, MissingImageIsInfrastructureAndSaysHowToGetIt) {
  if (!has_containers()) {
    GTEST_SKIP() << "no image";
  }
  deployment.config.image = "localhost/no-such-image:1";
  const auto details =
      engine->read_identity(deployment.config, ask(engine->identity_argv(deployment.config)));
  ASSERT_FALSE(details);
  EXPECT_THAT(details.error().message, HasSubstr("has no image"));
  const auto ending = run({"probe", "exit", "0"});
  EXPECT_TRUE(ending.infrastructure) << ending.reason;
}

TEST_F(EnginesTest, MemoryLimitHolds) {
  invocation.resources.memory = std::uint64_t{48} << 20;
  const auto ending = run({"probe", "eat", "200"});
  EXPECT_NE(ending.outcome, Outcome::succeeded);
  EXPECT_FALSE(ending.infrastructure) << ending.reason;
}

TEST_F(EnginesTest, ProbeSaysThatItWorks) {
  const auto argv = engine->probe_argv();
  const auto probe = engine->read_probe(argv.empty() ? sys::Captured{} : ask(argv));
  EXPECT_TRUE(probe.usable) << probe.reason;
  EXPECT_EQ(probe.version.empty(), engine_name() == "native");
}

} // namespace

} // namespace reprovip::launch
