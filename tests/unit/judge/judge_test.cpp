#include "harness/judge/failures.hpp"
#include "harness/judge/judge.hpp"

#include "tests/unit/judge/build.hpp"

#include <gtest/gtest.h>

namespace reprovip::judge {
namespace {

using namespace test;
using model::Grade;
using model::Severity;
using model::Status;

const auto k_small = op(name("nu"), "<=", num(0.1));

// Two subjects, two environments, two repetitions: classes split by environment, nu as given.
struct Case {
  model::Plan plan = test::plan(2, 2);
  Records records;
  model::Scores scores;

  explicit Case(double nu) {
    scores.scores = {nu_score(nu)};
    scores.classes = {
        output_classes({subject_classes(0, {{0, 1}, {2, 3}}), subject_classes(1, {{4, 5}, {6, 7}})})};
    for (std::size_t i = 0; i < plan.executions.size(); ++i) {
      model::Record record;
      record.ending.outcome = model::Outcome::succeeded;
      records.emplace_back(record);
    }
  }

  Case& require(model::CriterionSpec spec, Severity severity = Severity::fail) {
    spec.severity = severity;
    plan.resolved.protocol.criteria.push_back(std::move(spec));
    return *this;
  }
  model::Verdicts judged() const { return judge(plan, records, scores); }
};

TEST(Judge, OnlyCriteriaOfSeverityFailMoveTheStatus) {
  EXPECT_EQ(Case(0.5).judged().status, Status::pass);
  EXPECT_EQ(Case(0.5).require(criterion("retest", "nu", k_small)).judged().status, Status::fail);
  EXPECT_EQ(Case(0.5).require(criterion("retest", "nu", k_small), Severity::warn).judged().status,
            Status::pass);
  EXPECT_EQ(Case(0.5).require(criterion("x", "none", k_small)).judged().status, Status::inconclusive);
}

TEST(Judge, FailBeatsInconclusive) {
  auto both = Case(0.5).require(criterion("x", "none", k_small)).require(criterion("retest", "nu", k_small));
  EXPECT_EQ(both.judged().status, Status::fail);
}

TEST(Judge, AStudyWithFailedOrMissingExecutionsIsNeverAPass) {
  Case failed(0.05);
  failed.records[3]->ending.outcome = model::Outcome::failed;
  EXPECT_EQ(failed.judged().status, Status::inconclusive);
  Case missing(0.05);
  missing.records[3].reset();
  EXPECT_EQ(missing.judged().status, Status::inconclusive);
  EXPECT_EQ(Case(0.05).judged().status, Status::pass);
}

TEST(Judge, GradesByTheCriteriaThatSpeakOfTheOutput) {
  EXPECT_EQ(Case(0.05).require(criterion("retest", "nu", k_small)).judged().grades[0].grade,
            Grade::sufficient);
  EXPECT_EQ(Case(0.5).require(criterion("retest", "nu", k_small)).judged().grades[0].grade,
            Grade::insufficient);
  const auto none = Case(0.5).judged().grades[0];
  EXPECT_EQ(none.grade, Grade::inconclusive);
  EXPECT_EQ(none.reason, "not identical, and no criterion judges it");
}

TEST(Judge, CriteriaForInformationDoNotGrade) {
  auto study =
      Case(0.05)
          .require(criterion("retest", "nu", k_small))
          .require(on_output("bitwise", "amplitudes", op(name("classes"), "==", num(1))), Severity::info);
  EXPECT_EQ(study.judged().grades[0].grade, Grade::sufficient);
  EXPECT_TRUE(study.judged().alerts.empty());
}

TEST(Judge, GradesOneClassEverywhereAsIdentical) {
  Case study(0.5);
  study.scores.classes = {
      output_classes({subject_classes(0, {{0, 1, 2, 3}}), subject_classes(1, {{4, 5, 6, 7}})})};
  EXPECT_EQ(study.judged().grades[0].grade, Grade::identical);
  study.scores.classes[0].classes_raw = 4;
  study.scores.classes[0].ignored = {"gzip time stamp"};
  EXPECT_NE(study.judged().grades[0].reason.find("after ignoring gzip time stamp"), std::string::npos);
  study.scores.classes[0].missing = 1;
  EXPECT_EQ(study.judged().grades[0].grade, Grade::inconclusive);
}

TEST(Judge, PerfectlyIdenticalNothingIsSuspicious) {
  Case study(0.5);
  study.scores.classes = {output_classes({subject_classes(0, {{0, 1, 2, 3}})})};
  study.scores.classes[0].suspicious = true;
  study.scores.classes[0].suspicion = "empty everywhere";
  const auto verdicts = study.judged();
  EXPECT_EQ(verdicts.grades[0].grade, Grade::suspicious);
  ASSERT_EQ(verdicts.alerts.size(), 1U);
  EXPECT_EQ(verdicts.alerts[0].text, "suspicious: empty everywhere");
}

TEST(Judge, AnOutputNobodyHasIsInconclusive) {
  Case study(0.05);
  study.scores.classes.clear();
  EXPECT_EQ(study.judged().grades[0].grade, Grade::inconclusive);
}

TEST(Judge, AlertsComeWorstFirst) {
  auto study = Case(0.5)
                   .require(criterion("cannot-tell", "none", k_small))
                   .require(criterion("advice", "nu", k_small), Severity::warn)
                   .require(criterion("retest", "nu", k_small));
  study.scores.classes[0].suspicious = true;
  study.records[0]->ending.outcome = model::Outcome::failed;
  study.records[0]->ending.reason = "exit status 1";
  study.records[1]->ending.infrastructure = true;
  study.records[2]->outputs.push_back(
      {"amplitudes", model::OutputState::missing, "no such file", {}, {}, {}, false});
  study.records[3] = std::nullopt;
  std::vector<std::string> what;
  const auto verdicts = study.judged();
  for (const auto& alert : verdicts.alerts) {
    what.push_back(alert.what);
  }
  EXPECT_EQ(what, (std::vector<std::string>{"retest", "advice", "amplitudes", "executions", "executions",
                                            "amplitudes", "executions", "cannot-tell"}));
  EXPECT_EQ(verdicts.alerts[3].text, "1 of 8 failed; most often: exit status 1");
  EXPECT_NE(verdicts.alerts[0].text.find("0.4 above 0.1"), std::string::npos);
}

TEST(Judge, CountsEachFailedExecutionOnce) {
  Case study(0.5);
  study.records[0]->ending.outcome = model::Outcome::timed_out;
  study.records[1]->ending = study.records[0]->ending;
  study.records[1]->ending.reason = "no end after 30 min";
  study.records[2]->ending = study.records[1]->ending;
  const auto summary = summarise_failures(study.records);
  EXPECT_EQ(summary.planned, 8U);
  EXPECT_EQ(summary.failed, 3U);
  EXPECT_EQ(summary.infrastructure + summary.incomplete + summary.unrecorded, 0U);
  EXPECT_EQ(summary.failed_reason, "no end after 30 min");
}

TEST(Judge, IsDeterministic) {
  auto study = Case(0.5).require(criterion("retest", "nu", k_small));
  EXPECT_EQ(dump(to_json(study.judged())), dump(to_json(study.judged())));
}

TEST(Until, HoldsWhenEveryWidthIsSmall) {
  model::Scores scores;
  scores.scores = {nu_score(0.1, model::Interval{0.09, 0.1}),
                   nu_score(0.2, model::Interval{0.15, 0.25}, "Cr")};
  const auto rule = [](double width) {
    return op(call("max", {call("width", {name("nu")})}), "<", num(width));
  };
  EXPECT_EQ(until_holds(rule(0.2), scores), true);
  EXPECT_EQ(until_holds(rule(0.02), scores), false);
  scores.scores[0].interval.reset();
  EXPECT_EQ(until_holds(rule(0.2), scores), std::nullopt);
  EXPECT_EQ(until_holds(rule(0.2), {}), std::nullopt);
}

TEST(Until, IdenticalDataNeverStandAgainstStopping) {
  model::Scores scores;
  scores.scores = {nu_score(0.1, model::Interval{0.09, 0.1}), nu_score(std::nullopt, {}, "Cr")};
  scores.scores[1].identical = true;
  const auto rule = op(call("max", {call("width", {name("nu")})}), "<", num(0.02));
  EXPECT_EQ(until_holds(rule, scores), true);
  scores.scores.erase(scores.scores.begin());
  EXPECT_EQ(until_holds(rule, scores), true);
}

} // namespace
} // namespace reprovip::judge
