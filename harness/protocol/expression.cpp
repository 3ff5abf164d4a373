#include "harness/protocol/expression.hpp"

#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace reprovip::protocol {

namespace {

using model::Expression;

struct Token {
  enum class Kind { number, name, symbol, end };
  Kind kind = Kind::end;
  std::string text;
  double number = 0;
  int column = 1;
};

const std::vector<std::string> k_functions = {"abs", "min", "max", "width", "lower", "upper", "estimate"};
constexpr int k_deepest = 100;

Error error_at(int column, std::string message, std::string advice = {}) {
  auto error = make_error(ErrorKind::protocol, std::move(message), std::move(advice));
  error.where = SourcePos{"", 1, column};
  return error;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_name_char(char c) {
  return is_name_start(c) || is_digit(c) || c == '.';
}

Result<Token> number_token(std::string_view text, std::size_t at) {
  Token token{Token::Kind::number, "", 0, static_cast<int>(at) + 1};
  const auto* begin = text.data() + at;
  const auto [end, failed] = std::from_chars(begin, text.data() + text.size(), token.number);
  const auto length = static_cast<std::size_t>(end - begin);
  const bool runs_on = at + length < text.size() && is_name_char(text[at + length]);
  if (failed != std::errc{} || runs_on) {
    return tl::unexpected(error_at(token.column, "this is not a number", "write it like 10, 0.1 or 1e-3"));
  }
  token.text = text.substr(at, length);
  return token;
}

Result<Token> symbol_token(std::string_view text, std::size_t at) {
  Token token{Token::Kind::symbol, "", 0, static_cast<int>(at) + 1};
  for (const std::string_view symbol :
       {"<=", ">=", "==", "!=", "<", ">", "+", "-", "*", "/", "(", ")", ",", "%"}) {
    if (text.substr(at, symbol.size()) == symbol) {
      token.text = symbol;
      return token;
    }
  }
  static constexpr std::pair<std::string_view, std::string_view> k_habits[] = {
      {"=", "=="}, {"&&", "and"}, {"&", "and"}, {"||", "or"}, {"|", "or"}, {"!", "not"}};
  for (const auto& [habit, ours] : k_habits) {
    if (text.substr(at, habit.size()) == habit) {
      return tl::unexpected(
          error_at(token.column, format("\"{}\" is not an operator", habit), format("write \"{}\"", ours)));
    }
  }
  std::size_t length = 1; // a character of UTF-8 as a whole
  while (at + length < text.size() && (static_cast<unsigned char>(text[at + length]) & 0xC0U) == 0x80U) {
    ++length;
  }
  return tl::unexpected(
      error_at(token.column, format("\"{}\" has no meaning here", text.substr(at, length))));
}

Result<std::vector<Token>> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  std::size_t at = 0;
  while (at < text.size()) {
    if (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r') {
      ++at;
      continue;
    }
    Token token;
    if (is_digit(text[at]) || (text[at] == '.' && at + 1 < text.size() && is_digit(text[at + 1]))) {
      TRY_ASSIGN(token, number_token(text, at));
    } else if (is_name_start(text[at])) {
      auto end = at;
      while (end < text.size() && is_name_char(text[end])) {
        ++end;
      }
      token = {Token::Kind::name, std::string(text.substr(at, end - at)), 0, static_cast<int>(at) + 1};
    } else {
      TRY_ASSIGN(token, symbol_token(text, at));
    }
    at += token.text.size();
    tokens.push_back(std::move(token));
  }
  tokens.push_back({Token::Kind::end, "", 0, static_cast<int>(text.size()) + 1});
  return tokens;
}

std::string shown(const Token& token) {
  return token.kind == Token::Kind::end ? "the end" : format("\"{}\"", token.text);
}

// Recursive descent, one function per line of the grammar.
class Parser {
public:
  explicit Parser(std::vector<Token> tokens) : m_tokens(std::move(tokens)) {}

  Result<Expression> whole() {
    TRY_ASSIGN(auto expression, either());
    const auto& token = peek();
    if (token.kind == Token::Kind::end) {
      return expression;
    }
    if (is_comparison(token.text)) {
      return tl::unexpected(
          error_at(token.column, "comparisons do not chain", "join two of them with \"and\""));
    }
    return tl::unexpected(error_at(token.column, format("expected an operator, not {}", shown(token))));
  }

private:
  using Rule = Result<Expression> (Parser::*)();

  const Token& peek() const { return m_tokens[m_at]; }
  Token next() { return m_tokens[m_at].kind == Token::Kind::end ? m_tokens[m_at] : m_tokens[m_at++]; }
  bool at(std::string_view text) const { return peek().kind != Token::Kind::end && peek().text == text; }

  static bool is_comparison(std::string_view text) {
    return text == "<" || text == "<=" || text == ">" || text == ">=" || text == "==" || text == "!=";
  }

