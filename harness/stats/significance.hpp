#pragma once

#include <optional>
#include <span>

namespace reprovip::stats {

struct BitsQuestion {
  double probability = 0.95;
  double confidence = 0.95;
  bool relative = true; // Z = X / reference - 1, else X - reference
  int ddof = 1;         // 0: as the package significantdigits
};

// Significant bits of a sample around its mean.
struct Bits {
  double parker = 0;       // -log2(s / |mean|), s with n - 1
  double cnh = 0;          // Sohier et al. 2021 (TOMS 47:2): centred normal, lower limit at the confidence
  double contributing = 0; // the same, bits that round right more often than not (p = 0.51)
  double general = 0;      // largest k with every |Z| <= 2^-k: no hypothesis on the distribution
  double general_probability = 0; // that the next one holds too, at the confidence: alpha^(1/n)
};

// Nothing when the sample has fewer than two values, is constant, or the error is relative to a mean of 0.
std::optional<Bits> significant_bits(std::span<const double> sample, const BitsQuestion& question);

} // namespace reprovip::stats
