#include "harness/stats/rigid.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::stats {

namespace {

using Matrix = std::array<double, 9>;

Matrix linear_part(const Affine& a) {
  return {a[0], a[1], a[2], a[4], a[5], a[6], a[8], a[9], a[10]};
}

double determinant(const Matrix& m) {
  return m[0] * (m[4] * m[8] - m[5] * m[7]) - m[1] * (m[3] * m[8] - m[5] * m[6]) +
         m[2] * (m[3] * m[7] - m[4] * m[6]);
}

// Transposed inverse times determinant.
Matrix cofactors(const Matrix& m) {
  return {m[4] * m[8] - m[5] * m[7], m[5] * m[6] - m[3] * m[8], m[3] * m[7] - m[4] * m[6],
          m[2] * m[7] - m[1] * m[8], m[0] * m[8] - m[2] * m[6], m[1] * m[6] - m[0] * m[7],
          m[1] * m[5] - m[2] * m[4], m[2] * m[3] - m[0] * m[5], m[0] * m[4] - m[1] * m[3]};
}

double norm(const Matrix& m) {
  double sum = 0;
  for (const double element : m) {
    sum += element * element;
  }
  return std::sqrt(sum);
}

// Relative to its size: of a volume this thin nothing is left after rounding.
bool is_singular(const Matrix& m) {
  const double size = norm(m);
  return !(size > 0) || !(std::abs(determinant(m)) > 1e-14 * size * size * size);
}

} // namespace

bool is_affine(std::span<const double> elements) {
  constexpr std::array<double, 4> k_last = {0, 0, 0, 1};
  return elements.size() == 16 &&
         std::all_of(elements.begin(), elements.end(), [](double x) { return std::isfinite(x); }) &&
         std::equal(k_last.begin(), k_last.end(), elements.begin() + 12);
}

Affine product(const Affine& a, const Affine& b) {
  Affine result{};
  for (std::size_t row = 0; row < 4; ++row) {
    for (std::size_t column = 0; column < 4; ++column) {
      for (std::size_t k = 0; k < 4; ++k) {
        result[4 * row + column] += a[4 * row + k] * b[4 * k + column];
      }
    }
  }
  return result;
}

std::optional<Affine> inverse(const Affine& a) {
  const auto linear = linear_part(a);
  if (is_singular(linear)) {
    return std::nullopt;
  }
  const auto cofactor = cofactors(linear);
  const double scale = determinant(linear);
  Affine result{};
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t column = 0; column < 3; ++column) {
      const double element = cofactor[3 * column + row] / scale;
      result[4 * row + column] = element;
      result[4 * row + 3] -= element * a[4 * column + 3];
    }
  }
  result[15] = 1;
  return result;
}

Point moved(const Affine& a, const Point& point) {
  Point result{};
  for (std::size_t row = 0; row < 3; ++row) {
    result[row] =
        a[4 * row] * point[0] + a[4 * row + 1] * point[1] + a[4 * row + 2] * point[2] + a[4 * row + 3];
  }
  return result;
}

// Higham 1986: X ← (X + X^-T) / 2 converges quadratically to the orthogonal polar factor.
std::optional<Matrix> rotation_part(const Affine& a) {
  auto x = linear_part(a);
  if (is_singular(x) || determinant(x) < 0) {
    return std::nullopt;
  }
  for (int step = 0; step < 100; ++step) {
    const auto cofactor = cofactors(x);
    const double scale = determinant(x);
    double change = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double next = (x[i] + cofactor[i] / scale) / 2;
      change = std::max(change, std::abs(next - x[i]));
      x[i] = next;
    }
    if (change < 1e-15) {
      break;
    }
  }
  return x;
}

std::optional<RigidMotion> decompose(const Affine& a) {
  const auto r = rotation_part(a);
  if (!r) {
    return std::nullopt;
  }
  const auto& m = *r;
  RigidMotion motion;
  motion.translation = {a[3], a[7], a[11]};
  const double cy = std::hypot(m[0], m[1]);
  if (cy < 1e-12) {
    // Only the sum or difference of x and z is known.
    motion.rotation = {std::atan2(-m[7], m[4]), std::atan2(-m[2], 0), 0};
  } else {
    motion.rotation = {std::atan2(m[5], m[8]), std::atan2(-m[2], cy), std::atan2(m[1], m[0])};
  }
  return motion;
}

Affine compose(const RigidMotion& motion) {
  const auto& [x, y, z] = motion.rotation;
  const auto& t = motion.translation;
  const Affine rx = {1, 0, 0, 0, 0, std::cos(x), std::sin(x), 0, 0, -std::sin(x), std::cos(x), 0, 0, 0, 0, 1};
  const Affine ry = {std::cos(y), 0, -std::sin(y), 0, 0, 1, 0, 0, std::sin(y), 0, std::cos(y), 0, 0, 0, 0, 1};
  const Affine rz = {std::cos(z), std::sin(z), 0, 0, -std::sin(z), std::cos(z), 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
  auto result = product(rx, product(ry, rz));
  for (std::size_t row = 0; row < 3; ++row) {
    result[4 * row + 3] = t[row];
  }
  return result;
}

std::optional<double> rms_deviation(const Affine& a, const Affine& b, const Point& centre, double radius) {
  const auto back = inverse(a);
  if (!back) {
    return std::nullopt;
  }
  const auto relative = product(b, *back);
  auto difference = linear_part(relative);
  for (std::size_t i = 0; i < 3; ++i) {
    difference[4 * i] -= 1;
  }
  const auto there = moved(relative, centre);
  const double shift = std::hypot(there[0] - centre[0], there[1] - centre[1], there[2] - centre[2]);
  const double turn = norm(difference);
  return std::sqrt(radius * radius / 5 * turn * turn + shift * shift);
}

double framewise_displacement(const RigidMotion& a, const RigidMotion& b, double radius) {
  double sum = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    sum += std::abs(a.translation[i] - b.translation[i]) + radius * std::abs(a.rotation[i] - b.rotation[i]);
  }
  return sum;
}

double displacement(const Affine& a, const Affine& b, const Point& point) {
  const auto x = moved(a, point);
  const auto y = moved(b, point);
  return std::hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]);
}

// By both sine and cosine: either alone loses half of the digits somewhere.
double angle_between(const Matrix& a, const Matrix& b) {
  double trace = 0;
  Matrix turn{};
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t column = 0; column < 3; ++column) {
      for (std::size_t k = 0; k < 3; ++k) {
        turn[3 * row + column] += b[3 * row + k] * a[3 * column + k];
      }
    }
    trace += turn[4 * row];
  }
  const double sine = std::hypot(turn[7] - turn[5], turn[2] - turn[6], turn[3] - turn[1]) / 2;
  return std::atan2(sine, (trace - 1) / 2);
}

} // namespace reprovip::stats
