#include "harness/model/observations.hpp"

#include "harness/base/format.hpp"
#include "harness/model/json_fields.hpp"

namespace reprovip::model {

namespace {

Json values_json(const std::vector<std::optional<double>>& values) {
  auto array = Json::array();
  for (const auto& value : values) {
    array.push(optional_to_json(value));
  }
  return array;
}

Series series_from(const Json& json) {
  Series series{json["output"].text(), json["column"].text(), json["row"].text(), {}};
  const auto& items = json["values"].items();
  series.values.reserve(items.size());
  for (const auto& value : items) {
    series.values.push_back(optional_number(value));
  }
  return series;
}

} // namespace

std::string value_name(const Series& series) {
  return value_name(series.output, series.column, series.row);
}

Json to_json(const Observations& observations) {
  auto all = Json::array();
  for (const auto& series : observations.series) {
    all.push(Json::object({{"output", series.output},
                           {"column", series.column},
                           {"row", series.row},
                           {"values", values_json(series.values)}}));
  }
  return Json::object({{"schema", observations.schema},
                       {"study", observations.study},
                       {"left_out", to_json(observations.left_out)},
                       {"series", std::move(all)}});
}

Result<Observations> observations_from_json(const Json& json, const std::string& name) {
  Observations observations;
  observations.schema = static_cast<int>(json["schema"].integer());
  if (observations.schema != 1) {
    return failure(ErrorKind::data, format("\"{}\" holds no observations that this version reads", name),
                   "run `reprovip score` once more");
  }
  observations.study = json["study"].text();
  observations.left_out = texts_from_json(json["left_out"]);
  for (const auto& series : json["series"].items()) {
    observations.series.push_back(series_from(series));
  }
  return observations;
}

} // namespace reprovip::model
