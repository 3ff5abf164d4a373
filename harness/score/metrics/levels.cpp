#include "harness/score/metrics/levels.hpp"

#include "harness/base/format.hpp"
#include "harness/stats/distributions.hpp"
#include "harness/stats/sums.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>

namespace reprovip::score {

namespace {

bool is_column_factor(const Sample& sample, std::size_t factor) {
  return std::all_of(sample.targets.begin(), sample.targets.end(), [&](const Target& target) {
    return std::all_of(target.observations.begin(), target.observations.end(), [&](const Observation& one) {
      return factor < one.levels.size() && one.levels[factor] == one.column;
    });
  });
}

// Which factor the columns are the levels of: it does not divide cells.
std::optional<std::size_t> column_factor(const Sample& sample) {
  for (std::size_t i = 0; i < sample.factors.size(); ++i) {
    if (sample.factors[i].levels == sample.levels && is_column_factor(sample, i)) {
      return i;
    }
  }
  return std::nullopt;
}

double mean_of_means(const std::vector<LevelCell>& cells, std::vector<double> LevelCell::*side) {
  std::vector<double> means;
  means.reserve(cells.size());
  for (const auto& cell : cells) {
    means.push_back(stats::moments(cell.*side).mean);
  }
  return stats::moments(means).mean;
}

LevelTarget matched(const Target& target, std::optional<std::size_t> compared) {
  std::map<std::vector<std::uint32_t>, LevelCell> cells;
  for (const auto& one : target.observations) {
    auto key = one.levels;
    if (compared) {
      key.erase(key.begin() + static_cast<std::ptrdiff_t>(*compared));
    }
    auto& cell = cells[key];
    (one.column == 0 ? cell.reference : cell.other).push_back(one.value);
  }
  LevelTarget result;
  result.name = target.name;
  for (auto& [key, cell] : cells) {
    if (!cell.reference.empty() && !cell.other.empty()) {
      result.cells.push_back(std::move(cell));
    }
  }
  if (!result.cells.empty()) {
    result.reference = mean_of_means(result.cells, &LevelCell::reference);
    result.other = mean_of_means(result.cells, &LevelCell::other);
  }
  return result;
}

bool is_identical(const LevelCell& cell) {
  const auto same = [&](double value) { return value == cell.reference.front(); };
  return std::all_of(cell.reference.begin(), cell.reference.end(), same) &&
         std::all_of(cell.other.begin(), cell.other.end(), same);
}

std::vector<double> per_target(const TwoLevels& levels, double (*value)(const LevelTarget&)) {
  std::vector<double> values;
  values.reserve(levels.targets.size());
  for (const auto& target : levels.targets) {
    values.push_back(value(target));
  }
  return values;
}

stats::Groups cells_of(const TwoLevels& levels, std::vector<double> LevelCell::*side) {
  stats::Groups groups;
  for (const auto& target : levels.targets) {
    for (const auto& cell : target.cells) {
      groups.push_back(cell.*side);
    }
  }
  return groups;
}

// Of every execution and the one in its place at the other level; NaN without one.
std::vector<double> executions_apart(const TwoLevels& levels) {
  std::vector<double> apart;
  for (const auto& target : levels.targets) {
    for (const auto& cell : target.cells) {
      const bool paired = cell.reference.size() == cell.other.size();
      for (std::size_t i = 0; i < cell.other.size(); ++i) {
        apart.push_back(paired ? cell.other[i] - cell.reference[i] : std::nan(""));
      }
    }
  }
  return apart;
}

// NaN when there is one among them.
double range_of(const std::vector<double>& values) {
  double low = values.front();
  double high = low;
  for (const double value : values) {
    if (std::isnan(value)) {
      return value;
    }
    low = std::min(low, value);
    high = std::max(high, value);
  }
  return high - low;
}

bool to_logarithms(std::vector<double>& values) {
  for (auto& value : values) {
    if (!(value > 0)) {
      return false;
    }
    value = std::log(value);
  }
  return true;
}

} // namespace

std::optional<TwoLevels> two_levels(const Sample& sample) {
  if (sample.columns != 2) {
    return std::nullopt;
  }
  TwoLevels levels;
  levels.reference = sample.levels.size() == 2 ? sample.levels[0] : "the first";
  levels.other = sample.levels.size() == 2 ? sample.levels[1] : "the second";
  const auto compared = column_factor(sample);
  levels.identical = true;
  for (const auto& target : sample.targets) {
    auto one = matched(target, compared);
    if (one.cells.empty()) {
      ++levels.without_match;
      continue;
    }
    levels.identical = levels.identical && std::all_of(one.cells.begin(), one.cells.end(), is_identical);
    levels.targets.push_back(std::move(one));
  }
  levels.identical = levels.identical && !levels.targets.empty() && levels.without_match == 0;
  return levels;
}

bool take_logarithms(TwoLevels& levels) {
  for (auto& target : levels.targets) {
    for (auto& cell : target.cells) {
      if (!to_logarithms(cell.reference) || !to_logarithms(cell.other)) {
        return false;
      }
    }
    target.reference = mean_of_means(target.cells, &LevelCell::reference);
    target.other = mean_of_means(target.cells, &LevelCell::other);
  }
  return true;
}

std::vector<double> differences_of(const TwoLevels& levels) {
  return per_target(levels, [](const LevelTarget& target) { return target.other - target.reference; });
}

std::vector<double> references_of(const TwoLevels& levels) {
  return per_target(levels, [](const LevelTarget& target) { return target.reference; });
}

std::vector<double> others_of(const TwoLevels& levels) {
  return per_target(levels, [](const LevelTarget& target) { return target.other; });
}

stats::Groups reference_cells(const TwoLevels& levels) {
  return cells_of(levels, &LevelCell::reference);
}

stats::Groups other_cells(const TwoLevels& levels) {
  return cells_of(levels, &LevelCell::other);
}

stats::Variance pooled_within(const stats::Groups& cells) {
  stats::Sum squares;
  double df = 0;
  for (const auto& cell : cells) {
    squares.add(stats::moments(cell).sum_of_squares);
    df += static_cast<double>(cell.size()) - 1;
  }
  return {df > 0 ? squares.value() / df : 0, df};
}

bool agrees_by_chance(const TwoLevels& levels) {
  if (!(pooled_within(reference_cells(levels)).value > 0 || pooled_within(other_cells(levels)).value > 0)) {
    return false;
  }
  double largest = 0;
  for (const auto& target : levels.targets) {
    largest = std::max({largest, std::abs(target.reference), std::abs(target.other)});
  }
  const double rounding = 8 * std::numeric_limits<double>::epsilon() * largest;
  return range_of(differences_of(levels)) <= rounding && !(range_of(executions_apart(levels)) <= rounding);
}

bool repeats_somewhere(const stats::Groups& cells) {
  return std::any_of(cells.begin(), cells.end(), [](std::vector<double> cell) {
    std::sort(cell.begin(), cell.end());
    return std::adjacent_find(cell.begin(), cell.end()) != cell.end();
  });
}

void describe(const TwoLevels& levels, Finding& finding) {
  finding.notes.push_back(format("reference: {}", levels.reference));
  if (levels.without_match > 0) {
    finding.notes.push_back(format("{} of {} targets left out: they have no matching executions of {} and {}",
                                   levels.without_match, levels.targets.size() + levels.without_match,
                                   levels.reference, levels.other));
  }
}

ValuesNeeds two_levels_needs() {
  ValuesNeeds needs;
  needs.every_execution = true;
  needs.pairs_of_levels = true;
  needs.across = true;
  needs.factors = true;
  return needs;
}

Finding no_two_levels(const Sample& sample) {
  return undefined(format("there are {} columns: it compares two levels, or two files", sample.columns));
}

Result<double> alpha_option(const Options& options) {
  const double alpha = number_option(options, "alpha", 0.05);
  if (!(alpha > 0 && alpha < 0.5)) {
    return failure(ErrorKind::protocol, "\"alpha\" must be above 0 and below 0.5", "0.05 is usual");
  }
  return alpha;
}

model::OptionDecl alpha_declaration() {
  return {"alpha",
          model::OptionType::number,
          "0.05",
          "level of each one-sided test; the interval has the confidence 1 - 2 alpha",
          {}};
}

model::Interval one_sided_pair(const stats::Limits& limits, double alpha) {
  return {limits.low, limits.high, 1 - 2 * alpha};
}

} // namespace reprovip::score
