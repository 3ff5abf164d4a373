#pragma once

#include "harness/model/value.hpp"
#include "harness/protocol/source_text.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reprovip::protocol {

struct Member;

// What TOML and JSON files say, with the place of everything. Members are in the order of the file.
struct Node {
  enum class Kind { null, boolean, integer, number, text, date, list, table };
  Kind kind = Kind::null;
  bool boolean = false;
  std::int64_t integer = 0;
  double number = 0; // of an integer too
  std::string text;
  std::vector<Node> items;
  std::vector<Member> members;
  Mark at;

  bool is_table() const { return kind == Kind::table; }
  bool is_list() const { return kind == Kind::list; }
  bool is_text() const { return kind == Kind::text; }
  bool is_number() const { return kind == Kind::integer || kind == Kind::number; }
  bool is_scalar() const { return is_number() || is_text() || kind == Kind::boolean; }

  const Member* member(std::string_view key) const; // null when absent
  Member* member(std::string_view key);
  const Node* find(std::string_view key) const; // the member's value, or null
};

struct Member {
  std::string key;
  Mark at;
  Node value;
};

// "text", "a whole number", "a table" ...: with its article, for messages.
std::string_view kind_name(Node::Kind kind);

// Of a member that is there and of the kind asked for. The others have been reported by the check.
std::string text_at(const Node& table, std::string_view key, const std::string& otherwise = {});
bool boolean_at(const Node& table, std::string_view key, bool otherwise);
std::optional<std::int64_t> integer_at(const Node& table, std::string_view key);
std::optional<double> number_at(const Node& table, std::string_view key);
// A list of text, or one text as a list of one.
std::vector<std::string> texts_at(const Node& table, std::string_view key);
// The members of the table below `key`; none when it is not there.
const std::vector<Member>& members_at(const Node& table, std::string_view key);
// The tables of the list below `key`.
std::vector<const Node*> tables_at(const Node& table, std::string_view key);

// Of a scalar.
model::Value value_of(const Node& scalar);
// A list as the text of a JSON array: its items may have commas and blanks.
std::string json_of(const Node& list);

} // namespace reprovip::protocol
