#include "harness/stats/conclusions.hpp"
#include "harness/stats/distributions.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace reprovip::stats {
namespace {

// Recomputed from the formulas of Chatelain et al. 2026 in R: t = 2.1, df = 98, nu = 0.2.
TEST(Conclusions, FlipOfATIsKnown) {
  const double p0 = 2 * t_upper_tail(2.1, 98);
  EXPECT_NEAR(p0, 0.03829697269590389, 1e-15);
  const double sd = sd_of_p_of_t(0.2, 2.1, 98);
  EXPECT_NEAR(sd, 0.018013819433394463, 1e-15);
  const auto flip = *flip_probability(p0, sd, 0.05);
  EXPECT_NEAR(flip.a, 4.308388975261608, 1e-11);
  EXPECT_NEAR(flip.b, 108.19107696091717, 1e-9);
  EXPECT_NEAR(flip.probability, 0.22952421399482595, 1e-12);
}

TEST(Conclusions, SdOfPOfFIsThatOfItsT) {
  EXPECT_NEAR(sd_of_p_of_f(0.2, 2.1 * 2.1, 98), sd_of_p_of_t(0.2, 2.1, 98), 1e-15);
  EXPECT_EQ(sd_of_p_of_t(0.2, -2.1, 98), sd_of_p_of_t(0.2, 2.1, 98));
}

// The paper: nu of 0.183 and 0.555 need 1340 and more than 12000 subjects for an sd of d of 0.01.
TEST(Conclusions, SubjectsArePublished) {
  EXPECT_NEAR(subjects_for_sd_of_d(0.183, 0.01), 1339.56, 1e-9);
  EXPECT_NEAR(subjects_for_sd_of_d(0.555, 0.01), 12321, 1e-9);
  // The table of the unifying scale.
  EXPECT_NEAR(subjects_for_sd_of_d(0.01, 0.01), 4, 1e-12);
  EXPECT_NEAR(subjects_for_sd_of_d(0.05, 0.01), 100, 1e-11);
  EXPECT_NEAR(subjects_for_sd_of_d(0.1, 0.01), 400, 1e-10);
  EXPECT_NEAR(subjects_for_sd_of_d(0.2, 0.01), 1600, 1e-9);
  EXPECT_NEAR(subjects_for_sd_of_d(0.3, 0.01), 3600, 1e-9);
  EXPECT_EQ(std::ceil(subjects_for_sd_of_d(1.0 / 3, 0.01)), 4445);
  EXPECT_NEAR(subjects_for_sd_of_d(0.5, 0.01), 10000, 1e-8);
}

TEST(Conclusions, SmallEffectsFollowTheApproximation) {
  EXPECT_NEAR(sd_of_cohen_d(0.2, 0, 50, 50, 98), 2 * 0.2 / std::sqrt(100), 1e-15);
  EXPECT_GT(sd_of_cohen_d(0.2, 0.8, 50, 50, 98), sd_of_cohen_d(0.2, 0, 50, 50, 98));
  EXPECT_EQ(sd_of_t(0.2), 0.2);
  EXPECT_NEAR(sd_of_f(0.2, 4), 0.8, 1e-15);
  EXPECT_NEAR(sd_of_partial_r(0.2, 0, 101), 0.02, 1e-15);
  EXPECT_NEAR(sd_of_partial_r(0.2, 0.6, 101), 0.02 * 0.8 * 0.8 * 0.8, 1e-15);
}

TEST(Conclusions, FlipFromBothSides) {
  const auto significant = *flip_probability(0.04, 0.02, 0.05);
  const auto not_significant = *flip_probability(0.06, 0.02, 0.05);
  EXPECT_GT(significant.probability, 0.2);
  EXPECT_LT(significant.probability, 0.5);
  EXPECT_GT(not_significant.probability, 0.2);
  EXPECT_LT(not_significant.probability, 0.5);
  // By symmetry p -> 1 - p.
  EXPECT_NEAR(flip_probability(0.96, 0.02, 0.95)->probability, significant.probability, 1e-12);
}

TEST(Conclusions, NoBetaIsWiderThanItsMeanAllows) {
  EXPECT_FALSE(flip_probability(0.04, 0.2, 0.05));
  EXPECT_TRUE(flip_probability(0.04, 0.19, 0.05));
}

} // namespace
} // namespace reprovip::stats
