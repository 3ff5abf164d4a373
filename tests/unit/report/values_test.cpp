#include "harness/base/format.hpp"
#include "harness/report/report.hpp"
#include "harness/report/reporters.hpp"
#include "harness/report/values.hpp"

#include "tests/unit/report/sample_study.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reprovip::report {
namespace {

using model::Scope;
using model::Severity;
using model::Status;
using testing::ElementsAre;
using testing::HasSubstr;

class Values : public testing::Test {
protected:
  Values() {
    study.scores.scores.clear();
    study.verdicts.verdicts.clear();
    study.plan.resolved.protocol.metrics.clear();
  }

  void metric(const std::string& id, const std::string& kind) {
    auto& spec = study.plan.resolved.protocol.metrics.emplace_back();
    spec.id = id;
    spec.kind = kind;
  }
  model::Score& score(const std::string& metric, const std::string& row, std::optional<double> estimate,
                      const std::string& group = {}) {
    auto& score = study.scores.scores.emplace_back();
    score.metric = metric;
    score.kind = metric;
    score.output = "fit";
    score.column = "amplitude";
    score.row = row;
    score.group = group;
    score.estimate = estimate;
    return score;
  }
  model::Verdict& verdict(const std::string& id, const std::string& metric, Severity severity) {
    auto& verdict = study.verdicts.verdicts.emplace_back();
    verdict.criterion = id;
    verdict.subject_of = metric;
    verdict.severity = severity;
    return verdict;
  }
  static void check(model::Verdict& verdict, const std::string& row, Status status,
                    const std::string& group = {}, Scope scope = Scope::reproducibility) {
    verdict.checks.push_back(
        {format("fit.amplitude[{}]", row), group, scope, status, "seen", std::nullopt, std::nullopt});
  }
  std::vector<std::string> order() const {
    std::vector<std::string> names;
    const auto tables = value_tables(study);
    for (const auto& row : tables.at(0).rows) {
      names.push_back(format("{} {}", row.name, standing_of_value(row)));
    }
    return names;
  }

