#include "harness/model/json_fields.hpp"
#include "harness/report/values.hpp"

namespace reprovip::report {

namespace {

Json status_json(const std::optional<model::Status>& status) {
  return status ? Json(to_string(*status)) : Json();
}

Json cell_json(const model::MetricSpec& metric, const ValueCell& cell) {
  auto json = Json::object({{"metric", metric.id}, {"groups", cell.scores.size()}});
  if (!cell.shown) {
    json.set("estimate", Json());
    json.set("reason", "the metric gave no score for it");
    return json;
  }
  const auto& score = *cell.scores[*cell.shown];
  json.set("group", score.group);
  json.set("status", status_json(cell.statuses[*cell.shown]));
  json.set("estimate", model::optional_to_json(score.estimate));
  if (score.interval) {
    json.set("interval", Json::object({{"low", score.interval->low},
                                       {"high", score.interval->high},
                                       {"confidence", score.interval->confidence}}));
  }
  json.set("unit", score.unit);
  json.set("reason", score.reason);
  if (const auto source = largest_source(score)) {
    json.set("largest_source", Json::object({{"name", source->name}, {"amount", source->amount}}));
  }
  return json;
}

Json row_json(const ValueTable& table, const ValueRow& row) {
  auto cells = Json::array();
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    cells.push(cell_json(*table.metrics[i], row.cells[i]));
  }
  return Json::object({{"value", row.value},
                       {"name", row.name},
                       {"status", status_json(row.status)},
                       {"standing", standing_of_value(row)},
                       {"identical", row.identical},
                       {"why", row.why},
                       {"cells", std::move(cells)}});
}

} // namespace

Json values_json(const model::Study& study) {
  auto tables = Json::array();
  const auto all = value_tables(study);
  for (const auto& table : all) {
    auto rows = Json::array();
    for (const auto& row : table.rows) {
      rows.push(row_json(table, row));
    }
    tables.push(Json::object({{"of", table.of},
                              {"output", table.output},
                              {"column", table.column},
                              {"scope", to_string(table.scope)},
                              {"rows", std::move(rows)}}));
  }
  return tables;
}

} // namespace reprovip::report
