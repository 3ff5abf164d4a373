#include "harness/protocol/expression.hpp"

#include <gtest/gtest.h>

namespace reprovip::protocol {

namespace {

struct Good {
  std::string text;
  std::string again; // fully bracketed
};

struct Bad {
  std::string text;
  int column;
  std::string part;
};

} // namespace

TEST(Expression, BindsAsTheGrammarSays) {
  const Good cases[] = {{"classes == 1", "classes == 1"},
                        {"nu <= 0.10", "nu <= 0.1"},
                        {"nu<5 %", "nu < 0.05"},
                        {"a < 1e-3", "a < 0.001"},
                        {"a + b * c < 1", "(a + (b * c)) < 1"},
                        {"a - b - c > 0", "((a - b) - c) > 0"},
                        {"a / b / c != 0", "((a / b) / c) != 0"},
                        {"not a < 1 or b > 2 and c > 3", "not (a < 1) or ((b > 2) and (c > 3))"},
                        {"-a < -1", "-a < -1"},
                        {"(a < 1 or b < 1) and pass", "((a < 1) or (b < 1)) and pass"},
                        {"max(width(nu), 2) < .5", "max(width(nu), 2) < 0.5"},
                        {"classes.raw == 1 and true", "(classes.raw == 1) and true"}};
  for (const auto& one : cases) {
    const auto expression = parse_expression(one.text);
    ASSERT_TRUE(expression) << one.text << ": " << one_line(expression.error());
    EXPECT_EQ(model::to_text(*expression), one.again);
  }
}

TEST(Expression, KnowsItsColumns) {
  const auto expression = parse_expression("nu <= 0.1 and width(x) < 2");
  ASSERT_TRUE(expression);
  EXPECT_EQ(expression->column, 11);
  EXPECT_EQ(expression->operands[0].operands[1].column, 7);
  EXPECT_EQ(expression->operands[1].operands[0].operands[0].column, 21);
}

TEST(Expression, SaysWhereTheMistakeIs) {
  const Bad cases[] = {{"", 1, "empty"},
                       {"nu <", 5, "not the end"},
                       {"nu <= 0.1 0.2", 11, "expected an operator"},
                       {"nu = 1", 4, "\"=\" is not an operator; write \"==\""},
                       {"a && b", 3, "write \"and\""},
                       {"1 < nu < 2", 8, "do not chain"},
                       {"(a < 1", 7, "the \"(\" at column 1 is still open"},
                       {"wdith(nu) < 1", 1, "did you mean \"width\"?"},
                       {"width(a, b) < 1", 1, "takes one argument, not 2"},
                       {"max() < 1", 5, "expected a number or a name"},
                       {"1.2.3 < 2", 1, "not a number"},
                       {"5e < 2", 1, "not a number"},
                       {"nu < \xC2\xB1 1", 6, "\"\xC2\xB1\" has no meaning here"},
                       {"and < 1", 1, "not \"and\""}};
  for (const auto& one : cases) {
    const auto expression = parse_expression(one.text);
    ASSERT_FALSE(expression) << one.text;
    EXPECT_EQ(expression.error().where->column, one.column) << one.text;
    EXPECT_NE(one_line(expression.error()).find(one.part), std::string::npos) << one_line(expression.error());
  }
}

TEST(Expression, RefusesWhatWouldOverflowTheStack) {
  EXPECT_FALSE(parse_expression(std::string(100000, '(')));
  EXPECT_FALSE(parse_expression(std::string(100000, '-') + "1 < 2"));
  std::string sum = "1";
  for (int i = 0; i < 100000; ++i) {
    sum += "+1";
  }
  EXPECT_FALSE(parse_expression(sum + " < 2"));
}

} // namespace reprovip::protocol
