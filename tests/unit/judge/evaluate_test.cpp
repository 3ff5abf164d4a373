#include "harness/judge/evaluate.hpp"

#include "tests/unit/judge/build.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace reprovip::judge {
namespace {

using namespace test;

// x = 2 [1, 3]; y = 5 with no interval; t is true; u is not known.
std::vector<Item> world(const std::string& word) {
  if (word == "x") {
    return {number_item({2, 1, 3, Spread::interval})};
  }
  if (word == "y") {
    return {number_item({5, 5, 5, Spread::untold})};
  }
  if (word == "t") {
    return {truth_item(Truth::yes)};
  }
  if (word == "many") {
    return {number_item({1, 0.5, 1.5, Spread::interval}), number_item({4, 3, 6, Spread::interval})};
  }
  return {unknown_item("no u")};
}

TEST(Evaluate, BareComparisonTakesTheInterval) {
  EXPECT_EQ(holds(op(name("x"), "<=", num(3)), world).truth, Truth::yes);
  EXPECT_EQ(holds(op(name("x"), "<", num(1)), world).truth, Truth::no);
  const auto between = holds(op(name("x"), "<", num(2.5)), world);
  EXPECT_EQ(between.truth, Truth::unknown);
  EXPECT_EQ(between.reason, "[1, 3] lies on both sides of 2.5");
}

TEST(Evaluate, FunctionsPickPartsOfTheInterval) {
  EXPECT_EQ(holds(op(call("estimate", {name("x")}), "==", num(2)), world).truth, Truth::yes);
  EXPECT_EQ(holds(op(call("lower", {name("x")}), "==", num(1)), world).truth, Truth::yes);
  EXPECT_EQ(holds(op(call("upper", {name("x")}), "==", num(3)), world).truth, Truth::yes);
  EXPECT_EQ(holds(op(call("width", {name("x")}), "==", num(2)), world).truth, Truth::yes);
  EXPECT_EQ(holds(op(call("abs", {op("-", name("x"))}), ">=", num(1)), world).truth, Truth::yes);
  EXPECT_EQ(holds(op(call("max", {name("x"), name("y")}), "==", num(5)), world).truth, Truth::yes);
  EXPECT_EQ(holds(op(call("min", {name("x"), num(1.5)}), "<=", num(1.5)), world).truth, Truth::yes);
}

TEST(Evaluate, WidthOfWhatHasNoIntervalIsUnknown) {
  const auto item = holds(op(call("width", {name("y")}), "<", num(1)), world);
  EXPECT_EQ(item.truth, Truth::unknown);
  EXPECT_EQ(item.reason, "y has no interval");
}

TEST(Evaluate, UnknownNamesSpreadOnlyAsFarAsTheyMust) {
  EXPECT_EQ(holds(op(flag(true), "or", op(name("u"), "<", num(1))), world).truth, Truth::yes);
  EXPECT_EQ(holds(op(flag(false), "and", op(name("u"), "<", num(1))), world).truth, Truth::no);
  const auto item = holds(op(flag(true), "and", op(name("u"), "<", num(1))), world);
  EXPECT_EQ(item.truth, Truth::unknown);
  EXPECT_EQ(item.reason, "no u");
}

TEST(Evaluate, NotTurnsTruthsAround) {
  EXPECT_EQ(holds(op("not", op(name("x"), "<=", num(3))), world).truth, Truth::no);
  EXPECT_EQ(holds(op("not", op(name("x"), "<=", num(2))), world).truth, Truth::unknown);
  EXPECT_EQ(holds(op(name("t"), "==", flag(false)), world).truth, Truth::no);
}

TEST(Evaluate, KindsThatDoNotFitAreUnknown) {
  EXPECT_EQ(holds(op(name("x"), "and", flag(true)), world).truth, Truth::unknown);
  EXPECT_EQ(holds(op(name("t"), "<", num(1)), world).reason, "a yes or no stands where a number must");
}

TEST(Evaluate, ArithmeticWidensIntervals) {
  EXPECT_EQ(holds(op(op(name("x"), "*", num(2)), "<=", num(6)), world).truth, Truth::yes);
  EXPECT_EQ(holds(op(op(name("x"), "-", name("x")), "==", num(0)), world).truth, Truth::unknown);
  EXPECT_EQ(holds(op(op(num(1), "/", num(0)), "<", num(0)), world).reason, "the divisor may be 0");
}

TEST(Evaluate, ManyScoresMustAllHoldUnlessMinOrMaxGathersThem) {
  EXPECT_EQ(holds(op(name("many"), ">", num(0)), world).truth, Truth::yes);
  EXPECT_EQ(holds(op(name("many"), ">", num(2)), world).truth, Truth::no);
  EXPECT_EQ(holds(op(call("max", {call("width", {name("many")})}), "==", num(3)), world).truth, Truth::yes);
}

TEST(Evaluate, MarginSaysHowFarFromTheEdge) {
  const auto below = margin(op(name("x"), "<=", num(1.5)), world);
  ASSERT_TRUE(below);
  EXPECT_EQ(below->slack, -0.5);
  EXPECT_EQ(below->value, 2);
  EXPECT_EQ(below->threshold, 1.5);
  EXPECT_EQ(margin(op(op(name("x"), "<", num(9)), "and", op(name("y"), "<", num(6))), world)->slack, 1);
  EXPECT_FALSE(margin(name("t"), world));
}

// What one more repetition does: the interval shrinks within the old one. A pass must stay a pass, a fail a
// fail.
TEST(Evaluate, ShrinkingAnIntervalNeverTurnsAVerdictAround) {
  std::mt19937 random(20221010);
  std::uniform_real_distribution<double> place(-1, 1);
  const std::vector<Expression> requirements = {
      op(name("x"), "<=", num(0.1)),
      op(name("x"), "!=", num(0.3)),
      op(call("abs", {name("x")}), "<", num(0.5)),
      op("not", op(op(name("x"), "*", name("x")), ">", num(0.25))),
      op(op(name("x"), "<", num(-0.2)), "or", op(op(name("x"), "+", num(1)), ">", num(1.2))),
      op(op(num(1), "/", name("x")), ">=", num(2)),
      op(call("max", {name("x"), num(0)}), "<=", num(0.4))};
  for (int i = 0; i < 2000; ++i) {
    std::vector<double> ends = {place(random), place(random), place(random), place(random), place(random)};
    std::ranges::sort(ends);
    const auto with = [&](double low, double high) {
      return [=](const std::string&) {
        return std::vector<Item>{number_item({ends[2], low, high, Spread::interval})};
      };
    };
    for (const auto& require : requirements) {
      const Truth wide = holds(require, with(ends[0], ends[4])).truth;
      const Truth narrow = holds(require, with(ends[1], ends[3])).truth;
      EXPECT_TRUE(wide == Truth::unknown || wide == narrow) << to_text(require);
    }
  }
}

} // namespace
} // namespace reprovip::judge
