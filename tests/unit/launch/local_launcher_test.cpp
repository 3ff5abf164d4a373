#include "harness/launch/exec_report.hpp"
#include "harness/launch/local_launcher.hpp"

#include "tests/support/support.hpp"
#include "tests/unit/launch/fakes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

namespace reprovip::launch {

namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr const char* k_report =
    R"({"schema":1,"outcome":"failed","exit_code":3,"signal":null,"reason":"status 3",
"infrastructure":false,"started_ms":10,"ended_ms":20,"usage":{"wall_s":0.01},"libraries":["/lib/libm.so"],
"facts":{},"out":{"size":100,"kept":50},"err":{"size":7,"kept":7}})";

class LocalLauncherTest : public testing::Test {
protected:
  std::unique_ptr<LocalLauncher> make(std::uint32_t jobs) {
    return std::make_unique<LocalLauncher>(LauncherOptions{.jobs = jobs, .executor = "/opt/reprovip-exec"},
                                           std::make_unique<FakeProcesses>(log));
  }
  Job job(std::uint32_t ticket) const {
    Job made;
    made.ticket = ticket;
    made.paths.directory = dir.path() / std::to_string(ticket);
    made.paths.work = made.paths.directory / "work";
    made.paths.inner = made.paths.directory / "inner";
    made.command.argv = {"true"};
    made.command.environment = {{"TZ", "UTC"}};
    return made;
  }

  test::TempDir dir;
  FakeProcesses::Log log;
};

TEST(ExecutorArgv, NativeGetsItsLimits) {
  Job job;
  job.paths = {.directory = "/a", .work = "/a/work"};
  job.command.argv = {"prog", "--x"};
  job.invocation.resources.timeout = Seconds(90);
  job.invocation.resources.memory = 1024;
  job.invocation.resources.log_limit = 4096;
  EXPECT_THAT(executor_argv("/e", job),
              ElementsAre("/e", "run", "--dir", "/a", "--work", "/a/work", "--timeout", "90", "--grace", "10",
                          "--cgroup", "--memory", "1024", "--no-network", "--log-limit", "4096", "--", "prog",
                          "--x"));
}

TEST(ExecutorArgv, NativeWithSettingsKeepsItsLimits) {
  Job job;
  job.paths = {.directory = "/a", .work = "/a/work", .inner = "/a/inner"};
  job.command.argv = {"/e", "inner"};
  job.command.has_inner_end = true;
  job.invocation.resources.memory = 1024;
  job.invocation.resources.log_limit = 1;
  EXPECT_THAT(executor_argv("/e", job),
              ElementsAre("/e", "run", "--dir", "/a", "--work", "/a/work", "--grace", "10", "--cgroup",
                          "--memory", "1024", "--no-network", "--log-limit", "1", "--inner",
                          "/a/inner/exec.json", "--", "/e", "inner"));
}

TEST(ExecutorArgv, ContainerHasItsOwnMemoryLimitAndAWayToEndIt) {
  Job job;
  job.paths = {.directory = "/a", .work = "/a/work", .inner = "/a/inner"};
  job.command = {.argv = {"docker", "run"},
                 .environment = {},
                 .kill_argv = {"docker", "kill", "n"},
                 .has_inner_end = true,
                 .limits_memory = true,
                 .isolates = true};
  job.invocation.resources.memory = 1024;
  job.invocation.resources.log_limit = 1;
  job.invocation.resources.grace = Seconds(0.5);
  EXPECT_THAT(executor_argv("/e", job),
              ElementsAre("/e", "run", "--dir", "/a", "--work", "/a/work", "--grace", "0.5", "--log-limit",
                          "1", "--inner", "/a/inner/exec.json", "--kill", "docker", "--kill", "kill",
                          "--kill", "n", "--", "docker", "run"));
}

TEST(ExecutorArgv, IsolatesWhereTheEngineDoesNot) {
  Job job;
  job.paths = {.directory = "/a", .work = "/a/work"};
  job.command.argv = {"prog"};
  job.invocation.resources.log_limit = 1;
  job.invocation.inputs = {{.id = "signal", .host = "/data/s1", .staged = "in/signal/s1"}};
  job.invocation.application_directory = "/apps/mrs";
  EXPECT_THAT(executor_argv("/e", job, {"/proc/1/fd/7"}),
              ElementsAre("/e", "run", "--dir", "/a", "--work", "/a/work", "--grace", "10", "--read-only",
                          "/data/s1", "--read-only", "/apps/mrs", "--no-network", "--join", "/proc/1/fd/7",
                          "--log-limit", "1", "--", "prog"));
  job.invocation.resources.network = true;
  EXPECT_THAT(executor_argv("/e", job), Not(Contains("--no-network")));
  EXPECT_THAT(executor_argv("/e", job), Contains("--read-only"));
}

