#include "maths.hpp"

#include <cmath>
#include <cstdint>
#include <cstring>

namespace mrs_simulate {

namespace {

constexpr double k_ln2 = 0.69314718055994530942;

// Times a power of two, by its bits: exact.
double scale(double x, int power) {
  const std::uint64_t bits = static_cast<std::uint64_t>(1023 + power) << 52U;
  double factor = 0;
  std::memcpy(&factor, &bits, sizeof factor);
  return x * factor;
}

} // namespace

double exponential(double x) {
  const double power = std::floor(x / k_ln2 + 0.5);
  const double rest = x - power * k_ln2;
  double term = 1;
  double sum = 1;
  for (int n = 1; n <= 16; ++n) {
    term *= rest / n;
    sum += term;
  }
  return scale(sum, static_cast<int>(power));
}

double logarithm(double x) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &x, sizeof bits);
  int power = static_cast<int>(bits >> 52U) - 1023;
  double mantissa = scale(x, -power);
  // Around 1, where the series of atanh converges fast.
  if (mantissa > 1.4142135623730951) {
    mantissa /= 2;
    ++power;
  }
  const double ratio = (mantissa - 1) / (mantissa + 1);
  const double square = ratio * ratio;
  double sum = 0;
  double factor = ratio;
  for (int n = 1; n <= 27; n += 2) {
    sum += factor / n;
    factor *= square;
  }
  return power * k_ln2 + 2 * sum;
}

std::complex<double> turn(double turns) {
  const double quarters = std::floor(turns * 4 + 0.5);
  const double angle = (turns - quarters / 4) * 2 * k_pi;
  double cosine = 0;
  double sine = 0;
  double term = 1;
  for (int n = 0; n < 20; n += 2) {
    cosine += term;
    term *= angle / (n + 1);
    sine += term;
    term *= -angle / (n + 2);
  }
  const double quadrant = quarters - 4 * std::floor(quarters / 4);
  if (quadrant == 0) {
    return {cosine, sine};
  }
  if (quadrant == 1) {
    return {-sine, cosine};
  }
  return quadrant == 2 ? std::complex<double>{-cosine, -sine} : std::complex<double>{sine, -cosine};
}

} // namespace mrs_simulate
