#include "harness/score/metrics/margin.hpp"

#include "harness/base/format.hpp"
#include "harness/stats/components.hpp"
#include "harness/stats/sums.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::score {

namespace {

constexpr double k_least_unit = 1e-9; // of its estimate
constexpr double k_least_p = 1e-15;
constexpr double k_most_p = 0.5;

// What the variance within cells adds to the variance of a target's mean of cell means.
double share_of_within(const LevelTarget& target) {
  stats::Sum inverse;
  for (const auto& cell : target.cells) {
    inverse.add(1 / static_cast<double>(cell.reference.size()));
  }
  const auto cells = static_cast<double>(target.cells.size());
  return inverse.value() / (cells * cells);
}

Result<stats::Ranged> sd_of_subjects(const TwoLevels& levels, double alpha) {
  if (levels.targets.size() < 2) {
    return failure(ErrorKind::data, "one target: no deviation between targets to measure the margin by");
  }
  std::vector<double> shares;
  for (const auto& target : levels.targets) {
    shares.push_back(share_of_within(target));
  }
  const double share = stats::moments(shares).mean;
  const auto within = pooled_within(reference_cells(levels));
  const double of_means = stats::moments(references_of(levels)).variance();
  const double variance = of_means - within.value * share;
  if (!(variance > 0)) {
    return failure(ErrorKind::data, format("the targets do not differ more than the executions of {} do: a "
                                           "margin of their deviation is 0",
                                           levels.reference));
  }
  std::vector<stats::MeanSquare> squares = {{of_means, static_cast<double>(levels.targets.size()) - 1}};
  std::vector<double> weights = {1};
  if (within.df > 0) {
    squares.push_back({within.value, within.df});
    weights.push_back(-share);
  }
  const auto limits = stats::LargeSampleLimits(squares, 1 - 2 * alpha).of(weights);
  return stats::Ranged{std::sqrt(variance), std::sqrt(std::max(0.0, limits.low)), std::sqrt(limits.high)};
}

Result<stats::Ranged> rc_of_reference(const TwoLevels& levels, double alpha) {
  const auto within = pooled_within(reference_cells(levels));
  if (!(within.df > 0)) {
    return failure(ErrorKind::data,
                   format("no execution of {} is repeated: its repeatability is unknown", levels.reference));
  }
  if (!(within.value > 0)) {
    return failure(ErrorKind::data,
                   format("the executions of {} repeat exactly: a margin of their repeatability is 0",
                          levels.reference));
  }
  return repeatability_limits(within, alpha);
}

// At which the difference stands so; it does at k_most_p.
Result<double> smallest_alpha(stats::Standing wanted, const stats::MeanEstimate& difference,
                              const Margin& margin, const TwoLevels& levels) {
  double low = k_least_p;
  double high = k_most_p;
  while (high / low > 1 + 1e-13) {
    const double middle = std::sqrt(low * high);
    TRY_ASSIGN(const auto standing, standing_within(difference, margin, levels, middle));
    (standing == wanted ? high : low) = middle;
  }
  return high;
}

} // namespace

Result<Margin> margin_from(const std::string& text) {
  Margin margin;
  const auto space = text.find(' ');
  const auto number = parse_number(text.substr(0, space));
  const auto unit = space == std::string::npos ? "" : text.substr(text.find_first_not_of(' ', space));
  if (!number || !std::isfinite(number->value) || !(number->value > 0) ||
      (unit != "" && unit != "sd(subjects)" && unit != "rc")) {
    return failure(ErrorKind::protocol, format("the margin cannot be \"{}\"", text),
                   "write a number above 0, \"0.1 sd(subjects)\" or \"0.5 rc\"");
  }
  margin.factor = number->value;
  margin.of = unit.empty() ? Margin::Of::units : unit == "rc" ? Margin::Of::rc : Margin::Of::subjects;
  return margin;
}

Result<stats::Ranged> unit_of(const Margin& margin, const TwoLevels& levels, double alpha) {
  switch (margin.of) {
  case Margin::Of::subjects:
    return sd_of_subjects(levels, alpha);
  case Margin::Of::rc:
    return rc_of_reference(levels, alpha);
  case Margin::Of::units:
    break;
  }
  return stats::Ranged{1, 1, 1};
}

Result<stats::Standing> standing_within(const stats::MeanEstimate& difference, const Margin& margin,
                                        const TwoLevels& levels, double alpha) {
  const auto limits = stats::limits_of(difference, 1 - 2 * alpha);
  if (margin.of == Margin::Of::units) {
    return stats::standing_of(limits, margin.factor);
  }
  TRY_ASSIGN(auto unit, unit_of(margin, levels, alpha));
  // A unit that may be 0 leaves the ratio without a bound.
  unit.low = std::max(unit.low, k_least_unit * unit.value);
  return stats::standing_of(stats::limits_of_ratio({difference.value, limits.low, limits.high}, unit),
                            margin.factor);
}

Result<double> p_within(const stats::MeanEstimate& difference, const Margin& margin,
                        const TwoLevels& levels) {
  TRY_ASSIGN(const auto unit, unit_of(margin, levels, 0.25));
  const double known = stats::equivalence_test(difference, margin.factor * unit.value).p;
  if (margin.of == Margin::Of::units || known >= 0.5) {
    return known;
  }
  return smallest_alpha(stats::Standing::inside, difference, margin, levels);
}

Result<double> p_beyond(const stats::MeanEstimate& difference, const Margin& margin,
                        const TwoLevels& levels) {
  TRY_ASSIGN(const auto standing, standing_within(difference, margin, levels, k_most_p));
  return standing == stats::Standing::outside
             ? smallest_alpha(stats::Standing::outside, difference, margin, levels)
             : 1.0;
}

} // namespace reprovip::score
