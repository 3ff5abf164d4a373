#include "harness/judge/logic.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace reprovip::judge {
namespace {

Range interval(double low, double high) {
  return {(low + high) / 2, low, high, Spread::interval};
}

TEST(Logic, FollowsKleenesTables) {
  const auto no = Truth::no;
  const auto un = Truth::unknown;
  const auto yes = Truth::yes;
  const std::vector<Truth> all = {no, un, yes};
  const Truth table_and[3][3] = {{no, no, no}, {no, un, un}, {no, un, yes}};
  const Truth table_or[3][3] = {{no, un, yes}, {un, un, yes}, {yes, yes, yes}};
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) {
      EXPECT_EQ(both(all[i], all[j]), table_and[i][j]);
      EXPECT_EQ(either(all[i], all[j]), table_or[i][j]);
    }
  }
  EXPECT_EQ(opposite(no), yes);
  EXPECT_EQ(opposite(un), un);
  EXPECT_EQ(opposite(yes), no);
}

TEST(Logic, ComparesIntervalsAsWholes) {
  struct Row {
    Range range;
    const char* op;
    Truth expected;
  };
  const std::vector<Row> rows = {
      {interval(1, 2), "<=", Truth::yes},     // touches from below: every value satisfies it
      {interval(1, 2), "<", Truth::unknown},  // 2 itself does not
      {interval(2, 3), "<=", Truth::unknown}, // 2 itself does
      {interval(2, 3), "<", Truth::no},       {interval(2, 3), ">=", Truth::yes},
      {interval(2, 3), ">", Truth::unknown},  {interval(1, 2), ">=", Truth::unknown},
      {interval(1, 2), ">", Truth::no},       {interval(1, 3), "<=", Truth::unknown},
      {interval(3, 4), "==", Truth::no},      {interval(1, 2), "==", Truth::unknown},
      {interval(2, 2), "==", Truth::yes},     {interval(2, 2), "!=", Truth::no},
      {interval(3, 4), "!=", Truth::yes},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(compare(row.range, row.op, exactly(2)), row.expected)
        << row.range.low << ".." << row.range.high << " " << row.op << " 2";
  }
}

TEST(Logic, ComparesWithUnboundedIntervals) {
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(compare({1, 0.5, infinity, Spread::interval}, "<=", exactly(2)), Truth::unknown);
  EXPECT_EQ(compare({1, 0.5, infinity, Spread::interval}, ">=", exactly(0.5)), Truth::yes);
}

TEST(Logic, MultipliesAllCorners) {
  const auto product = multiply(interval(-1, 2), interval(-3, 1));
  ASSERT_TRUE(product);
  EXPECT_EQ(product->low, -6);
  EXPECT_EQ(product->high, 3);
}

TEST(Logic, DoesNotDivideByWhatMayBeZero) {
  EXPECT_FALSE(divide(exactly(1), interval(-1, 1)));
  EXPECT_FALSE(divide(exactly(1), exactly(0)));
  const auto quotient = divide(exactly(1), interval(2, 4));
  ASSERT_TRUE(quotient);
  EXPECT_EQ(quotient->low, 0.25);
  EXPECT_EQ(quotient->high, 0.5);
}

TEST(Logic, GivesNothingForWhatIsNotANumber) {
  const double infinity = std::numeric_limits<double>::infinity();
  const Range open = {1, 0, infinity, Spread::interval};
  EXPECT_EQ(subtract(open, open)->low, -infinity);
  EXPECT_FALSE(multiply(open, exactly(0)));
  EXPECT_FALSE(add(exactly(std::numeric_limits<double>::max()), exactly(std::numeric_limits<double>::max())));
}

TEST(Logic, TakesAbsoluteValueAroundZero) {
  const auto around = absolute(interval(-3, 1));
  EXPECT_EQ(around.low, 0);
  EXPECT_EQ(around.high, 3);
  const auto below = absolute(interval(-3, -1));
  EXPECT_EQ(below.low, 1);
  EXPECT_EQ(below.high, 3);
  EXPECT_EQ(below.estimate, 2);
}

} // namespace
} // namespace reprovip::judge
