#include "harness/stats/rigid.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace reprovip::stats {
namespace {

constexpr double k_radius = 80;
const Affine k_identity = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
const RigidMotion k_a = {{1, -1, .5}, {.01, -.02, .03}};
const RigidMotion k_b = {{1.1, -.9, .4}, {.012, -.018, .025}};

double deviation(const RigidMotion& motion, const Point& centre) {
  return rms_deviation(k_identity, compose(motion), centre, k_radius).value();
}

TEST(RmsDeviation, OfJenkinsonIsKnown) {
  EXPECT_EQ(deviation({{1, 2, 2}, {0, 0, 0}}, {0, 0, 0}), 3.0);
  EXPECT_NEAR(deviation({{0, 0, 0}, {.01, 0, 0}}, {0, 0, 0}), 0.5059623174444692, 1e-14);
  EXPECT_NEAR(deviation({{0, 0, 0}, {.01, 0, 0}}, {0, 50, 0}), 0.7113338058516472, 1e-14);
  EXPECT_NEAR(*rms_deviation(compose(k_a), compose(k_b), {90, 126, 72}, k_radius), 1.0178819256813687, 1e-13);
}

TEST(RmsDeviation, OfRigidTransformsIsSymmetric) {
  const Point centre = {90, 126, 72};
  EXPECT_NEAR(*rms_deviation(compose(k_a), compose(k_b), centre, k_radius),
              *rms_deviation(compose(k_b), compose(k_a), centre, k_radius), 1e-13);
  EXPECT_NEAR(*rms_deviation(compose(k_a), compose(k_a), centre, k_radius), 0, 1e-13);
  EXPECT_FALSE(rms_deviation({}, compose(k_a), centre, k_radius));
}

// The mean over a fine grid in the ball.
TEST(RmsDeviation, IsTheMeanOverABall) {
  auto b = compose(k_b);
  b[0] = 1.02; // not rigid
  const auto back = inverse(compose(k_a)).value();
  const Point centre = {5, -7, 9};
  double sum = 0;
  int count = 0;
  for (int x = -40; x <= 40; ++x) {
    for (int y = -40; y <= 40; ++y) {
      for (int z = -40; z <= 40; ++z) {
        if (x * x + y * y + z * z <= 1600) {
          const Point point = {centre[0] + 2.0 * x, centre[1] + 2.0 * y, centre[2] + 2.0 * z};
          const double distance = displacement(k_identity, product(b, back), point);
          sum += distance * distance;
          ++count;
        }
      }
    }
  }
  EXPECT_NEAR(*rms_deviation(compose(k_a), b, centre, k_radius), std::sqrt(sum / count), 1e-3);
}

TEST(FramewiseDisplacement, OfPowerIsKnown) {
  EXPECT_NEAR(framewise_displacement(k_a, k_b, 50), 0.75, 1e-15);
  EXPECT_EQ(framewise_displacement(k_a, k_a, 50), 0);
}

TEST(RigidMotion, ComesBackFromItsMatrix) {
  for (const auto& motion :
       {k_a, k_b, RigidMotion{{3, 2, 1}, {-2.5, 1.2, 3}}, RigidMotion{{0, 0, 0}, {.3, -1.57, -.2}}}) {
    const auto back = decompose(compose(motion)).value();
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_NEAR(back.rotation[i], motion.rotation[i], 1e-12);
      EXPECT_EQ(back.translation[i], motion.translation[i]);
    }
  }
}

// Rx Ry Rz, and a positive angle about x brings +z to +y: FSL's sign.
TEST(RigidMotion, FollowsTheConventionOfFsl) {
  const auto x = compose({{0, 0, 0}, {.1, 0, 0}});
  EXPECT_NEAR(moved(x, {0, 0, 1})[1], std::sin(.1), 1e-15);
  const auto both = compose({{0, 0, 0}, {.1, .2, 0}});
  const auto product_of_both = product(x, compose({{0, 0, 0}, {0, .2, 0}}));
  for (std::size_t i = 0; i < 16; ++i) {
    EXPECT_NEAR(both[i], product_of_both[i], 1e-15);
  }
}

TEST(RigidMotion, AtTheGimbalLockGivesTheSameMatrix) {
  const double right = std::numbers::pi / 2;
  const auto matrix = compose({{0, 0, 0}, {.3, right, .2}});
  const auto back = decompose(matrix).value();
  EXPECT_EQ(back.rotation[2], 0);
  const auto again = compose(back);
  for (std::size_t i = 0; i < 16; ++i) {
    EXPECT_NEAR(again[i], matrix[i], 1e-12);
  }
}

TEST(RotationPart, IgnoresAStretch) {
  const auto rotation = compose({{0, 0, 0}, {.2, -.1, .4}});
  const Affine stretch = {1.1, .05, 0, 0, .05, .9, .02, 0, 0, .02, 1.3, 0, 0, 0, 0, 1};
  const auto found = rotation_part(product(rotation, stretch)).value();
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t column = 0; column < 3; ++column) {
      EXPECT_NEAR(found[3 * row + column], rotation[4 * row + column], 1e-14);
    }
  }
}

TEST(RotationPart, IsNoneOfAMirrorOrAPlane) {
  auto mirror = k_identity;
  mirror[0] = -1;
  EXPECT_FALSE(rotation_part(mirror));
  mirror[0] = 0;
  EXPECT_FALSE(rotation_part(mirror));
  EXPECT_FALSE(inverse(mirror));
}

TEST(AngleBetween, KeepsSmallAndFlatAngles) {
  const auto zero = *rotation_part(k_identity);
  for (const double angle : {1e-9, 1e-3, 1.0, 3.1, 3.14159265}) {
    EXPECT_NEAR(angle_between(zero, *rotation_part(compose({{0, 0, 0}, {0, angle, 0}}))) / angle, 1, 1e-7);
  }
  EXPECT_EQ(angle_between(zero, zero), 0);
}

TEST(Affine, InverseUndoes) {
  auto a = compose(k_b);
  a[1] = .3;
  const auto one = product(a, inverse(a).value());
  for (std::size_t i = 0; i < 16; ++i) {
    EXPECT_NEAR(one[i], k_identity[i], 1e-15);
  }
  EXPECT_TRUE(is_affine(a));
  a[13] = 1;
  EXPECT_FALSE(is_affine(a));
}

} // namespace
} // namespace reprovip::stats
