#pragma once

#include <memory>
#include <string>
#include <vector>

namespace reprovip::model {

// The `require` of a criterion and the `until` of a repetition, parsed. Grammar, weakest first:
//   or := and ("or" and)*    and := not ("and" not)*    not := "not" not | comparison
//   comparison := sum (("<" | "<=" | ">" | ">=" | "==" | "!=") sum)?
//   sum := term (("+" | "-") term)*    term := factor (("*" | "/") factor)*    factor := "-" factor | atom
//   atom := number | number "%" | "true" | "false" | "pass" | name | name "(" or ("," or)* ")" | "(" or ")"
// A name may have dots ("classes.raw"). "pass" is a name: a metric that gives its own yes or no.
// The functions are abs, min, max, width, lower, upper, estimate.
struct Expression {
  enum class Kind { number, boolean, name, call, unary, binary };
  Kind kind = Kind::number;
  double number = 0;
  bool boolean = false;
  std::string word; // the name, the function, or the operator
  std::vector<Expression> operands;
  int column = 0; // within the text, from 1
};

// Every name in it, once, in order of appearance.
std::vector<std::string> names_in(const Expression& expression);
std::string to_text(const Expression& expression);

} // namespace reprovip::model
