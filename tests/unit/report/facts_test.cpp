#include "harness/report/facts.hpp"
#include "harness/report/next_steps.hpp"

#include "tests/unit/report/sample_study.hpp"

#include <gtest/gtest.h>

namespace reprovip::report {
namespace {

TEST(Facts, LettersGoOnAfterZ) {
  EXPECT_EQ(class_letter(0), "A");
  EXPECT_EQ(class_letter(25), "Z");
  EXPECT_EQ(class_letter(26), "AA");
  EXPECT_EQ(class_letter(26 + 26 * 26), "AAA");
}

TEST(Facts, ClassesLieBesideExecutions) {
  const auto study = test::sample_study();
  const auto classes = classes_of(study, study.scores.classes[1]);
  EXPECT_EQ(classes[0], 0U);
  EXPECT_EQ(classes[1], 1U);
  EXPECT_EQ(classes[4], 0U);
}

TEST(Facts, NamesAnExecution) {
  const auto study = test::sample_study();
  EXPECT_EQ(execution_name(study, 5), "sub-01 {threads=2} r002");
  EXPECT_TRUE(replay_path(*study.records[5]).ends_with("/r002/a0005"));
}

TEST(Facts, SaysWhyAnExecutionDoesNotCount) {
  auto study = test::sample_study();
  EXPECT_EQ(reason_of(study.records[11]), "exit status 1");
  study.records[0]->outputs[1].state = model::OutputState::missing;
  study.records[0]->outputs[1].reason = "no such file";
  EXPECT_EQ(standing_text(study.records[0]), "incomplete");
  EXPECT_EQ(reason_of(study.records[0]), "output \"tracks\": no such file");
  EXPECT_EQ(standing_text(std::nullopt), "not run");
}

TEST(Facts, SaysHowTheDecidingCriteriaStand) {
  auto study = test::sample_study();
  EXPECT_EQ(verdict_sentence(study), "1 of 2 deciding criteria fails; 1 of 12 executions did not succeed");
  study.verdicts.verdicts[0].severity = model::Severity::info;
  EXPECT_EQ(verdict_sentence(study), "the one deciding criterion fails; 1 of 12 executions did not succeed");
  study.verdicts.verdicts.clear();
  for (auto& record : study.records) {
    record = study.records.front();
  }
  EXPECT_EQ(verdict_sentence(study), "no criterion of severity fail");
}

TEST(Facts, FindsTheThresholdOfSimpleRequirements) {
  const auto study = test::sample_study();
  const auto thresholds = thresholds_of(study.plan.resolved.protocol, study.scores.scores[0]);
  ASSERT_EQ(thresholds.size(), 1U);
  EXPECT_EQ(thresholds[0].criterion, "retest");
  EXPECT_EQ(thresholds[0].value, 0.1);
}

TEST(NextSteps, ReplaysAFailureAndRunsTheRest) {
  const auto steps = next_steps(test::sample_study());
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_TRUE(steps[0].command.starts_with("reprovip replay "));
  EXPECT_EQ(steps[1].command, "reprovip run protocols/dti/protocol.toml --failed");
}

TEST(NextSteps, AsksForMoreRepetitionsWhenInconclusive) {
  auto study = test::sample_study();
  study.records[11]->ending.outcome = model::Outcome::succeeded;
  study.plan.resolved.protocol.criteria[3].min_repetitions = 10;
  const auto steps = next_steps(study);
  ASSERT_EQ(steps.size(), 1U);
  EXPECT_EQ(steps[0].command, "reprovip run protocols/dti/protocol.toml -K 10");
}

TEST(NextSteps, AsksForSubjectsWhenTheyAreWhatIsMissing) {
  auto study = test::sample_study();
  study.records[11]->ending.outcome = model::Outcome::succeeded;
  study.plan.resolved.protocol.criteria[3].min_subjects = 5;
  const auto steps = next_steps(study);
  ASSERT_EQ(steps.size(), 1U);
  EXPECT_EQ(steps[0].command, "");
  EXPECT_NE(steps[0].why.find("needs 5 subjects, the study has 2"), std::string::npos);
}

} // namespace
} // namespace reprovip::report
