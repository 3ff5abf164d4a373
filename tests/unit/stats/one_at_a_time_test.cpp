#include "harness/stats/one_at_a_time.hpp"

#include <gtest/gtest.h>

namespace reprovip::stats {
namespace {

// Subjects 0 and 1 at the reference, with a changed, with b changed; two executions 0.5 beside each mean.
const std::vector<std::vector<double>> k_means = {{10, 14, 11}, {20, 26, 21}};

struct Design {
  Effects effects;
  OneAtATime roles;
};

Design design_of(const std::vector<std::vector<double>>& means) {
  Design design;
  auto& terms = design.effects.terms;
  terms = {{"subject", {}, 2}, {"a", {}, 2}, {"b", {}, 2}, {"subject:a", {}, 4}, {"subject:b", {}, 4}};
  for (std::uint32_t subject = 0; subject < means.size(); ++subject) {
    for (std::uint32_t condition = 0; condition < means[subject].size(); ++condition) {
      const std::uint32_t a = condition == 1 ? 1 : 0;
      const std::uint32_t b = condition == 2 ? 1 : 0;
      for (const double rest : {-0.5, 0.5}) {
        design.effects.values.push_back(means[subject][condition] + rest);
        const std::vector<std::uint32_t> levels = {subject, a, b, 2 * subject + a, 2 * subject + b};
        for (std::size_t t = 0; t < terms.size(); ++t) {
          terms[t].level.push_back(levels[t]);
        }
      }
    }
  }
  design.roles = {0, {{1, 3}, {2, 4}}};
  return design;
}

TEST(OneAtATime, GivesTheComponentsOfASmallTable) {
  const auto [effects, roles] = design_of(k_means);
  const auto found = one_at_a_time_components(cell_means(effects), roles);
  ASSERT_TRUE(found);
  // a: rows (10, 14), (20, 26): between levels 25, left 1; b: 1 and 0; two executions each; within 0.5.
  EXPECT_NEAR(found->component(1), (50.0 - 2) / 4, 1e-12);
  EXPECT_NEAR(found->component(2), (2.0 - 0) / 4, 1e-12);
  EXPECT_NEAR(found->component(3), (2 - 0.5) / 2, 1e-12);
  EXPECT_NEAR(found->component(4), (0 - 0.5) / 2, 1e-12);
  EXPECT_NEAR(found->component(5), 0.5, 1e-12);
  // The variances of subjects are 50, 72 and 50; each holds both subject x factor, and half the run.
  EXPECT_NEAR(found->component(0), 172.0 / 3 - 0.75 + 0.25 - 0.25, 1e-12);
  EXPECT_EQ(found->squares[0].df, 1);
  EXPECT_EQ(found->squares[1].df, 1);
  EXPECT_EQ(found->squares[5].df, 6);
}

TEST(OneAtATime, OfOneSubjectHasFactorsAndRun) {
  auto [effects, roles] = design_of({k_means.front()});
  effects.terms = {effects.terms[1], effects.terms[2]};
  roles = {std::nullopt, {{0, std::nullopt}, {1, std::nullopt}}};
  const auto found = one_at_a_time_components(cell_means(effects), roles);
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->component(0), 8 - 0.25, 1e-12); // of 10 and 14, less half the run
  EXPECT_NEAR(found->component(1), 0.5 - 0.25, 1e-12);
  EXPECT_NEAR(found->component(2), 0.5, 1e-12);
}

TEST(OneAtATime, FindsTheReferenceOrNone) {
  auto [effects, roles] = design_of(k_means);
  EXPECT_TRUE(is_one_at_a_time(effects, roles));
  // Both change together, never one alone.
  for (std::size_t i = 0; i < effects.values.size(); ++i) {
    effects.terms[2].level[i] = effects.terms[1].level[i];
  }
  EXPECT_FALSE(is_one_at_a_time(effects, roles));
}

TEST(OneAtATime, NeedsEveryConditionARepetitionAndEveryTerm) {
  const auto cells_of = [](const Effects& effects) { return cell_means(effects); };
  const auto whole = design_of(k_means);
  auto once = cells_of(whole.effects);
  once.within.df = 0;
  EXPECT_FALSE(one_at_a_time_components(once, whole.roles));
  const auto lacking = design_of({k_means[0], {20, 26}});
  EXPECT_FALSE(one_at_a_time_components(cells_of(lacking.effects), lacking.roles));
  auto roles = whole.roles;
  roles.arms[1].with_subject = std::nullopt;
  EXPECT_FALSE(one_at_a_time_components(cells_of(whole.effects), roles));
}

} // namespace
} // namespace reprovip::stats
