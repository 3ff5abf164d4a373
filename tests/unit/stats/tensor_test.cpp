#include "harness/stats/tensor.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace reprovip::stats {
namespace {

constexpr double k_degree = std::numbers::pi / 180;

TEST(FractionalAnisotropy, IsKnown) {
  EXPECT_NEAR(fractional_anisotropy({1.7e-3, .3e-3, .3e-3}), .7990222037494894, 1e-15);
  EXPECT_NEAR(fractional_anisotropy({2, 1, 1}), .408248290463863, 1e-15);
  EXPECT_EQ(fractional_anisotropy({1, 1, 1}), 0);
  EXPECT_NEAR(fractional_anisotropy({1, 0, 0}), 1, 1e-15);
  EXPECT_EQ(fractional_anisotropy({0, 0, 0}), 0);
  EXPECT_GT(fractional_anisotropy({1, -.2, 0}), 1);
}

TEST(MeanDiffusivity, IsKnown) {
  EXPECT_NEAR(mean_diffusivity({1.7e-3, .3e-3, .3e-3}), 7.666666667e-4, 1e-13);
}

// Lines (1,0,0), (-c,s,0), (c,s,0), (-1,0,0) with c, s of 5°.
TEST(DyadicCoherence, IsKnown) {
  const double c = std::cos(5 * k_degree);
  const double s = std::sin(5 * k_degree);
  const auto found = eigen({(2 + 2 * c * c) / 4, 0, 0, s * s / 2, 0, 0});
  EXPECT_NEAR(found.values[0], .99620194, 5e-9);
  EXPECT_NEAR(found.values[1], .00379806, 5e-9);
  EXPECT_EQ(found.values[2], 0);
  EXPECT_NEAR(dyadic_coherence(found.values), .9563391364209252, 1e-15);
  EXPECT_EQ(dyadic_coherence({1, 0, 0}), 1);
  EXPECT_NEAR(dyadic_coherence({1 / 3., 1 / 3., 1 / 3.}), 0, 1e-15);
}

// A = R diag(values) Rᵀ for a rotation about an axis that is none of the three.
Symmetric turned(const std::array<double, 3>& values, std::array<std::array<double, 3>, 3>& r) {
  const double c = std::cos(1.0);
  const double s = std::sin(1.0);
  r = {{{c, -s * c, s * s}, {s, c * c, -s * c}, {0, s, c}}};
  Symmetric a{};
  std::size_t at = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = i; j < 3; ++j, ++at) {
      for (std::size_t k = 0; k < 3; ++k) {
        a[at] += r[i][k] * values[k] * r[j][k];
      }
    }
  }
  return a;
}

TEST(Eigen, FindsValuesAndTheLeadingVector) {
  for (const auto& values :
       {std::array{3.0, 2.0, 1.0}, std::array{5.0, -1.0, -2.0}, std::array{1.0, 1e-6, 1e-9}}) {
    std::array<std::array<double, 3>, 3> r{};
    const auto found = eigen(turned(values, r));
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_NEAR(found.values[i], values[i], 1e-14 * values[0]);
    }
    EXPECT_NEAR(line_angle(found.leading, {r[0][0], r[1][0], r[2][0]}), 0, 1e-14);
  }
}

TEST(Eigen, KeepsSmallValuesOfAlmostParallelLines) {
  // Of (1, ±e, 0): eigenvalues 1/(1+e²) and e²/(1+e²), never 1 less the first.
  const double e = 1e-9;
  EXPECT_NEAR(eigen({1, 0, 0, e * e, 0, 0}).values[1] / (e * e), 1, 1e-12);
}

TEST(LineAngle, IgnoresSignAndLength) {
  EXPECT_NEAR(line_angle({1, 0, 0}, {-std::cos(5 * k_degree), std::sin(5 * k_degree), 0}), 5 * k_degree,
              1e-15);
  EXPECT_EQ(line_angle({1, 0, 0}, {-3, 0, 0}), 0);
  EXPECT_NEAR(line_angle({1, 0, 0}, {0, 0, 2}), std::numbers::pi / 2, 1e-15);
  EXPECT_NEAR(line_angle({1, 0, 0}, {1, 1e-12, 0}), 1e-12, 1e-24);
}

} // namespace
} // namespace reprovip::stats
