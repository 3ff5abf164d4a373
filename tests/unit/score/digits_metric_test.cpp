#include "harness/stats/significance.hpp"

#include "tests/unit/score/samples.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace reprovip::score {
namespace {

using test::compute;
using test::field;

// Free of any licence; the numbers are those of the package significantdigits.
std::vector<double> procedural() {
  std::vector<double> values;
  for (int i = 0; i < 30; ++i) {
    values.push_back(2 + (((37 * i) % 101) - 50) * 1e-9);
  }
  return values;
}

const Options k_package = {{"compat", std::string("significantdigits")}, {"reference", 1.9999999983333332}};

TEST(DigitsMetric, GivesTheNumbersOfThePackage) {
  auto options = k_package;
  options["method"] = std::string("cnh");
  const auto finding = compute("digits", {procedural()}, options);
  EXPECT_NEAR(field(finding, "bits"), 24.63686701352368, 1e-12);
  EXPECT_NEAR(field(finding, "contributing_bits"), 29.925802282799236, 1e-12);
  EXPECT_NEAR(field(finding, "general"), 25 * std::log10(2), 1e-13);
  EXPECT_NEAR(field(finding, "margin_bits"), 1.3977, 5e-5);
  EXPECT_EQ(field(finding, "n"), 30);
  options["error"] = std::string("absolute");
  EXPECT_NEAR(field(compute("digits", {procedural()}, options), "bits"), 23.63686701352368, 1e-12);
}

TEST(DigitsMetric, GivesParkersUnrounded) {
  const auto finding = compute("digits", {procedural()}, {{"method", std::string("parker")}});
  EXPECT_NEAR(*finding.estimate, 7.829823534969023, 1e-13);
}

TEST(DigitsMetric, TakesTheNormalHypothesisForEnoughExecutions) {
  const auto many = compute("digits", {procedural()});
  EXPECT_NEAR(field(many, "bits"), 24.612412213283207, 2e-9);
  EXPECT_NEAR(field(many, "normality_p"), 0.251600134, 1e-7); // R 4.2.2
  EXPECT_EQ(many.notes.front(), "cnh: Shapiro-Wilk p = 0.252");
  auto few = procedural();
  few.resize(9);
  const auto finding = compute("digits", {few});
  EXPECT_EQ(*finding.estimate, field(finding, "general"));
  EXPECT_EQ(finding.notes.front(), "general: 9 executions are too few for a normal hypothesis");
}

TEST(DigitsMetric, DoesNotTakeAnyErrorForNormal) {
  auto values = procedural();
  values.back() = 2.001;
  const auto finding = compute("digits", {values});
  EXPECT_EQ(field(finding, "bits"), 11);
  EXPECT_LT(field(finding, "normality_p"), 1e-6);
}

TEST(DigitsMetric, CountsABiasAgainstItsReference) {
  auto values = procedural();
  const auto finding = compute("digits", {values}, {{"reference", 2.001}});
  EXPECT_EQ(field(finding, "bits"), 10);
  EXPECT_EQ(finding.notes.front(), "general: the errors are not centred on the reference");
}

TEST(DigitsMetric, MeasuresAgainstTheTruthOfEachTarget) {
  const Options options = {{"reference", std::string("truth")}};
  EXPECT_TRUE(std::get<std::unique_ptr<ValuesMetric>>(*find_metric("digits")->make(options))->needs().truth);
  EXPECT_EQ(compute("digits", {{1, 1}}, options).reason, "s1 has no truth: take another reference");
  auto sample = test::sample_of({{1.25, 1.25}, {3, 3.0001}});
  sample.targets[0].truth = 1;
  sample.targets[1].truth = 3;
  const auto finding = test::compute_sample("digits", sample, options);
  EXPECT_EQ(field(finding, "bits"), 2);
  EXPECT_FALSE(finding.identical);
}

TEST(DigitsMetric, ToleratesFailuresWhenItHasTheRuns) {
  const Options partial = {{"method", std::string("partial")}};
  EXPECT_EQ(compute("digits", {{1, 2, 3}}, partial).reason,
            "3 executions of s1 cannot show a probability of 0.95: it takes 59");
  std::vector<double> values(1000, 1.0);
  values[0] = 1.5;
  values[1] = 1 + 1e-9;
  EXPECT_GT(*compute("digits", {values}, partial).estimate, 3);
  EXPECT_LT(*compute("digits", {values}, {{"method", std::string("general")}}).estimate, 1);
}

TEST(DigitsMetric, FlagsWhatTheOutputCannotShow) {
  auto sample = test::sample_of({{1.00000001, 1.00000002, 1.00000001}});
  for (auto& observation : sample.targets.front().observations) {
    observation.digits = 5;
  }
  const auto finding = test::compute_sample("digits", sample);
  EXPECT_EQ(*finding.estimate, 5);
  EXPECT_EQ(finding.label, "below output resolution");
  EXPECT_EQ(field(finding, "below_resolution"), 1);
  EXPECT_EQ(field(finding, "resolution"), 5);
  EXPECT_EQ(finding.notes.back(), "limited by the 5 digits that the output shows");
}

TEST(DigitsMetric, OfIdenticalValuesIsExact) {
  const auto finding = compute("digits", {{0.1, 0.1, 0.1}});
  EXPECT_EQ(field(finding, "bits"), 53);
  EXPECT_EQ(finding.label, "exact");
  EXPECT_EQ(field(compute("digits", {{0.5, 0.5}}, {{"type", std::string("single")}}), "bits"), 24);
  const Options package = {{"compat", std::string("significantdigits")}, {"method", std::string("cnh")}};
  EXPECT_NEAR(field(compute("digits", {{0.1, 0.1, 0.1, 0.1}}, package), "bits"), 49.13, 5e-3);
}

TEST(DigitsMetric, RefusesWhatItDoesNotKnow) {
  for (const auto& options :
       {Options{{"method", std::string("best")}}, Options{{"error", std::string("big")}},
        Options{{"reference", std::string("median")}}, Options{{"compat", std::string("numpy")}},
        Options{{"ddof", 2.0}}, Options{{"probability", 1.0}}, Options{{"confidence", 0.0}}}) {
    EXPECT_FALSE(find_metric("digits")->make(options)) << describe_options(options);
  }
}

} // namespace
} // namespace reprovip::score
