#include "harness/stats/ulp.hpp"

#include <bit>

namespace reprovip::stats {

namespace {

// Two's complement of the difference is right even when the signed difference would overflow.
std::uint64_t distance(std::int64_t a, std::int64_t b) {
  return a > b ? static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b)
               : static_cast<std::uint64_t>(b) - static_cast<std::uint64_t>(a);
}

std::int64_t ordered(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  const auto magnitude = static_cast<std::int64_t>(bits & 0x7fff'ffff'ffff'ffffU);
  return (bits >> 63U) != 0 ? -magnitude : magnitude;
}

std::int64_t ordered(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const auto magnitude = static_cast<std::int64_t>(bits & 0x7fff'ffffU);
  return (bits >> 31U) != 0 ? -magnitude : magnitude;
}

} // namespace

std::uint64_t ulp_distance(double a, double b) {
  return distance(ordered(a), ordered(b));
}

std::uint64_t ulp_distance(float a, float b) {
  return distance(ordered(a), ordered(b));
}

} // namespace reprovip::stats
