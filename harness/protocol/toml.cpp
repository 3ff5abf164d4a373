#include "harness/protocol/toml.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <tuple>

namespace reprovip::protocol {

namespace {

Mark mark_of(const toml::source_region& region, const SourcePtr& source) {
  return {source, static_cast<int>(region.begin.line), static_cast<int>(region.begin.column)};
}

Node convert(const toml::node& from, const SourcePtr& source);

Node convert_table(const toml::table& table, const SourcePtr& source) {
  Node node;
  node.kind = Node::Kind::table;
  for (const auto& [key, value] : table) {
    node.members.push_back({std::string(key.str()), mark_of(key.source(), source), convert(value, source)});
  }
  // toml++ keeps keys sorted; the order of the file is what the user meant (factors, inputs).
  std::ranges::stable_sort(node.members, {},
                           [](const Member& one) { return std::tuple(one.at.line, one.at.column); });
  return node;
}

Node convert_array(const toml::array& array, const SourcePtr& source) {
  Node node;
  node.kind = Node::Kind::list;
  for (const auto& item : array) {
    node.items.push_back(convert(item, source));
  }
  return node;
}

Node convert_scalar(const toml::node& from) {
  Node node;
  if (const auto* boolean = from.as_boolean()) {
    node.kind = Node::Kind::boolean;
    node.boolean = boolean->get();
  } else if (const auto* integer = from.as_integer()) {
    node.kind = Node::Kind::integer;
    node.integer = integer->get();
    node.number = static_cast<double>(node.integer);
  } else if (const auto* number = from.as_floating_point()) {
    node.kind = Node::Kind::number;
    node.number = number->get();
  } else if (const auto* text = from.as_string()) {
    node.kind = Node::Kind::text;
    node.text = text->get();
  } else {
    node.kind = Node::Kind::date;
  }
  return node;
}

Node convert(const toml::node& from, const SourcePtr& source) {
  Node node = from.is_table()   ? convert_table(*from.as_table(), source)
              : from.is_array() ? convert_array(*from.as_array(), source)
                                : convert_scalar(from);
  node.at = mark_of(from.source(), source);
  return node;
}

// toml++ begins with "Error while parsing string: "; what it stumbled on is worth keeping, in our tone.
std::string plain_reason(std::string_view description) {
  constexpr std::string_view k_start = "Error while parsing ";
  if (description.substr(0, k_start.size()) == k_start) {
    description.remove_prefix(k_start.size());
  }
  std::string reason;
  for (const char c : description) {
    reason += c == '\'' ? '"' : c;
  }
  return reason;
}

// What usually lies behind a mistake of syntax.
std::string advice_for(std::string_view reason) {
  const auto says = [&](std::string_view part) { return reason.find(part) != std::string_view::npos; };
  if (says("could not determine value type")) {
    return "text goes in quotes";
  }
  if (says("cannot redefine")) {
    return "it is given above already";
  }
  return {};
}

// toml++ calls the end of the line in a string a forbidden control character.
bool is_unclosed(std::string_view reason, const Mark& where) {
  const auto line = line_at(where);
  const auto is_continuation = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; };
  const auto length = static_cast<long>(line.size()) - std::ranges::count_if(line, is_continuation);
  return reason.starts_with("string: unescaped control") && where.column > length;
}

} // namespace

Result<Node> parse_toml(std::string_view text, const SourcePtr& source) {
  try {
    return convert(toml::parse(text), source);
  } catch (const toml::parse_error& failed) {
    const auto where = mark_of(failed.source(), source);
    auto reason = plain_reason(failed.description());
    reason = is_unclosed(reason, where) ? "the string is not closed before its line ends" : reason;
    auto error = make_error(ErrorKind::protocol, "this is not TOML: " + reason, advice_for(reason));
    error.where = to_pos(where);
    error.source_line = line_at(where);
    return tl::unexpected(std::move(error));
  }
}

} // namespace reprovip::protocol
