#include "harness/plan/order.hpp"

#include "tests/unit/plan/fixtures.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

namespace reprovip::plan {
namespace {

using testing::SizeIs;

class OrderTest : public testing::Test {
protected:
  model::Plan plan(model::Order order) {
    m_protocol.repeat.order = order;
    return test::plan_of(test::resolved(m_protocol, 5));
  }
  static std::vector<std::uint32_t> cells(const model::Plan& plan, std::size_t from, std::size_t count) {
    std::vector<std::uint32_t> cells;
    for (std::size_t i = from; i < from + count; ++i) {
      cells.push_back(plan.executions.at(i).cell);
    }
    return cells;
  }

  model::Protocol m_protocol = [] {
    auto protocol = test::protocol({test::engines({"docker", "guix"})});
    protocol.repeat.count = 3;
    return protocol;
  }();
};

TEST_F(OrderTest, InterleavedHasEveryCellOncePerRound) {
  const auto made = plan(model::Order::interleaved);
  ASSERT_THAT(made.executions, SizeIs(30));
  for (std::size_t round = 0; round < 3; ++round) {
    const auto order = cells(made, 10 * round, 10);
    EXPECT_THAT(std::set<std::uint32_t>(order.begin(), order.end()), SizeIs(10));
    EXPECT_FALSE(std::ranges::is_sorted(order));
    for (std::size_t i = 0; i < 10; ++i) {
      EXPECT_EQ(made.executions[10 * round + i].repetition, round + 1);
    }
  }
  EXPECT_NE(cells(made, 0, 10), cells(made, 10, 10));
}

TEST_F(OrderTest, MoreRepetitionsLeaveTheEarlierRoundsAsTheyAre) {
  const auto few = plan(model::Order::interleaved);
  m_protocol.repeat.count = 6;
  const auto many = plan(model::Order::interleaved);
  EXPECT_EQ(cells(many, 0, 30), cells(few, 0, 30));
}

TEST_F(OrderTest, AnotherSeedIsAnotherOrder) {
  const auto first = plan(model::Order::interleaved);
  m_protocol.repeat.order_seed = 1;
  EXPECT_NE(cells(plan(model::Order::interleaved), 0, 30), cells(first, 0, 30));
}

TEST_F(OrderTest, BlockKeepsTheRepetitionsOfACellTogether) {
  const auto made = plan(model::Order::block);
  EXPECT_EQ(cells(made, 0, 6), (std::vector<std::uint32_t>{0, 0, 0, 1, 1, 1}));
}

TEST_F(OrderTest, RandomShufflesAllOfThem) {
  const auto made = plan(model::Order::random);
  std::set<std::pair<std::uint32_t, std::uint32_t>> distinct;
  for (const auto& execution : made.executions) {
    distinct.emplace(execution.cell, execution.repetition);
  }
  EXPECT_THAT(distinct, SizeIs(30));
  const auto is_later = [](const auto& a, const auto& b) { return a.repetition < b.repetition; };
  EXPECT_FALSE(std::ranges::is_sorted(made.executions, is_later));
}

TEST(Seed, FollowsThePolicy) {
  model::Repeat repeat;
  EXPECT_EQ(seed_of(repeat, "sub-01", 3), 0U);
  repeat.seed = model::SeedPolicy::fixed;
  repeat.seed_base = 42;
  EXPECT_EQ(seed_of(repeat, "sub-01", 3), 42U);
  repeat.seed = model::SeedPolicy::per_repetition;
  repeat.seed_base = 1;
  EXPECT_EQ(seed_of(repeat, "sub-01", 3), 206371610U);
}

TEST(Seed, IsDistinctPerRepetitionAndSubjectAndFitsAnInteger) {
  model::Repeat repeat;
  repeat.seed = model::SeedPolicy::per_repetition;
  std::set<std::uint64_t> seeds;
  for (const auto* subject : {"sub-01", "sub-02"}) {
    for (std::uint32_t repetition = 1; repetition <= 500; ++repetition) {
      seeds.insert(seed_of(repeat, subject, repetition));
    }
  }
  EXPECT_THAT(seeds, SizeIs(1000));
  EXPECT_GE(*seeds.begin(), 1U);
  EXPECT_LE(*seeds.rbegin(), 0x7fffffffU);
}

TEST_F(OrderTest, SeedsAreEqualAcrossConditionsAndAbsentWithoutTaker) {
  m_protocol.repeat.seed = model::SeedPolicy::per_repetition;
  EXPECT_EQ(plan(model::Order::block).executions[0].seed, 0U);
  m_protocol.application.seed = model::SeedDecl{"SEED", ""};
  const auto made = plan(model::Order::block);
  EXPECT_NE(made.executions[0].seed, 0U);
  EXPECT_EQ(made.executions[0].seed, made.executions[3].seed); // the other engine
  EXPECT_NE(made.executions[0].seed, made.executions[1].seed);
}

} // namespace
} // namespace reprovip::plan
