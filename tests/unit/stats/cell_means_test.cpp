#include "harness/stats/cell_means.hpp"

#include "tests/unit/stats/designs.hpp"
#include "tests/unit/stats/tables.hpp"

#include <gtest/gtest.h>

namespace reprovip::stats {
namespace {

TEST(CellMeans, OfBalancedDataGiveTheSameComponents) {
  const auto effects = test::gauge_effects(true);
  const auto cells = cell_means(effects);
  EXPECT_EQ(cells.means.values.size(), 30U);
  EXPECT_NEAR(cells.replicates, 3, 1e-14);
  EXPECT_EQ(cells.within.df, 60);
  const auto unweighted = *cell_mean_components(cells);
  const auto anova = *anova_components(effects);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(unweighted.component(i), anova.component(i), 1e-14);
    const auto a = LargeSampleLimits(unweighted.squares, 0.95).of(unweighted.weights[i]);
    const auto b = LargeSampleLimits(anova.squares, 0.95).of(anova.weights[i]);
    EXPECT_NEAR(a.low, b.low, 1e-12);
    EXPECT_NEAR(a.high, b.high, 1e-12);
  }
}

TEST(CellMeans, OfOneWayDataAreKnown) {
  // Groups (1, 3), (4), (9, 9, 12): means 2, 4, 10; 1 / n: 1/2 + 1 + 1/3, so 18 / 11 observations; within 8
  // / 3.
  const auto effects = test::one_way_effects({{1, 3}, {4}, {9, 9, 12}});
  const auto cells = cell_means(effects);
  EXPECT_NEAR(cells.replicates, 18.0 / 11, 1e-14);
  EXPECT_NEAR(cells.within.ms, 8.0 / 3, 1e-14);
  const auto found = *cell_mean_components(cells);
  // The variance of the means, 52 / 3, less the run's share.
  EXPECT_NEAR(found.component(0), 52.0 / 3 - 8.0 / 3 * 11 / 18, 1e-13);
  EXPECT_NEAR(found.component(1), 8.0 / 3, 1e-14);
  EXPECT_EQ(found.squares[0].df, 2);
}

TEST(CellMeans, NeedEveryCellAndARepetition) {
  EXPECT_FALSE(cell_mean_components(cell_means(test::two_way_effects(test::k_wines))));
  auto effects = test::gauge_effects(true);
  const auto drop = [&](std::size_t first, std::size_t count) {
    const auto cut = [&](auto& items) {
      items.erase(items.begin() + static_cast<std::ptrdiff_t>(first),
                  items.begin() + static_cast<std::ptrdiff_t>(first + count));
    };
    cut(effects.values);
    for (auto& term : effects.terms) {
      cut(term.level);
    }
  };
  drop(0, 1);
  EXPECT_TRUE(cell_mean_components(cell_means(effects)));
  drop(0, 19); // one observation of each part by the first appraiser is left
  EXPECT_TRUE(cell_mean_components(cell_means(effects)));
  drop(0, 1);
  EXPECT_FALSE(cell_mean_components(cell_means(effects)));
}

} // namespace
} // namespace reprovip::stats
