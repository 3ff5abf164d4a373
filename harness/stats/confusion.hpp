#pragma once

#include <cstdint>
#include <optional>

namespace reprovip::stats {

// Counts of a yes/no decision against a reference: of voxels in a mask, of subjects in a class. The first
// word says whether the other side is right, the second what it says.
struct Confusion {
  std::uint64_t true_positive = 0;
  std::uint64_t false_negative = 0; // of the reference only
  std::uint64_t false_positive = 0; // of the other side only
  std::uint64_t true_negative = 0;

  std::uint64_t in_reference() const { return true_positive + false_negative; }
  std::uint64_t in_other() const { return true_positive + false_positive; }
  std::uint64_t in_any() const { return true_positive + false_negative + false_positive; }
  std::uint64_t total() const { return in_any() + true_negative; }
};

// Nothing where the formula is 0/0. TP, FN, FP, TN are the counts above, S = TP + FP, T = TP + FN.
std::optional<double> dice(const Confusion& c);                // 2TP / (2TP + FP + FN)
std::optional<double> jaccard(const Confusion& c);             // TP / (TP + FP + FN)
std::optional<double> sensitivity(const Confusion& c);         // TP / (TP + FN)
std::optional<double> specificity(const Confusion& c);         // TN / (TN + FP)
std::optional<double> precision(const Confusion& c);           // TP / (TP + FP)
std::optional<double> negative_prediction(const Confusion& c); // TN / (TN + FN)
std::optional<double>
false_discovery(const Confusion& c); // FP / (TP + FP); what ITK 5.2 calls its false positive error
std::optional<double> false_positive_rate(const Confusion& c); // FP / (FP + TN); what ITK 5.3 calls it
std::optional<double> accuracy(const Confusion& c);            // (TP + TN) / all
std::optional<double> balanced_accuracy(const Confusion& c);   // (sensitivity + specificity) / 2
std::optional<double> overlap_error(const Confusion& c);       // 1 - jaccard
std::optional<double>
volume_similarity(const Confusion& c); // 1 - |FN - FP| / (2TP + FP + FN), Taha & Hanbury 2015
std::optional<double> signed_volume_similarity(const Confusion& c); // 2 (S - T) / (S + T), as ITK has it
std::optional<double> volume_difference(const Confusion& c);        // 100 (S - T) / T, percent
// (observed - expected agreement) / (1 - expected), Cohen 1960.
std::optional<double> cohen_kappa(const Confusion& c);
// (TP TN - FP FN) / sqrt((TP+FP) (TP+FN) (TN+FP) (TN+FN)), Matthews 1975.
std::optional<double> matthews_correlation(const Confusion& c);

} // namespace reprovip::stats
