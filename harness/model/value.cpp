#include "harness/model/value.hpp"

#include <array>
#include <charconv>

namespace reprovip::model {

namespace {

std::string shortest(double value) {
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  return {buffer.data(), end};
}

} // namespace

std::string to_text(const Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) {
    return *flag ? "true" : "false";
  }
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    return std::to_string(*integer);
  }
  if (const auto* number = std::get_if<double>(&value)) {
    return shortest(*number);
  }
  return std::get<std::string>(value);
}

Json to_json(const Value& value) {
  return std::visit([](const auto& held) { return Json(held); }, value);
}

bool same(const Value& a, const Value& b) {
  return to_text(a) == to_text(b);
}

} // namespace reprovip::model
