#include "harness/model/path_condition.hpp"

#include "harness/base/format.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <variant>

namespace reprovip::model {

namespace {

using Operand = std::variant<bool, double, std::string>;

struct Token {
  enum class Kind { word, text, symbol };
  Kind kind = Kind::word;
  std::string text;
};

constexpr std::string_view k_symbols = "()<>=!";

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n';
}

std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  std::size_t i = 0;
  while (i < text.size()) {
    const char c = text[i];
    std::size_t end = i + 1;
    if (is_blank(c)) {
      // between tokens
    } else if (c == '"' || c == '\'') {
      const auto close = text.find(c, end);
      // A quote that is never closed is a token that nothing understands.
      const bool is_closed = close != std::string_view::npos;
      tokens.push_back(is_closed ? Token{Token::Kind::text, std::string(text.substr(end, close - end))}
                                 : Token{Token::Kind::symbol, std::string(1, c)});
      end = is_closed ? close + 1 : text.size();
    } else if (k_symbols.find(c) != std::string_view::npos) {
      const bool is_long = c != '(' && c != ')' && end < text.size() && text[end] == '=';
      end += is_long ? 1 : 0;
      tokens.push_back({Token::Kind::symbol, std::string(text.substr(i, end - i))});
    } else {
      while (end < text.size() && !is_blank(text[end]) &&
             k_symbols.find(text[end]) == std::string_view::npos) {
        ++end;
      }
      tokens.push_back({Token::Kind::word, std::string(text.substr(i, end - i))});
    }
    i = end;
  }
  return tokens;
}

// Python's `value.replace(".", "").replace("-", "").isdigit()`, and then a number.
std::optional<double> number_of(const std::string& text) {
  const bool digits =
      std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || c == '.' || c == '-'; });
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = digits && error == std::errc{} && end == text.data() + text.size();
  return whole ? std::optional(number) : std::nullopt;
}

Operand operand_of(const std::string& text) {
  if (const auto number = number_of(text)) {
    return *number;
  }
  return text;
}

bool is_true(const Operand& operand) {
  if (const auto* flag = std::get_if<bool>(&operand)) {
    return *flag;
  }
  if (const auto* number = std::get_if<double>(&operand)) {
    return *number != 0;
  }
  return !std::get<std::string>(operand).empty();
}

// or → and → not → comparison → atom, as in Python.
class Parser {
public:
  Parser(const std::string& text, const std::map<std::string, std::string>& values)
      : m_text(text), m_tokens(tokens_of(text)), m_values(values) {}

  Result<bool> parse() {
    TRY_ASSIGN(const auto value, any());
    if (m_at < m_tokens.size()) {
      return not_understood();
    }
    return is_true(value);
  }

private:
  tl::unexpected<Error> not_understood() const {
    return failure(ErrorKind::protocol, format("cannot understand the condition \"{}\"", m_text),
                   "it takes ids, numbers, text, == != < <= > >=, and, or, not, parentheses");
  }

  bool next_is(std::string_view text) const {
    return m_at < m_tokens.size() && m_tokens[m_at].kind != Token::Kind::text && m_tokens[m_at].text == text;
  }

  bool take(std::string_view text) {
    const bool is_next = next_is(text);
    m_at += is_next ? 1 : 0;
    return is_next;
  }

  Result<Operand> any() {
    TRY_ASSIGN(auto left, all());
    while (take("or")) {
      TRY_ASSIGN(auto right, all());
      left = is_true(left) ? left : right;
    }
    return left;
  }

  Result<Operand> all() {
    TRY_ASSIGN(auto left, negation());
    while (take("and")) {
      TRY_ASSIGN(auto right, negation());
      left = is_true(left) ? right : left;
    }
    return left;
  }

  Result<Operand> negation() {
    if (take("not")) {
      TRY_ASSIGN(const auto operand, negation());
      return Operand(!is_true(operand));
    }
    return comparison();
  }

  Result<Operand> comparison() {
    TRY_ASSIGN(auto left, atom());
    bool holds = true;
    bool compared = false;
    while (m_at < m_tokens.size() && m_tokens[m_at].kind == Token::Kind::symbol && !next_is(")") &&
           !next_is("(")) {
      const auto symbol = m_tokens[m_at++].text;
      TRY_ASSIGN(auto right, atom());
      TRY_ASSIGN(const bool link, compare(left, symbol, right));
      holds = holds && link;
      compared = true;
      left = std::move(right);
    }
    return compared ? Operand(holds) : left;
  }

  Result<bool> compare(const Operand& left, const std::string& symbol, const Operand& right) const {
    if (symbol == "==") {
      return left == right;
    }
    if (symbol == "!=") {
      return left != right;
    }
    if (left.index() != right.index()) {
      return failure(ErrorKind::protocol, format("the condition \"{}\" compares text with a number", m_text));
    }
    if (symbol == "<" || symbol == ">=") {
      return (left < right) == (symbol == "<");
    }
    if (symbol == ">" || symbol == "<=") {
      return (right < left) == (symbol == ">");
    }
    return not_understood();
  }

  Result<Operand> atom() {
    if (take("(")) {
      TRY_ASSIGN(auto inside, any());
      return take(")") ? Result<Operand>(std::move(inside)) : not_understood();
    }
    if (m_at >= m_tokens.size() || m_tokens[m_at].kind == Token::Kind::symbol) {
      return not_understood();
    }
    const auto& token = m_tokens[m_at++];
    if (token.kind == Token::Kind::text) {
      return Operand(token.text);
    }
    if (const auto value = m_values.find(token.text); value != m_values.end()) {
      return operand_of(value->second);
    }
    if (token.text == "True" || token.text == "False") {
      return Operand(token.text == "True");
    }
    const auto number = number_of(token.text);
    return number ? Result<Operand>(*number) : not_understood();
  }

  const std::string& m_text;
  std::vector<Token> m_tokens;
  const std::map<std::string, std::string>& m_values;
  std::size_t m_at = 0;
};

} // namespace

Result<bool> condition_holds(const std::string& condition, const std::map<std::string, std::string>& values,
                             const std::vector<std::string>& known_ids) {
  if (condition == "default") {
    return true;
  }
  for (const auto& token : tokens_of(condition)) {
    const bool is_id =
        token.kind == Token::Kind::word && std::ranges::find(known_ids, token.text) != known_ids.end();
    if (is_id && !values.contains(token.text)) {
      return false;
    }
  }
  return Parser(condition, values).parse();
}

std::vector<std::string> names_in_condition(const std::string& condition) {
  const std::set<std::string> keywords = {"and", "or", "not", "True", "False", "default"};
  std::vector<std::string> names;
  for (auto& token : tokens_of(condition)) {
    if (token.kind == Token::Kind::word && !keywords.contains(token.text) && !number_of(token.text)) {
      names.push_back(std::move(token.text));
    }
  }
  return names;
}

} // namespace reprovip::model
