#include "harness/stats/raters.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace reprovip::stats {
namespace {

// Rows are units, columns are how often each category was given.
Ratings from_counts(const std::vector<std::vector<std::uint32_t>>& table) {
  Ratings ratings;
  for (std::size_t category = 0; category < table.front().size(); ++category) {
    ratings.categories.push_back(static_cast<double>(category + 1));
  }
  for (const auto& row : table) {
    auto& unit = ratings.units.emplace_back();
    for (std::uint32_t category = 0; category < row.size(); ++category) {
      if (row[category] > 0) {
        unit.given.emplace_back(category, row[category]);
      }
    }
  }
  return ratings;
}

// Fleiss 1971: 30 patients, 6 psychiatrists, 5 diagnoses. Kappa 0.430, z 17.7.
const std::vector<std::vector<std::uint32_t>> k_diagnoses = {
    {0, 0, 0, 6, 0}, {0, 3, 0, 0, 3}, {0, 1, 4, 0, 1}, {0, 0, 0, 0, 6}, {0, 3, 0, 3, 0}, {2, 0, 4, 0, 0},
    {0, 0, 4, 0, 2}, {2, 0, 3, 1, 0}, {2, 0, 0, 4, 0}, {0, 0, 0, 0, 6}, {1, 0, 0, 5, 0}, {1, 1, 0, 4, 0},
    {0, 3, 3, 0, 0}, {1, 0, 0, 5, 0}, {0, 2, 0, 3, 1}, {0, 0, 5, 0, 1}, {3, 0, 0, 1, 2}, {5, 1, 0, 0, 0},
    {0, 2, 0, 4, 0}, {1, 0, 2, 0, 3}, {0, 0, 0, 0, 6}, {0, 1, 0, 5, 0}, {0, 2, 0, 1, 3}, {2, 0, 0, 4, 0},
    {1, 0, 0, 4, 1}, {0, 5, 0, 1, 0}, {4, 0, 0, 0, 2}, {0, 2, 0, 4, 0}, {1, 0, 5, 0, 0}, {0, 0, 0, 0, 6}};
// Wikipedia, "Fleiss' kappa": 10 subjects, 14 raters.
const std::vector<std::vector<std::uint32_t>> k_wikipedia = {
    {0, 0, 0, 0, 14}, {0, 2, 6, 4, 2}, {0, 0, 3, 5, 6}, {0, 3, 9, 2, 0}, {2, 2, 8, 1, 1},
    {7, 7, 0, 0, 0},  {3, 2, 6, 3, 0}, {2, 5, 3, 2, 2}, {6, 5, 2, 1, 0}, {0, 2, 2, 3, 7}};
// Krippendorff: 12 units, 4 observers, missing ratings, 5 categories.
const std::vector<std::vector<std::uint32_t>> k_krippendorff = {
    {3, 0, 0, 0, 0}, {0, 3, 1, 0, 0}, {0, 0, 4, 0, 0}, {0, 0, 4, 0, 0}, {0, 4, 0, 0, 0}, {1, 1, 1, 1, 0},
    {0, 0, 0, 4, 0}, {3, 1, 0, 0, 0}, {0, 4, 0, 0, 0}, {0, 0, 0, 0, 3}, {2, 0, 0, 0, 0}, {0, 0, 1, 0, 0}};

TEST(FleissKappa, OfPublishedTablesIsKnown) {
  const auto diagnoses = from_counts(k_diagnoses);
  const auto kappa = fleiss_kappa(diagnoses);
  EXPECT_NEAR(kappa->estimate, 0.43024452006014074, 1e-15);
  EXPECT_NEAR(fleiss_z(diagnoses, kappa->estimate), 17.7, 0.05);
  EXPECT_NEAR(fleiss_kappa(from_counts(k_wikipedia))->estimate, 0.20993070442195522, 1e-15);
}

TEST(FleissKappa, IsOneForAgreementAndNothingForOneCategory) {
  EXPECT_DOUBLE_EQ(fleiss_kappa(from_counts({{3, 0}, {0, 3}}))->estimate, 1);
  EXPECT_FALSE(fleiss_kappa(from_counts({{3, 0}, {3, 0}})));
}

TEST(GwetAc1, OfPublishedTablesIsKnown) {
  EXPECT_NEAR(gwet_ac1(from_counts(k_krippendorff))->estimate, 0.775, 5e-4);
  EXPECT_FALSE(gwet_ac1(from_counts({{1, 0}, {0, 1}})));
  EXPECT_FALSE(gwet_ac1(from_counts({{2, 0}, {2, 0}})));
  EXPECT_DOUBLE_EQ(gwet_ac1(from_counts({{2, 0}, {0, 2}}))->estimate, 1);
}

TEST(KrippendorffAlpha, OfPublishedTablesIsKnown) {
  const auto ratings = from_counts(k_krippendorff);
  EXPECT_NEAR(krippendorff_alpha(ratings, Scale::nominal)->estimate, 0.743421052632, 1e-12);
  EXPECT_NEAR(krippendorff_alpha(ratings, Scale::ordinal)->estimate, 0.815387503755, 1e-12);
  EXPECT_NEAR(krippendorff_alpha(ratings, Scale::interval)->estimate, 0.849107142857, 1e-12);
  EXPECT_NEAR(krippendorff_alpha(ratings, Scale::ratio)->estimate, 0.797402774712, 1e-12);
}

TEST(KrippendorffAlpha, IsNothingWithoutDifferencesOrPairs) {
  EXPECT_FALSE(krippendorff_alpha(from_counts({{2, 0}, {3, 0}}), Scale::nominal));
  EXPECT_FALSE(krippendorff_alpha(from_counts({{1, 0}, {0, 1}}), Scale::interval));
}

TEST(Raters, UnitsMayStandTogetherAndInAnyOrder) {
  auto table = k_krippendorff;
  std::reverse(table.begin(), table.end());
  auto apart = from_counts(table);
  auto together = apart;
  for (const auto& unit : together.units) {
    apart.units.push_back(unit);
  }
  for (auto& unit : together.units) {
    unit.units = 2;
  }
  EXPECT_DOUBLE_EQ(gwet_ac1(apart)->estimate, gwet_ac1(together)->estimate);
  EXPECT_DOUBLE_EQ(krippendorff_alpha(apart, Scale::ordinal)->estimate,
                   krippendorff_alpha(together, Scale::ordinal)->estimate);
}

} // namespace
} // namespace reprovip::stats
