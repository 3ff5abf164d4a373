#include "harness/stats/confusion.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace reprovip::stats {
namespace {

// Of the tests of MetricsReloaded: 100 cases, the first 50 of them true.
constexpr Confusion k_reloaded = {45, 5, 10, 40};

TEST(Confusion, GivesTheNumbersOfMetricsReloaded) {
  EXPECT_NEAR(dice(k_reloaded).value(), .857143, 5e-7);
  EXPECT_NEAR(matthews_correlation(k_reloaded).value(), .70, 5e-3);
  EXPECT_NEAR(cohen_kappa(k_reloaded).value(), .70, 5e-13);
  EXPECT_NEAR(precision(k_reloaded).value(), .82, 5e-3);
  EXPECT_NEAR(negative_prediction(k_reloaded).value(), .889, 5e-4);
  EXPECT_NEAR(balanced_accuracy(k_reloaded).value(), .85, 1e-15);
}

TEST(Confusion, GivesTheFormulas) {
  EXPECT_DOUBLE_EQ(jaccard(k_reloaded).value(), 45.0 / 60);
  EXPECT_DOUBLE_EQ(sensitivity(k_reloaded).value(), .9);
  EXPECT_DOUBLE_EQ(specificity(k_reloaded).value(), .8);
  EXPECT_DOUBLE_EQ(false_discovery(k_reloaded).value(), 10.0 / 55);
  EXPECT_DOUBLE_EQ(false_positive_rate(k_reloaded).value(), .2);
  EXPECT_DOUBLE_EQ(accuracy(k_reloaded).value(), .85);
  EXPECT_DOUBLE_EQ(overlap_error(k_reloaded).value(), .25);
  EXPECT_DOUBLE_EQ(volume_similarity(k_reloaded).value(), 1 - 5.0 / 105);
  EXPECT_DOUBLE_EQ(signed_volume_similarity(k_reloaded).value(), 2 * 5.0 / 105);
  EXPECT_DOUBLE_EQ(volume_difference(k_reloaded).value(), 10);
  EXPECT_DOUBLE_EQ(matthews_correlation(k_reloaded).value(), 1750 / std::sqrt(55.0 * 50 * 50 * 45));
}

TEST(Confusion, IsUndefinedWhereThereIsNothingToCount) {
  const Confusion empty_reference = {0, 0, 3, 7};
  EXPECT_FALSE(sensitivity(empty_reference));
  EXPECT_FALSE(volume_difference(empty_reference));
  EXPECT_FALSE(balanced_accuracy(empty_reference));
  EXPECT_FALSE(matthews_correlation(empty_reference));
  EXPECT_EQ(cohen_kappa(empty_reference).value(), 0);
  EXPECT_FALSE(precision({0, 3, 0, 7}));
  EXPECT_FALSE(specificity({3, 7, 0, 0}));
  EXPECT_FALSE(dice({0, 0, 0, 10}));
  EXPECT_FALSE(jaccard({0, 0, 0, 10}));
  EXPECT_FALSE(cohen_kappa({10, 0, 0, 0}));
  EXPECT_FALSE(accuracy({}));
}

// Counts of an image of 1024³ voxels: their products do not fit 64 bits.
TEST(Confusion, TakesLargeCounts) {
  constexpr std::uint64_t million = 1000000;
  const Confusion large = {450 * million, 50 * million, 100 * million, 400 * million};
  EXPECT_NEAR(matthews_correlation(large).value(), matthews_correlation(k_reloaded).value(), 1e-15);
  EXPECT_NEAR(cohen_kappa(large).value(), .7, 1e-15);
}

TEST(Confusion, DoesNotDependOnTheSideWhereItIsSymmetric) {
  const Confusion there = {45, 5, 10, 40};
  const Confusion back = {45, 10, 5, 40};
  for (const auto measure :
       {dice, jaccard, accuracy, overlap_error, volume_similarity, cohen_kappa, matthews_correlation}) {
    EXPECT_EQ(measure(there), measure(back));
  }
  EXPECT_EQ(sensitivity(there), precision(back));
  EXPECT_EQ(signed_volume_similarity(there).value(), -signed_volume_similarity(back).value());
}

} // namespace
} // namespace reprovip::stats
