#include "harness/score/metrics/terms.hpp"

#include "tests/unit/score/samples.hpp"
#include "tests/unit/stats/designs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace reprovip::score {
namespace {

using stats::test::k_gauge;
using test::compute;
using test::compute_sample;
using test::field;

// Parts are targets, appraisers a factor, trials repetitions.
Sample gauge() {
  Sample sample;
  sample.factors = {{"appraiser", {"A", "B", "C"}}};
  for (std::size_t part = 0; part < 10; ++part) {
    auto& target = sample.targets.emplace_back();
    target.name = std::to_string(part);
    for (std::uint32_t appraiser = 0; appraiser < 3; ++appraiser) {
      for (std::uint32_t trial = 0; trial < 3; ++trial) {
        target.observations.push_back({k_gauge[appraiser][trial][part], 0, trial, 0, {appraiser}});
      }
    }
  }
  sample.columns = 3;
  return sample;
}

const Options k_pooled = {{"terms", std::string("subject, appraiser")}};

TEST(VarianceMetric, OfTheGaugeIsPublished) {
  const auto finding = compute_sample("variance", gauge(), k_pooled);
  EXPECT_NEAR(100 * field(finding, "nu"), 27.86065088, 1e-8);
  EXPECT_NEAR(field(finding, "ndc"), 4.860516477, 1e-9);
  EXPECT_NEAR(std::sqrt(field(finding, "run")), 0.1999331797, 1e-10);
  EXPECT_NEAR(std::sqrt(field(finding, "factors")), 0.2268375215, 1e-10);
  EXPECT_NEAR(std::sqrt(field(finding, "var_appraiser")), 0.2268375215, 1e-10);
  EXPECT_NEAR(std::sqrt(field(finding, "subject")), 1.042327494, 1e-9);
  EXPECT_NEAR(std::sqrt(field(finding, "total")), 1.085299563, 1e-9);
  EXPECT_NEAR(*finding.estimate, 0.2786065088 * 0.2786065088, 1e-9);
  EXPECT_LT(finding.interval->low, *finding.estimate);
  EXPECT_GT(finding.interval->high, *finding.estimate);
}

TEST(VarianceMetric, FlagsWhatComesOutBelowZero) {
  const auto finding = compute_sample("variance", gauge());
  EXPECT_EQ(field(finding, "interactions"), 0);
  ASSERT_EQ(finding.notes.size(), 1U);
  EXPECT_EQ(finding.notes.front(), "subject:appraiser is -0.00868, below 0: taken as 0");
}

TEST(VarianceMetric, ByLikelihoodIsThatOfLme4) {
  const auto finding = compute_sample("variance", gauge(), {{"method", std::string("reml")}});
  EXPECT_NEAR(field(finding, "subject"), 1.086446, 1e-5);
  EXPECT_NEAR(field(finding, "factors"), 0.051455, 1e-6);
  EXPECT_EQ(field(finding, "interactions"), 0);
  EXPECT_NEAR(field(finding, "run"), 0.039973, 1e-6);
  EXPECT_NEAR(field(finding, "criterion"), 27.42381672, 1e-7);
  EXPECT_EQ(finding.notes.front(), "subject:appraiser is 0: on the boundary");
  EXPECT_LT(finding.interval->low, *finding.estimate);
  EXPECT_GT(finding.interval->high, *finding.estimate);
}

TEST(VarianceMetric, GivesTheShareOfTheComponentAskedFor) {
  const auto whole = compute_sample("variance", gauge(), k_pooled);
  for (const std::string name : {"subject", "factors", "interactions", "run", "appraiser"}) {
    auto options = k_pooled;
    options["component"] = name;
    const auto finding = compute_sample("variance", gauge(), options);
    EXPECT_NEAR(*finding.estimate, field(whole, "share_" + name), 1e-15) << name;
  }
  EXPECT_EQ(compute_sample("variance", gauge(), {{"component", std::string("engine")}}).reason,
            "there is no component \"engine\"");
  EXPECT_EQ(compute_sample("variance", gauge(), {{"terms", std::string("subject, engine")}}).reason,
            "the group has no factor \"engine\" of more than one level");
}

TEST(VarianceMetric, SharesAddUp) {
  const auto finding = compute_sample("variance", gauge());
  EXPECT_NEAR(field(finding, "share_subject") + field(finding, "share_factors") +
                  field(finding, "share_interactions") + field(finding, "share_run"),
              1, 1e-15);
}

TEST(VarianceMetric, GivesLimitsOfEveryShare) {
  const auto finding = compute_sample("variance", gauge(), k_pooled);
  for (const std::string name : {"subject", "appraiser", "run"}) {
    auto options = k_pooled;
    options["component"] = name;
    const auto alone = compute_sample("variance", gauge(), options);
    EXPECT_EQ(field(finding, "low_" + name), alone.interval->low) << name;
    EXPECT_EQ(field(finding, "high_" + name), alone.interval->high) << name;
  }
}

// Three subjects at the reference, with a changed, with b changed, with c changed; `repeat` adds to every
// second execution.
Sample one_at_a_time(double repeat) {
  Sample sample;
  sample.factors = {{"a", {"0", "1"}}, {"b", {"0", "1"}}, {"c", {"0", "1"}}};
  for (std::uint32_t subject = 0; subject < 3; ++subject) {
    auto& target = sample.targets.emplace_back();
    target.name = std::to_string(subject);
    for (std::uint32_t i = 0; i < 8; ++i) {
      const std::uint32_t a = i / 2 == 1 ? 1 : 0;
      const std::uint32_t b = i / 2 == 2 ? 1 : 0;
      const std::uint32_t c = i / 2 == 3 ? 1 : 0;
      const double more = i % 2 == 0 ? 0 : repeat;
      target.observations.push_back({10.0 * subject + 4 * a + 2 * b + more, 0, i, 0, {a, b, c}});
    }
  }
  sample.columns = 8;
  return sample;
}

TEST(VarianceMetric, OfOneFactorAtATimeNamesWhatMoves) {
  for (const double repeat : {0.0, 0.5}) {
    const auto finding = compute_sample("variance", one_at_a_time(repeat));
    EXPECT_NEAR(field(finding, "run"), repeat * repeat / 2, 1e-12);
    EXPECT_NEAR(field(finding, "var_a"), 8, 1e-12);
    EXPECT_NEAR(field(finding, "var_b"), 2, 1e-12);
    EXPECT_NEAR(field(finding, "var_c"), 0, 1e-12);
    // Each subject x factor is 0 but for the run: as it cannot be below, the subject has what is left.
    EXPECT_NEAR(field(finding, "subject"), 100 + 2 * repeat * repeat / 4, 1e-12);
    ASSERT_TRUE(finding.interval) << finding.reason;
    EXPECT_LT(field(finding, "low_a"), field(finding, "share_a"));
    EXPECT_GT(field(finding, "high_a"), field(finding, "share_a"));
    EXPECT_TRUE(std::any_of(finding.notes.begin(), finding.notes.end(), [](const std::string& note) {
      return note == "a:b left out: its levels were not combined with each other";
    }));
  }
}

TEST(VarianceMetric, OfOneFactorAtATimeWithoutACellIsByLikelihood) {
  auto sample = one_at_a_time(0.5);
  auto& observations = sample.targets.back().observations;
  observations.erase(observations.begin() + 2, observations.begin() + 4);
  const auto finding = compute_sample("variance", sample);
  EXPECT_NEAR(field(finding, "var_a"), 8, 0.5);
  EXPECT_TRUE(finding.interval) << finding.reason;
  EXPECT_LT(field(finding, "share_run"), 0.01);
}

// Without noise the likelihood of single executions is unbounded: where its search ends is no estimate.
TEST(VarianceMetric, OfOneFactorAtATimeOnceAndWithoutNoiseHasNone) {
  auto sample = one_at_a_time(0);
  for (auto& target : sample.targets) {
    std::erase_if(target.observations, [](const auto& one) { return one.column % 2 == 1; });
  }
  const auto finding = compute_sample("variance", sample);
  EXPECT_FALSE(finding.estimate);
  EXPECT_EQ(finding.reason, "the restricted likelihood has no maximum: the terms explain the values "
                            "completely; repeat executions, or leave out terms");
}

TEST(UncertaintyMetric, OfOneFactorAtATimeNamesItsSources) {
  const auto finding = compute_sample("uncertainty", one_at_a_time(0.5), {{"single", true}});
  ASSERT_TRUE(finding.estimate) << finding.reason;
  EXPECT_GT(field(finding, "u_a"), field(finding, "u_b"));
  EXPECT_GT(field(finding, "u_b"), field(finding, "u_run"));
  ASSERT_TRUE(finding.interval);
}

// Two factors of two levels, no repetition, by hand: a changes by 4, b by 2, and together once more by 2.
TEST(VarianceMetric, HasPairsOfFactors) {
  Sample sample;
  sample.factors = {{"a", {"0", "1"}}, {"b", {"0", "1"}}};
  for (std::uint32_t subject = 0; subject < 3; ++subject) {
    auto& target = sample.targets.emplace_back();
    target.name = std::to_string(subject);
    for (std::uint32_t i = 0; i < 4; ++i) {
      const std::uint32_t a = i / 2;
      const std::uint32_t b = i % 2;
      // The residual sums to 0 over every two of subject, a, b.
      const double rest = (subject == 0 ? 1 : subject == 1 ? -1 : 0) * (a == b ? 0.25 : -0.25);
      target.observations.push_back({10.0 * subject + 4 * a + 2 * b + 2 * a * b + rest, 0, i, 0, {a, b}});
    }
  }
  const auto finding = compute_sample("variance", sample);
  // SS of a:b 12 x 0.5^2 = 3 of df 1, of the rest 8 / 16 of df 2: (3 - 0.25) / 3.
  EXPECT_NEAR(field(finding, "var_a:b"), 2.75 / 3, 1e-12);
  EXPECT_NEAR(field(finding, "run"), 0.25, 1e-12);
}

TEST(VarianceMetric, WithoutFactorsIsTheSquareOfNu) {
  const auto finding = compute("variance", test::peak_flow(false));
  const auto nu = compute("nu", test::peak_flow(false));
  EXPECT_NEAR(*finding.estimate, *nu.estimate * *nu.estimate, 1e-14);
  EXPECT_NEAR(finding.interval->low, nu.interval->low * nu.interval->low, 1e-12);
  EXPECT_NEAR(finding.interval->high, nu.interval->high * nu.interval->high, 1e-12);
}

TEST(VarianceMetric, TakesUnbalancedDataToTheLikelihood) {
  auto sample = gauge();
  sample.targets.front().observations.pop_back();
  const auto finding = compute_sample("variance", sample);
  EXPECT_TRUE(finding.estimate);
  EXPECT_NO_THROW(field(finding, "criterion"));
  EXPECT_EQ(finding.notes.back(), "estimated by REML, limits from unweighted means");
  const auto balanced = compute_sample("variance", gauge());
  EXPECT_NEAR(finding.interval->low, balanced.interval->low, 0.1 * balanced.interval->low);
  EXPECT_NEAR(finding.interval->high, balanced.interval->high, 0.1 * balanced.interval->high);
  EXPECT_EQ(compute_sample("variance", sample, {{"method", std::string("anova")}}).reason,
            "analysis of variance needs the same number of executions everywhere: use method = \"reml\"");
}

TEST(VarianceMetric, WithoutACompleteSubjectHasNoInterval) {
  auto sample = gauge();
  for (std::size_t i = 0; i < 9; ++i) {
    std::erase_if(sample.targets[i].observations,
                  [&](const Observation& one) { return one.levels.front() == i % 3; });
  }
  const auto finding = compute_sample("variance", sample);
  EXPECT_FALSE(finding.interval);
  EXPECT_EQ(finding.reason, "no interval: no subject has every condition");
}

// A missing execution of a design where only the environment matters.
TEST(VarianceMetric, OfIdenticalRunsNeedsNoBalance) {
  auto sample = gauge();
  for (auto& target : sample.targets) {
    for (std::size_t i = 0; i < target.observations.size(); ++i) {
      target.observations[i].value = target.observations[i - i % 3].value;
    }
  }
  const auto whole = compute_sample("variance", sample);
  sample.targets.front().observations.pop_back();
  const auto finding = compute_sample("variance", sample);
  EXPECT_NEAR(*finding.estimate, *whole.estimate, 1e-12);
  EXPECT_EQ(field(finding, "run"), 0);
  EXPECT_EQ(finding.notes.front(), "executions of the same condition are identical: by unweighted means");
}

TEST(VarianceMetric, KnowsNestedFactors) {
  // Two batches, two casks in each, two values each: MS 50, 4, 0.5 by hand.
  Sample sample;
  sample.factors = {{"cask", {"a", "b"}}};
  double value = 1;
  for (const std::string name : {"batch 1", "batch 2"}) {
    auto& target = sample.targets.emplace_back();
    target.name = name;
    for (std::uint32_t i = 0; i < 4; ++i) {
      target.observations.push_back({value++, 0, i % 2, 0, {i / 2}});
    }
    value++;
  }
  const auto finding = compute_sample("variance", sample, {{"terms", std::string("subject, subject:cask")}});
  EXPECT_NEAR(field(finding, "run"), 0.5, 1e-12);
  EXPECT_NEAR(field(finding, "interactions"), (4 - 0.5) / 2, 1e-12);
  EXPECT_NEAR(field(finding, "subject"), (50 - 4.0) / 4, 1e-12);
}

TEST(VarianceMetric, SaysWhatCannotBeTold) {
  auto sample = gauge();
  for (auto& target : sample.targets) {
    std::erase_if(target.observations, [](const Observation& one) { return one.column > 0; });
  }
  const auto finding = compute_sample("variance", sample);
  EXPECT_EQ(finding.notes.front(), "subject:appraiser cannot be told from run: one execution of each");
  EXPECT_TRUE(finding.estimate);
}

TEST(VarianceMetric, OfIdenticalExecutionsIsZero) {
  const auto finding = compute("variance", {{1, 1}, {2, 2}});
  EXPECT_EQ(*finding.estimate, 0);
  EXPECT_EQ(finding.interval->high, 0);
  EXPECT_TRUE(finding.identical);
  EXPECT_EQ(*compute("variance", {{1, 1}, {2, 2}}, {{"component", std::string("subject")}}).estimate, 1);
  const auto same = compute("variance", {{2, 2}, {2, 2}});
  EXPECT_EQ(same.reason, "all values are the same");
  EXPECT_TRUE(same.identical);
  EXPECT_FALSE(compute("variance", {{1, 2, 3}}).estimate);
}

// Every environment always gives the same, another one something else.
TEST(VarianceMetric, OfIdenticalRunsBlamesTheFactor) {
  auto sample = gauge();
  for (auto& target : sample.targets) {
    for (std::size_t i = 0; i < target.observations.size(); ++i) {
      target.observations[i].value = target.observations[i - i % 3].value;
    }
  }
  const auto finding = compute_sample("variance", sample);
  EXPECT_EQ(field(finding, "run"), 0);
  EXPECT_GT(field(finding, "share_factors"), 0);
  EXPECT_FALSE(finding.identical);
}

TEST(VarianceMetric, DoesNotDependOnTheOrderOfTargets) {
  auto sample = gauge();
  const auto before = compute_sample("variance", sample);
  std::reverse(sample.targets.begin(), sample.targets.end());
  EXPECT_NEAR(*compute_sample("variance", sample).estimate, *before.estimate, 1e-14);
}

TEST(VarianceMetric, RefusesWhatItDoesNotKnow) {
  EXPECT_FALSE(find_metric("variance")->make({{"method", std::string("bayes")}}));
  EXPECT_FALSE(find_metric("variance")->make({{"terms", std::string("engine")}}));
  EXPECT_TRUE(find_metric("variance")->make({{"terms", std::string("subject,engine")}}));
}

TEST(RdcMetric, OfTheGaugeFollowsFromItsComponents) {
  const auto finding = compute_sample("rdc", gauge(), k_pooled);
  EXPECT_NEAR(*finding.estimate, 1.96 * std::sqrt(2) * 0.3023715223, 1e-9);
  EXPECT_NEAR(field(finding, "rc"), 1.96 * std::sqrt(2) * 0.1999331797, 1e-9);
  EXPECT_NEAR(field(finding, "sd_factors"), 0.2268375215, 1e-10);
  EXPECT_LT(finding.interval->low, *finding.estimate);
  EXPECT_GT(finding.interval->high, field(finding, "upper"));
  EXPECT_GT(field(finding, "upper"), *finding.estimate);
}

TEST(RdcMetric, WithoutFactorsIsTheRepeatabilityCoefficient) {
  const auto finding = compute("rdc", test::peak_flow(false));
  const auto wsd = compute("wsd", test::peak_flow(false));
  EXPECT_NEAR(*finding.estimate, field(wsd, "rc"), 1e-12);
  EXPECT_NEAR(finding.interval->low, field(wsd, "rc_low"), 1e-10);
  EXPECT_NEAR(finding.interval->high, field(wsd, "rc_high"), 1e-10);
  EXPECT_NEAR(field(finding, "upper"), field(wsd, "rc_upper"), 1e-10);
}

TEST(RdcMetric, OfIdenticalExecutionsIsZero) {
  const auto finding = compute("rdc", {{1, 1}, {2, 2}});
  EXPECT_EQ(*finding.estimate, 0);
  EXPECT_EQ(finding.interval->high, 0);
  EXPECT_TRUE(finding.identical);
}

TEST(Terms, AreReadFromText) {
  EXPECT_EQ(split_terms("subject, a ,subject:a"), (std::vector<std::string>{"subject", "a", "subject:a"}));
  EXPECT_TRUE(split_terms("").empty());
}

} // namespace
} // namespace reprovip::score
