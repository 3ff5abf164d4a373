#include "harness/model/json_fields.hpp"

#include <limits>

namespace reprovip::model {

Json to_json(const std::vector<std::string>& texts) {
  Json::Array array;
  array.reserve(texts.size());
  for (const auto& text : texts) {
    array.emplace_back(text);
  }
  return {std::move(array)};
}

std::vector<std::string> texts_from_json(const Json& json) {
  std::vector<std::string> texts;
  for (const auto& item : json.items()) {
    texts.push_back(item.text());
  }
  return texts;
}

Json to_json(const std::map<std::string, std::string>& texts) {
  Json::Object object;
  for (const auto& [key, value] : texts) {
    object.emplace_back(key, value);
  }
  return {std::move(object)};
}

std::map<std::string, std::string> text_map_from_json(const Json& json) {
  std::map<std::string, std::string> texts;
  for (const auto& [key, value] : json.members()) {
    texts[key] = value.text();
  }
  return texts;
}

Json to_json(const std::optional<Interval>& interval) {
  if (!interval) {
    return {};
  }
  return Json::object(
      {{"low", interval->low}, {"high", interval->high}, {"confidence", interval->confidence}});
}

std::optional<Interval> interval_from_json(const Json& json) {
  if (!json.is_object()) {
    return std::nullopt;
  }
  // JSON has no infinity: an end that is not there is open.
  constexpr double k_open = std::numeric_limits<double>::infinity();
  return Interval{json["low"].is_null() ? -k_open : json["low"].number(),
                  json["high"].is_null() ? k_open : json["high"].number(), json["confidence"].number()};
}

} // namespace reprovip::model
