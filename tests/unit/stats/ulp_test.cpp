#include "harness/stats/ulp.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace reprovip::stats {
namespace {

constexpr double k_tiny = 5e-324;
constexpr double k_huge = std::numeric_limits<double>::max();

TEST(Ulp, CountsRepresentableNumbers) {
  EXPECT_EQ(ulp_distance(1.0, 1.0 + std::numeric_limits<double>::epsilon()), 1U);
  EXPECT_EQ(ulp_distance(-0.0, 0.0), 0U);
  EXPECT_EQ(ulp_distance(-k_tiny, k_tiny), 2U);
  EXPECT_EQ(ulp_distance(1.0, 2.0), 4503599627370496U);
  EXPECT_EQ(ulp_distance(0.1 + 0.2, 0.3), 1U);
}

// Infinity is the bit pattern after the largest double: what compares values keeps it apart before it counts.
TEST(Ulp, WouldTakeInfinityForANumber) {
  EXPECT_EQ(ulp_distance(1e308, std::numeric_limits<double>::infinity()), 3996778354718560U);
  EXPECT_EQ(ulp_distance(k_huge, std::numeric_limits<double>::infinity()), 1U);
}

TEST(Ulp, SpansTheWholeRange) {
  EXPECT_EQ(ulp_distance(-k_huge, k_huge), 2U * 0x7fef'ffff'ffff'ffffU);
}

TEST(Ulp, OfFloatsAreTheirOwn) {
  constexpr float huge = std::numeric_limits<float>::max();
  EXPECT_EQ(ulp_distance(1.0F, 1.0F + std::numeric_limits<float>::epsilon()), 1U);
  EXPECT_EQ(ulp_distance(1.0F, 2.0F), 8388608U);
  EXPECT_EQ(ulp_distance(-0.0F, 0.0F), 0U);
  EXPECT_EQ(ulp_distance(-1e-45F, 1e-45F), 2U);
  EXPECT_EQ(ulp_distance(-huge, huge), 2U * 0x7f7f'ffffU);
}

TEST(Ulp, IsSymmetricAndAdditive) {
  for (const double x : {-3.5, -0.0, 1e-310, 0.7, 1e300}) {
    EXPECT_EQ(ulp_distance(x, 0.3), ulp_distance(0.3, x));
    EXPECT_EQ(ulp_distance(x, std::nextafter(x, k_huge)), 1U) << x;
    EXPECT_EQ(ulp_distance(-k_huge, x) + ulp_distance(x, k_huge), ulp_distance(-k_huge, k_huge));
  }
}

} // namespace
} // namespace reprovip::stats
