#include "tests/unit/cluster/batch_launcher_fixture.hpp"

namespace reprovip::cluster {

namespace {

using model::Outcome;

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
  slurm.at(1min, [&] { run_to_its_end(1, 0); });
  EXPECT_EQ(next(*launcher).ending.outcome, Outcome::succeeded);
  EXPECT_EQ(slurm.arrays.size(), 1U);
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

} // namespace

} // namespace reprovip::cluster
