#include "tests/unit/cluster/fake_slurm.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

namespace reprovip::cluster {

namespace {

using model::Outcome;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* k_succeeded =
    R"({"schema":1,"outcome":"succeeded","exit_code":0,"signal":null,"reason":"","infrastructure":false,
"started_ms":10,"ended_ms":20,"usage":{},"libraries":[],"facts":{},"out":{"size":0,"kept":0},"err":{"size":0,"kept":0}})";
constexpr const char* k_stopped =
    R"({"schema":1,"outcome":"killed","exit_code":null,"signal":15,"reason":"stopped by signal 15","infrastructure":true,
"started_ms":10,"ended_ms":20,"usage":{},"libraries":[],"facts":{},"out":{"size":0,"kept":0},"err":{"size":0,"kept":0}})";
constexpr const char* k_killed =
    R"({"schema":1,"outcome":"killed","exit_code":null,"signal":9,"reason":"signal 9","infrastructure":false,
"started_ms":10,"ended_ms":20,"usage":{},"libraries":[],"facts":{},"out":{"size":0,"kept":0},"err":{"size":0,"kept":0}})";

class BatchLauncherTest : public testing::Test {
protected:
  std::unique_ptr<BatchLauncher> make(std::uint32_t jobs = 0, std::uint32_t window = 1000) {
    Doors doors{.processes = std::make_unique<FakeSlurm::Time>(slurm),
                .run = [this](const sys::Command& command, Seconds) { return slurm.run(command); },
                .say = [this](const std::string& text) { slurm.said_to_people.push_back(text); },
                .clock = &slurm.clock};
    BatchOptions options = {.launcher = "slurm",
                            .jobs = jobs,
                            .window = window,
                            .executor = "/opt/reprovip-exec",
                            .spool = dir.path() / "launch",
                            .study = format("study {}", ++m_launchers)}; // no two name a batch alike
    return std::make_unique<BatchLauncher>(
        std::move(options), std::make_unique<SlurmScheduler>(SlurmOptions{}), std::move(doors));
  }

  launch::Job job(std::uint32_t ticket, const std::string& machine = "") const {
    launch::Job made;
    made.ticket = ticket;
    made.invocation.machine = machine;
    made.paths.directory = attempt(ticket);
    made.paths.work = made.paths.directory / "work";
    made.command.argv = {"true"};
    fs::create_directories(made.paths.work);
    return made;
  }
  sys::Path attempt(std::uint32_t ticket) const { return dir.path() / format("attempt-{}", ticket); }

  // What a later run of the study would start: with what the marker says.
  launch::Job again(std::uint32_t ticket) const {
    auto made = job(ticket);
    made.elsewhere = parse_json(test::read_text(attempt(ticket) / "elsewhere.json")).value();
    return made;
  }

  void start(BatchLauncher& launcher, std::uint32_t jobs) {
    for (std::uint32_t ticket = 1; ticket <= jobs; ++ticket) {
      ASSERT_TRUE(launcher.start(job(ticket)));
    }
  }
  launch::JobEnded next(BatchLauncher& launcher, std::chrono::seconds within = 1h) {
    const auto event = launcher.wait(slurm.clock.steady() + within);
    const auto* end = std::get_if<launch::JobEnded>(&event);
    EXPECT_NE(end, nullptr) << "nothing has ended";
    return end != nullptr ? *end : launch::JobEnded{};
  }
  // Waits for nothing but the submission.
  void submit(BatchLauncher& launcher) {
    const auto event = launcher.wait(slurm.clock.steady() + 10ms);
    EXPECT_TRUE(std::holds_alternative<launch::NothingYet>(event));
  }
  void run_to_its_end(std::uint32_t ticket, std::uint32_t index, std::size_t array = 0) {
    slurm.begin(slurm.arrays.at(array), index);
    slurm.end(slurm.arrays.at(array), index, attempt(ticket), k_succeeded);
  }
  FakeSlurm::Element& element(std::uint32_t index) { return slurm.arrays.at(0).elements.at(index); }
  bool is_marked(std::uint32_t ticket) const { return fs::exists(attempt(ticket) / "elsewhere.json"); }

