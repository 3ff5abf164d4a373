#pragma once

#include "harness/base/result.hpp"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace reprovip {

// A JSON value. Objects keep their order, so that the same value is always the same text. Numbers are
// integers when they are written as integers. A double that is not finite is written as null: say why beside
// it.
class Json {
public:
  using Array = std::vector<Json>;
  using Member = std::pair<std::string, Json>;
  using Object = std::vector<Member>;

  Json() = default;
  Json(std::nullptr_t) {}
  Json(bool value) : m_value(value) {}
  Json(int value) : m_value(static_cast<std::int64_t>(value)) {}
  Json(unsigned value) : m_value(static_cast<std::int64_t>(value)) {}
  Json(long value) : m_value(static_cast<std::int64_t>(value)) {}
  Json(long long value) : m_value(static_cast<std::int64_t>(value)) {}
  // Values above INT64_MAX do not fit: write such seeds and digests as text.
  Json(unsigned long value) : m_value(static_cast<std::int64_t>(value)) {}
  Json(double value) : m_value(value) {}
  Json(const char* value) : m_value(std::string(value)) {}
  Json(std::string value) : m_value(std::move(value)) {}
  Json(std::string_view value) : m_value(std::string(value)) {}
  Json(Array value) : m_value(std::move(value)) {}
  Json(Object value) : m_value(std::move(value)) {}

  static Json array() { return Json(Array{}); }
  static Json object() { return Json(Object{}); }
  static Json object(std::initializer_list<Member> members) { return Json(Object(members)); }

  bool is_null() const { return std::holds_alternative<std::monostate>(m_value); }
  bool is_bool() const { return std::holds_alternative<bool>(m_value); }
  bool is_integer() const { return std::holds_alternative<std::int64_t>(m_value); }
  bool is_number() const { return is_integer() || std::holds_alternative<double>(m_value); }
  bool is_string() const { return std::holds_alternative<std::string>(m_value); }
  bool is_array() const { return std::holds_alternative<Array>(m_value); }
  bool is_object() const { return std::holds_alternative<Object>(m_value); }

  // What is not of the kind asked for reads as `otherwise`: readers of our own files stay short.
  bool boolean(bool otherwise = false) const;
  std::int64_t integer(std::int64_t otherwise = 0) const;
  double number(double otherwise = 0) const;
  std::string text(std::string otherwise = {}) const;
  const Array& items() const;    // empty unless an array
  const Object& members() const; // empty unless an object

  // The member called `key`, or null.
  const Json& operator[](std::string_view key) const;
  bool has(std::string_view key) const;
  // Sets a member (objects; null becomes an object) or appends an item (arrays; null becomes an array).
  Json& set(std::string_view key, Json value);
  Json& push(Json value);

  bool operator==(const Json&) const = default;

private:
  std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> m_value;
};

// `name` is the file's name for errors, which carry line and column. Invalid UTF-8 is an error.
Result<Json> parse_json(std::string_view text, const std::string& name = "JSON");
// The same for what people write: a key that an object has twice, of which the last would count, is an error.
Result<Json> parse_json_once(std::string_view text, const std::string& name = "JSON");
// `indent` < 0: one line. Doubles are written so that they read back to the same bits; invalid UTF-8 in text
// is replaced by U+FFFD.
std::string dump(const Json& json, int indent = -1);

} // namespace reprovip