  model::Study study = test::sample_study();
};

TEST_F(Values, StandWhatFailsFirst) {
  metric("nu", "nu");
  auto& retest = verdict("retest", "nu", Severity::fail);
  for (const auto& [row, status] :
       {std::pair("NAA", Status::pass), {"Lac", Status::fail}, {"Glc", Status::inconclusive}}) {
    score("nu", row, 0.1);
    check(retest, row, status);
  }
  score("nu", "Tau", 0.1);
  EXPECT_THAT(order(),
              ElementsAre("Lac not reproducible", "Glc cannot tell", "Tau not judged", "NAA reproducible"));
  const auto summary = summary_of(value_tables(study)[0], 10);
  EXPECT_EQ(summary.sentence, "1 of 4 values reproducible");
  EXPECT_THAT(summary.lists, ElementsAre("reproducible: NAA", "not reproducible: Lac", "cannot tell: Glc",
                                         "not judged: Tau"));
  EXPECT_EQ(rows_sentence(study, retest, 5), "1 of 3 values fails: Lac; 1 of 3 values cannot be told: Glc");
}

TEST_F(Values, AreJudgedByTheHighestSeverityThatSpeaksOfThem) {
  metric("nu", "nu");
  auto& strict = verdict("strict", "nu", Severity::info);
  auto& strict_checks = strict.checks;
  score("nu", "NAA", 0.1);
  score("nu", "Cr", 0.1);
  check(strict, "NAA", Status::fail);
  check(strict, "Cr", Status::fail);
  EXPECT_EQ(strict_checks.size(), 2U);
  check(verdict("retest", "nu", Severity::fail), "NAA", Status::pass);
  EXPECT_THAT(order(), ElementsAre("Cr not reproducible", "NAA reproducible"));
}

TEST_F(Values, AreCalledByTheWidestScopeThatJudges) {
  metric("nu", "nu");
  score("nu", "NAA", 0.1);
  check(verdict("retest", "nu", Severity::fail), "NAA", Status::pass, "", Scope::repeatability);
  EXPECT_THAT(order(), ElementsAre("NAA repeatable"));
  check(study.verdicts.verdicts[0], "NAA", Status::fail, "", Scope::replicability);
  EXPECT_THAT(order(), ElementsAre("NAA not replicable"));
}

TEST_F(Values, AreCalledByTheirOwnScopeEach) {
  metric("nu", "nu");
  auto& retest = verdict("retest", "nu", Severity::fail);
  for (const std::string row : {"NAA", "Cr", "Lac"}) {
    score("nu", row, 0.1);
  }
  check(retest, "NAA", Status::pass, "", Scope::repeatability);
  check(retest, "Cr", Status::pass, "", Scope::reproducibility);
  check(retest, "Lac", Status::fail, "", Scope::repeatability);
  EXPECT_THAT(order(), ElementsAre("Lac not repeatable", "NAA repeatable", "Cr reproducible"));
  const auto summary = summary_of(value_tables(study)[0], 10);
  EXPECT_EQ(summary.sentence, "1 of 3 values reproducible, 1 repeatable");
  EXPECT_THAT(summary.lists, ElementsAre("reproducible: Cr", "repeatable: NAA", "not repeatable: Lac"));
}

TEST_F(Values, ThatPassSayWhatALowerSeverityDoesNotPass) {
  metric("nu", "nu");
  score("nu", "NAA", 0.1);
  check(verdict("strict", "nu", Severity::info), "NAA", Status::inconclusive);
  check(verdict("retest", "nu", Severity::fail), "NAA", Status::pass);
  check(verdict("close", "nu", Severity::warn), "NAA", Status::fail);
  const auto row = value_tables(study)[0].rows.at(0);
  EXPECT_EQ(row.status, Status::pass);
  EXPECT_EQ(row.why, "close: seen (severity warn only)");
}

TEST_F(Values, ShowTheGroupThatDecides) {
  metric("nu", "nu");
  score("nu", "NAA", 0.02, "threads=1").interval = {0.01, 0.03, 0.95};
  score("nu", "NAA", 0.4, "threads=2").interval = {0.2, 0.7, 0.95};
  const auto unjudged = value_tables(study);
  EXPECT_EQ(cell_text(unjudged[0].rows[0].cells[0]), "0.02 to 0.4 in 2 groups");
  auto& retest = verdict("retest", "nu", Severity::fail);
  check(retest, "NAA", Status::pass, "threads=1");
  check(retest, "NAA", Status::fail, "threads=2");
  const auto tables = value_tables(study);
  const auto& row = tables[0].rows[0];
  EXPECT_EQ(cell_text(row.cells[0]), "0.4 [0.2, 0.7] {threads=2}, worst of 2 groups");
  EXPECT_EQ(row.why, "retest {threads=2}: seen");
}

TEST_F(Values, HaveAColumnForEachMetricInTheProtocolsWords) {
  metric("spread", "nu");
  metric("alike", "tost");
  metric("u", "uncertainty");
  score("spread", "NAA", 0.02);
  score("alike", "NAA", 0.1).decision = true;
  score("u", "NAA", 10).fields = {{"u_total", 0.25}, {"expanded", 0.5}, {"u_subject", 0.3}, {"u_run", 0.2}};
  score("u", "Lac", std::nullopt).reason = "one execution only";
  const auto tables = value_tables(study);
  ASSERT_EQ(tables.size(), 1U);
  EXPECT_EQ(tables[0].of, "fit.amplitude");
  ASSERT_EQ(tables[0].metrics.size(), 3U);
  EXPECT_EQ(tables[0].metrics[1]->id, "alike");
  const auto& cells = tables[0].rows[0].cells;
  EXPECT_EQ(cell_text(cells[1]), "yes: 0.1");
  EXPECT_EQ(cell_text(cells[2]), "10 ± 0.5");
  EXPECT_EQ(largest_source(*cells[2].scores[0])->text, "run, u = 0.2");
  EXPECT_EQ(cell_text(tables[0].rows[1].cells[2]), "absent: one execution only");
  EXPECT_EQ(cell_text(tables[0].rows[1].cells[0]), "–");
}

TEST_F(Values, NameTheLargestSourceThatIsNoSum) {
  model::Score score;
  score.fields = {{"share_subject", 0.9}, {"share_factors", 0.07}, {"share_run", 0.03},
                  {"share_build", 0.05},  {"low_build", 0.01},     {"high_build", 0.6},
                  {"share_threads", 0.02}};
  ASSERT_TRUE(has_sources(score));
  EXPECT_EQ(largest_source(score)->text, "build 5 [1, 60] %");
  score.fields = {{"share_subject", 1}, {"share_run", 0}};
  EXPECT_FALSE(largest_source(score));
}

TEST_F(Values, AreIdenticalWhenEveryScoreSaysSo) {
  metric("nu", "nu");
  score("nu", "NAA", 0).identical = true;
  score("nu", "Lac", 0.1);
  const auto tables = value_tables(study);
  EXPECT_TRUE(tables[0].rows[0].identical);
  EXPECT_FALSE(tables[0].rows[1].identical);
}

TEST_F(Values, OfManyRowsStayShortOnTheTerminal) {
  metric("nu", "nu");
  auto& retest = verdict("retest", "nu", Severity::fail);
  for (int i = 0; i < 500; ++i) {
    const auto row = format("metabolite-{:03}", i);
    score("nu", row, 0.1);
    check(retest, row, i % 3 == 0 ? Status::fail : i % 3 == 1 ? Status::pass : Status::inconclusive);
  }
  const auto text = console(study, {});
  EXPECT_LT(std::count(text.begin(), text.end(), '\n'), 50);
  EXPECT_THAT(text, HasSubstr("fit.amplitude: 167 of 500 values reproducible"));
  EXPECT_THAT(text, HasSubstr("cannot tell: metabolite-002, metabolite-005"));
  EXPECT_THAT(text, HasSubstr("and 162 more"));
  const auto page = write_html(study);
  EXPECT_THAT(page, HasSubstr("metabolite-499"));
  EXPECT_LT(page.size(), std::size_t{2} << 20U);
  EXPECT_EQ(page, write_html(study));
}

TEST_F(Values, WithHostileNamesAreShownAsTheyAre) {
  metric("nu", "nu");
  auto& retest = verdict("retest", "nu", Severity::fail);
  const std::string evil = "<script>alert(1)</script>\x1b[31m|`\n\"" + std::string(2000, 'x');
  score("nu", evil, 0.1, "g=" + evil).reason = evil;
  score("nu", "NAA", 0.1);
  check(retest, evil, Status::fail, "g=" + evil);
  const auto page = write_html(study);
  EXPECT_EQ(page.find("<script>alert"), std::string::npos);
  EXPECT_EQ(page.find('\x1b'), std::string::npos);
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;\\x1b[31m"));
  const auto markdown = write_markdown(study);
  EXPECT_EQ(markdown.find("<script"), std::string::npos);
  EXPECT_EQ(markdown.find('\x1b'), std::string::npos);
  const auto text = console(study, {});
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_THAT(write_json(study), HasSubstr("\"standing\": \"not reproducible\""));
}

} // namespace
} // namespace reprovip::report
