#include "harness/stats/exchange.hpp"
#include "harness/stats/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <span>

namespace reprovip::stats {
namespace {

// One block and stratum: `counts[label][level]` things.
Exchange table(const std::vector<std::vector<std::uint32_t>>& counts) {
  Exchange things;
  for (std::uint32_t label = 0; label < counts.size(); ++label) {
    for (std::uint32_t level = 0; level < counts[label].size(); ++level) {
      for (std::uint32_t i = 0; i < counts[label][level]; ++i) {
        things.block.push_back(0);
        things.stratum.push_back(0);
        things.label.push_back(label);
        things.level.push_back(level);
      }
    }
  }
  return things;
}

void expect_exact(const Exchange& things, double p) {
  const auto test = exchange_test(things, {});
  ASSERT_TRUE(test);
  EXPECT_TRUE(test->exact);
  EXPECT_NEAR(test->p, p, 1e-12);
}

// R: fisher.test(matrix(c(4, 0, 0, 4), 2))$p.value is 0.02857142857, of (5 1 1 5) 0.08008658009.
TEST(Exchange, OfTwoEvenLevelsAndTwoClassesIsFishersTest) {
  expect_exact(table({{4, 0}, {0, 4}}), 2.0 / 70);
  expect_exact(table({{5, 1}, {1, 5}}), 0.0800865800865801);
  expect_exact(table({{3, 3}, {3, 3}}), 1);
}

// 15 things, three levels of five, one of which has the smaller class alone: 3 of C(15, 5) arrangements.
TEST(Exchange, CountsArrangements) {
  expect_exact(table({{5, 5, 0}, {0, 0, 5}}), 3.0 / 3003);
}

// Two things a stratum, one of each level, and the classes follow the level in all four: the arrangement and
// its mirror image, of 2^4.
TEST(Exchange, KeepsLevelsWithinTheirStrata) {
  Exchange things;
  for (std::uint32_t stratum = 0; stratum < 4; ++stratum) {
    for (std::uint32_t level = 0; level < 2; ++level) {
      things.block.push_back(0);
      things.stratum.push_back(stratum);
      things.level.push_back(level);
      things.label.push_back(level);
    }
  }
  expect_exact(things, 2.0 / 16);
}

// A perfect 2 + 2 is 1/3 of the arrangements of one block; classes of another block are other classes.
TEST(Exchange, MultipliesBlocks) {
  auto things = table({{2, 0}, {0, 2}});
  const auto more = table({{2, 0}, {0, 2}});
  things.block.insert(things.block.end(), 4, 1);
  things.stratum.insert(things.stratum.end(), 4, 1);
  things.level.insert(things.level.end(), more.level.begin(), more.level.end());
  things.label.insert(things.label.end(), more.label.begin(), more.label.end());
  expect_exact(things, 1.0 / 9);
}

TEST(Exchange, HasNoAnswerWhereNothingCanChange) {
  EXPECT_FALSE(exchange_test(table({{1, 0}, {0, 1}}), {})) << "each level once";
  EXPECT_FALSE(exchange_test(table({{3, 3}}), {})) << "one class";
  EXPECT_FALSE(exchange_test(table({{3}, {3}}), {})) << "one level";
  EXPECT_FALSE(exchange_test(table({{1, 0}, {1, 0}, {0, 1}, {0, 1}}), {})) << "every thing differs";
  auto fixed = table({{2, 0}, {0, 2}});
  fixed.stratum = fixed.level;
  EXPECT_FALSE(exchange_test(fixed, {})) << "levels are those of the strata";
  EXPECT_FALSE(exchange_test({}, {}));
}

// Every one of the 7! orders, one after the other.
double by_all_orders(const Exchange& things) {
  const auto pairs_of = [&](const std::vector<std::size_t>& order) {
    int pairs = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        pairs += things.label[i] == things.label[j] && things.level[order[i]] == things.level[order[j]];
      }
    }
    return pairs;
  };
  std::vector<std::size_t> order(things.level.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const int observed = pairs_of(order);
  int reached = 0;
  int all = 0;
  do {
    ++all;
    reached += pairs_of(order) >= observed ? 1 : 0;
  } while (std::next_permutation(order.begin(), order.end()));
  return static_cast<double>(reached) / all;
}

TEST(Exchange, IsTheShareOfAllOrders) {
  Random random(3, 0);
  for (int i = 0; i < 10; ++i) {
    Exchange things;
    for (int j = 0; j < 7; ++j) {
      things.block.push_back(0);
      things.stratum.push_back(0);
      things.level.push_back(static_cast<std::uint32_t>(random.below(3)));
      things.label.push_back(static_cast<std::uint32_t>(random.below(3)));
    }
    const auto test = exchange_test(things, {});
    const double p = by_all_orders(things);
    if (test) {
      EXPECT_NEAR(test->p, p, 1e-12);
    } else {
      EXPECT_EQ(p, 1);
    }
  }
}

TEST(Exchange, SamplesWhatHasTooManyArrangements) {
  ExchangeQuestion question;
  question.arrangements = 2;
  const auto things = table({{5, 1}, {1, 5}});
  const auto test = exchange_test(things, question);
  ASSERT_TRUE(test);
  EXPECT_FALSE(test->exact);
  EXPECT_NEAR(test->p, 0.0800865800865801, 0.045); // 5 sd of 999
  EXPECT_EQ(test->p, exchange_test(things, question)->p);
  question.seed = 2;
  EXPECT_NE(test->p, exchange_test(things, question)->p);
}

// Many classes of five hundred things: sampled, and never 0.
TEST(Exchange, StaysAboveZero) {
  Exchange things;
  for (std::uint32_t i = 0; i < 500; ++i) {
    things.block.push_back(0);
    things.stratum.push_back(0);
    things.level.push_back(i % 10);
    things.label.push_back(i % 10);
  }
  const auto test = exchange_test(things, {});
  ASSERT_TRUE(test);
  EXPECT_FALSE(test->exact);
  EXPECT_DOUBLE_EQ(test->p, 1.0 / 2001);
}

} // namespace
} // namespace reprovip::stats
