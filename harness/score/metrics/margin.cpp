#include "harness/score/metrics/margin.hpp"

#include "harness/base/format.hpp"
#include "harness/stats/sums.hpp"

#include <cmath>

namespace reprovip::score {

namespace {

// What the variance within cells adds to the variance of a target's mean of cell means.
double share_of_within(const LevelTarget& target) {
  stats::Sum inverse;
  for (const auto& cell : target.cells) {
    inverse.add(1 / static_cast<double>(cell.reference.size()));
  }
  const auto cells = static_cast<double>(target.cells.size());
  return inverse.value() / (cells * cells);
}

Result<double> sd_of_subjects(const TwoLevels& levels) {
  if (levels.targets.size() < 2) {
    return failure(ErrorKind::data, "one target: no deviation between targets to measure the margin by");
  }
  std::vector<double> shares;
  for (const auto& target : levels.targets) {
    shares.push_back(share_of_within(target));
  }
  const double variance = stats::moments(references_of(levels)).variance() -
                          pooled_within(reference_cells(levels)).value * stats::moments(shares).mean;
  if (!(variance > 0)) {
    return failure(ErrorKind::data, format("the targets do not differ more than the executions of {} do: a "
                                           "margin of their deviation is 0",
                                           levels.reference));
  }
  return std::sqrt(variance);
}

Result<double> rc_of_reference(const TwoLevels& levels) {
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
  return repeatability(std::sqrt(within.value));
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

Result<double> margin_of(const Margin& margin, const TwoLevels& levels) {
  double unit = 1;
  if (margin.of == Margin::Of::subjects) {
    TRY_ASSIGN(unit, sd_of_subjects(levels));
  } else if (margin.of == Margin::Of::rc) {
    TRY_ASSIGN(unit, rc_of_reference(levels));
  }
  return margin.factor * unit;
}

} // namespace reprovip::score
