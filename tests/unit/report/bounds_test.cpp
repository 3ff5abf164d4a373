#include "harness/report/junit_cases.hpp"
#include "harness/report/reporters.hpp"

#include "tests/unit/report/sample_study.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace reprovip::report {
namespace {

// What pipelines refuse when it is too large, and spreadsheets when it is a formula.

JunitCase plain_case(const std::string& name, CaseResult result, std::size_t size) {
  JunitCase one;
  one.classname = "dti.nu";
  one.name = name;
  one.result = result;
  one.type = "criterion";
  one.message = "why";
  one.text = std::string(size, 'x');
  return one;
}

TEST(JunitBounds, ShortenTextsBeforeTheyLeaveOutCases) {
  std::vector<JunitCase> cases(100, plain_case("a", CaseResult::failure, 40000));
  keep_within(cases, 200000);
  EXPECT_EQ(cases.size(), 100U);
  EXPECT_LE(cases[0].text.size(), 600U);
}

TEST(JunitBounds, LeaveOutWhatPassedFirstAndSaySo) {
  std::vector<JunitCase> cases;
  for (int i = 0; i < 100; ++i) {
    cases.push_back(plain_case(std::to_string(i), i < 50 ? CaseResult::passed : CaseResult::failure, 100));
  }
  keep_within(cases, 30000);
  EXPECT_LT(cases.size(), 100U);
  EXPECT_EQ(std::ranges::count(cases, CaseResult::failure, &JunitCase::result), 50);
  EXPECT_EQ(cases.back().classname, "dti.report");
  EXPECT_EQ(cases.back().result, CaseResult::skipped);
  EXPECT_TRUE(cases.back().text.find("left out") != std::string::npos);
}

TEST(JunitBounds, AreThoseOfGitlabAtFiftyThousandFailedExecutions) {
  auto study = test::large_study(8334);
  ASSERT_GE(study.plan.executions.size(), 50000U);
  const std::string reason(200, '<');
  for (auto& record : study.records) {
    record->ending.outcome = model::Outcome::failed;
    record->ending.reason = reason;
  }
  const auto text = write_junit_gitlab(study);
  EXPECT_LT(text.size(), std::size_t{30000000});
  EXPECT_EQ(test::count(text, "<testcase "), 8334U * 2 + 2);
}

// GitLab joins suite, classname and name by "_" into one key.
TEST(JunitKeys, DifferAlsoWhenTheyAreJoined) {
  std::vector<JunitCase> cases(5);
  const char* names[][2] = {
      {"p.a", "b_c"}, {"p.a_b", "c"}, {"p.a", "b_c #2"}, {"p.a", "b_c"}, {"p.a", "b_c"}};
  for (std::size_t i = 0; i < cases.size(); ++i) {
    cases[i].classname = names[i][0];
    cases[i].name = names[i][1];
  }
  make_unique(cases);
  std::set<std::string> keys;
  for (const auto& one : cases) {
    keys.insert(one.classname + "_" + one.name);
  }
  EXPECT_EQ(keys.size(), cases.size());
  EXPECT_EQ(cases[0].name, "b_c");
}

TEST(OpenmetricsBounds, SummariseAMetricOfManyScores) {
  auto study = test::sample_study();
  const auto score = study.scores.scores[0];
  for (int i = 0; i < 60; ++i) {
    study.scores.scores.push_back(score);
    study.scores.scores.back().row = std::to_string(i);
    study.scores.scores.back().estimate = i;
  }
  const auto text = write_openmetrics(study);
  EXPECT_EQ(test::count(text, "reprovip_score{"), 3U);
  EXPECT_NE(text.find("value=\"largest_of_63\",group=\"\"} 59\n"), std::string::npos) << text;
}

TEST(Csv, LetsNoSpreadsheetRunAName) {
  auto study = test::sample_study();
  study.scores.scores[0].row = "=cmd|'/c calc'!A1";
  study.scores.scores[0].group = "+1+1";
  study.scores.scores[0].label = "@SUM(A1)";
  study.scores.scores[0].unit = "-x";
  study.scores.scores[0].estimate = -0.25;
  const auto text = write_csv(study);
  EXPECT_NE(text.find(",'=cmd|'/c calc'!A1,'+1+1,"), std::string::npos) << text;
  EXPECT_NE(text.find(",'@SUM(A1),"), std::string::npos);
  EXPECT_NE(text.find(",'-x,"), std::string::npos);
  EXPECT_NE(text.find(",-0.25,"), std::string::npos);
}

TEST(MarkdownBounds, StayFarBelowANoteOfGitlab) {
  auto study = test::hostile_study();
  auto verdict = study.verdicts.verdicts[2];
  auto alert = study.verdicts.alerts[0];
  auto grade = study.verdicts.grades[1];
  auto score = study.scores.scores[0];
  // Hundreds of them in memory, each longer than what is shown.
  verdict.checks.resize(1);
  for (auto* text : {&verdict.reason, &verdict.require, &verdict.checks[0].text, &alert.text, &grade.reason,
                     &score.notes.back()}) {
    text->resize(2000);
  }
  for (int i = 0; i < 300; ++i) {
    study.verdicts.verdicts.push_back(verdict);
    study.verdicts.alerts.push_back(alert);
    study.verdicts.grades.push_back(grade);
    study.scores.scores.push_back(score);
    study.scores.scores.back().row = std::to_string(i);
  }
  EXPECT_LT(write_markdown(study).size(), 150000U);
}

TEST(Markdown, RefersToNobodyAndNothing) {
  auto study = test::sample_study();
  auto& alert = study.verdicts.alerts[0];
  alert.what = "/close";
  alert.text = "ask @root in #1, !2, &3, %4, ~5, ^6 or [here](x) `a` <img src=x>";
  study.verdicts.alerts[1].text = "see https://evil.example.org/`a`|b";
  study.verdicts.alerts[2].text = "#1 !2 &3 %4 ~5 $6 [x](y) |";
  const auto text = write_markdown(study);
  EXPECT_NE(text.find("`` see https://evil.example.org/`a`\\x7cb ``"), std::string::npos) << text;
  EXPECT_NE(text.find("\\#1 \\!2 \\&3 \\%4 \\~5 \\$6 \\[x\\](y) \\|"), std::string::npos) << text;
  EXPECT_EQ(text.find("\n/"), std::string::npos);
  EXPECT_NE(text.find("`` ask @root in #1"), std::string::npos) << text;
}

TEST(Markdown, SaysSinceWhenAnAlertStands) {
  auto study = test::sample_study();
  study.place.dashboard = "https://vip.example.org/dti.html";
  const auto text = write_markdown(study);
  EXPECT_NE(text.find("; fails since 2023-11-14 (dti-00000001, 3 studies in a row)\n"), std::string::npos)
      << text;
  EXPECT_NE(text.find("[Dashboard](https://vip.example.org/dti.html)"), std::string::npos);
}

} // namespace
} // namespace reprovip::report
