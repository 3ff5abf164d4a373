#include "harness/judge/criterion.hpp"

#include "tests/unit/judge/build.hpp"

#include <gtest/gtest.h>

namespace reprovip::judge {
namespace {

using namespace test;
using model::Status;

const auto k_small = op(name("nu"), "<=", num(0.1));

model::Scores scores_of(std::vector<model::Score> list) {
  model::Scores scores;
  scores.scores = std::move(list);
  return scores;
}

TEST(Criterion, FailsWhenAnyCheckFails) {
  const auto scores = scores_of(
      {nu_score(0.05), nu_score(std::nullopt, {}, "Cr"), nu_score(0.2, {}, "Glu"), nu_score(0.4, {}, "Gln")});
  const auto verdict = judge_criterion(criterion("retest", "nu", k_small), plan(5, 3), {}, scores);
  EXPECT_EQ(verdict.status, Status::fail);
  ASSERT_EQ(verdict.checks.size(), 4U);
  EXPECT_EQ(verdict.reason, "amplitudes.Amplitude[Gln]: nu = 0.4, required nu <= 0.1: 0.3 above 0.1 "
                            "(repeatability); 2 of 4 checks fail");
}

TEST(Criterion, IsInconclusiveWhenNoneFailsAndOneCannotTell) {
  const auto scores = scores_of({nu_score(0.05), nu_score(0.05, model::Interval{0.01, 0.3}, "Cr")});
  const auto verdict = judge_criterion(criterion("retest", "nu", k_small), plan(5, 3), {}, scores);
  EXPECT_EQ(verdict.status, Status::inconclusive);
  EXPECT_NE(verdict.reason.find("[Cr]"), std::string::npos);
}

TEST(Criterion, RowsPickScores) {
  auto spec = criterion("retest", "nu", k_small);
  spec.rows = {"NAA*", "Glu"};
  const auto scores = scores_of({nu_score(0.05), nu_score(0.5, {}, "Cr"), nu_score(0.06, {}, "NAAG")});
  const auto verdict = judge_criterion(spec, plan(5, 3), {}, scores);
  EXPECT_EQ(verdict.status, Status::pass);
  EXPECT_EQ(verdict.checks.size(), 2U);
}

TEST(Criterion, RowsThatMatchNothingAreInconclusiveWithAdvice) {
  auto spec = criterion("retest", "nu", k_small);
  spec.rows = {"NAAA"};
  const auto verdict = judge_criterion(spec, plan(5, 3), {}, scores_of({nu_score(0.05)}));
  EXPECT_EQ(verdict.status, Status::inconclusive);
  EXPECT_EQ(verdict.reason, "rows \"NAAA\" match no row of metric \"nu\"; did you mean \"NAA\"?");
}

TEST(Criterion, AMetricWithoutScoresIsInconclusive) {
  const auto verdict = judge_criterion(criterion("retest", "nu", k_small), plan(5, 3), {}, {});
  EXPECT_EQ(verdict.status, Status::inconclusive);
  EXPECT_NE(verdict.reason.find("gave no score"), std::string::npos);
}

TEST(Criterion, CountsClassesOverTheStudy) {
  model::Scores scores;
  scores.classes = {
      output_classes({subject_classes(0, {{0, 1}, {2, 3}}), subject_classes(1, {{4, 5, 6, 7}})})};
  const auto one_class = on_output("bitwise", "amplitudes", op(name("classes"), "==", num(1)));
  const auto verdict = judge_criterion(one_class, plan(2, 2), {}, scores);
  EXPECT_EQ(verdict.status, Status::fail);
  EXPECT_EQ(verdict.reason, "amplitudes: classes = 2, required classes == 1: 1 above 1 (reproducibility)");
  EXPECT_EQ(verdict.checks.front().estimate, 2);
}

TEST(Criterion, CountsClassesWithinEachEnvironment) {
  model::Scores scores;
  scores.classes = {
      output_classes({subject_classes(0, {{0, 1}, {2, 3}}), subject_classes(1, {{4, 5, 6, 7}})})};
  auto spec = on_output("bitwise", "amplitudes", op(name("classes"), "==", num(1)));
  spec.per = "environment";
  const auto verdict = judge_criterion(spec, plan(2, 2), {}, scores);
  EXPECT_EQ(verdict.status, Status::pass);
  ASSERT_EQ(verdict.checks.size(), 2U);
  EXPECT_EQ(verdict.checks[1].group, "engine=guix");
  EXPECT_EQ(verdict.scopes, std::vector{model::Scope::repeatability});
}

TEST(Criterion, ClassesOfOneExecutionASubjectAreNotAPass) {
  model::Scores scores;
  scores.classes = {output_classes({subject_classes(0, {{0}})})};
  auto lone = plan(1, 1);
  lone.cells.pop_back();
  lone.executions.pop_back();
  const auto one_class = on_output("bitwise", "amplitudes", op(name("classes"), "==", num(1)));
  const auto verdict = judge_criterion(one_class, lone, {}, scores);
  EXPECT_EQ(verdict.status, Status::inconclusive);
  EXPECT_NE(verdict.reason.find("nothing to compare"), std::string::npos) << verdict.reason;
}

TEST(Criterion, MissingOutputsTakeAPassOnClasses) {
  model::Scores scores;
  scores.classes = {output_classes({subject_classes(0, {{0, 1, 2}})}, 1)};
  const auto one_class = on_output("bitwise", "amplitudes", op(name("classes"), "==", num(1)));
  EXPECT_EQ(judge_criterion(one_class, plan(1, 2), {}, scores).status, Status::inconclusive);
  const auto present = on_output("present", "amplitudes", op(name("missing"), "==", num(0)));
  EXPECT_EQ(judge_criterion(present, plan(1, 2), {}, scores).status, Status::fail);
}

TEST(Criterion, ModalAndSimpsonAreTheSmallestOverSubjects) {
  model::Scores scores;
  scores.classes = {
      output_classes({subject_classes(0, {{0, 1, 2}, {3}}), subject_classes(1, {{4, 5, 6, 7}})})};
  const auto seen = class_scores(scores.classes[0], false, plan(2, 2), {});
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].fields[3], std::make_pair(std::string("modal"), 0.75));
  EXPECT_EQ(seen[0].fields[4], std::make_pair(std::string("simpson"), 0.5));
  EXPECT_EQ(seen[0].repetitions, 2U);
}

