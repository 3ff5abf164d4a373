#include "harness/stats/multiplicity.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace reprovip::stats {
namespace {

// Benjamini & Hochberg 1995; adjusted by R's p.adjust.
const std::vector<double> k_p = {.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344,
                                 .0459, .3240, .4262, .5719, .6528, .7590, 1};

void expect_all(const std::vector<double>& seen, const std::vector<double>& wanted) {
  ASSERT_EQ(seen.size(), wanted.size());
  for (std::size_t i = 0; i < seen.size(); ++i) {
    EXPECT_NEAR(seen[i], wanted[i], 5e-9) << i;
  }
}

TEST(Adjusted, ByBenjaminiAndHochberg) {
  const auto p = adjusted(k_p, Adjustment::benjamini_hochberg);
  expect_all(p, {.0015, .003, .0095, .035625, .0603, .0638571429, .0638571429, .0645, .0765, .486,
                 .5811818182, .714875, .7532307692, .8132142857, 1});
  EXPECT_EQ(std::count_if(p.begin(), p.end(), [](double one) { return one <= 0.05; }), 4);
}

TEST(Adjusted, ByHolmAndHochberg) {
  expect_all(adjusted(k_p, Adjustment::holm),
             {.0015, .0056, .0247, .114, .2211, .278, .278, .278, .3213, 1, 1, 1, 1, 1, 1});
  expect_all(adjusted(k_p, Adjustment::hochberg),
             {.0015, .0056, .0247, .114, .2211, .2682, .2682, .2752, .3213, 1, 1, 1, 1, 1, 1});
}

TEST(Adjusted, OfAnArithmeticSeries) {
  const std::vector<double> p = {.01, .02, .03, .04, .05};
  expect_all(adjusted(p, Adjustment::holm), {.05, .08, .09, .09, .09});
  expect_all(adjusted(p, Adjustment::benjamini_hochberg), {.05, .05, .05, .05, .05});
  expect_all(adjusted(p, Adjustment::bonferroni), {.05, .1, .15, .2, .25});
  // R: p.adjust(p, "BY"); 1 - (1 - p)^5
  expect_all(adjusted(p, Adjustment::benjamini_yekutieli),
             {.1141666667, .1141666667, .1141666667, .1141666667, .1141666667});
  expect_all(adjusted(p, Adjustment::sidak),
             {.0490099501, .0960792032, .1412659743, .1846273024, .2262190625});
}

TEST(Adjusted, KeepsTheOrderGivenAndTies) {
  expect_all(adjusted(std::vector<double>{.04, .01, .04}, Adjustment::holm), {.08, .03, .08});
  EXPECT_TRUE(adjusted(std::vector<double>{}, Adjustment::holm).empty());
}

TEST(Adjusted, NeverMakesSmallerAndKeepsTheExtremes) {
  for (const auto* name : {"bonferroni", "sidak", "holm", "hochberg", "bh", "by", "none"}) {
    const auto method = adjustment_from(name);
    ASSERT_TRUE(method);
    const auto p = adjusted(k_p, *method);
    for (std::size_t i = 0; i < p.size(); ++i) {
      EXPECT_GE(p[i], k_p[i] * (1 - 1e-15)) << name;
      EXPECT_LE(p[i], 1);
    }
    EXPECT_EQ(adjusted(std::vector<double>{0, 1}, *method), (std::vector<double>{0, 1})) << name;
  }
  EXPECT_FALSE(adjustment_from("tukey"));
}

} // namespace
} // namespace reprovip::stats