  test::TempDir dir;
  FakeSlurm slurm;
  int m_launchers = 0;
};

TEST_F(BatchLauncherTest, SubmitsAnArrayForAllThatAsksForTheSame) {
  const auto launcher = make();
  ASSERT_TRUE(launcher->start(job(1, "n1")));
  ASSERT_TRUE(launcher->start(job(2, "n2")));
  ASSERT_TRUE(launcher->start(job(3, "n1")));
  EXPECT_THAT(slurm.arrays, IsEmpty()) << "not before wait";
  submit(*launcher);
  ASSERT_EQ(slurm.arrays.size(), 2U);
  for (const auto& array : slurm.arrays) {
    const bool is_first = array.elements.size() == 2;
    EXPECT_THAT(array.argv, Contains(is_first ? "--nodelist=n1" : "--nodelist=n2"));
    EXPECT_TRUE(fs::exists(array.spool / "tasks" / "0"));
    EXPECT_TRUE(fs::exists(array.spool / "script"));
  }
  EXPECT_NE(slurm.arrays[0].name, slurm.arrays[1].name);
  EXPECT_TRUE(is_marked(1));
}

TEST_F(BatchLauncherTest, EndsAreSeenInTheSpool) {
  const auto launcher = make();
  start(*launcher, 2);
  slurm.at(300ms, [&] { run_to_its_end(2, 1); });
  slurm.at(400ms, [&] { run_to_its_end(1, 0); });
  const auto first = next(*launcher);
  EXPECT_EQ(first.ticket, 2U);
  EXPECT_EQ(first.ending.outcome, Outcome::succeeded);
  EXPECT_EQ(first.host.at("host.node"), "n1");
  EXPECT_THAT(first.earlier, IsEmpty());
  EXPECT_EQ(next(*launcher).ticket, 1U);
  EXPECT_EQ(slurm.count("squeue"), 0U) << "nothing was to be asked";
  EXPECT_TRUE(is_marked(1) && is_marked(2)) << "until the record is written";
  EXPECT_TRUE(std::holds_alternative<launch::NothingYet>(launcher->wait(slurm.clock.steady() + 1s)));
  EXPECT_FALSE(fs::exists(slurm.arrays[0].spool)) << "nobody is owed anything";
}

TEST_F(BatchLauncherTest, ArraysAreNoLargerThanSlurmTakes) {
  slurm.max_array_size = 3;
  const auto launcher = make();
  start(*launcher, 7);
  submit(*launcher);
  std::vector<std::size_t> sizes;
  for (const auto& array : slurm.arrays) {
    sizes.push_back(array.elements.size());
  }
  EXPECT_THAT(sizes, testing::UnorderedElementsAre(3U, 3U, 1U));
}

TEST_F(BatchLauncherTest, JobsAreTheThrottleOfOneArrayAtATime) {
  const auto launcher = make(4, 6);
  EXPECT_EQ(launcher->capacity(), 6U);
  start(*launcher, 6);
  EXPECT_EQ(launcher->capacity(), 0U);
  submit(*launcher);
  EXPECT_THAT(slurm.arrays.at(0).argv, Contains("--array=0-5%4"));
  for (std::uint32_t i = 0; i < 6; ++i) {
    EXPECT_EQ(launcher->capacity(), 0U) << "the next array would run as many beside it";
    run_to_its_end(i + 1, i);
    next(*launcher);
  }
  EXPECT_EQ(launcher->capacity(), 6U);
}

TEST_F(BatchLauncherTest, JobsAreTheMostOfAllArraysTogether) {
  const auto launcher = make(2);
  ASSERT_TRUE(launcher->start(job(1, "n1")));
  ASSERT_TRUE(launcher->start(job(2, "n2")));
  ASSERT_TRUE(launcher->start(job(3, "n3")));
  submit(*launcher);
  EXPECT_EQ(slurm.arrays.size(), 2U);
  run_to_its_end(1, 0);
  next(*launcher);
  submit(*launcher);
  EXPECT_EQ(slurm.arrays.size(), 3U);
  ASSERT_TRUE(launcher->start(job(4, "n1"))); // tried again
  submit(*launcher);
  EXPECT_EQ(slurm.arrays.size(), 3U) << "two run";
}

