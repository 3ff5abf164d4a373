#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace reprovip::stats {

// Significant bits of a sample X_1..X_n around a reference (Sohier, de Oliveira Castro et al. 2021,
// "Confidence intervals for stochastic arithmetic", ACM TOMS 47:2). Z = (X - reference) / reference, or X -
// reference when the error is absolute; bits of an absolute error are counted from the reference's exponent.

struct BitsQuestion {
  double probability = 0.95; // that the next one has as many
  double confidence = 0.95;  // of that probability
  bool relative = true;
  int ddof = 1;                    // sigma is the root of the sum of squares over n - ddof
  std::optional<double> reference; // the sample's mean when absent
  int mantissa = 53;               // bits of the type of the values: 53 or 24
  // As the Python package significantdigits: Z = X / reference - 1, and errors that are all 0 have a sigma of
  // 2^-(mantissa - 1), so that equal values lose the margins too. (It has ddof = 0 as well.)
  bool as_significantdigits = false;
};

struct Bits {
  // -log2(sigma / |mean|) (Parker 1997): no interval, not rounded up; nothing when either is 0.
  std::optional<double> parker;
  // Centred normal hypothesis: -log2 sigma_Z - cnh_margin(...).
  double cnh = 0;
  // The same for bits that round right with probability 0.51 rather than 0.5.
  double contributing = 0;
  // Bernoulli, no hypothesis on the distribution: the largest k with every |Z| <= 2^-k, ...
  double general = 0;
  // ... with at least this probability for the next one: alpha^(1/n), exact (Clopper-Pearson).
  double general_probability = 0;
  // The largest k with floor(2^k' |Z|) even for every Z and every k' <= k.
  double general_contributing = 0;
  // Bernoulli with failures: the largest k for which |Z| <= 2^-k holds for so many that
  // success_lower_bound(...) reaches the probability; nothing when n is too small even without a failure.
  std::optional<double> partial;
  // The same for floor(2^k |Z|) even, for every k' <= k, with probability 0.51.
  std::optional<double> partial_contributing;
  // |mean of Z| is within its t interval around 0: what the centred hypotheses suppose.
  bool centred = true;
};

// Nothing when the sample has fewer than two values, is relative to 0, or has no error at all (unless
// `as_significantdigits`). A sigma of 0 beside errors, which are then all the same, is taken for max |Z|.
// Values finite.
std::optional<Bits> significant_bits(std::span<const double> sample, const BitsQuestion& question);

// The largest k with |error| <= 2^-k, at most `most`.
int bits_below(double error, int most);

// What the centred normal hypothesis takes off -log2 sigma for n values, bits:
// log2(sqrt((n - 1) / chi2_{alpha/2, n-1})) + log2 Phi^-1((probability + 1) / 2).
double cnh_margin(std::size_t n, double probability, double confidence);

// At least this probability of success after `successes` in `trials`, as significantdigits has it: without
// failure 1 + ln(alpha) / n (the rule of three), else Agresti and Coull 1998:
// (s + 2) / (n + 4) - z_confidence sqrt((s + 2)(n - s + 2) / (n + 4)^3).
double success_lower_bound(std::size_t successes, std::size_t trials, double confidence);

// Executions without failure that show a probability: ceil(ln alpha / ln probability).
std::size_t runs_needed(double probability, double confidence);

} // namespace reprovip::stats
