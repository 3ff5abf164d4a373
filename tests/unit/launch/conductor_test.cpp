#include "harness/base/format.hpp"
#include "harness/launch/conductor.hpp"
#include "harness/launch/retry_queue.hpp"

#include "tests/unit/launch/fakes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <numeric>
#include <set>
#include <thread>

namespace reprovip::launch {

namespace {

using model::Outcome;
using testing::ElementsAre;

class Conductor : public testing::Test {
protected:
  Conductor() {
    hooks.prepare = [this](std::uint32_t execution, std::uint32_t attempt) -> Result<Job> {
      attempts[execution] = attempt;
      if (prepare_fails > 0) {
        --prepare_fails;
        return failure(ErrorKind::environment, "disk full");
      }
      Job job;
      job.invocation.execution = execution;
      job.invocation.name = format("e{}", execution);
      return job;
    };
    hooks.keep = [this](const Job& job, const model::Ending& ending,
                        const HostFacts&) -> Result<model::Record> {
      if (keep_fails > 0) {
        --keep_fails;
        return failure(ErrorKind::environment, "disk full");
      }
      kept.push_back(job.invocation.execution);
      model::Record record;
      record.ending = ending;
      return record;
    };
  }

  launch::Outcome run(std::uint32_t count) {
    std::vector<std::uint32_t> executions(count);
    std::iota(executions.begin(), executions.end(), 0U);
    return run_all(executions, launcher, hooks, policy, progress, clock);
  }