TEST_F(BatchLauncherTest, WindowIsFilledAgainWhenHalfOfItHasEnded) {
  const auto launcher = make(0, 4);
  start(*launcher, 4);
  submit(*launcher);
  EXPECT_THAT(slurm.arrays.at(0).argv, Contains("--array=0-3"));
  run_to_its_end(1, 0);
  next(*launcher);
  EXPECT_EQ(launcher->capacity(), 0U);
  run_to_its_end(2, 1);
  next(*launcher);
  EXPECT_EQ(launcher->capacity(), 2U);
}

TEST_F(BatchLauncherTest, CancelledWhileWaitingLeavesNoRecord) {
  const auto launcher = make();
  start(*launcher, 2);
  submit(*launcher);
  element(1).shown = false;
  const auto end = next(*launcher);
  EXPECT_EQ(end.ticket, 2U);
  EXPECT_EQ(end.ending.outcome, Outcome::not_started);
  EXPECT_TRUE(end.ending.infrastructure);
  EXPECT_THAT(end.ending.reason, HasSubstr("Slurm does not know it any more"));
  EXPECT_FALSE(fs::exists(slurm.arrays[0].spool / "tasks" / "1")) << "it cannot start any more";
  EXPECT_TRUE(is_marked(2));
}

TEST_F(BatchLauncherTest, RequeuedTaskIsFollowedAndItsFirstTryTold) {
  const auto launcher = make();
  start(*launcher, 1);
  submit(*launcher);
  slurm.begin(slurm.arrays[0], 0, 0, "n1");
  slurm.end(slurm.arrays[0], 0, attempt(1), k_stopped);
  element(0) = {"PENDING", "BeginTime", "", true};
  slurm.at(60s, [&] { slurm.begin(slurm.arrays[0], 0, 1, "n2"); });
  slurm.at(61s, [&] { slurm.end(slurm.arrays[0], 0, attempt(1), k_succeeded, 1); });
  const auto end = next(*launcher);
  EXPECT_EQ(end.ending.outcome, Outcome::succeeded);
  EXPECT_EQ(end.attempt, launch::tried_attempt(attempt(1), 1));
  EXPECT_EQ(end.host.at("host.node"), "n2");
  ASSERT_EQ(end.earlier.size(), 1U);
  EXPECT_EQ(end.earlier[0].attempt, attempt(1));
  EXPECT_TRUE(end.earlier[0].ending.infrastructure);
  EXPECT_EQ(end.earlier[0].host.at("host.node"), "n1");
}

TEST_F(BatchLauncherTest, OfTwoTriesAtOnceTheLastCounts) {
  const auto launcher = make();
  start(*launcher, 1);
  submit(*launcher);
  slurm.begin(slurm.arrays[0], 0, 0, "n1");
  slurm.begin(slurm.arrays[0], 0, 1, "n2");
  slurm.at(10s, [&] {
    slurm.end(slurm.arrays[0], 0, attempt(1), k_succeeded, 0);
    element(0).state = "RUNNING";
  });
  slurm.at(40s, [&] { slurm.end(slurm.arrays[0], 0, attempt(1), k_succeeded, 1); });
  const auto end = next(*launcher);
  EXPECT_GE(slurm.clock.seconds(), 40);
  EXPECT_EQ(end.attempt, launch::tried_attempt(attempt(1), 1));
  ASSERT_EQ(end.earlier.size(), 1U);
  EXPECT_EQ(end.earlier[0].attempt, attempt(1));
}

