#include "harness/protocol/json_nodes.hpp"

#include "harness/base/json.hpp"

#include <algorithm>

namespace reprovip::protocol {

namespace {

constexpr int k_deepest = 200;

// Walks a text that is known to be valid JSON: looks for nothing but where things begin and end.
class Scanner {
public:
  Scanner(std::string_view text, const SourcePtr& source) : m_text(text), m_source(source) {}

  Node value() {
    skip_blanks();
    Node node;
    node.at = here();
    switch (m_text[m_at]) {
    case '{':
      read_object(node);
      break;
    case '[':
      read_array(node);
      break;
    default:
      read_scalar(node);
    }
    return node;
  }

private:
  Mark here() const { return {m_source, m_line, m_column}; }

  void step() {
    const bool is_continuation = (static_cast<unsigned char>(m_text[m_at]) & 0xC0U) == 0x80U;
    m_line += m_text[m_at] == '\n' ? 1 : 0;
    m_column = m_text[m_at] == '\n' ? 1 : m_column + (is_continuation ? 0 : 1);
    ++m_at;
  }

  void skip_blanks() {
    while (m_at < m_text.size() && m_text.substr(m_at, 1).find_first_of(" \t\r\n") == 0) {
      step();
    }
  }

  // Steps over `c` and reports whether it was there.
  bool take(char c) {
    skip_blanks();
    if (m_at < m_text.size() && m_text[m_at] == c) {
      step();
      return true;
    }
    return false;
  }

  std::string_view word() {
    const auto begin = m_at;
    if (m_text[m_at] == '"') {
      for (step(); m_text[m_at] != '"'; step()) {
        if (m_text[m_at] == '\\') {
          step();
        }
      }
      step();
    } else {
      while (m_at < m_text.size() && m_text.substr(m_at, 1).find_first_of(",]} \t\r\n") != 0) {
        step();
      }
    }
    return m_text.substr(begin, m_at - begin);
  }

  void read_object(Node& node) {
    node.kind = Node::Kind::table;
    take('{');
    while (!take('}')) {
      skip_blanks();
      Member member;
      member.at = here();
      member.key = parse_json(word())->text();
      take(':');
      member.value = value();
      node.members.push_back(std::move(member));
      take(',');
    }
  }

  void read_array(Node& node) {
    node.kind = Node::Kind::list;
    take('[');
    while (!take(']')) {
      node.items.push_back(value());
      take(',');
    }
  }

  void read_scalar(Node& node) {
    const Json json = *parse_json(word());
    if (json.is_bool()) {
      node.kind = Node::Kind::boolean;
      node.boolean = json.boolean();
    } else if (json.is_number()) {
      node.kind = json.is_integer() ? Node::Kind::integer : Node::Kind::number;
      node.integer = json.integer();
      node.number = json.number();
    } else if (json.is_string()) {
      node.kind = Node::Kind::text;
      node.text = json.text();
    }
  }

  std::string_view m_text;
  SourcePtr m_source;
  std::size_t m_at = 0;
  int m_line = 1;
  int m_column = 1;
};

int depth_of(std::string_view text) {
  int depth = 0;
  int deepest = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      i += c == '\\' ? 1 : 0;
      in_string = c != '"';
    } else {
      in_string = c == '"';
      depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
      deepest = std::max(deepest, depth);
    }
  }
  return deepest;
}

} // namespace

Result<Node> parse_json_nodes(std::string_view text, const SourcePtr& source) {
  if (text.substr(0, 3) == "\xEF\xBB\xBF") {
    text.remove_prefix(3);
  }
  if (depth_of(text) > k_deepest) {
    auto error = make_error(ErrorKind::protocol, "this JSON is nested too deeply");
    error.where = SourcePos{source->name, 0, 0};
    return tl::unexpected(std::move(error));
  }
  if (auto json = parse_json(text, source->name); !json) {
    auto error = std::move(json).error();
    error.kind = ErrorKind::protocol;
    if (error.where) {
      error.source_line = line_at({source, error.where->line, error.where->column});
    }
    return tl::unexpected(std::move(error));
  }
  return Scanner(text, source).value();
}

} // namespace reprovip::protocol
