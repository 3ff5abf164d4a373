#include "tests/unit/cluster/batch_launcher_fixture.hpp"

namespace reprovip::cluster {

namespace {

using model::Outcome;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

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
  EXPECT_THAT(slurm.said_to_people, testing::Each(HasSubstr("job submit limit")));
  EXPECT_THAT(slurm.said_to_people.size(), AllOf(testing::Ge(2U), testing::Le(6U)))
      << "every ten minutes or so";
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

TEST_F(BatchLauncherTest, WhatIsTakenLateIsNotSubmittedTwice) {
  const auto launcher = make();
  start(*launcher, 1);
  slurm.answer_lost = true;
  submit(*launcher);
  ASSERT_EQ(slurm.arrays.size(), 1U);
  slurm.arrays[0].shown = false;
  slurm.at(8s, [&] { slurm.arrays[0].shown = true; });
  slurm.at(30s, [&] { run_to_its_end(1, 0); });
  EXPECT_EQ(next(*launcher).ending.outcome, Outcome::succeeded);
  EXPECT_EQ(slurm.count("sbatch"), 1U);
}

} // namespace

} // namespace reprovip::cluster