TEST_F(BatchLauncherTest, LimitsOfTheSchedulerAreTheExecutionsEnd) {
  const auto launcher = make();
  start(*launcher, 3);
  submit(*launcher);
  for (std::uint32_t i = 0; i < 3; ++i) {
    slurm.begin(slurm.arrays[0], i);
  }
  slurm.end(slurm.arrays[0], 0, attempt(1), k_stopped);
  element(0) = {"TIMEOUT", "TimeLimit", "n1", true};
  slurm.end(slurm.arrays[0], 1, attempt(2), k_killed);
  element(1) = {"OUT_OF_MEMORY", "OutOfMemory", "n1", true};
  element(2) = {"NODE_FAIL", "NodeDown", "n1", true};
  std::map<std::uint32_t, model::Ending> ends;
  for (int i = 0; i < 3; ++i) {
    const auto end = next(*launcher);
    ends[end.ticket] = end.ending;
  }
  EXPECT_EQ(ends[1].outcome, Outcome::timed_out);
  EXPECT_FALSE(ends[1].infrastructure);
  EXPECT_EQ(ends[1].reason, "Slurm ended it at its time limit (TIMEOUT, TimeLimit)");
  EXPECT_EQ(ends[2].outcome, Outcome::oom);
  EXPECT_FALSE(ends[2].infrastructure);
  EXPECT_EQ(ends[3].outcome, Outcome::lost);
  EXPECT_TRUE(ends[3].infrastructure);
  EXPECT_THAT(ends[3].reason, HasSubstr("NODE_FAIL, NodeDown"));
}

TEST_F(BatchLauncherTest, KilledByItselfIsAProgramsEnd) {
  const auto launcher = make();
  start(*launcher, 1);
  submit(*launcher);
  slurm.begin(slurm.arrays[0], 0);
  slurm.end(slurm.arrays[0], 0, attempt(1), k_killed);
  const auto end = next(*launcher);
  EXPECT_EQ(end.ending.outcome, Outcome::killed);
  EXPECT_FALSE(end.ending.infrastructure);
}

TEST_F(BatchLauncherTest, KilledByTheSchedulerIsNot) {
  const auto launcher = make();
  start(*launcher, 1);
  submit(*launcher);
  slurm.begin(slurm.arrays[0], 0);
  slurm.end(slurm.arrays[0], 0, attempt(1), k_killed);
  element(0) = {"PREEMPTED", "None", "n1", true};
  const auto end = next(*launcher);
  EXPECT_TRUE(end.ending.infrastructure);
  EXPECT_EQ(end.ending.reason, "signal 9 (Slurm: PREEMPTED)");
}

TEST_F(BatchLauncherTest, FilesMayComeIntoSightLate) {
  const auto launcher = make();
  start(*launcher, 1);
  submit(*launcher);
  slurm.begin(slurm.arrays[0], 0);
  element(0).state = "COMPLETED";
  slurm.at(4s, [&] { slurm.end(slurm.arrays[0], 0, attempt(1), k_succeeded); });
  EXPECT_EQ(next(*launcher).ending.outcome, Outcome::succeeded);
}

TEST_F(BatchLauncherTest, VanishedWithoutARecordIsLost) {
  const auto launcher = make();
  start(*launcher, 1);
  submit(*launcher);
  slurm.begin(slurm.arrays[0], 0);
  fs::create_directories(slurm.arrays[0].spool / "log");
  std::ofstream(slurm.arrays[0].spool / "log" / "0") << "slurmstepd: error: boom\n";
  slurm.arrays[0].shown = false;
  const auto end = next(*launcher);
  EXPECT_EQ(end.ending.outcome, Outcome::lost);
  EXPECT_TRUE(end.ending.infrastructure);
  EXPECT_THAT(end.ending.reason,
              AllOf(HasSubstr("does not know it any more"), HasSubstr("slurmstepd: error: boom")));
}

TEST_F(BatchLauncherTest, ControllerThatIsAwayEndsNothing) {
  const auto launcher = make();
  start(*launcher, 1);
  submit(*launcher);
  slurm.begin(slurm.arrays[0], 0);
  slurm.away = true;
  slurm.at(2h, [&] { slurm.away = false; });
  slurm.at(2h + 30min, [&] { slurm.end(slurm.arrays[0], 0, attempt(1), k_succeeded); });
  EXPECT_EQ(next(*launcher, 3h).ending.outcome, Outcome::succeeded);
  EXPECT_THAT(slurm.said_to_people,
              ElementsAre(HasSubstr("Slurm does not answer; trying again"), "Slurm answers again"));
  EXPECT_LT(slurm.count("squeue"), 400U) << "about every 30 s";
}

