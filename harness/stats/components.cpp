#include "harness/stats/components.hpp"

#include "harness/stats/sums.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <set>

namespace reprovip::stats {

namespace {

constexpr std::uint32_t k_none = std::numeric_limits<std::uint32_t>::max();

bool has_equal_levels(const Term& term) {
  std::vector<std::size_t> sizes(term.levels, 0);
  for (const auto level : term.level) {
    ++sizes[level];
  }
  return std::all_of(sizes.begin(), sizes.end(), [&](std::size_t size) { return size == sizes.front(); });
}

// Within each level of `within`, every level of `a` meets every level of `b` equally often.
bool are_crossed_evenly(const Term& a, const Term& b, const Term& within) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> counts;
  std::vector<std::set<std::uint32_t>> of_a(within.levels);
  std::vector<std::set<std::uint32_t>> of_b(within.levels);
  for (std::size_t i = 0; i < a.level.size(); ++i) {
    ++counts[{a.level[i], b.level[i]}];
    of_a[within.level[i]].insert(a.level[i]);
    of_b[within.level[i]].insert(b.level[i]);
  }
  std::size_t meetings = 0;
  for (std::uint32_t i = 0; i < within.levels; ++i) {
    meetings += of_a[i].size() * of_b[i].size();
  }
  return counts.size() == meetings && std::all_of(counts.begin(), counts.end(), [&](const auto& count) {
           return count.second == counts.begin()->second;
         });
}

bool are_orthogonal(const Term& a, const Term& b, const std::vector<Term>& terms) {
  if (refines(a, b) || refines(b, a)) {
    return true;
  }
  const auto within = common(a, b);
  const bool is_known = within.levels == 1 || std::any_of(terms.begin(), terms.end(), [&](const Term& term) {
                          return term.levels == within.levels && refines(term, within);
                        });
  return is_known && are_crossed_evenly(a, b, within);
}

// Coarse terms first.
std::vector<std::size_t> sweeping_order(const std::vector<Term>& terms) {
  std::vector<std::size_t> order(terms.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return terms[a].levels < terms[b].levels; });
  return order;
}

// Takes the mean of each level out of the values; the sum of squares of those means over observations.
double sweep(const Term& term, std::vector<double>& values) {
  std::vector<Sum> sums(term.levels);
  std::vector<double> sizes(term.levels, 0);
  for (std::size_t i = 0; i < values.size(); ++i) {
    sums[term.level[i]].add(values[i]);
    sizes[term.level[i]] += 1;
  }
  Sum squares;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double mean = sums[term.level[i]].value() / sizes[term.level[i]];
    values[i] -= mean;
    squares.add(mean * mean);
  }
  return squares.value();
}

double degrees_of_freedom(const std::vector<Term>& terms, std::size_t at,
                          const std::vector<MeanSquare>& known) {
  double df = terms[at].levels - 1.0;
  for (std::size_t other = 0; other < terms.size(); ++other) {
    if (other != at && terms[other].levels < terms[at].levels && refines(terms[at], terms[other])) {
      df -= known[other].df;
    }
  }
  return df;
}

// What rounding of the data alone leaves in a mean square.
double rounding(const std::vector<double>& values) {
  double largest = 0;
  for (const double value : values) {
    largest = std::max(largest, std::abs(value));
  }
  const double step = 2 * std::numeric_limits<double>::epsilon() * largest;
  return step * step;
}

// E[MS of a term] = run + sum over the terms that refine it of (observations per level) x component: solved
// from the finest term up.
std::vector<std::vector<double>> solve_expectations(const Effects& effects,
                                                    const std::vector<std::size_t>& order) {
  const auto& terms = effects.terms;
  const std::size_t run = terms.size();
  std::vector<std::vector<double>> weights(run + 1, std::vector<double>(run + 1, 0));
  weights[run][run] = 1;
  const auto size = static_cast<double>(effects.values.size());
  for (auto at = order.rbegin(); at != order.rend(); ++at) {
    auto& mine = weights[*at];
    mine[*at] = 1;
    mine[run] -= 1;
    for (std::size_t other = 0; other < run; ++other) {
      if (other == *at || !refines(terms[other], terms[*at])) {
        continue;
      }
      for (std::size_t j = 0; j <= run; ++j) {
        mine[j] -= size / terms[other].levels * weights[other][j];
      }
    }
    for (auto& weight : mine) {
      weight /= size / terms[*at].levels;
    }
  }
  return weights;
}

} // namespace

Term common(const Term& a, const Term& b) {
  std::vector<std::uint32_t> parent(a.levels + b.levels);
  std::iota(parent.begin(), parent.end(), 0U);
  const auto root = [&](std::uint32_t i) {
    while (parent[i] != i) {
      i = parent[i] = parent[parent[i]];
    }
    return i;
  };
  for (std::size_t i = 0; i < a.level.size(); ++i) {
    parent[root(a.levels + b.level[i])] = root(a.level[i]);
  }
  Term result;
  std::map<std::uint32_t, std::uint32_t> names;
  for (const auto level : a.level) {
    result.level.push_back(
        names.emplace(root(level), static_cast<std::uint32_t>(names.size())).first->second);
  }
  result.levels = static_cast<std::uint32_t>(names.size());
  return result;
}

bool refines(const Term& fine, const Term& coarse) {
  if (fine.levels < coarse.levels) {
    return false;
  }
  std::vector<std::uint32_t> image(fine.levels, k_none);
  for (std::size_t i = 0; i < fine.level.size(); ++i) {
    auto& level = image[fine.level[i]];
    if (level == k_none) {
      level = coarse.level[i];
    }
    if (level != coarse.level[i]) {
      return false;
    }
  }
  return true;
}

bool is_orthogonal(const Effects& effects) {
  const auto& terms = effects.terms;
  if (!std::all_of(terms.begin(), terms.end(), has_equal_levels)) {
    return false;
  }
  for (std::size_t i = 0; i < terms.size(); ++i) {
    for (std::size_t j = i + 1; j < terms.size(); ++j) {
      if (!are_orthogonal(terms[i], terms[j], terms)) {
        return false;
      }
    }
  }
  return true;
}

double AnovaComponents::component(std::size_t i) const {
  Sum sum;
  for (std::size_t j = 0; j < squares.size(); ++j) {
    sum.add(weights[i][j] * squares[j].ms);
  }
  return sum.value();
}

std::optional<AnovaComponents> anova_components(const Effects& effects) {
  const auto& terms = effects.terms;
  auto values = effects.values;
  const double shift = values.front();
  for (auto& value : values) {
    value -= shift;
  }
  sweep({"", std::vector<std::uint32_t>(values.size(), 0), 1}, values);
  AnovaComponents result;
  result.squares.resize(terms.size() + 1);
  const auto order = sweeping_order(terms);
  const double floor = rounding(effects.values);
  double left = static_cast<double>(values.size()) - 1;
  for (const auto at : order) {
    const double df = degrees_of_freedom(terms, at, result.squares);
    if (!(df > 0)) {
      return std::nullopt;
    }
    const double ms = sweep(terms[at], values) / df;
    result.squares[at] = {ms < floor ? 0 : ms, df};
    left -= df;
  }
  if (!(left > 0)) {
    return std::nullopt;
  }
  Sum rest;
  for (const double value : values) {
    rest.add(value * value);
  }
  const double ms = rest.value() / left;
  result.squares.back() = {ms < floor ? 0 : ms, left};
  result.weights = solve_expectations(effects, order);
  return result;
}

} // namespace reprovip::stats
