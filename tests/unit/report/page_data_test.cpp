#include "harness/report/page_data.hpp"
#include "harness/report/page_executions.hpp"
#include "harness/report/reporters.hpp"

#include "tests/unit/report/sample_study.hpp"

#include <gtest/gtest.h>

namespace reprovip::report {
namespace {

using test::large_study;
using test::sample_study;

TEST(PageData, NamesWhoRanWhereByExecution) {
  const auto data = page_data(sample_study());
  EXPECT_EQ(data["subjects"].items().size(), 2U);
  EXPECT_EQ(data["conditions"].items()[1]["name"].text(), "threads=2");
  EXPECT_TRUE(data["conditions"].items()[0]["reference"].boolean());
  EXPECT_EQ(data["executions"]["subject"].items().size(), 12U);
  EXPECT_EQ(data["executions"]["condition"].items()[11].integer(), 1);
  EXPECT_EQ(data["executions"]["repetition"].items()[11].integer(), 3);
}

TEST(PageData, GivesTheLimitOfCriteriaThatCompareWithANumber) {
  const auto data = page_data(sample_study());
  const auto& criteria = data["criteria"].items();
  EXPECT_EQ(criteria[2]["id"].text(), "retest");
  EXPECT_EQ(criteria[2]["op"].text(), "<=");
  EXPECT_DOUBLE_EQ(criteria[2]["limit"].number(), 0.1);
  EXPECT_FALSE(criteria[0].has("limit")) << "of classes";
  EXPECT_FALSE(criteria[3].has("limit")) << "of a width";
}

TEST(PageData, GivesEachScoreItsChecks) {
  const auto data = page_data(sample_study());
  const auto& score = data["scores"].items()[1];
  EXPECT_EQ(score["of"].text(), "tracks.value[length]");
  EXPECT_EQ(score["group"].text(), "threads=2");
  EXPECT_DOUBLE_EQ(score["interval"].items()[1].number(), 0.7);
  ASSERT_EQ(score["checks"].items().size(), 1U);
  EXPECT_EQ(score["checks"].items()[0].items()[0].integer(), 2) << "the verdict's place";
  EXPECT_EQ(score["checks"].items()[0].items()[1].text(), "fail");
}

TEST(PageData, LeavesOutScoresThatNothingDraws) {
  EXPECT_EQ(sample_study().scores.scores.size(), 4U);
  EXPECT_EQ(page_data(sample_study())["scores"].items().size(), 3U) << "nothing judges the icc";
}

TEST(PageData, ShowsFirstWhatTheFirstAlertIsAbout) {
  EXPECT_EQ(page_data(sample_study())["worst"].text(), "tracks.value[length]");
  EXPECT_EQ(page_data(large_study(2))["worst"].text(), "");
}

TEST(PageData, KeepsAbsentNumbersAbsent) {
  const auto data = page_data(sample_study());
  const auto& series = data["series"].items()[0];
  EXPECT_EQ(series["status"].text(), "fail");
  EXPECT_DOUBLE_EQ(series["values"].items()[10].number(), 42.5);
  EXPECT_TRUE(series["values"].items()[11].is_null());
}

TEST(PageData, BoundsWhatAPageHoldsAndSaysSo) {
  auto study = large_study(2000); // 12,000 executions
  const std::vector<std::optional<double>> values(study.plan.executions.size(), 1.0 / 3);
  for (int i = 0; i < 40; ++i) {
    study.observations.series.push_back({"tracks", "value", std::to_string(i), values});
  }
  const auto data = page_data(study);
  EXPECT_EQ(data["series"].items().size(), 25U);
  ASSERT_EQ(data["left_out"].items().size(), 1U);
  EXPECT_EQ(data["left_out"].items()[0].text(), "15 values of 40: too many numbers for a page");
}

TEST(PageData, PutsWhatFailsBeforeWhatIsLeftOut) {
  auto study = sample_study();
  const auto failing = study.observations.series[0];
  study.observations.series.insert(study.observations.series.begin(),
                                   {"tracks", "value", "other", failing.values});
  EXPECT_EQ(page_data(study)["series"].items()[0]["of"].text(), "tracks.value[length]");
}

model::Score variance(std::vector<std::pair<std::string, double>> fields) {
  model::Score score;
  score.metric = score.kind = "variance";
  score.fields = std::move(fields);
  return score;
}

TEST(Shares, AreTheTermsAndNotTheirSums) {
  const auto shares = shares_of(variance({{"share_subject", 0.5},
                                          {"share_factors", 0.3},
                                          {"share_interactions", 0},
                                          {"share_run", 0.2},
                                          {"var_build", 3},
                                          {"share_build", 0.3},
                                          {"low_build", 0.1},
                                          {"high_build", 0.6}}));
  ASSERT_EQ(shares.size(), 3U);
  EXPECT_EQ(shares[0].name, "subject");
  EXPECT_EQ(shares[1].name, "build");
  EXPECT_EQ(shares[1].low, 0.1);
  EXPECT_EQ(shares[2].name, "run");
  EXPECT_FALSE(shares[2].low);
}

TEST(Shares, AreTheSumsWhereTermsAreNotTold) {
  const auto shares = shares_of(variance(
      {{"share_subject", 0.5}, {"share_factors", 0.5}, {"share_interactions", 0}, {"share_run", 0}}));
  ASSERT_EQ(shares.size(), 3U);
  EXPECT_EQ(shares[1].name, "factors");
}

TEST(Shares, OfACombinedUncertaintyAreSquaresOfTheWhole) {
  auto score = variance({{"u_subject", 3}, {"u_build", 0}, {"u_run", 4}, {"u_total", 5}, {"expanded", 11}});
  score.kind = "combined_uncertainty";
  const auto shares = shares_of(score);
  ASSERT_EQ(shares.size(), 3U);
  EXPECT_EQ(shares[0].name, "subject");
  EXPECT_DOUBLE_EQ(shares[0].share, 0.36);
  EXPECT_DOUBLE_EQ(shares[2].share, 0.64);
  score.fields = {{"u_total", 0}, {"expanded", 0}};
  EXPECT_TRUE(shares_of(score).empty()) << "nothing varies";
}

TEST(PageData, TellsLimitsThatAreRatiosFromDifferences) {
  auto study = sample_study();
  model::Score score;
  score.metric = score.kind = "bland_altman";
  score.fields = {{"lower", 0.9}, {"upper", 1.1}};
  study.scores.scores.push_back(score);
  EXPECT_FALSE(page_data(study)["scores"].items().back().has("ratios"));
  auto& metric = study.plan.resolved.protocol.metrics.emplace_back();
  metric.id = metric.kind = "bland_altman";
  metric.options["scale"] = model::Value(std::string("log"));
  EXPECT_TRUE(page_data(study)["scores"].items().back()["ratios"].boolean());
}

TEST(Shares, AreOfMetricsThatTellSourcesApart) {
  EXPECT_TRUE(shares_of(variance({{"share_enough", 0.5}, {"share_of_a", 0.5}})).empty());
}

TEST(Page, LinksAnAlertToWhereItComesFrom) {
  const auto page = write_html(sample_study());
  EXPECT_NE(page.find("4 times the limit"), std::string::npos);
  EXPECT_NE(page.find("fails since 2023-11-14 (dti-00000001, 3 studies in a row)"), std::string::npos);
  EXPECT_NE(page.find("href=\"#criterion-retest\""), std::string::npos);
  EXPECT_NE(page.find(" id=\"criterion-retest\""), std::string::npos);
  EXPECT_NE(page.find("data-words=\"threads=2\""), std::string::npos);
  EXPECT_NE(page.find("<tr id=\"" + execution_anchor(sample_study(), 11) + "\""), std::string::npos);
}

TEST(Page, HoldsThePackagesWithTheirLicence) {
  const auto page = write_html(sample_study());
  EXPECT_NE(page.find("// https://d3js.org v7.9"), std::string::npos);
  EXPECT_NE(page.find("// @observablehq/plot v0.6.17 Copyright"), std::string::npos);
}

} // namespace
} // namespace reprovip::report