TEST_F(BatchLauncherTest, LongJobsAreLookedAtRarely) {
  const auto launcher = make();
  start(*launcher, 1);
  submit(*launcher);
  slurm.begin(slurm.arrays[0], 0);
  slurm.at(1h, [&] { slurm.end(slurm.arrays[0], 0, attempt(1), k_succeeded); });
  next(*launcher, 2h);
  EXPECT_LT(slurm.waits, 600) << "no busy poll";
  EXPECT_LE(slurm.clock.seconds(), 3611) << "and seen within 10 s";
}

TEST_F(BatchLauncherTest, SubmissionWhoseAnswerWasLostIsFoundByName) {
  slurm.answer_lost = true;
  const auto launcher = make();
  start(*launcher, 2);
  slurm.at(10s, [&] {
    run_to_its_end(1, 0);
    run_to_its_end(2, 1);
  });
  EXPECT_EQ(next(*launcher).ending.outcome, Outcome::succeeded);
  EXPECT_EQ(next(*launcher).ending.outcome, Outcome::succeeded);
  EXPECT_EQ(slurm.arrays.size(), 1U) << "submitted once";
}

TEST_F(BatchLauncherTest, SubmissionWaitsForAControllerThatComesBack) {
  slurm.away = true;
  slurm.at(20s, [&] { slurm.away = false; });
  slurm.at(90s, [&] { run_to_its_end(1, 0); });
  const auto launcher = make();
  start(*launcher, 1);
  EXPECT_EQ(next(*launcher).ending.outcome, Outcome::succeeded);
  EXPECT_EQ(slurm.arrays.size(), 1U);
}

TEST_F(BatchLauncherTest, ControllerThatNeverAnsweredIsGivenUp) {
  slurm.away = true;
  const auto launcher = make();
  start(*launcher, 1);
  const auto end = next(*launcher);
  EXPECT_EQ(end.ending.outcome, Outcome::not_started);
  EXPECT_TRUE(end.ending.infrastructure);
  EXPECT_THAT(end.ending.reason, HasSubstr("Slurm does not answer"));
  EXPECT_LE(slurm.clock.seconds(), 120);
}

TEST_F(BatchLauncherTest, RefusedSubmissionStartsNothing) {
  slurm.refusal = "Invalid partition name specified";
  const auto launcher = make();
  start(*launcher, 2);
  for (int i = 0; i < 2; ++i) {
    const auto end = next(*launcher);
    EXPECT_EQ(end.ending.outcome, Outcome::not_started);
    EXPECT_TRUE(end.ending.infrastructure);
    EXPECT_EQ(end.ending.reason, "Slurm refused it: Invalid partition name specified");
  }
  EXPECT_TRUE(is_marked(1) && is_marked(2));
}

TEST_F(BatchLauncherTest, LimitOfSubmissionsIsWaitedForRarely) {
  slurm.refusal = "Batch job submission failed: Job violates accounting/QOS policy (job submit limit)";
  slurm.at(1h, [&] { slurm.refusal.clear(); });
  slurm.at(1h + 2min, [&] { run_to_its_end(1, 0); });
  const auto launcher = make();
  start(*launcher, 1);
  EXPECT_EQ(next(*launcher, 2h).ending.outcome, Outcome::succeeded);
  EXPECT_LT(slurm.count("sbatch"), 150U) << "about every 30 s";
  EXPECT_THAT(slurm.said_to_people, ElementsAre(HasSubstr("job submit limit")));
}

TEST_F(BatchLauncherTest, WhatCanNeverStartIsCancelled) {
  const auto launcher = make();
  start(*launcher, 2);
  submit(*launcher);
  element(1).reason = "launch failed requeued held";
  const auto end = next(*launcher);
  EXPECT_EQ(end.ticket, 2U);
  EXPECT_TRUE(end.ending.infrastructure);
  EXPECT_THAT(end.ending.reason, HasSubstr("launch failed requeued held"));
  EXPECT_EQ(slurm.calls.back().argv, (std::vector<std::string>{"scancel", "--quiet", "100_[1]"}));
}

