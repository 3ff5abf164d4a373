#include "harness/report/chart_png.hpp"
#include "harness/report/chart_scale.hpp"
#include "harness/report/criterion_chart.hpp"
#include "harness/report/junit_cases.hpp"
#include "harness/report/junit_pictures.hpp"
#include "harness/report/reporters.hpp"

#include "tests/support/support.hpp"
#include "tests/unit/report/sample_study.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <regex>

namespace reprovip::report {
namespace {

constexpr double k_infinity = std::numeric_limits<double>::infinity();

// A failing criterion on `count` values, each with an interval; the k-th is k/100 above the limit of 0.1.
model::Study many_checks(std::size_t count) {
  auto study = test::sample_study();
  auto& checks = study.verdicts.verdicts[2].checks;
  checks.clear();
  for (std::size_t i = 0; i < count; ++i) {
    const double value = 0.1 + static_cast<double>(i) / 100;
    checks.push_back({"tracks.value[" + std::to_string(i) + "]", "", model::Scope::repeatability,
                      i == 0 ? model::Status::inconclusive : model::Status::fail, "nu", value,
                      model::Interval{value - 0.05, value + 0.1, 0.95}});
  }
  return study;
}

Chart chart_of(const model::Study& study) {
  return criterion_chart(study, study.verdicts.verdicts[2]);
}

std::uint32_t big_endian(const std::string& bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = at; i < at + 4; ++i) {
    value = value << 8U | static_cast<unsigned char>(bytes[i]);
  }
  return value;
}

TEST(Chart, ShowsTheWorstFirstAgainstTheLimit) {
  const auto chart = chart_of(many_checks(30));
  ASSERT_EQ(chart.rows.size(), k_chart_rows);
  EXPECT_EQ(chart.rows[0].label, "tracks.value[29]");
  EXPECT_EQ(chart.rows[0].number, "0.39 [0.34, 0.49]");
  EXPECT_EQ(chart.rest, "10 more checks not shown: 9 fail, 1 inconclusive");
  ASSERT_EQ(chart.limits.size(), 1U);
  EXPECT_EQ(chart.limits[0].value, 0.1);
  EXPECT_EQ(chart.title, "retest fails: nu <= 0.10");
  EXPECT_EQ(chart.about, "30 checks of nu, worst first; bars: 95 % intervals; dashed: required <= 0.1");
}

TEST(Chart, PutsTheSmallestFirstWhereMoreIsBetter) {
  auto study = many_checks(3);
  study.plan.resolved.protocol.criteria[2].require.word = ">=";
  study.verdicts.verdicts[2].checks[0].status = model::Status::fail;
  EXPECT_EQ(chart_of(study).rows[0].label, "tracks.value[0]");
}

TEST(Chart, TakesBothSidesOfARange) {
  auto study = many_checks(2);
  auto& require = study.plan.resolved.protocol.criteria[2].require;
  auto lower = require;
  lower.word = ">=";
  lower.operands[1].number = -0.1;
  model::Expression both;
  both.kind = model::Expression::Kind::binary;
  both.word = "and";
  both.operands = {lower, require};
  require = both;
  EXPECT_EQ(chart_of(study).limits.size(), 2U);
}

TEST(Chart, SaysWhatHasNoNumber) {
  const auto study = test::sample_study();
  const auto chart = chart_of(study);
  EXPECT_EQ(chart.rows[0].number, "nu = 0.4 [0.2, 0.7], required nu <= 0.10: 0.3 above 0.1 (repeatability)");
  EXPECT_NE(chart_text(chart, 1).find("\n  fail: tracks.value[length] {threads=2}: nu = 0.4"),
            std::string::npos);
  EXPECT_NE(chart_text(chart, 1).find("\n  2 more in the picture\n"), std::string::npos);
}

TEST(Chart, SaysInWordsWhatThePictureShows) {
  const auto difference = reprovip::test::differs_from_golden("report/sample.picture.txt",
                                                              chart_text(chart_of(many_checks(30)), 20));
  EXPECT_TRUE(difference.empty()) << difference;
}

TEST(ChartScale, HoldsAllAndIsNotPressedByOneEndlessInterval) {
  auto chart = chart_of(many_checks(5));
  const auto before = *chart_scale(chart);
  EXPECT_LT(before.low, 0.05);
  EXPECT_GT(before.high, 0.24);
  chart.rows[0].interval = model::Interval{-1e300, k_infinity, 0.95};
  const auto after = *chart_scale(chart);
  EXPECT_GT(after.low, -0.2);
  EXPECT_LT(after.high, 0.4);
}

TEST(ChartScale, HasTicksForAnyExtent) {
  for (const double value : {0.0, 1e-300, -3.0, 1e300, 123456.0}) {
    Chart chart;
    chart.rows.push_back({"one", "", model::Status::fail, value, std::nullopt});
    const auto scale = chart_scale(chart);
    ASSERT_TRUE(scale) << value;
    EXPECT_LT(scale->low, scale->high);
    EXPECT_LE(scale->ticks.size(), 20U);
  }
  Chart none;
  EXPECT_EQ(chart_scale(none), std::nullopt);
}

TEST(ChartPng, IsAPictureAndTheSameBytesTwice) {
  for (const auto& study : {many_checks(30), test::sample_study(), test::hostile_study()}) {
    const auto chart = chart_of(study);
    const auto bytes = chart_png(chart);
    ASSERT_TRUE(bytes.starts_with("\x89PNG\r\n\x1a\n"));
    EXPECT_EQ(big_endian(bytes, 16), 960U);
    EXPECT_EQ(big_endian(bytes, 20), 72 + 26 * chart.rows.size() + 64);
    EXPECT_LT(bytes.size(), std::size_t{200} << 10U);
    EXPECT_TRUE(bytes == chart_png(chart));
  }
}

TEST(ChartPng, StandsWhateverTheNumbers) {
  auto chart = chart_of(many_checks(3));
  chart.rows[0].estimate = std::nan("");
  chart.rows[1].interval = model::Interval{-k_infinity, k_infinity, 0.95};
  chart.limits[0].value = k_infinity;
  EXPECT_FALSE(chart_png(chart).empty());
  EXPECT_FALSE(chart_png({}).empty());
}

TEST(JunitPictures, AreNamedOncePerFailingCriterion) {
  auto study = test::sample_study();
  study.verdicts.verdicts[2].criterion = "../é |]";
  study.verdicts.verdicts[0] = study.verdicts.verdicts[2];
  study.verdicts.verdicts[0].criterion = "../é []";
  const auto names = picture_names(study);
  ASSERT_EQ(names.size(), 2U);
  EXPECT_EQ(names.at("../é []"), "_.______.png");
  EXPECT_EQ(names.at("../é |]"), "_.______-2.png");
}

TEST(JunitPictures, AreWhereTheFailedCasesSay) {
  auto study = test::sample_study();
  study.place = {"/p/sub", "/p", {{"junit", "../out/junit.xml"}}, {}, {}};
  const auto pictures = attachments_of_junit(study);
  ASSERT_EQ(pictures.size(), 1U);
  EXPECT_EQ(pictures[0].file, "../out/junit-pictures/retest.png");
  const auto text = write_junit(study);
  const std::regex system_out("<system-out>\\[\\[ATTACHMENT\\|out/junit-pictures/retest.png\\]\\]\n");
  EXPECT_EQ(std::distance(std::sregex_iterator(text.begin(), text.end(), system_out), std::sregex_iterator()),
            1);
  EXPECT_EQ(write_junit_gitlab(study).find("[[ATTACHMENT"), std::string::npos);
  EXPECT_TRUE(attachments_of_junit_gitlab(study).empty());
}

TEST(JunitPictures, AreNotSpokenOfWhereGitlabDoesNotLook) {
  auto study = test::sample_study();
  for (const auto* file : {"../outside/junit.xml", "a]b/junit.xml", "a|b/junit.xml"}) {
    study.place = {"/p", "/p", {{"junit", file}}, {}, {}};
    EXPECT_EQ(write_junit(study).find("[[ATTACHMENT"), std::string::npos) << file;
  }
}

} // namespace
} // namespace reprovip::report