  FakeClock clock;
  FakeLauncher launcher{2, clock};
  FakeProgress progress;
  Hooks hooks;
  Policy policy;
  std::map<std::uint32_t, std::uint32_t> attempts;
  std::vector<std::uint32_t> kept;
  int prepare_fails = 0;
  int keep_fails = 0;
};

TEST_F(Conductor, RunsInOrderAndNeverMoreThanTheLauncherTakes) {
  const auto outcome = run(5);
  EXPECT_EQ(outcome.reason, StopReason::done);
  EXPECT_EQ(outcome.finished, 5U);
  EXPECT_THAT(launcher.started, ElementsAre(0, 1, 2, 3, 4));
  EXPECT_EQ(launcher.most_running, 2U);
  EXPECT_THAT(kept, ElementsAre(0, 1, 2, 3, 4));
}

TEST_F(Conductor, TellsStartsAndEndsInOrder) {
  run(3);
  EXPECT_THAT(progress.of("start"), ElementsAre("start e0", "start e1", "start e2"));
  EXPECT_THAT(progress.of("end"), ElementsAre("end e0 succeeded", "end e1 succeeded", "end e2 succeeded"));
}

TEST_F(Conductor, NothingToRunIsDone) {
  EXPECT_EQ(run(0).finished, 0U);
}

TEST_F(Conductor, KeepsHundredsOnceEach) {
  const auto outcome = run(800);
  EXPECT_EQ(outcome.finished, 800U);
  EXPECT_EQ(std::set<std::uint32_t>(kept.begin(), kept.end()).size(), 800U);
  EXPECT_EQ(kept.size(), 800U);
}

TEST_F(Conductor, FailedExecutionIsARecordAndNeverRetried) {
  launcher.script = [](std::uint32_t execution) {
    return ending_of(execution == 1 ? Outcome::failed : Outcome::succeeded);
  };
  const auto outcome = run(3);
  EXPECT_EQ(outcome.finished, 3U);
  EXPECT_EQ(outcome.failed, 1U);
  EXPECT_EQ(launcher.started.size(), 3U);
}

TEST_F(Conductor, InfrastructureIsRetriedWithDoubledPauses) {
  int failures = 2;
  launcher.script = [&failures](std::uint32_t) {
    return failures-- > 0 ? ending_of(Outcome::lost, true) : ending_of(Outcome::succeeded);
  };
  const auto outcome = run(1);
  EXPECT_EQ(outcome.finished, 1U);
  EXPECT_EQ(outcome.infrastructure, 0U);
  EXPECT_EQ(attempts[0], 3U);
  EXPECT_DOUBLE_EQ(clock.seconds(), 1.0 + 2.0);
  EXPECT_THAT(progress.of("retry"),
              ElementsAre("retry e0: the daemon is away", "retry e0: the daemon is away"));
  EXPECT_THAT(progress.of("end"), ElementsAre("end e0 succeeded"));
}

TEST_F(Conductor, OthersRunWhileOneWaitsForItsRetry) {
  bool failed = false;
  launcher.script = [&failed](std::uint32_t execution) {
    const bool fails = execution == 0 && !failed;
    failed = failed || fails;
    return fails ? ending_of(Outcome::lost, true) : ending_of(Outcome::succeeded);
  };
  EXPECT_EQ(run(4).finished, 4U);
  EXPECT_THAT(launcher.started, ElementsAre(0, 1, 2, 3, 0));
}

TEST_F(Conductor, ARetryDoesNotWaitUntilAnotherEnds) {
  policy.retries = 1;
  launcher.script = [this](std::uint32_t execution) {
    return execution == 0 && attempts[0] == 1 ? ending_of(Outcome::lost, true)
                                              : ending_of(Outcome::succeeded);
  };
  int waits = 0;
  launcher.before = [&]() -> std::optional<LaunchEvent> {
    launcher.hold = waits++ > 0 && launcher.started.size() < 3; // the second goes on and on
    return std::nullopt;
  };
  EXPECT_EQ(run(2).finished, 2U);
  EXPECT_THAT(launcher.started, ElementsAre(0, 1, 0));
}

TEST_F(Conductor, InfrastructureIsReportedAfterAllRetries) {
  launcher.script = [](std::uint32_t) { return ending_of(Outcome::lost, true); };
  const auto outcome = run(1);
  EXPECT_EQ(outcome.finished, 0U);
  EXPECT_EQ(outcome.infrastructure, 1U);
  EXPECT_EQ(launcher.started.size(), 3U);
  EXPECT_EQ(kept.size(), 3U) << "each attempt has its record";
  EXPECT_THAT(progress.of("end"), ElementsAre("end e0 lost"));
}

TEST_F(Conductor, PrepareErrorIsRetriedThenReported) {
  prepare_fails = 3;
  hooks.name = [](std::uint32_t execution) { return format("sub-{}", execution); };
  const auto outcome = run(1);
  EXPECT_EQ(outcome.infrastructure, 1U);
  ASSERT_EQ(outcome.errors.size(), 1U);
  EXPECT_EQ(outcome.errors[0].message, "disk full");
  EXPECT_EQ(attempts[0], 3U);
  EXPECT_THAT(progress.of("end"), ElementsAre("end sub-0 not_started"));
}

TEST_F(Conductor, StartErrorIsRetried) {
  launcher.refusals = 1;
  const auto outcome = run(2);
  EXPECT_EQ(outcome.finished, 2U);
  EXPECT_THAT(launcher.started, ElementsAre(1, 0));
}

TEST_F(Conductor, KeepErrorRunsTheExecutionAgain) {
  keep_fails = 1;
  const auto outcome = run(2);
  EXPECT_EQ(outcome.finished, 2U);
  EXPECT_TRUE(outcome.errors.empty());
  EXPECT_THAT(launcher.started, ElementsAre(0, 1, 0));
  EXPECT_THAT(progress.of("retry"), ElementsAre("retry e0: disk full"));
}

TEST_F(Conductor, KeepErrorIsReportedAfterAllRetries) {
  keep_fails = 100;
  policy.retries = 1;
  const auto outcome = run(1);
  EXPECT_EQ(outcome.infrastructure, 1U);
  EXPECT_EQ(outcome.errors.size(), 1U);
  EXPECT_EQ(launcher.started.size(), 2U);
}

TEST_F(Conductor, SlowKeepHoldsNewStartsBackBeforeScratchPilesUp) {
  std::atomic<std::size_t> under_way{0};
  std::size_t most = 0;
  launcher.script = [&](std::uint32_t) {
    most = std::max(most, ++under_way);
    return ending_of(Outcome::succeeded);
  };
  const auto keep = hooks.keep;
  hooks.keep = [&](const Job& job, const model::Ending& ending, const HostFacts& host) {
    std::this_thread::sleep_for(1ms);
    --under_way;
    return keep(job, ending, host);
  };
  EXPECT_EQ(run(100).finished, 100U);
  EXPECT_LE(most, 4U * 2U + 2U);
}

TEST_F(Conductor, StopsStartingAfterTooManyFailures) {
  policy.max_fail = 2;
  launcher.script = [](std::uint32_t) { return ending_of(Outcome::failed); };
  const auto outcome = run(500);
  EXPECT_EQ(outcome.reason, StopReason::too_many_failures);
  EXPECT_GE(outcome.failed, 2U);
  EXPECT_LT(launcher.started.size(), 500U);
  EXPECT_EQ(outcome.finished, launcher.started.size()) << "what ran is kept";
  EXPECT_EQ(launcher.aborts, 0);
}

TEST_F(Conductor, SignalStopsTheChildrenAndKeepsWhatEndedByItself) {
  launcher.hold = true;
  launcher.before = [&]() -> std::optional<LaunchEvent> {
    return launcher.aborts == 0 ? std::optional<LaunchEvent>(StopAsked{SIGTERM}) : std::nullopt;
  };
  launcher.script = [](std::uint32_t execution) {
    return execution == 0 ? ending_of(Outcome::killed, true) : ending_of(Outcome::failed);
  };
  const auto outcome = run(10);
  EXPECT_EQ(outcome.reason, StopReason::interrupted);
  EXPECT_EQ(outcome.signal, SIGTERM);
  EXPECT_EQ(launcher.started.size(), 2U);
  EXPECT_THAT(kept, ElementsAre(1));
  EXPECT_EQ(outcome.finished, 1U);
}

TEST_F(Conductor, SecondSignalAbortsAgain) {
  int signals = 2;
  launcher.before = [&]() -> std::optional<LaunchEvent> {
    return signals-- > 0 ? std::optional<LaunchEvent>(StopAsked{SIGINT}) : std::nullopt;
  };
  const auto outcome = run(10);
  EXPECT_EQ(outcome.signal, SIGINT);
  EXPECT_EQ(launcher.aborts, 2);
  EXPECT_EQ(launcher.started.size(), 2U);
}

TEST_F(Conductor, SignalEndsWaitingForARetry) {
  launcher.script = [](std::uint32_t) { return ending_of(Outcome::lost, true); };
  launcher.before = [&]() -> std::optional<LaunchEvent> {
    return progress.of("retry").empty() ? std::nullopt : std::optional<LaunchEvent>(StopAsked{SIGINT});
  };
  const auto outcome = run(1);
  EXPECT_EQ(outcome.reason, StopReason::interrupted);
  EXPECT_EQ(outcome.infrastructure, 0U) << "it was not tried to the end";
}

TEST_F(Conductor, GlobalTimeoutAborts) {
  policy.global_timeout = Seconds(30);
  launcher.hold = true;
  launcher.script = [](std::uint32_t) { return ending_of(Outcome::killed, true); };
  const auto outcome = run(10);
  EXPECT_EQ(outcome.reason, StopReason::global_timeout);
  EXPECT_EQ(launcher.aborts, 1);
  EXPECT_TRUE(kept.empty());
  EXPECT_DOUBLE_EQ(clock.seconds(), 30.0);
}

TEST(RetryQueue, GivesWhatIsDueInOrder) {
  RetryQueue queue;
  const sys::TimePoint start{};
  queue.push(start + 2s, {7, 2});
  queue.push(start + 1s, {8, 2});
  queue.push(start + 1s, {9, 2});
  EXPECT_EQ(queue.next_due(), start + 1s);
  EXPECT_EQ(queue.pop(start), std::nullopt);
  EXPECT_EQ(queue.pop(start + 1s)->execution, 8U);
  EXPECT_EQ(queue.pop(start + 1s)->execution, 9U);
  EXPECT_EQ(queue.pop(start + 1s), std::nullopt);
}

TEST(RetryQueue, PausesDoubleUpToAMinute) {
  EXPECT_EQ(backoff_after(1, Seconds(1)), Seconds(1));
  EXPECT_EQ(backoff_after(3, Seconds(1)), Seconds(4));
  EXPECT_EQ(backoff_after(30, Seconds(1)), Seconds(60));
}

// A scheduler ran the job twice: both are kept, first the one that counts.
TEST_F(Conductor, KeepsEveryTryAndCountsOne) {
  std::vector<std::pair<std::string, std::string>> tries;
  hooks.keep = [&](const Job& job, const model::Ending& ending, const HostFacts& host) {
    tries.emplace_back(job.paths.work.string(), host.at("host.node"));
    model::Record record;
    record.ending = ending;
    return Result<model::Record>(record);
  };
  bool given = false;
  launcher.before = [&]() -> std::optional<LaunchEvent> {
    if (given) {
      return std::nullopt;
    }
    given = true;
    JobEnded end{1, ending_of(Outcome::succeeded), {{"host.node", "n2"}}, "a.1", {}};
    end.earlier.push_back({"a", ending_of(Outcome::lost, true), {{"host.node", "n1"}}});
    return end;
  };
  const auto outcome = run(1);
  EXPECT_THAT(tries, ElementsAre(testing::Pair("a.1/work", "n2"), testing::Pair("a/work", "n1")));
  EXPECT_EQ(outcome.finished, 1U);
  EXPECT_EQ(outcome.infrastructure, 0U);
  EXPECT_THAT(progress.of("end"), ElementsAre("end e0 succeeded"));
  EXPECT_TRUE(progress.of("retry").empty());
}

} // namespace

} // namespace reprovip::launch
