// The conductor, the local launcher and the real executor together.
#include "harness/base/format.hpp"
#include "harness/launch/conductor.hpp"
#include "harness/launch/engine.hpp"
#include "harness/launch/local_launcher.hpp"

#include "tests/support/support.hpp"
#include "tests/unit/launch/fakes.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <csignal>
#include <numeric>

namespace reprovip::launch {

namespace {

namespace fs = std::filesystem;

class LocalExecution : public testing::Test {
protected:
  void SetUp() override {
    const auto executor = test::bin_dir() / "reprovip-exec";
    if (!fs::exists(executor)) {
      GTEST_SKIP() << "reprovip-exec is not built: " << executor;
    }
    auto made = make_local_launcher({.jobs = 4, .executor = executor}, sys::make_processes());
    ASSERT_TRUE(made);
    launcher = std::move(*made);
    hooks.prepare = [this, executor](std::uint32_t execution, std::uint32_t attempt) -> Result<Job> {
      Job job;
      job.invocation.name = format("e{}", execution);
      job.invocation.execution = execution;
      job.invocation.argv = {"/bin/sh", "-c", script, "sh", std::to_string(execution)};
      job.paths.directory = dir.path() / format("e{}-{}", execution, attempt);
      job.paths.work = job.paths.directory / "work";
      job.paths.executor = executor;
      fs::create_directories(job.paths.work);
      job.command = make_engine("native")->command(job.invocation, {}, job.paths);
      return job;
    };
    hooks.keep = [this](const Job&, const model::Ending& ending, const HostFacts&) -> Result<model::Record> {
      model::Record record;
      record.ending = ending;
      records.push_back(record);
      return record;
    };
  }

  Outcome run(std::uint32_t count) {
    std::vector<std::uint32_t> executions(count);
    std::iota(executions.begin(), executions.end(), 0U);
    return run_all(executions, *launcher, hooks, policy, progress, sys::real_clock());
  }

  test::TempDir dir;
  std::string script;
  std::unique_ptr<Launcher> launcher;
  Hooks hooks;
  Policy policy;
  FakeProgress progress;
  std::vector<model::Record> records;
};

TEST_F(LocalExecution, ManyProgramsEachWithItsOwnEnd) {
  script = "echo done > out.txt; exit $(($1 % 2))";
  const auto outcome = run(60);
  EXPECT_EQ(outcome.finished, 60U);
  EXPECT_EQ(outcome.failed, 30U);
  EXPECT_EQ(records.size(), 60U);
  EXPECT_EQ(test::read_text(dir.path() / "e7-1/work/out.txt"), "done\n");
}

TEST_F(LocalExecution, SignalStopsWhatRuns) {
  // The first ends by itself, the second asks us to stop, the others hang.
  script = format("[ $1 = 0 ] && exit 0; [ $1 = 1 ] && /bin/sleep 0.3 && kill -TERM {}; exec /bin/sleep 300",
                  ::getpid());
  const auto outcome = run(20);
  EXPECT_EQ(outcome.reason, StopReason::interrupted);
  EXPECT_EQ(outcome.signal, SIGTERM);
  EXPECT_EQ(outcome.finished, 1U);
  EXPECT_EQ(launcher->capacity(), 4U) << "nothing is left";
}

TEST_F(LocalExecution, GlobalTimeoutStopsWhatRuns) {
  policy.global_timeout = Seconds(0.3);
  script = "exec /bin/sleep 300";
  const auto outcome = run(3);
  EXPECT_EQ(outcome.reason, StopReason::global_timeout);
  EXPECT_TRUE(records.empty());
}

} // namespace

} // namespace reprovip::launch
