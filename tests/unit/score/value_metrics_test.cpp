#include "tests/unit/score/samples.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace reprovip::score {
namespace {

using test::compute;
using test::field;

TEST(IccMetric, GivesEstimateTestAndInterval) {
  const auto finding = compute("icc", test::k_shrout_fleiss);
  EXPECT_NEAR(*finding.estimate, 0.165741768405, 1e-11);
  EXPECT_NEAR(finding.interval->low, -0.1329323248748, 1e-11);
  EXPECT_NEAR(field(finding, "p"), 0.164768808344640, 1e-12);
  EXPECT_FALSE(finding.identical);
}

TEST(IccMetric, TakesItsFormFromTheOption) {
  EXPECT_NEAR(*compute("icc", test::k_shrout_fleiss, {{"form", std::string("A")}}).estimate, 0.289763779528,
              1e-11);
  EXPECT_NEAR(*compute("icc", test::k_shrout_fleiss, {{"form", std::string("C")}}).estimate, 0.714840714841,
              1e-11);
  EXPECT_NEAR(*compute("icc", test::k_shrout_fleiss, {{"form", std::string("1k")}}).estimate, 0.442797133679,
              1e-11);
}

TEST(IccMetric, TakesTheLimitsOfTheMeanFromTheOption) {
  const auto psych = compute("icc", test::k_shrout_fleiss, {{"form", std::string("Ak")}});
  EXPECT_NEAR(psych.interval->low, 0.0711368153025, 1e-10);
  EXPECT_NEAR(field(psych, "v"), 4.78514386, 1e-8);
  const auto irr =
      compute("icc", test::k_shrout_fleiss, {{"form", std::string("Ak")}, {"ak_ci", std::string("irr")}});
  EXPECT_NEAR(irr.interval->low, 0.0394401799, 1e-10);
  EXPECT_NEAR(irr.interval->high, 0.9285731834, 1e-10);
  EXPECT_EQ(*irr.estimate, *psych.estimate);
  EXPECT_FALSE(find_metric("icc")->make({{"ak_ci", std::string("spss")}}));
}

TEST(IccMetric, IsNegativeAndSaysSo) {
  const auto finding = compute("icc", {{1, 5}, {5, 1}, {3, 3.5}});
  EXPECT_LT(*finding.estimate, 0);
  EXPECT_EQ(finding.notes.front(), "negative, not cut off at 0: executions differ more than targets do");
}

TEST(IccMetric, OfAConstantOffsetHasNoFiniteF) {
  const auto finding = compute("icc", {{0.25, 0.5}, {1, 1.25}, {2, 2.25}}, {{"form", std::string("C")}});
  EXPECT_EQ(*finding.estimate, 1);
  EXPECT_EQ(finding.interval->low, 1);
  EXPECT_THROW(field(finding, "f"), std::runtime_error);
}

TEST(IccMetric, AcrossLevelsCountsTheirOffset) {
  auto sample = test::sample_of(test::k_shrout_fleiss);
  sample.across = true;
  EXPECT_NEAR(*test::compute_sample("icc", sample).estimate, 0.289763779528, 1e-11);
}

TEST(IccMetric, WithinIdenticalExecutionsIsOne) {
  const auto finding = compute("icc", {{1, 1}, {2, 2}, {3, 3}});
  EXPECT_EQ(*finding.estimate, 1);
  EXPECT_EQ(finding.interval->low, 1);
  EXPECT_TRUE(finding.identical);
}

TEST(IccMetric, SurvivesDifferencesThatACommonShiftWouldSwallow) {
  const auto finding = test::compute("icc", {{0.5, 0.5}, {1e-17, -1e-17}});
  ASSERT_TRUE(finding.estimate);
  EXPECT_FALSE(finding.identical);
  EXPECT_GT(*test::compute("nu", {{0.5, 0.5}, {1e-17, -1e-17}}).estimate, 0);
  EXPECT_FALSE(test::compute("nu", {{0.5, 0.5}, {1e-200, -1e-200}}).estimate);
}

TEST(NuMetric, DoesNotCancelNearZero) {
  const auto finding = test::compute("nu", {{1, 1.000000001}, {2, 2}, {3, 3}});
  EXPECT_NEAR(*finding.estimate, test::field(finding, "npvr"), 1e-3 * *finding.estimate);
  EXPECT_GT(finding.interval->low, 0);
}

TEST(IccMetric, OfAllTheSameValueHasNoEstimate) {
  const auto finding = compute("icc", {{2, 2}, {2, 2}});
  EXPECT_FALSE(finding.estimate);
  EXPECT_TRUE(finding.identical);
  EXPECT_EQ(finding.reason, "all values are the same");
}

TEST(IccMetric, NeedsTwoTargetsAndTwoExecutions) {
  EXPECT_FALSE(compute("icc", {{1, 2, 3}}).estimate);
  EXPECT_EQ(compute("icc", {{1}, {2}}).reason, "no target was observed twice: repeat it");
}

TEST(IccMetric, SaysThatItIsUnbalanced) {
  const auto finding = compute("icc", {{1, 1.1, 1.2}, {2, 2.1}, {3, 3.1, 3}});
  ASSERT_TRUE(finding.estimate);
  ASSERT_EQ(finding.notes.size(), 1U);
  EXPECT_TRUE(finding.notes.front().starts_with("unbalanced: one-way with k0 = 2.6"));
}

TEST(IccMetric, OfMeansThatDoNotDifferSaysWhy) {
  for (const std::string form : {"1k", "Ak"}) {
    const auto finding = compute("icc", {{1, -1}, {-1, 1}, {1, -1}}, {{"form", form}});
    EXPECT_FALSE(finding.estimate);
    EXPECT_FALSE(finding.interval);
    EXPECT_FALSE(finding.reason.empty());
  }
}

TEST(IccMetric, LeavesIncompleteTargetsOutOfTwoWay) {
  auto table = test::k_shrout_fleiss;
  const auto whole = compute("icc", table, {{"form", std::string("A")}});
  table.push_back({5, 5});
  const auto part = compute("icc", table, {{"form", std::string("A")}});
  EXPECT_EQ(*part.estimate, *whole.estimate);
  EXPECT_EQ(part.notes.front(), "1 of 7 targets left out: they lack a column");
}

TEST(IccMetric, DoesNotDependOnTheOrderOfTargets) {
  auto table = test::k_wines;
  const auto before = compute("icc", table);
  std::reverse(table.begin(), table.end());
  EXPECT_NEAR(*compute("icc", table).estimate, *before.estimate, 1e-14);
}

TEST(IccMetric, RefusesAnUnknownForm) {
  EXPECT_FALSE(find_metric("icc")->make({{"form", std::string("B")}}));
  EXPECT_FALSE(find_metric("icc")->make({{"confidence", 1.5}}));
  EXPECT_FALSE(find_metric("icc")->make({{"rho0", 1.0}}));
}

TEST(IccMetric, OfPeakFlowIsKnown) {
  const auto finding = compute("icc", test::peak_flow(false), {{"form", std::string("1")}});
  EXPECT_NEAR(*finding.estimate, .9831650201, 1e-10);
  EXPECT_NEAR(finding.interval->low, .9552392901, 1e-10);
  EXPECT_NEAR(finding.interval->high, .9938183246, 1e-10);
}

TEST(NuMetric, OfPeakFlowIsKnown) {
  const auto finding = compute("nu", test::peak_flow(false));
  EXPECT_NEAR(*finding.estimate, 0.12974968, 1e-8);
  EXPECT_NEAR(finding.interval->low, 0.07862363, 1e-8);
  EXPECT_NEAR(finding.interval->high, 0.21156727, 1e-8);
  EXPECT_NEAR(field(finding, "icc"), .9831650201, 1e-10);
  EXPECT_NEAR(field(finding, "ndc"), 10.775, 1e-3);
  EXPECT_NEAR(field(finding, "npvr"), 0.12975, 1e-5);
  EXPECT_EQ(finding.label, "conditional (AIAG)");
}

TEST(NuMetric, DiffersFromThePublishedRatioUnderAnOffset) {
  const auto finding = compute("nu", test::k_shrout_fleiss);
  EXPECT_NEAR(field(finding, "npvr"), 1.3237, 1e-4);
  EXPECT_NEAR(1 - *finding.estimate * *finding.estimate, 0.165741768405, 1e-11);
  EXPECT_EQ(finding.label, "not acceptable (AIAG)");
}

TEST(NuMetric, IsZeroWhenExecutionsAreIdentical) {
  const auto finding = compute("nu", {{1, 1}, {2, 2}});
  EXPECT_EQ(*finding.estimate, 0);
  EXPECT_EQ(finding.interval->high, 0);
  EXPECT_TRUE(finding.identical);
  EXPECT_EQ(finding.label, "acceptable (AIAG)");
}

TEST(NuMetric, DoesNotFeelShiftAndScale) {
  auto table = test::peak_flow(true);
  const auto before = compute("nu", table);
  for (auto& row : table) {
    for (auto& value : row) {
      value = 4 * value + 1024;
    }
  }
  EXPECT_NEAR(*compute("nu", table).estimate, *before.estimate, 1e-13);
}

TEST(NuMetric, ExceedsOneWhenExecutionsDifferMoreThanTargets) {
  const auto finding = compute("nu", {{1, 5}, {5, 1}, {3, 3.5}});
  EXPECT_GT(*finding.estimate, 1);
  EXPECT_EQ(field(finding, "ndc"), 0);
}

TEST(WsdMetric, OfPeakFlowIsPublished) {
  const auto wright = compute("wsd", test::peak_flow(false));
  EXPECT_NEAR(*wright.estimate, 15.30666906, 1e-8);
  EXPECT_NEAR(wright.interval->low, 11.48593458, 1e-8);
  EXPECT_NEAR(wright.interval->high, 22.94690093, 1e-8);
  EXPECT_NEAR(field(wright, "rc"), 42.42792199, 1e-8);
  EXPECT_NEAR(field(wright, "rc_low"), 31.83738635, 1e-7);
  EXPECT_NEAR(field(wright, "rc_high"), 63.60556427, 1e-7);
  EXPECT_NEAR(field(wright, "wcv"), 0.03499558697, 1e-11);
  EXPECT_NEAR(field(wright, "wcv_log"), 0.03503579569, 1e-11);
  const auto mini = compute("wsd", test::peak_flow(true));
  EXPECT_NEAR(*mini.estimate, 19.91083063, 1e-8);
  EXPECT_NEAR(field(mini, "rc"), 55.19000677, 1e-8);
  EXPECT_NEAR(field(mini, "wcv"), 0.05065634443, 1e-11);
}

// df = 17: chi^2_.05(17) = 8.671760205 in R; QIBA's one-sided bound is RC sqrt(df / chi^2_.05).
TEST(WsdMetric, BoundsTheCoefficientFromOneSide) {
  const auto wright = compute("wsd", test::peak_flow(false));
  EXPECT_EQ(field(wright, "df"), 17);
  EXPECT_EQ(field(wright, "sem"), *wright.estimate);
  EXPECT_NEAR(field(wright, "rc_upper"), 42.42792199 * std::sqrt(17 / 8.67176020467022), 1e-7);
  EXPECT_NEAR(field(wright, "upper") / *wright.estimate, field(wright, "rc_upper") / field(wright, "rc"),
              1e-14);
  EXPECT_LT(field(wright, "rc_upper"), field(wright, "rc_high"));
  EXPECT_NEAR(field(wright, "rc_percent"), 277.18 * 0.03499558697, 1e-3);
  EXPECT_LT(field(wright, "wcv_log_low"), field(wright, "wcv_log"));
  EXPECT_GT(field(wright, "wcv_log_high"), field(wright, "wcv_log"));
  EXPECT_EQ(wright.notes.front(), "17 degrees of freedom: QIBA asks for 35 at least");
}

// Bland & Altman 1986 take 2 sd of the differences: 43.2938 and 56.3163.
TEST(WsdMetric, IsCloseToBlandAndAltmansCoefficient) {
  const auto published = [](bool mini) {
    double squares = 0;
    for (const auto& row : test::peak_flow(mini)) {
      squares += (row[0] - row[1]) * (row[0] - row[1]);
    }
    return 2 * std::sqrt(squares / 17);
  };
  EXPECT_NEAR(published(false), 43.2938, 1e-4);
  EXPECT_NEAR(published(true), 56.3163, 1e-4);
  EXPECT_NEAR(field(compute("wsd", test::peak_flow(false)), "rc"), published(false) * 0.98, 1e-9);
}

TEST(NpvrMetric, OfShroutAndFleissCountsTheOffsetOnce) {
  const auto finding = compute("npvr", test::k_shrout_fleiss);
  EXPECT_NEAR(*finding.estimate, 1.3237, 1e-4);
  EXPECT_NEAR(1 - *finding.estimate * *finding.estimate, -0.752, 1e-3);
  EXPECT_NEAR(field(finding, "sd_num"), std::sqrt(6.26388888889), 1e-9);
  EXPECT_NEAR(field(finding, "nu"), std::sqrt(1 - 0.165741768405), 1e-11);
  EXPECT_LT(field(finding, "offset_p"), 1e-5);
  EXPECT_TRUE(finding.notes.front().starts_with("repetitions have offsets (p = "));
  EXPECT_LT(finding.interval->low, *finding.estimate);
  EXPECT_GT(finding.interval->high, *finding.estimate);
}

TEST(NpvrMetric, OfExchangeableExecutionsIsNu) {
  const auto finding = compute("npvr", test::peak_flow(false));
  EXPECT_NEAR(*finding.estimate, 0.12975, 1e-5);
  EXPECT_NEAR(1 - *finding.estimate * *finding.estimate, 0.98317, 1e-5);
  EXPECT_NEAR(*finding.estimate, field(finding, "nu"), 1e-3);
  EXPECT_TRUE(finding.notes.empty());
  // The lower limit is about that of nu; two repetitions cannot exclude an offset, which nu supposes not to
  // be.
  EXPECT_NEAR(finding.interval->low, 0.07862363, 5e-3);
  EXPECT_GT(finding.interval->high, 0.21156727);
}

TEST(NpvrMetric, IsUndefinedWithAReason) {
  EXPECT_EQ(compute("npvr", {{2, 2}, {2, 2}}).reason, "all values are the same");
  EXPECT_EQ(compute("npvr", {{1, 2}, {1, 2}}).reason, "the targets do not differ within a repetition");
  EXPECT_EQ(compute("npvr", {{1, 2}}).reason, "there are 1 targets: it takes 2 at least in every column");
  EXPECT_EQ(*compute("npvr", {{1, 1}, {2, 2}}).estimate, 0);
  const auto few = compute("npvr", test::k_wines, {{"ci", std::string("bca")}});
  EXPECT_EQ(few.notes.back(),
            "interval: BCa bootstrap over 8 subjects, 2000 replicates, seed 1, few subjects: too narrow");
}

TEST(WsdMetric, OfIdenticalExecutionsIsZero) {
  const auto finding = compute("wsd", {{1, 1}, {2, 2}});
  EXPECT_EQ(*finding.estimate, 0);
  EXPECT_EQ(finding.interval->high, 0);
  EXPECT_TRUE(finding.identical);
}

TEST(WsdMetric, LeavesVariationOutWhenValuesAreNotPositive) {
  const auto finding = compute("wsd", {{-1, 1}, {2, 2.5}});
  EXPECT_THROW(field(finding, "wcv"), std::runtime_error);
  EXPECT_FALSE(compute("wsd", {{1}, {2}}).estimate);
}

TEST(DigitsMetric, GivesTheWorstTarget) {
  const auto finding = compute("digits", {{1, 1.1, 1.05}, {1, 1.000001, 1.0000005}});
  EXPECT_LT(*finding.estimate, 2);
  EXPECT_GT(field(finding, "mean_digits"), *finding.estimate);
  EXPECT_EQ(finding.notes.front(), "worst: s1");
}

TEST(DigitsMetric, NeverExceedsWhatIsPrinted) {
  auto sample = test::sample_of({{1.8174, 1.8174, 1.8174}});
  for (auto& observation : sample.targets.front().observations) {
    observation.digits = 5;
  }
  const auto finding = test::compute_sample("digits", sample);
  EXPECT_EQ(*finding.estimate, 5);
  EXPECT_TRUE(finding.identical);
  EXPECT_EQ(finding.label, "exact");
}

TEST(DigitsMetric, OfIdenticalDoublesIsTheMantissa) {
  EXPECT_NEAR(*compute("digits", {{0.1, 0.1}}).estimate, 53 * std::log10(2.0), 1e-12);
}

TEST(DigitsMetric, FollowsItsMethod) {
  const std::vector<std::vector<double>> table = {{1, 1.01, 0.99, 1.005}};
  const auto finding = compute("digits", table);
  EXPECT_EQ(*compute("digits", table, {{"method", std::string("parker")}}).estimate,
            field(finding, "parker"));
  EXPECT_EQ(*compute("digits", table, {{"method", std::string("general")}}).estimate,
            field(finding, "general"));
  EXPECT_LT(*finding.estimate, field(finding, "parker"));
}

TEST(DigitsMetric, SaysThatZeroHasNoRelativeError) {
  EXPECT_NE(compute("digits", {{-1, 1}}).reason.find("absolute"), std::string::npos);
  EXPECT_TRUE(compute("digits", {{-1, 1}}, {{"error", std::string("absolute")}}).estimate);
  EXPECT_EQ(compute("digits", {{1}}).reason, "s1 was observed once: repeat it");
}

TEST(ValueMetric, SummarisesWhatWasMeasured) {
  const auto finding = compute("value", {{1, 3}, {2, 6}});
  EXPECT_EQ(*finding.estimate, 3);
  EXPECT_EQ(field(finding, "min"), 1);
  EXPECT_EQ(field(finding, "max"), 6);
  EXPECT_NEAR(field(finding, "sd"), std::sqrt(14.0 / 3), 1e-14);
}

TEST(MetricTable, DeclaresEveryFieldThatMetricsGive) {
  for (const auto* kind : {"icc", "nu", "npvr", "variance", "rdc", "wsd", "digits", "value"}) {
    const auto& names = find_metric(kind)->declaration.names;
    for (const auto& [name, value] : compute(kind, test::k_wines).fields) {
      EXPECT_NE(std::find(names.begin(), names.end(), name), names.end()) << kind << " " << name;
    }
  }
}

} // namespace
} // namespace reprovip::score
