#include "harness/model/expression.hpp"

#include "harness/model/value.hpp"

#include <algorithm>

namespace reprovip::model {

namespace {

void add_names(const Expression& expression, std::vector<std::string>& names) {
  if (expression.kind == Expression::Kind::name && std::ranges::find(names, expression.word) == names.end()) {
    names.push_back(expression.word);
  }
  for (const auto& operand : expression.operands) {
    add_names(operand, names);
  }
}

std::string in_brackets(const Expression& expression) {
  const bool whole = expression.kind != Expression::Kind::binary;
  return whole ? to_text(expression) : "(" + to_text(expression) + ")";
}

std::string call_text(const Expression& expression) {
  std::string text = expression.word + "(";
  for (std::size_t i = 0; i < expression.operands.size(); ++i) {
    text += (i == 0 ? "" : ", ") + to_text(expression.operands[i]);
  }
  return text + ")";
}

} // namespace

std::vector<std::string> names_in(const Expression& expression) {
  std::vector<std::string> names;
  add_names(expression, names);
  return names;
}

std::string to_text(const Expression& expression) {
  switch (expression.kind) {
  case Expression::Kind::number:
    return to_text(Value(expression.number));
  case Expression::Kind::boolean:
    return expression.boolean ? "true" : "false";
  case Expression::Kind::name:
    return expression.word;
  case Expression::Kind::call:
    return call_text(expression);
  case Expression::Kind::unary:
    return expression.word + (expression.word == "not" ? " " : "") + in_brackets(expression.operands.front());
  case Expression::Kind::binary:
    return in_brackets(expression.operands[0]) + " " + expression.word + " " +
           in_brackets(expression.operands[1]);
  }
  return {};
}

} // namespace reprovip::model
