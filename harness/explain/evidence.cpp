#include "harness/explain/evidence.hpp"

#include "harness/stats/sequential.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace reprovip::explain {

namespace {

double power_term(double base, std::uint64_t exponent) {
  return exponent == 0 ? 1.0 : std::pow(base, static_cast<double>(exponent));
}

// C(n, k) / C(total, k), as a product of small factors.
double share_of_draws(std::uint64_t n, std::uint64_t total, std::uint64_t k) {
  double share = 1;
  for (std::uint64_t i = 0; i < k; ++i) {
    share *= i >= n ? 0.0 : static_cast<double>(n - i) / static_cast<double>(total - i);
  }
  return share;
}

} // namespace

double chance_of_split(std::uint64_t a, std::uint64_t b) {
  if (a < 2 || b < 2) {
    return 1;
  }
  const auto q = static_cast<double>(a - 1) / static_cast<double>(a + b - 2);
  return power_term(q, a - 1) * power_term(1 - q, b - 1);
}

double chance_of_random(std::uint64_t reference, std::uint64_t others, std::uint64_t same) {
  const auto all = reference + others + same;
  if (all == 0) {
    return 1;
  }
  const auto q = static_cast<double>(reference + same) / static_cast<double>(all);
  const auto log_term = [](double base, std::uint64_t exponent) {
    return exponent == 0 ? 0.0 : static_cast<double>(exponent) * std::log(base);
  };
  const auto log_factorial = [](std::uint64_t n) { return std::lgamma(static_cast<double>(n) + 1); };
  return std::exp(log_term(q, reference + same) + log_term(1 - q, others) -
                  (log_factorial(others) + log_factorial(same) - log_factorial(others + same + 1)));
}

double share_of_between(std::size_t failed) {
  const auto f = static_cast<double>(failed);
  return failed == 0 ? 1.0 / 2 : 1 / (6 * f * (f + 1));
}

double share_of_within() {
  return 1.0 / 3;
}

double chance_of_alike(std::span<const std::uint64_t> reference, std::size_t like, std::uint64_t alike) {
  if (alike < 2) {
    return 1;
  }
  std::vector<std::uint64_t> sizes(reference.begin(), reference.end());
  sizes.resize(std::max(sizes.size(), like + 1), 0);
  sizes[like] += alike;
  std::uint64_t total = 0;
  for (const auto size : sizes) {
    total += size;
  }
  double chance = 0;
  for (const auto size : sizes) {
    chance += share_of_draws(size, total, alike);
  }
  return std::min(1.0, chance);
}

std::uint64_t alike_needed(std::span<const std::uint64_t> reference, double chance, std::uint64_t most) {
  for (std::uint64_t alike = 2; alike <= most; ++alike) {
    if (chance_of_alike(reference, reference.size(), alike) <= chance) {
      return alike;
    }
  }
  return most + 1;
}

double difference_at_most(std::uint64_t after_first, double confidence) {
  return after_first == 0 ? 1 : stats::zero_failure_upper(static_cast<double>(after_first), confidence);
}

} // namespace reprovip::explain
