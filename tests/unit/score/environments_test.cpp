#include "tests/unit/score/fake_study.hpp"
#include "tests/unit/score/two_levels.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace reprovip::score {
namespace {

using test::compute_sample;
using test::field;
using test::levels_of;
using test::Pair;
using test::peak_flow_levels;
using test::repeated;
using test::sleep;
using ::testing::HasSubstr;

TEST(TostMetric, OfSleepIsKnown) {
  const auto finding = compute_sample("tost", sleep(), {{"margin", 3.0}});
  EXPECT_NEAR(*finding.estimate, -1.58, 1e-14);
  EXPECT_NEAR(finding.interval->low, -2.293005267, 1e-9);
  EXPECT_NEAR(finding.interval->high, -.866994733, 1e-9);
  EXPECT_NEAR(finding.interval->confidence, 0.9, 1e-15);
  EXPECT_NEAR(field(finding, "p"), .002655570293, 1e-12);
  EXPECT_NEAR(field(finding, "p_difference"), .00283289, 1e-8);
  EXPECT_EQ(finding.decision, true);
  EXPECT_EQ(finding.notes.front(), "reference: docker");
}

TEST(TostMetric, PassesFailsOrCannotTell) {
  const auto across = compute_sample("tost", sleep(), {{"margin", 2.0}});
  EXPECT_FALSE(across.decision);
  EXPECT_THAT(across.reason, HasSubstr("neither within +-2 nor beyond"));
  EXPECT_NEAR(field(across, "p"), .1541572357, 1e-10);
  EXPECT_EQ(compute_sample("tost", sleep(), {{"margin", 0.5}}).decision, false);
  EXPECT_EQ(compute_sample("tost", sleep(), {{"margin", 2.5}}).decision, true);
}

TEST(TostMetric, OfIndependentSamplesIsWelchs) {
  const auto finding = compute_sample("tost", sleep(), {{"margin", 2.0}, {"paired", false}});
  EXPECT_NEAR(field(finding, "df"), 17.776474, 1e-6);
  EXPECT_NEAR(field(finding, "p_difference"), .07939414, 1e-8);
}

TEST(TostMetric, PassesByIdentityWhateverTheMargin) {
  const auto finding = compute_sample("tost", levels_of({{{1, 1}, {1, 1}}, {{1, 1}, {1, 1}}}));
  EXPECT_EQ(*finding.estimate, 0);
  EXPECT_TRUE(finding.identical);
  EXPECT_EQ(finding.decision, true);
}

// Executions vary, but the means of all targets agree: no evidence of equivalence.
Sample equal_means() {
  return levels_of({{{1, 2}, {2, 1}}, {{4, 5}, {5, 4}}, {{7, 8}, {8, 7}}});
}

TEST(TostMetric, OfMeansThatAgreeByChanceCannotTell) {
  const auto finding = compute_sample("tost", equal_means(), {{"margin", 0.5}});
  EXPECT_EQ(*finding.estimate, 0);
  EXPECT_FALSE(finding.interval);
  EXPECT_FALSE(finding.decision);
  EXPECT_THAT(finding.reason, HasSubstr("although executions vary"));
}

// Execution by execution the shift is the same: that is no chance.
TEST(TostMetric, OfAConstantShiftOfVaryingExecutionsIsCertain) {
  const auto sample = levels_of({{{1, 2}, {1.5, 2.5}}, {{4, 5}, {4.5, 5.5}}, {{7, 9}, {7.5, 9.5}}});
  EXPECT_EQ(compute_sample("tost", sample, {{"margin", 1.0}}).decision, true);
  EXPECT_EQ(compute_sample("tost", sample, {{"margin", 0.25}}).decision, false);
}

TEST(CccMetric, OfMeansThatAgreeByChanceHasNoInterval) {
  const auto finding = compute_sample("ccc", equal_means());
  EXPECT_EQ(*finding.estimate, 1);
  EXPECT_FALSE(finding.interval);
  EXPECT_THAT(finding.reason, HasSubstr("by chance"));
}

TEST(BlandAltmanMetric, OfMeansThatAgreeByChanceHasNoInterval) {
  EXPECT_FALSE(compute_sample("bland_altman", equal_means()).interval);
}

TEST(NoWorseMetric, OfMeansThatAgreeByChanceCannotTellTheShift) {
  const auto finding = compute_sample("no_worse", equal_means(), {{"ratio", 10.0}});
  EXPECT_FALSE(finding.decision);
  EXPECT_FALSE(finding.interval);
  EXPECT_THAT(finding.reason, HasSubstr("the shift cannot be told"));
}

// The error of a measured margin counts: MOVER-R by hand, difference 9 +- 0 (a constant shift of executions
// that repeat) over sd(subjects) with limits by chi-squared of 1 degree of freedom.
TEST(TostMetric, CountsTheErrorOfItsMargin) {
  const auto sample = levels_of({{{0}, {9}}, {{100}, {109}}});
  const auto finding = compute_sample("tost", sample, {{"margin", std::string("0.2 sd(subjects)")}});
  EXPECT_NEAR(field(finding, "margin"), 0.2 * std::sqrt(5000.0), 1e-12);
  EXPECT_FALSE(finding.decision);
  // P(chi^2(1) > 5000 / 45^2) = R, pchisq(5000 / 45^2, 1, lower = FALSE)
  EXPECT_NEAR(field(finding, "p"), 0.116101743980548, 1e-10);
  EXPECT_EQ(compute_sample("tost", sample, {{"margin", 14.0}}).decision, true);
}

TEST(TostMetric, OfAConstantShiftIsCertain) {
  const auto sample = levels_of({{{1}, {1.5}}, {{2}, {2.5}}, {{4}, {4.5}}});
  const auto near = compute_sample("tost", sample, {{"margin", 1.0}});
  EXPECT_EQ(near.decision, true);
  EXPECT_EQ(near.interval->high, 0.5);
  EXPECT_FALSE(near.identical);
  EXPECT_EQ(compute_sample("tost", sample, {{"margin", 0.25}}).decision, false);
}

// sd(subjects): means 0, 10 ... 110 less what two executions add: variance 1300 - s_w^2 / 2.
TEST(TostMetric, MeasuresItsMarginAtTheReference) {
  const auto within = compute_sample("wsd", [] {
    auto sample = repeated(0, 1);
    for (auto& target : sample.targets) {
      target.observations.resize(2);
    }
    sample.across = false;
    return sample;
  }());
  const double wsd = *within.estimate;
  const auto finding = compute_sample("tost", repeated(1, 1));
  EXPECT_NEAR(field(finding, "margin"), 0.1 * std::sqrt(1300 - wsd * wsd / 2), 1e-12);
  EXPECT_EQ(finding.decision, true);
  const auto rc = compute_sample("tost", repeated(1, 1), {{"margin", std::string("0.5 rc")}});
  EXPECT_NEAR(field(rc, "margin"), 0.5 * field(within, "rc"), 1e-12);
}

TEST(TostMetric, SaysWhenAMarginCannotBeHad) {
  EXPECT_THAT(compute_sample("tost", sleep(), {{"margin", std::string("0.5 rc")}}).reason,
              HasSubstr("no execution of docker is repeated"));
  EXPECT_THAT(compute_sample("tost", levels_of({{{1}, {2}}, {{1}, {3}}})).reason, HasSubstr("a margin"));
  EXPECT_THAT(compute_sample("tost", levels_of({{{1}, {2}}})).reason, HasSubstr("it takes 2"));
  EXPECT_THAT(compute_sample("tost", test::sample_of({{1, 2, 3}, {1, 2, 3}})).reason, HasSubstr("3 columns"));
}

TEST(TostMetric, RefusesWhatIsNoMargin) {
  for (const auto* text : {"", "0", "-1", "sd(subjects)", "0.1 sd", "0.1sd(subjects)", "inf", "1 rc rc"}) {
    EXPECT_FALSE(find_metric("tost")->make({{"margin", std::string(text)}})) << text;
  }
  EXPECT_FALSE(find_metric("tost")->make({{"alpha", 0.5}}));
}

// The second target has threads = 4 at one level only: that execution has no match.
TEST(TostMetric, MatchesOnWhatElseIsPlanned) {
  Sample sample;
  sample.columns = 2;
  sample.across = true;
  sample.levels = {"docker", "guix"};
  sample.factors = {{"engine", {"docker", "guix"}}, {"threads", {"1", "4"}}};
  const auto add = [&](Target& target, double value, std::uint32_t engine, std::uint32_t threads) {
    target.observations.push_back({value, 0, engine, threads, {engine, threads}});
  };
  for (int i = 0; i < 3; ++i) {
    auto& target = sample.targets.emplace_back();
    target.name = "s" + std::to_string(i);
    add(target, i, 0, 0);
    add(target, i + 0.5, 1, 0);
    add(target, i + 100, 0, 1);
    if (i != 1) {
      add(target, i + 100.5, 1, 1);
    }
  }
  const auto finding = compute_sample("tost", sample, {{"margin", 1.0}});
  EXPECT_NEAR(*finding.estimate, 0.5, 1e-13);
  EXPECT_NEAR(field(finding, "se"), 0, 1e-13);
}

TEST(BlandAltmanMetric, OfPeakFlowIsPublished) {
  const auto finding = compute_sample("bland_altman", peak_flow_levels());
  EXPECT_NEAR(*finding.estimate, -2.117647059, 1e-9);
  EXPECT_NEAR(finding.interval->low, -22.0488, 5e-5);
  EXPECT_NEAR(finding.interval->high, 17.8135, 5e-5);
  EXPECT_NEAR(field(finding, "sd"), 38.76512987, 1e-8);
  EXPECT_NEAR(field(finding, "lower"), -78.0973, 5e-5);
  EXPECT_NEAR(field(finding, "upper"), 73.8620, 5e-5);
}

// Zou 2013: x is the level, y the reference.
TEST(BlandAltmanMetric, OfRepeatedExecutionsIsZous) {
  const auto sample = levels_of({{{6.57, 5.62, 6.90, 6.57}, {7.83, 7.42, 7.89, 7.12, 7.88}},
                                 {{4.06, 4.29, 4.26}, {6.16, 7.26, 6.71, 6.54}},
                                 {{4.71, 5.50, 5.08, 5.02, 6.01, 5.67}, {4.75, 5.24, 4.86, 4.78, 6.05, 5.42}},
                                 {{4.14, 4.20, 4.61, 4.68, 5.04}, {4.21, 3.61, 3.72, 3.87, 3.92}}});
  const auto finding = compute_sample("bland_altman", sample);
  EXPECT_NEAR(*finding.estimate, 0.7152, 5e-5);
  EXPECT_NEAR(field(finding, "lower"), -2.23, 5e-3);
  EXPECT_NEAR(field(finding, "upper"), 3.66, 5e-3);
  EXPECT_NEAR(field(finding, "upper_low"), 1.91, 5e-3);
  EXPECT_NEAR(field(finding, "upper_high"), 11.20, 5e-3);
  const auto simple = compute_sample("bland_altman", sample, {{"method", std::string("simple")}});
  EXPECT_LT(field(simple, "sd"), field(finding, "sd"));
  EXPECT_THAT(simple.notes.front(), HasSubstr("means of repeated executions"));
}

TEST(BlandAltmanMetric, OnALogarithmicScaleGivesRatios) {
  const auto sample = levels_of({{{1}, {2}}, {{10}, {20}}, {{5}, {10}}});
  const auto finding = compute_sample("bland_altman", sample, {{"scale", std::string("log")}});
  EXPECT_NEAR(*finding.estimate, 2, 1e-14);
  EXPECT_NEAR(field(finding, "upper"), 2, 1e-13);
  EXPECT_FALSE(compute_sample("bland_altman", sleep(), {{"scale", std::string("log")}}).estimate);
}

TEST(CccMetric, OfPeakFlowIsThatOfEpiR) {
  const auto finding = compute_sample("ccc", peak_flow_levels());
  EXPECT_NEAR(*finding.estimate, 0.9427424314, 1e-10);
  EXPECT_NEAR(finding.interval->low, 0.8504918732, 1e-10);
  EXPECT_NEAR(field(finding, "cb"), .9994306931, 1e-10);
  EXPECT_NEAR(1 / field(finding, "scale_shift"), .9725091213, 1e-10);
  EXPECT_NEAR(
      compute_sample("ccc", peak_flow_levels(), {{"interval", std::string("asymptotic")}}).interval->low,
      0.8866546566, 1e-10);
  EXPECT_FALSE(compute_sample("ccc", levels_of({{{1}, {1}}, {{1}, {2}}, {{1}, {3}}})).estimate);
}

TEST(WelchAndKsMetric, AreThoseOfR) {
  const auto welch = compute_sample("welch", sleep());
  EXPECT_NEAR(field(welch, "statistic"), -1.8608135, 1e-7);
  EXPECT_NEAR(field(welch, "p"), .07939414, 1e-8);
  const auto ks = compute_sample("ks", sleep());
  EXPECT_NEAR(field(ks, "p"), 0.39682608413258, 1e-12);
  EXPECT_EQ(*ks.estimate, field(ks, "statistic"));
}

// Through the whole of a study: pairs of levels, the reference first.
TEST(EnvironmentMetrics, CompareTheLevelsOfAStudy) {
  test::FakeStudy study({"a", "b", "c"}, {{"engine", {"docker", "guix"}}}, 2);
  for (std::size_t subject = 0; subject < 3; ++subject) {
    for (std::uint32_t repetition = 1; repetition <= 2; ++repetition) {
      const double base = 10.0 * static_cast<double>(subject) + 0.1 * repetition;
      study.write(subject, 0, repetition, "x\n" + std::to_string(base) + "\n");
      study.write(subject, 1, repetition, "x\n" + std::to_string(base + 0.25) + "\n");
    }
  }
  auto& tost = study.metric("tost", "x");
  tost.across = "engine";
  tost.options["margin"] = 0.5;
  const auto scores = study.scores();
  ASSERT_EQ(scores.scores.size(), 1U);
  const auto& score = scores.scores.front();
  EXPECT_EQ(score.levels.at("engine"), "docker | guix");
  EXPECT_NEAR(score.estimate.value_or(-1), 0.25, 1e-9);
  EXPECT_EQ(score.decision, true);
  EXPECT_EQ(score.notes.front(), "reference: docker");
}

} // namespace
} // namespace reprovip::score
