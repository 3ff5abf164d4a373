#pragma once

#include "harness/base/json.hpp"
#include "harness/model/score.hpp"

#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <vector>

// Small words with which the values of this room are written to and read from JSON.
namespace reprovip::model {

template <typename T>
Json optional_to_json(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

inline std::optional<double> optional_number(const Json& json) {
  return json.is_number() ? std::optional(json.number()) : std::nullopt;
}

inline std::optional<int> optional_int(const Json& json) {
  return json.is_integer() ? std::optional(static_cast<int>(json.integer())) : std::nullopt;
}

inline std::uint32_t to_u32(const Json& json, std::uint32_t otherwise = 0) {
  return static_cast<std::uint32_t>(json.integer(otherwise));
}

Json to_json(const std::vector<std::string>& texts);
std::vector<std::string> texts_from_json(const Json& json);
Json to_json(const std::map<std::string, std::string>& texts);
std::map<std::string, std::string> text_map_from_json(const Json& json);
Json to_json(const std::optional<Interval>& interval);
std::optional<Interval> interval_from_json(const Json& json);

} // namespace reprovip::model
