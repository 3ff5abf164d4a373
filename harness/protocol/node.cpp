#include "harness/protocol/node.hpp"

namespace reprovip::protocol {

const Member* Node::member(std::string_view key) const {
  for (const auto& one : members) {
    if (one.key == key) {
      return &one;
    }
  }
  return nullptr;
}

Member* Node::member(std::string_view key) {
  for (auto& one : members) {
    if (one.key == key) {
      return &one;
    }
  }
  return nullptr;
}

const Node* Node::find(std::string_view key) const {
  const auto* found = member(key);
  return found ? &found->value : nullptr;
}

std::string_view kind_name(Node::Kind kind) {
  switch (kind) {
  case Node::Kind::null:
    return "null";
  case Node::Kind::boolean:
    return "true or false";
  case Node::Kind::integer:
    return "a whole number";
  case Node::Kind::number:
    return "a number";
  case Node::Kind::text:
    return "text";
  case Node::Kind::date:
    return "a date or time";
  case Node::Kind::list:
    return "a list";
  case Node::Kind::table:
    return "a table";
  }
  return "null";
}

std::string text_at(const Node& table, std::string_view key, const std::string& otherwise) {
  const auto* node = table.find(key);
  return node && node->is_text() ? node->text : otherwise;
}

bool boolean_at(const Node& table, std::string_view key, bool otherwise) {
  const auto* node = table.find(key);
  return node && node->kind == Node::Kind::boolean ? node->boolean : otherwise;
}

std::optional<std::int64_t> integer_at(const Node& table, std::string_view key) {
  const auto* node = table.find(key);
  return node && node->kind == Node::Kind::integer ? std::optional(node->integer) : std::nullopt;
}

std::optional<double> number_at(const Node& table, std::string_view key) {
  const auto* node = table.find(key);
  return node && node->is_number() ? std::optional(node->number) : std::nullopt;
}

std::vector<std::string> texts_at(const Node& table, std::string_view key) {
  const auto* node = table.find(key);
  if (!node) {
    return {};
  }
  if (node->is_text()) {
    return {node->text};
  }
  std::vector<std::string> texts;
  for (const auto& item : node->items) {
    if (item.is_text()) {
      texts.push_back(item.text);
    }
  }
  return texts;
}

const std::vector<Member>& members_at(const Node& table, std::string_view key) {
  static const std::vector<Member> k_none;
  const auto* node = table.find(key);
  return node ? node->members : k_none;
}

std::vector<const Node*> tables_at(const Node& table, std::string_view key) {
  std::vector<const Node*> tables;
  if (const auto* node = table.find(key)) {
    for (const auto& item : node->items) {
      if (item.is_table()) {
        tables.push_back(&item);
      }
    }
  }
  return tables;
}

std::string json_of(const Node& list) {
  auto words = Json::array();
  for (const auto& item : list.items) {
    words.push(item.is_scalar() ? model::to_text(value_of(item)) : "");
  }
  return dump(words);
}

model::Value value_of(const Node& scalar) {
  switch (scalar.kind) {
  case Node::Kind::boolean:
    return scalar.boolean;
  case Node::Kind::integer:
    return scalar.integer;
  case Node::Kind::number:
    return scalar.number;
  default:
    return scalar.text;
  }
}

} // namespace reprovip::protocol