model::Score tested(double p, const std::string& row) {
  auto score = nu_score(std::nullopt, {}, row);
  score.fields = {{"statistic", 2}, {"p", p}};
  return score;
}

// R: p.adjust(c(.01, .02, .03, .04), "holm") = .04 .06 .06 .06
TEST(Criterion, AdjustsPOverItsChecks) {
  auto spec = criterion("differ", "nu", op(name("p"), "<", num(0.05)));
  const auto scores = scores_of({tested(.04, "a"), tested(.01, "b"), tested(.03, "c"), tested(.02, "d")});
  EXPECT_EQ(judge_criterion(spec, plan(5, 3), {}, scores).status, Status::pass);
  spec.adjust = "holm";
  const auto verdict = judge_criterion(spec, plan(5, 3), {}, scores);
  ASSERT_EQ(verdict.checks.size(), 4U);
  EXPECT_EQ(verdict.checks[0].status, Status::fail);
  EXPECT_EQ(verdict.checks[1].status, Status::pass);
  EXPECT_EQ(verdict.checks[1].text, "p (holm) = 0.04, required p < 0.05 (repeatability)");
  EXPECT_EQ(verdict.checks[2].text, "p (holm) = 0.06, required p < 0.05: 0.01 above 0.05 (repeatability)");
}

TEST(Criterion, AdjustsOnlyForTheTestsThatWereMade) {
  auto spec = criterion("differ", "nu", op(name("p"), "<", num(0.05)));
  spec.adjust = "bonferroni";
  auto identical = nu_score(std::nullopt, {}, "b");
  identical.identical = true;
  spec.rows = {"a", "b"};
  const auto scores = scores_of({tested(.04, "a"), identical, tested(.5, "c")});
  const auto verdict = judge_criterion(spec, plan(5, 3), {}, scores);
  EXPECT_EQ(verdict.status, Status::pass);
  EXPECT_EQ(verdict.checks[0].text, "p (bonferroni) = 0.04, required p < 0.05 (repeatability)");
}

} // namespace
} // namespace reprovip::judge
