#include "harness/protocol/requirement.hpp"

#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/protocol/expression.hpp"

#include <algorithm>

namespace reprovip::protocol {

namespace {

using model::Expression;

enum class Type { number, truth, unknown };

class TypeCheck {
public:
  TypeCheck(const Node& text, const RequirementNames& names, Diagnostics& diagnostics)
      : m_text(text), m_names(names), m_diagnostics(diagnostics) {}

  void whole(const Expression& expression) { expect(expression, Type::truth, "the requirement"); }

private:
  void report(const Expression& expression, const std::string& message, const std::string& advice) {
    m_diagnostics.add_inside(m_text.at, expression.column, message, advice);
  }

  void expect(const Expression& expression, Type wanted, const std::string& where) {
    const auto type = type_of(expression);
    if (type == Type::unknown || type == wanted) {
      return;
    }
    if (wanted == Type::truth) {
      report(expression, format("{} must be a yes or no, and this is a number", where),
             "compare it: \"<= 0.10\"");
    } else {
      report(expression, format("{} must be a number, and this is a yes or no", where), "");
    }
  }

  Type type_of(const Expression& expression) {
    switch (expression.kind) {
    case Expression::Kind::number:
      return Type::number;
    case Expression::Kind::boolean:
      return Type::truth;
    case Expression::Kind::name:
      return name(expression);
    case Expression::Kind::call:
      return call(expression);
    case Expression::Kind::unary:
      return unary(expression);
    case Expression::Kind::binary:
      return binary(expression);
    }
    return Type::unknown;
  }

  Type name(const Expression& expression) {
    const auto is_in = [&](const std::vector<std::string>& names) {
      return std::ranges::find(names, expression.word) != names.end();
    };
    if (is_in(m_names.numbers)) {
      return Type::number;
    }
    if (is_in(m_names.truths)) {
      return Type::truth;
    }
    auto known = m_names.numbers;
    known.insert(known.end(), m_names.truths.begin(), m_names.truths.end());
    report(expression, format("unknown name \"{}\" in the requirement", expression.word),
           suggestion(expression.word, known));
    return Type::unknown;
  }

  Type call(const Expression& expression) {
    for (const auto& operand : expression.operands) {
      expect(operand, Type::number, format("what {}() takes", expression.word));
    }
    return Type::number;
  }

  Type unary(const Expression& expression) {
    const auto type = expression.word == "not" ? Type::truth : Type::number;
    expect(expression.operands.front(), type, format("what follows \"{}\"", expression.word));
    return type;
  }

  Type binary(const Expression& expression) {
    const auto& op = expression.word;
    const auto side = format("each side of \"{}\"", op);
    if (op == "==" || op == "!=") {
      const auto left = type_of(expression.operands[0]);
      const auto right = type_of(expression.operands[1]);
      if (left != right && left != Type::unknown && right != Type::unknown) {
        report(expression, format("a number and a yes or no stand beside \"{}\"", op),
               "compare like with like");
      }
      return Type::truth;
    }
    const bool is_logic = op == "and" || op == "or";
    const bool is_order = op.front() == '<' || op.front() == '>';
    for (const auto& operand : expression.operands) {
      expect(operand, is_logic ? Type::truth : Type::number, side);
    }
    return is_logic || is_order ? Type::truth : Type::number;
  }

  const Node& m_text;
  const RequirementNames& m_names;
  Diagnostics& m_diagnostics;
};

} // namespace

Expression requirement_from(const Node& text, const RequirementNames& names, Diagnostics& diagnostics) {
  auto expression = parse_expression(text.text);
  if (!expression) {
    return {};
  }
  TypeCheck(text, names, diagnostics).whole(*expression);
  return std::move(*expression);
}

} // namespace reprovip::protocol
