#include "harness/stats/staple.hpp"

#include "harness/base/assert.hpp"
#include "harness/stats/sums.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::stats {

namespace {

constexpr double k_start = 0.99999;
constexpr double k_change = 1e-14;
constexpr std::size_t k_most_rounds = 10000;

double share_of_yes(const std::vector<Decisions>& units) {
  Sum yes;
  Sum all;
  for (const auto& entry : units) {
    yes.add(entry.units * static_cast<double>(std::count(entry.yes.begin(), entry.yes.end(), true)));
    all.add(entry.units * static_cast<double>(entry.yes.size()));
  }
  return yes.value() / all.value();
}

// Scaled by powers of two on the way, since the product over many raters leaves the range of double. Not by
// logarithms: the last bits of those differ from processor to processor, and thousands of rounds make them
// grow.
double probability_of_truth(const Decisions& entry, const Staple& staple, double prior) {
  double if_yes = prior;
  double if_no = 1 - prior;
  for (std::size_t rater = 0; rater < entry.yes.size(); ++rater) {
    const double p = staple.sensitivity[rater];
    const double q = staple.specificity[rater];
    if_yes *= entry.yes[rater] ? p : 1 - p;
    if_no *= entry.yes[rater] ? 1 - q : q;
    int exponent = 0;
    std::frexp(std::max(if_yes, if_no), &exponent);
    if_yes = std::ldexp(if_yes, -exponent);
    if_no = std::ldexp(if_no, -exponent);
  }
  return if_yes + if_no > 0 ? if_yes / (if_yes + if_no) : prior;
}

// The performances that the truth gives; returns the largest change.
double update(const std::vector<Decisions>& units, Staple& staple) {
  Sum positives;
  Sum negatives;
  std::vector<Sum> true_positives(staple.sensitivity.size());
  std::vector<Sum> true_negatives(staple.sensitivity.size());
  for (std::size_t i = 0; i < units.size(); ++i) {
    const double yes = units[i].units * staple.truth[i];
    const double no = units[i].units * (1 - staple.truth[i]);
    positives.add(yes);
    negatives.add(no);
    for (std::size_t rater = 0; rater < true_positives.size(); ++rater) {
      units[i].yes[rater] ? true_positives[rater].add(yes) : true_negatives[rater].add(no);
    }
  }
  double change = 0;
  for (std::size_t rater = 0; rater < true_positives.size(); ++rater) {
    const double p = positives.value() > 0 ? true_positives[rater].value() / positives.value() : 0;
    const double q = negatives.value() > 0 ? true_negatives[rater].value() / negatives.value() : 0;
    change =
        std::max({change, std::abs(p - staple.sensitivity[rater]), std::abs(q - staple.specificity[rater])});
    staple.sensitivity[rater] = std::clamp(p, 0.0, 1.0);
    staple.specificity[rater] = std::clamp(q, 0.0, 1.0);
  }
  return change;
}

} // namespace

Staple staple(const std::vector<Decisions>& units) {
  REPROVIP_ASSERT(!units.empty() && !units.front().yes.empty());
  const double prior = share_of_yes(units);
  REPROVIP_ASSERT(prior > 0 && prior < 1);
  Staple result;
  result.truth.resize(units.size());
  result.sensitivity.assign(units.front().yes.size(), k_start);
  result.specificity = result.sensitivity;
  while (!result.converged && result.iterations < k_most_rounds) {
    for (std::size_t i = 0; i < units.size(); ++i) {
      result.truth[i] = probability_of_truth(units[i], result, prior);
    }
    result.converged = update(units, result) < k_change;
    ++result.iterations;
  }
  return result;
}

} // namespace reprovip::stats