TEST_F(LocalLauncherTest, RunsAsManyAsAskedFor) {
  const auto launcher = make(3);
  EXPECT_EQ(launcher->capacity(), 3U);
  ASSERT_TRUE(launcher->start(job(1)));
  EXPECT_EQ(launcher->capacity(), 2U);
  EXPECT_EQ(log.started[0].environment, (sys::Environment{{"TZ", "UTC"}}));
}

TEST_F(LocalLauncherTest, JobsShareTheCpusByThemselves) {
  const auto launcher = make(0);
  const auto cpus = launcher->capacity();
  ASSERT_GE(cpus, 1U);
  auto wide = job(1);
  wide.invocation.threads = cpus;
  ASSERT_TRUE(launcher->start(wide));
  EXPECT_EQ(launcher->capacity(), 0U);
}

TEST_F(LocalLauncherTest, ReadsTheReportWhenTheExecutorEnds) {
  const auto launcher = make(1);
  dir.write("5/exec.json", k_report);
  ASSERT_TRUE(launcher->start(job(5)));
  log.events.emplace_back(sys::ChildEnded{1, {0, 0}});
  const auto event = launcher->wait({});
  const auto& end = std::get<JobEnded>(event);
  EXPECT_EQ(end.ticket, 5U);
  EXPECT_EQ(end.ending.outcome, model::Outcome::failed);
  EXPECT_EQ(end.ending.exit_code, 3);
  EXPECT_EQ(launcher->capacity(), 1U);
}

TEST_F(LocalLauncherTest, DeadExecutorIsInfrastructureAndItsContainerIsEnded) {
  const auto launcher = make(1);
  auto contained = job(1);
  contained.command.kill_argv = {"docker", "kill", "n"};
  dir.write("1/exec.err", "reprovip-exec: no space left\n");
  ASSERT_TRUE(launcher->start(contained));
  log.events.emplace_back(sys::ChildEnded{1, {0, SIGKILL}});
  const auto event = launcher->wait({});
  const auto& ending = std::get<JobEnded>(event).ending;
  EXPECT_EQ(ending.outcome, model::Outcome::lost);
  EXPECT_TRUE(ending.infrastructure);
  EXPECT_THAT(ending.reason, HasSubstr("signal 9"));
  EXPECT_THAT(ending.reason, HasSubstr("no space left"));
  EXPECT_THAT(log.started.at(1).argv, ElementsAre("docker", "kill", "n"));
}

TEST_F(LocalLauncherTest, AsksTwiceBeforeItKills) {
  const auto launcher = make(2);
  ASSERT_TRUE(launcher->start(job(1)));
  for (int i = 0; i < 3; ++i) {
    launcher->abort();
  }
  using Sent = std::pair<sys::ProcessId, int>;
  EXPECT_THAT(log.sent, ElementsAre(Sent{1, SIGTERM}, Sent{1, SIGTERM}, Sent{1, SIGKILL}));
}

TEST_F(LocalLauncherTest, PassesSignalsAndDeadlinesOn) {
  const auto launcher = make(1);
  log.events.emplace_back(sys::Interrupted{SIGINT});
  EXPECT_EQ(std::get<StopAsked>(launcher->wait(sys::TimePoint{})).signal, SIGINT);
  EXPECT_TRUE(std::holds_alternative<NothingYet>(launcher->wait(sys::TimePoint{})));
}

TEST_F(LocalLauncherTest, JobThatCannotStartIsAnError) {
  log.refuse = true;
  EXPECT_FALSE(make(1)->start(job(1)));
}

TEST_F(LocalLauncherTest, NeedsTheExecutor) {
  EXPECT_FALSE(make_local_launcher({}, std::make_unique<FakeProcesses>(log)));
}

TEST(ExecReport, GivesTheSizesOfTheLogs) {
  const test::TempDir dir;
  dir.write("exec.json", k_report);
  const auto report = read_exec_report(dir.path());
  ASSERT_TRUE(report);
  EXPECT_EQ(report->out_size, 100U);
  EXPECT_EQ(report->out_kept, 50U);
  EXPECT_EQ(report->err_size, 7U);
  EXPECT_EQ(report->ending.libraries, std::vector<std::string>{"/lib/libm.so"});
}

TEST(ExecReport, HalfAFileIsAnError) {
  const test::TempDir dir;
  dir.write("exec.json", R"({"schema":1,"outco)");
  EXPECT_FALSE(read_exec_report(dir.path()));
  dir.write("exec.json", R"({"schema":2})");
  EXPECT_THAT(read_exec_report(dir.path()).error().message, HasSubstr("another version"));
}

} // namespace

} // namespace reprovip::launch
