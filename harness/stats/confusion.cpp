#include "harness/stats/confusion.hpp"

#include <cmath>

namespace reprovip::stats {

namespace {

double number(std::uint64_t count) {
  return static_cast<double>(count);
}

std::optional<double> ratio(double part, double whole) {
  return whole == 0 ? std::nullopt : std::optional(part / whole);
}

std::optional<double> ratio(std::uint64_t part, std::uint64_t whole) {
  return ratio(number(part), number(whole));
}

// S - T; the counts are unsigned.
double excess(const Confusion& c) {
  return number(c.false_positive) - number(c.false_negative);
}

} // namespace

std::optional<double> dice(const Confusion& c) {
  return ratio(2 * c.true_positive, c.in_reference() + c.in_other());
}

std::optional<double> jaccard(const Confusion& c) {
  return ratio(c.true_positive, c.in_any());
}

std::optional<double> sensitivity(const Confusion& c) {
  return ratio(c.true_positive, c.in_reference());
}

std::optional<double> specificity(const Confusion& c) {
  return ratio(c.true_negative, c.true_negative + c.false_positive);
}

std::optional<double> precision(const Confusion& c) {
  return ratio(c.true_positive, c.in_other());
}

std::optional<double> negative_prediction(const Confusion& c) {
  return ratio(c.true_negative, c.true_negative + c.false_negative);
}

std::optional<double> false_discovery(const Confusion& c) {
  return ratio(c.false_positive, c.in_other());
}

std::optional<double> false_positive_rate(const Confusion& c) {
  return ratio(c.false_positive, c.false_positive + c.true_negative);
}

std::optional<double> accuracy(const Confusion& c) {
  return ratio(c.true_positive + c.true_negative, c.total());
}

std::optional<double> balanced_accuracy(const Confusion& c) {
  const auto positive = sensitivity(c);
  const auto negative = specificity(c);
  return positive && negative ? std::optional((*positive + *negative) / 2) : std::nullopt;
}

std::optional<double> overlap_error(const Confusion& c) {
  return ratio(c.false_positive + c.false_negative, c.in_any());
}

std::optional<double> volume_similarity(const Confusion& c) {
  const auto difference = ratio(std::abs(excess(c)), number(c.in_reference() + c.in_other()));
  return difference ? std::optional(1 - *difference) : std::nullopt;
}

std::optional<double> signed_volume_similarity(const Confusion& c) {
  return ratio(2 * excess(c), number(c.in_reference() + c.in_other()));
}

std::optional<double> volume_difference(const Confusion& c) {
  return ratio(100 * excess(c), number(c.in_reference()));
}

std::optional<double> cohen_kappa(const Confusion& c) {
  // As 2 (TP TN - FP FN) / (T (all - S) + S (all - T)): the same, without the loss of 1 - expected.
  const double reference = number(c.in_reference());
  const double other = number(c.in_other());
  const double all = number(c.total());
  const double product =
      number(c.true_positive) * number(c.true_negative) - number(c.false_positive) * number(c.false_negative);
  return ratio(2 * product, reference * (all - other) + other * (all - reference));
}

std::optional<double> matthews_correlation(const Confusion& c) {
  const double product =
      number(c.true_positive) * number(c.true_negative) - number(c.false_positive) * number(c.false_negative);
  // Two roots: the product of four counts of a large image overflows nothing, but is less exact.
  const double whole =
      std::sqrt(number(c.in_other()) * number(c.in_reference())) *
      std::sqrt(number(c.true_negative + c.false_positive) * number(c.true_negative + c.false_negative));
  return ratio(product, whole);
}

} // namespace reprovip::stats