TEST_F(BatchLauncherTest, AbortCancelsAndWaitsForTheEnds) {
  const auto launcher = make();
  start(*launcher, 2);
  submit(*launcher);
  slurm.begin(slurm.arrays[0], 0);
  slurm.interrupt = SIGINT;
  EXPECT_TRUE(std::holds_alternative<launch::StopAsked>(launcher->wait(std::nullopt)));
  launcher->abort();
  EXPECT_EQ(slurm.calls.back().argv, (std::vector<std::string>{"scancel", "--quiet", "100"}));
  slurm.at(1s, [&] {
    slurm.end(slurm.arrays[0], 0, attempt(1), k_stopped);
    element(0).state = "CANCELLED";
  });
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(next(*launcher, 1min).ending.infrastructure);
  }
  EXPECT_FALSE(is_marked(1) || is_marked(2));
}

TEST_F(BatchLauncherTest, AbortBeforeTheSubmissionSubmitsNothing) {
  const auto launcher = make();
  start(*launcher, 1);
  launcher->abort();
  EXPECT_TRUE(next(*launcher).ending.infrastructure);
  EXPECT_THAT(slurm.arrays, IsEmpty());
}

TEST_F(BatchLauncherTest, SecondAbortWaitsForNothing) {
  const auto launcher = make();
  start(*launcher, 2);
  submit(*launcher);
  slurm.begin(slurm.arrays[0], 0);
  launcher->abort();
  launcher->abort();
  const auto before = slurm.clock.seconds();
  next(*launcher);
  next(*launcher);
  EXPECT_EQ(slurm.clock.seconds(), before);
  EXPECT_THAT(slurm.calls, Contains(testing::Field(&sys::Command::argv, Contains("--signal=KILL"))));
}

TEST_F(BatchLauncherTest, WhatCouldNotBeToldToStopIsLeftToTheNextRun) {
  auto launcher = make();
  start(*launcher, 1);
  submit(*launcher);
  slurm.away = true;
  launcher->abort();
  launcher->abort();
  EXPECT_TRUE(next(*launcher).ending.infrastructure);
  EXPECT_TRUE(is_marked(1));
  slurm.away = false;
  launcher = make();
  ASSERT_TRUE(launcher->start(again(1)));
  run_to_its_end(1, 0);
  EXPECT_EQ(next(*launcher).ending.outcome, Outcome::succeeded);
}

// The harness was killed when it had told the ends and not yet written their records; of the second batch the
// folder is still there.
TEST_F(BatchLauncherTest, NextRunHearsAnEndThatWasToldBefore) {
  auto launcher = make();
  start(*launcher, 2);
  submit(*launcher);
  run_to_its_end(1, 0);
  EXPECT_EQ(next(*launcher).ticket, 1U);
  launcher = make();
  ASSERT_TRUE(launcher->start(again(1)));
  EXPECT_EQ(next(*launcher).ending.outcome, Outcome::succeeded);
  ASSERT_TRUE(launcher->start(again(2)));
  slurm.at(10min, [&] { run_to_its_end(2, 1); });
  EXPECT_EQ(next(*launcher).ticket, 2U);
  launcher = make();
  ASSERT_TRUE(launcher->start(again(2)));
  EXPECT_EQ(next(*launcher).ending.outcome, Outcome::succeeded);
  EXPECT_EQ(slurm.arrays.size(), 1U);
}

TEST_F(BatchLauncherTest, NextRunFollowsWhatGoesOn) {
  auto launcher = make();
  start(*launcher, 2);
  submit(*launcher);
  launcher = make(); // the harness was killed
  run_to_its_end(1, 0);
  ASSERT_TRUE(launcher->start(again(1)));
  ASSERT_TRUE(launcher->start(again(2)));
  EXPECT_EQ(next(*launcher).ticket, 1U);
  slurm.at(10min, [&] { run_to_its_end(2, 1); });
  EXPECT_EQ(next(*launcher).ticket, 2U);
  EXPECT_EQ(slurm.arrays.size(), 1U);
  EXPECT_TRUE(is_marked(1) && is_marked(2));
}

