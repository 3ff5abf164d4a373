#include "harness/stats/significance.hpp"

#include "harness/stats/distributions.hpp"
#include "harness/stats/sums.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <vector>

namespace reprovip::stats {

namespace {

constexpr double k_contributes = 0.51;

// floor(log2 |reference|): bits above the point, which an absolute error leaves out.
int exponent_shift(const BitsQuestion& question, double reference) {
  return question.relative || reference == 0 ? 0 : std::ilogb(reference);
}

// How much of sigma a sample of n may hide, in bits.
double sigma_margin(double n, double confidence) {
  return 0.5 * std::log2((n - 1) / chi_squared_quantile((1 - confidence) / 2, n - 1));
}

double contributing_margin() {
  return std::log2(k_contributes - 0.5) + std::log2(2 * std::sqrt(2 * std::numbers::pi));
}

std::vector<double> errors_of(std::span<const double> sample, double reference,
                              const BitsQuestion& question) {
  std::vector<double> errors;
  errors.reserve(sample.size());
  for (const double value : sample) {
    if (!question.relative) {
      errors.push_back(value - reference);
    } else if (question.as_significantdigits) {
      errors.push_back(value / reference - 1);
    } else {
      errors.push_back((value - reference) / reference);
    }
  }
  return errors;
}

bool is_even(double error, int k) {
  return std::fmod(std::floor(std::ldexp(std::abs(error), k)), 2) == 0;
}

// The largest k <= most so that `holds` for every k' <= k. It holds for all k' <= first.
int last_that_holds(int first, int most, const std::function<bool(int)>& holds) {
  int k = std::min(first, most);
  while (k < most && holds(k + 1)) {
    ++k;
  }
  return k;
}

// The fewest successes in n that show the probability.
std::optional<std::size_t> successes_needed(std::size_t n, double probability, double confidence) {
  for (std::size_t s = 0; s <= n; ++s) {
    if (success_lower_bound(s, n, confidence) >= probability) {
      return s;
    }
  }
  return std::nullopt;
}

// Bits by counting: `most` is the largest k there is.
void count_bits(const std::vector<double>& errors, const BitsQuestion& question, int most, Bits& bits) {
  std::vector<int> each;
  each.reserve(errors.size());
  for (const double error : errors) {
    each.push_back(bits_below(error, most));
  }
  std::sort(each.begin(), each.end(), std::greater<>());
  const auto even = [&](int k) {
    return static_cast<std::size_t>(
        std::count_if(errors.begin(), errors.end(), [k](double error) { return is_even(error, k); }));
  };
  // One below the worst of all: there 2^k |Z| < 1.
  const int sure = each.back() - 1;
  bits.general = each.back();
  bits.general_contributing = last_that_holds(sure, most, [&](int k) { return even(k) == errors.size(); });
  if (const auto needed = successes_needed(errors.size(), question.probability, question.confidence)) {
    bits.partial = each[std::max<std::size_t>(*needed, 1) - 1];
  }
  if (const auto needed = successes_needed(errors.size(), k_contributes, question.confidence)) {
    bits.partial_contributing = last_that_holds(sure, most, [&](int k) { return even(k) >= *needed; });
  }
}

double sigma_of(const std::vector<double>& errors, const Moments& spread, const BitsQuestion& question) {
  const double n = static_cast<double>(errors.size()) - question.ddof;
  const double sigma = std::sqrt(spread.sum_of_squares / n);
  if (sigma > 0) {
    return sigma;
  }
  const double largest = std::max(std::abs(spread.minimum), std::abs(spread.maximum));
  return largest > 0 ? largest : std::ldexp(1, 1 - question.mantissa);
}

bool is_centred(const Moments& errors, double confidence) {
  const auto n = static_cast<double>(errors.count);
  const double reach = t_quantile((1 + confidence) / 2, n - 1) * std::sqrt(errors.variance() / n);
  return std::abs(errors.mean) <= reach;
}

} // namespace

std::optional<Bits> significant_bits(std::span<const double> sample, const BitsQuestion& question) {
  const auto summary = moments(sample);
  const double reference = question.reference.value_or(summary.mean);
  if (sample.size() < 2 || (question.relative && reference == 0)) {
    return std::nullopt;
  }
  const auto errors = errors_of(sample, reference, question);
  if (!std::all_of(errors.begin(), errors.end(), [](double error) { return std::isfinite(error); })) {
    return std::nullopt; // a reference so small that errors overflow is 0
  }
  const auto spread = moments(errors);
  if (spread.minimum == 0 && spread.maximum == 0 && !question.as_significantdigits) {
    return std::nullopt;
  }
  const auto n = static_cast<double>(sample.size());
  const int shift = exponent_shift(question, reference);
  const double bits = -std::log2(sigma_of(errors, spread, question)) + shift;
  Bits result;
  if (summary.mean != 0 && summary.minimum != summary.maximum) {
    result.parker =
        -std::log2(std::sqrt(summary.sum_of_squares / (n - question.ddof)) / std::abs(summary.mean));
  }
  result.cnh = bits - cnh_margin(sample.size(), question.probability, question.confidence);
  result.contributing = bits - sigma_margin(n, question.confidence) - contributing_margin();
  count_bits(errors, question, question.mantissa - shift, result);
  for (auto* counted : {&result.general, &result.general_contributing}) {
    *counted += shift;
  }
  for (auto* counted : {&result.partial, &result.partial_contributing}) {
    if (*counted) {
      **counted += shift;
    }
  }
  result.general_probability = std::pow(1 - question.confidence, 1 / n);
  result.centred = !question.reference || is_centred(spread, question.confidence);
  return result;
}

int bits_below(double error, int most) {
  // By exponents: log2 rounds.
  if (error == 0) {
    return most;
  }
  int exponent = 0;
  const double mantissa = std::frexp(std::abs(error), &exponent);
  return std::min(mantissa == 0.5 ? 1 - exponent : -exponent, most);
}

double cnh_margin(std::size_t n, double probability, double confidence) {
  return sigma_margin(static_cast<double>(n), confidence) + std::log2(normal_quantile((probability + 1) / 2));
}

double success_lower_bound(std::size_t successes, std::size_t trials, double confidence) {
  const auto n = static_cast<double>(trials);
  const auto s = static_cast<double>(successes);
  if (successes == trials) {
    return 1 + std::log(1 - confidence) / n;
  }
  return (s + 2) / (n + 4) -
         normal_quantile(confidence) * std::sqrt((s + 2) * (n - s + 2) / std::pow(n + 4, 3));
}

std::size_t runs_needed(double probability, double confidence) {
  return static_cast<std::size_t>(std::ceil(std::log(1 - confidence) / std::log(probability)));
}

} // namespace reprovip::stats
