#include "harness/base/json.hpp"

#include "harness/base/format.hpp"

#include <nlohmann/json.hpp>

namespace reprovip {

namespace {

const Json k_null;
const Json::Array k_no_items;
const Json::Object k_no_members;

// Builds our value straight from the parser's events: one pass, no second tree.
class Builder {
public:
  Json root;
  std::size_t error_byte = 0;
  std::string error_text;
  bool keys_once = false;

  bool null() { return add(Json()); }
  bool boolean(bool value) { return add(Json(value)); }
  bool number_integer(std::int64_t value) { return add(Json(static_cast<long long>(value))); }
  bool number_unsigned(std::uint64_t value) {
    return value > static_cast<std::uint64_t>(INT64_MAX) ? add(Json(static_cast<double>(value)))
                                                         : add(Json(static_cast<long long>(value)));
  }
  bool number_float(double value, const std::string&) { return add(Json(value)); }
  bool string(std::string& value) { return add(Json(std::move(value))); }
  bool binary(std::vector<std::uint8_t>&) { return false; }
  bool start_object(std::size_t) { return open(Json::object()); }
  bool start_array(std::size_t) { return open(Json::array()); }
  bool key(std::string& value) {
    if (keys_once && m_open.back().has(value)) {
      error_text = "\"" + value + "\" is there twice";
      return false;
    }
    m_keys.back() = std::move(value);
    return true;
  }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool parse_error(std::size_t byte, const std::string&, const nlohmann::detail::exception& error) {
    error_byte = byte;
    error_text = error.what();
    return false;
  }

private:
  bool open(Json container) {
    m_open.push_back(std::move(container));
    m_keys.emplace_back();
    return true;
  }
  bool close() {
    Json done = std::move(m_open.back());
    m_open.pop_back();
    m_keys.pop_back();
    return add(std::move(done));
  }
  bool add(Json value) {
    if (m_open.empty()) {
      root = std::move(value);
    } else if (m_open.back().is_array()) {
      m_open.back().push(std::move(value));
    } else {
      m_open.back().set(m_keys.back(), std::move(value));
    }
    return true;
  }

  std::vector<Json> m_open;
  std::vector<std::string> m_keys;
};

// nlohmann's text begins with "[json.exception...] parse error at line l, column c: "; the place is ours to
// say.
std::string plain_reason(const std::string& text) {
  const auto at = text.find(": ", text.find("column"));
  return at == std::string::npos ? text : text.substr(at + 2);
}

SourcePos position(std::string_view text, std::size_t byte, const std::string& name) {
  SourcePos where{name, 1, 1};
  for (std::size_t i = 0; i + 1 < byte && i < text.size(); ++i) {
    where.column = text[i] == '\n' ? 1 : where.column + 1;
    where.line += text[i] == '\n' ? 1 : 0;
  }
  return where;
}

// Tells how far the parser has come, which does not say where a key stands.
class Tracked {
public:
  using iterator_category = std::forward_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  Tracked(const char* at, std::size_t& count) : m_at(at), m_count(&count) {}
  reference operator*() const { return *m_at; }
  Tracked& operator++() {
    ++m_at;
    ++*m_count;
    return *this;
  }
  Tracked operator++(int) {
    auto before = *this;
    ++*this;
    return before;
  }
  bool operator==(const Tracked& other) const { return m_at == other.m_at; }

private:
  const char* m_at;
  std::size_t* m_count;
};

Error not_json(const Builder& builder, std::string_view text, const std::string& name) {
  auto error = make_error(ErrorKind::data, "this is not JSON: " + plain_reason(builder.error_text));
  error.where = position(text, builder.error_byte, name);
  return error;
}

nlohmann::ordered_json convert(const Json& json) {
  if (json.is_bool()) {
    return json.boolean();
  }
  if (json.is_integer()) {
    return json.integer();
  }
  if (json.is_number()) {
    return json.number();
  }
  if (json.is_string()) {
    return json.text();
  }
  if (json.is_array()) {
    auto array = nlohmann::ordered_json::array();
    for (const auto& item : json.items()) {
      array.push_back(convert(item));
    }
    return array;
  }
  if (json.is_object()) {
    auto object = nlohmann::ordered_json::object();
    for (const auto& [key, value] : json.members()) {
      object[key] = convert(value);
    }
    return object;
  }
  return nullptr;
}

} // namespace

bool Json::boolean(bool otherwise) const {
  const auto* value = std::get_if<bool>(&m_value);
  return value ? *value : otherwise;
}

std::int64_t Json::integer(std::int64_t otherwise) const {
  const auto* value = std::get_if<std::int64_t>(&m_value);
  return value ? *value : otherwise;
}

double Json::number(double otherwise) const {
  if (const auto* value = std::get_if<std::int64_t>(&m_value)) {
    return static_cast<double>(*value);
  }
  const auto* value = std::get_if<double>(&m_value);
  return value ? *value : otherwise;
}

std::string Json::text(std::string otherwise) const {
  const auto* value = std::get_if<std::string>(&m_value);
  if (value != nullptr) {
    return *value;
  }
  return otherwise;
}

const Json::Array& Json::items() const {
  const auto* value = std::get_if<Array>(&m_value);
  return value ? *value : k_no_items;
}

const Json::Object& Json::members() const {
  const auto* value = std::get_if<Object>(&m_value);
  return value ? *value : k_no_members;
}

const Json& Json::operator[](std::string_view key) const {
  for (const auto& [name, value] : members()) {
    if (name == key) {
      return value;
    }
  }
  return k_null;
}

bool Json::has(std::string_view key) const {
  for (const auto& [name, value] : members()) {
    if (name == key) {
      return true;
    }
  }
  return false;
}

Json& Json::set(std::string_view key, Json value) {
  if (is_null()) {
    m_value = Object{};
  }
  auto& object = std::get<Object>(m_value);
  for (auto& [name, old] : object) {
    if (name == key) {
      old = std::move(value);
      return *this;
    }
  }
  object.emplace_back(std::string(key), std::move(value));
  return *this;
}

Json& Json::push(Json value) {
  if (is_null()) {
    m_value = Array{};
  }
  std::get<Array>(m_value).push_back(std::move(value));
  return *this;
}

Result<Json> parse_json(std::string_view text, const std::string& name) {
  Builder builder;
  if (!nlohmann::json::sax_parse(text.begin(), text.end(), &builder)) {
    return tl::unexpected(not_json(builder, text, name));
  }
  // The parser takes it for the end of the text.
  if (const auto zero = text.find('\0'); zero != std::string_view::npos) {
    builder.error_byte = zero + 1;
    builder.error_text = "column: a byte that is zero";
    return tl::unexpected(not_json(builder, text, name));
  }
  return std::move(builder.root);
}

Result<Json> parse_json_once(std::string_view text, const std::string& name) {
  TRY_ASSIGN(auto json, parse_json(text, name));
  Builder builder;
  builder.keys_once = true;
  std::size_t count = 0;
  const Tracked from(text.data(), count);
  if (!nlohmann::json::sax_parse(from, Tracked(text.data() + text.size(), count), &builder)) {
    auto error = make_error(ErrorKind::data, builder.error_text);
    error.where = position(text, count, name);
    return tl::unexpected(std::move(error));
  }
  return json;
}

std::string dump(const Json& json, int indent) {
  return convert(json).dump(indent, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

} // namespace reprovip
