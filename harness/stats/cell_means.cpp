#include "harness/stats/cell_means.hpp"

#include "harness/stats/anova.hpp"
#include "harness/stats/sums.hpp"

#include <map>

namespace reprovip::stats {

namespace {

// A term with a level of its own for every cell: what the cells leave over is that term and the run's share.
std::optional<std::size_t> finest_term(const Effects& effects) {
  for (std::size_t t = 0; t < effects.terms.size(); ++t) {
    if (effects.terms[t].levels == effects.values.size()) {
      return t;
    }
  }
  return std::nullopt;
}

} // namespace

CellMeans cell_means(const Effects& effects) {
  std::map<std::vector<std::uint32_t>, std::size_t> cells;
  Groups groups;
  CellMeans result;
  for (const auto& term : effects.terms) {
    result.means.terms.push_back({term.name, {}, term.levels});
  }
  for (std::size_t i = 0; i < effects.values.size(); ++i) {
    std::vector<std::uint32_t> key;
    for (const auto& term : effects.terms) {
      key.push_back(term.level[i]);
    }
    const auto [found, is_new] = cells.emplace(key, groups.size());
    if (is_new) {
      groups.emplace_back();
      for (std::size_t t = 0; t < key.size(); ++t) {
        result.means.terms[t].level.push_back(key[t]);
      }
    }
    groups[found->second].push_back(effects.values[i]);
  }
  Sum inverse;
  for (const auto& group : groups) {
    result.means.values.push_back(moments(group).mean);
    inverse.add(1 / static_cast<double>(group.size()));
  }
  result.replicates = static_cast<double>(groups.size()) / inverse.value();
  const auto table = one_way(groups);
  result.within = {table.df_within > 0 ? table.ms_within() : 0, table.df_within};
  return result;
}

std::optional<AnovaComponents> cell_mean_components(const CellMeans& cells) {
  if (!(cells.within.df > 0) || !is_orthogonal(cells.means)) {
    return std::nullopt;
  }
  auto coarse = cells.means;
  const auto finest = finest_term(cells.means);
  if (finest) {
    coarse.terms.erase(coarse.terms.begin() + static_cast<std::ptrdiff_t>(*finest));
  }
  const auto of_means = anova_components(coarse);
  if (!of_means) {
    return std::nullopt;
  }
  // Mean squares: of the coarse terms, of what is left of the cells, within the cells.
  AnovaComponents result;
  result.squares = of_means->squares;
  result.squares.push_back(cells.within);
  const std::size_t within = result.squares.size() - 1;
  const std::size_t left = within - 1;
  for (auto weights : of_means->weights) {
    weights.push_back(0);
    result.weights.push_back(std::move(weights));
  }
  result.weights.pop_back(); // of what is left
  if (finest) {
    std::vector<double> weights(within + 1, 0);
    weights[left] = 1;
    weights[within] = -1 / cells.replicates;
    result.weights.insert(result.weights.begin() + static_cast<std::ptrdiff_t>(*finest), std::move(weights));
  }
  result.weights.emplace_back(within + 1, 0);
  result.weights.back()[within] = 1;
  return result;
}

} // namespace reprovip::stats
