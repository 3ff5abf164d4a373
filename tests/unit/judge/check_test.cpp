#include "harness/judge/check.hpp"

#include "tests/unit/judge/build.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace reprovip::judge {
namespace {

using namespace test;
using model::Status;

const auto k_small = op(name("nu"), "<=", num(0.1));

TEST(Check, PassesFailsOrCannotTell) {
  const auto retest = criterion("retest", "nu", k_small);
  EXPECT_EQ(make_check(retest, nu_score(0.05, model::Interval{0.02, 0.1})).status, Status::pass);
  EXPECT_EQ(make_check(retest, nu_score(0.3, model::Interval{0.2, 0.4})).status, Status::fail);
  EXPECT_EQ(make_check(retest, nu_score(0.05, model::Interval{0.02, 0.2})).status, Status::inconclusive);
  EXPECT_EQ(make_check(retest, nu_score(0.05)).status, Status::pass);
  EXPECT_EQ(make_check(retest, nu_score(0.11)).status, Status::fail);
}

TEST(Check, SaysWhatWasSeenAndByHowMuchItMisses) {
  auto score = nu_score(0.25, model::Interval{0.2, 0.3});
  score.group = "engine=docker";
  const auto check = make_check(criterion("retest", "nu", k_small), score);
  EXPECT_EQ(check.text, "nu = 0.25 [0.2, 0.3], required nu <= 0.1: 0.15 above 0.1 (repeatability)");
  EXPECT_EQ(subject_of(check), "amplitudes.Amplitude[NAA] {engine=docker}");
}

TEST(Check, AnAbsentEstimateIsInconclusiveWithItsReason) {
  auto score = nu_score(std::nullopt);
  score.reason = "one subject: no variance between subjects";
  const auto check = make_check(criterion("retest", "nu", k_small), score);
  EXPECT_EQ(check.status, Status::inconclusive);
  EXPECT_NE(check.text.find("nu = absent, required nu <= 0.1: one subject"), std::string::npos) << check.text;
}

TEST(Check, APointWhoseIntervalIsRefusedDecidesNothing) {
  for (const double nu : {0.05, 0.5}) {
    auto score = nu_score(nu);
    score.reason = "the group pools 2 conditions";
    EXPECT_EQ(make_check(criterion("retest", "nu", k_small), score).status, Status::inconclusive);
  }
}

TEST(Check, NotANumberIsTreatedAsAbsent) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto retest = criterion("retest", "nu", k_small);
  EXPECT_EQ(make_check(retest, nu_score(nan)).status, Status::inconclusive);
  const auto check = make_check(retest, nu_score(0.05, model::Interval{nan, 1}));
  EXPECT_EQ(check.status, Status::pass);
  EXPECT_EQ(check.text.find("nan"), std::string::npos);
}

TEST(Check, IdenticalDataPassByIdentity) {
  auto score = nu_score(std::nullopt);
  score.identical = true;
  const auto check = make_check(criterion("retest", "nu", k_small), score);
  EXPECT_EQ(check.status, Status::pass);
  EXPECT_NE(check.text.find("identical"), std::string::npos);
}

TEST(Check, TheSameWrongValueEachTimeIsStillWrong) {
  auto score = nu_score(0.5);
  score.kind = "value";
  score.identical = true;
  EXPECT_EQ(make_check(criterion("volume", "nu", k_small), score).status, Status::fail);
}

TEST(Check, MissingExecutionsTakeAPassButNotAFail) {
  auto good = nu_score(0.05);
  auto bad = nu_score(0.5);
  auto same = nu_score(std::nullopt);
  good.missing = bad.missing = same.missing = 2;
  same.identical = true;
  const auto retest = criterion("retest", "nu", k_small);
  EXPECT_EQ(make_check(retest, good).status, Status::inconclusive);
  EXPECT_NE(make_check(retest, good).text.find("2 executions missing or failed"), std::string::npos);
  EXPECT_EQ(make_check(retest, bad).status, Status::fail);
  EXPECT_EQ(make_check(retest, same).status, Status::inconclusive);
}

TEST(Check, ARequirementOnMissingSetsItsOwnRule) {
  auto score = nu_score(0.05);
  score.missing = 1;
  score.fields = {{"missing", 1}};
  const auto lenient = criterion("retest", "nu", op(op(name("missing"), "<=", num(1)), "and", k_small));
  EXPECT_EQ(make_check(lenient, score).status, Status::pass);
}

TEST(Check, TooFewSubjectsAreInconclusiveWhateverTheNumber) {
  auto retest = criterion("retest", "nu", k_small);
  retest.min_subjects = 5;
  retest.min_repetitions = 10;
  auto score = nu_score(0.5);
  score.subjects = 3;
  const auto check = make_check(retest, score);
  EXPECT_EQ(check.status, Status::inconclusive);
  EXPECT_NE(check.text.find("3 of 5 subjects and 3 of 10 repetitions"), std::string::npos) << check.text;
}

TEST(Check, AMetricMayDecideItself) {
  auto score = nu_score(0.01);
  const auto equivalence = criterion("guix-as-docker", "nu", name("pass"));
  EXPECT_EQ(make_check(equivalence, score).status, Status::inconclusive);
  score.decision = true;
  EXPECT_EQ(make_check(equivalence, score).status, Status::pass);
  score.decision = false;
  const auto check = make_check(equivalence, score);
  EXPECT_EQ(check.status, Status::fail);
  EXPECT_EQ(check.text, "nu = 0.01, pass = no, required pass (repeatability)");
}

TEST(Check, ADecisionOfNoWithoutADistanceFails) {
  auto score = nu_score(std::nullopt);
  score.reason = "shapes differ: 64x64x30 and 64x64x31";
  score.decision = false;
  const auto check = make_check(criterion("equal", "nu", k_small), score);
  EXPECT_EQ(check.status, Status::fail);
  EXPECT_NE(check.text.find("shapes differ"), std::string::npos) << check.text;
}

TEST(Check, FieldsHaveNames) {
  auto score = nu_score(0.05);
  score.fields = {{"icc", 0.95}};
  EXPECT_EQ(make_check(criterion("icc", "nu", op(name("icc"), ">=", num(0.9))), score).status, Status::pass);
  const auto check = make_check(criterion("f", "nu", op(name("f"), ">=", num(1))), score);
  EXPECT_EQ(check.status, Status::inconclusive);
  EXPECT_NE(check.text.find("there is no \"f\""), std::string::npos) << check.text;
}

// Equivalence tests answer yes, no, or not to be told, with an interval each time.
TEST(Check, ADecisionHasThreeValues) {
  const auto equivalent = criterion("equivalent", "nu", name("pass"));
  auto score = nu_score(0.2, model::Interval{0.1, 0.3, 0.9});
  score.decision = true;
  EXPECT_EQ(make_check(equivalent, score).status, Status::pass);
  score.decision = false;
  score.label = "different";
  const auto no = make_check(equivalent, score);
  EXPECT_EQ(no.status, Status::fail);
  EXPECT_EQ(no.text, "nu = 0.2 [0.1, 0.3], pass = no, required pass: different (repeatability)");
  score.decision.reset();
  score.reason = "more targets would tell";
  const auto unknown = make_check(equivalent, score);
  EXPECT_EQ(unknown.status, Status::inconclusive);
  EXPECT_EQ(unknown.text,
            "nu = 0.2 [0.1, 0.3], pass = absent, required pass: more targets would tell (repeatability)");
  score.identical = true;
  EXPECT_EQ(make_check(equivalent, score).status, Status::pass);
}

} // namespace
} // namespace reprovip::judge
