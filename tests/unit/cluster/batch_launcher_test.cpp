#include "tests/unit/cluster/batch_launcher_fixture.hpp"

namespace reprovip::cluster {

namespace {

using model::Outcome;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

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