TEST_F(BatchLauncherTest, NextRunFindsByNameWhatWasNotNoted) {
  auto launcher = make();
  start(*launcher, 1);
  submit(*launcher);
  fs::remove(slurm.arrays[0].spool / "job.json");
  launcher = make();
  ASSERT_TRUE(launcher->start(again(1)));
  slurm.at(1min, [&] { run_to_its_end(1, 0); });
  EXPECT_EQ(next(*launcher).ending.outcome, Outcome::succeeded);
  EXPECT_EQ(slurm.arrays.size(), 1U);
}

TEST_F(BatchLauncherTest, NextRunSubmitsWhatNeverWas) {
  auto launcher = make();
  start(*launcher, 1);
  submit(*launcher);
  fs::remove(slurm.arrays[0].spool / "job.json");
  slurm.arrays.clear();
  launcher = make();
  ASSERT_TRUE(launcher->start(again(1)));
  submit(*launcher);
  ASSERT_EQ(slurm.arrays.size(), 1U);
  run_to_its_end(1, 0);
  EXPECT_EQ(next(*launcher).ending.outcome, Outcome::succeeded);
}

TEST_F(BatchLauncherTest, NextRunSubmitsWhatWasOnlyCollected) {
  auto launcher = make();
  start(*launcher, 1); // killed before its first wait
  launcher = make();
  ASSERT_TRUE(launcher->start(again(1)));
  submit(*launcher);
  ASSERT_EQ(slurm.arrays.size(), 1U);
  run_to_its_end(1, 0);
  EXPECT_EQ(next(*launcher).ending.outcome, Outcome::succeeded);
  EXPECT_TRUE(std::holds_alternative<launch::NothingYet>(launcher->wait(slurm.clock.steady() + 1s)));
  EXPECT_TRUE(sys::list_names(dir.path() / "launch").empty()) << "neither batch's folder";
}

TEST_F(BatchLauncherTest, NextRunNeedsNoSchedulerForWhatHasEnded) {
  auto launcher = make();
  start(*launcher, 1);
  submit(*launcher);
  run_to_its_end(1, 0);
  slurm.away = true;
  launcher = make();
  ASSERT_TRUE(launcher->start(again(1)));
  EXPECT_EQ(next(*launcher).ending.outcome, Outcome::succeeded);
}

TEST_F(BatchLauncherTest, NextRunDoesNotRunTwiceWhatSlurmHasForgotten) {
  auto launcher = make();
  start(*launcher, 2);
  submit(*launcher);
  slurm.begin(slurm.arrays[0], 0);
  slurm.arrays[0].shown = false;
  fs::remove(slurm.arrays[0].spool / "job.json");
  launcher = make();
  ASSERT_TRUE(launcher->start(again(1)));
  ASSERT_TRUE(launcher->start(again(2)));
  const auto end = next(*launcher);
  EXPECT_EQ(end.ticket, 1U);
  EXPECT_EQ(end.ending.outcome, Outcome::lost) << "it had begun";
  ASSERT_EQ(slurm.arrays.size(), 2U) << "the other never had";
  EXPECT_FALSE(fs::exists(slurm.arrays[1].spool / "tasks" / "0"));
  EXPECT_TRUE(fs::exists(slurm.arrays[1].spool / "tasks" / "1"));
}

TEST_F(BatchLauncherTest, ClientsSeeNothingSecret) {
  ::setenv("REPROVIP_VIP_KEY", "secret", 1);
  ::setenv("SLURM_CONF", "/etc/slurm.conf", 1);
  const auto launcher = make();
  start(*launcher, 1);
  submit(*launcher);
  ::unsetenv("REPROVIP_VIP_KEY");
  ASSERT_FALSE(slurm.calls.empty());
  for (const auto& call : slurm.calls) {
    EXPECT_THAT(call.environment, Contains(testing::Pair("SLURM_CONF", "/etc/slurm.conf")));
    EXPECT_THAT(call.environment, Not(Contains(testing::Pair("REPROVIP_VIP_KEY", testing::_))));
  }
}

} // namespace

} // namespace reprovip::cluster