  static Expression make(Expression::Kind kind, const Token& token, std::vector<Expression> operands) {
    Expression expression;
    expression.kind = kind;
    expression.word = token.text;
    expression.column = token.column;
    expression.operands = std::move(operands);
    return expression;
  }

  Result<Expression> chain(Rule operand, const std::vector<std::string_view>& operators) {
    TRY_ASSIGN(auto left, (this->*operand)());
    const auto found = [&] {
      for (const auto& one : operators) {
        if (at(one)) {
          return true;
        }
      }
      return false;
    };
    while (found()) {
      if (++m_length > k_longest) {
        return tl::unexpected(error_at(peek().column, "this expression is too long"));
      }
      const Token token = next();
      TRY_ASSIGN(auto right, (this->*operand)());
      std::vector<Expression> operands;
      operands.push_back(std::move(left));
      operands.push_back(std::move(right));
      left = make(Expression::Kind::binary, token, std::move(operands));
    }
    return left;
  }

  Result<Expression> either() { return chain(&Parser::both, {"or"}); }
  Result<Expression> both() { return chain(&Parser::negation, {"and"}); }
  Result<Expression> sum() { return chain(&Parser::term, {"+", "-"}); }
  Result<Expression> term() { return chain(&Parser::factor, {"*", "/"}); }

  Result<Expression> prefixed(Rule operand) {
    const Token token = next();
    TRY(deeper(token));
    TRY_ASSIGN(auto inner, (this->*operand)());
    --m_depth;
    return make(Expression::Kind::unary, token, {std::move(inner)});
  }

  Result<Expression> negation() { return at("not") ? prefixed(&Parser::negation) : comparison(); }
  Result<Expression> factor() { return at("-") ? prefixed(&Parser::factor) : atom(); }

  Result<Expression> comparison() {
    TRY_ASSIGN(auto left, sum());
    if (!is_comparison(peek().text)) {
      return left;
    }
    const Token token = next();
    TRY_ASSIGN(auto right, sum());
    return make(Expression::Kind::binary, token, {std::move(left), std::move(right)});
  }

  Result<void> deeper(const Token& token) {
    if (++m_depth > k_deepest) {
      return tl::unexpected(error_at(token.column, "this expression is nested too deeply"));
    }
    return {};
  }

  Result<Expression> atom() {
    const Token token = next();
    if (token.kind == Token::Kind::number) {
      return number(token);
    }
    if (token.kind == Token::Kind::symbol && token.text == "(") {
      TRY(deeper(token));
      TRY_ASSIGN(auto inner, either());
      TRY(closing(token));
      --m_depth;
      return inner;
    }
    const bool is_word = token.text == "and" || token.text == "or" || token.text == "not";
    if (token.kind != Token::Kind::name || is_word) {
      return tl::unexpected(
          error_at(token.column, format("expected a number or a name, not {}", shown(token))));
    }
    if (at("(")) {
      return call(token);
    }
    if (token.text == "true" || token.text == "false") {
      auto expression = make(Expression::Kind::boolean, token, {});
      expression.boolean = token.text == "true";
      return expression;
    }
    return make(Expression::Kind::name, token, {});
  }

  Result<Expression> number(const Token& token) {
    auto expression = make(Expression::Kind::number, token, {});
    expression.word.clear();
    expression.number = token.number;
    if (at("%")) {
      next();
      expression.number /= 100;
    }
    return expression;
  }

  Result<void> closing(const Token& open) {
    if (at(")")) {
      next();
      return {};
    }
    return tl::unexpected(error_at(peek().column, format("expected \")\", not {}", shown(peek())),
                                   format("the \"(\" at column {} is still open", open.column)));
  }

  Result<Expression> call(const Token& name) {
    const bool is_known = std::find(k_functions.begin(), k_functions.end(), name.text) != k_functions.end();
    if (!is_known) {
      return tl::unexpected(error_at(name.column, format("unknown function \"{}\"", name.text),
                                     suggestion(name.text, k_functions)));
    }
    const Token open = next();
    TRY(deeper(open));
    std::vector<Expression> operands;
    do {
      TRY_ASSIGN(auto operand, either());
      operands.push_back(std::move(operand));
    } while (at(",") && !next().text.empty());
    TRY(closing(open));
    --m_depth;
    if (operands.size() > 1 && name.text != "min" && name.text != "max") {
      return tl::unexpected(
          error_at(name.column, format("\"{}\" takes one argument, not {}", name.text, operands.size())));
    }
    return make(Expression::Kind::call, name, std::move(operands));
  }

  static constexpr int k_longest = 200;
  std::vector<Token> m_tokens;
  std::size_t m_at = 0;
  int m_depth = 0;
  int m_length = 0;
};

} // namespace

Result<Expression> parse_expression(const std::string& text) {
  TRY_ASSIGN(auto tokens, tokens_of(text));
  if (tokens.size() == 1) {
    return tl::unexpected(
        error_at(1, "the expression is empty", "write a requirement, such as \"classes == 1\""));
  }
  return Parser(std::move(tokens)).whole();
}

} // namespace reprovip::protocol
