#include "harness/base/format.hpp"
#include "harness/model/json_fields.hpp"
#include "harness/report/csv_text.hpp"
#include "harness/report/history.hpp"
#include "harness/sys/clock.hpp"

#include <algorithm>

namespace reprovip::report {

namespace {

std::string status_text(const model::HistoryStudy& study) {
  return study.status ? std::string(to_string(*study.status)) : std::string();
}

Json time_json(std::int64_t utc_ms) {
  return utc_ms > 0 ? Json(sys::iso8601(utc_ms)) : Json();
}

Json study_json(const model::HistoryStudy& study) {
  return Json::object({{"study", study.study},
                       {"store", study.store},
                       {"protocol", study.protocol},
                       {"profile", study.profile},
                       {"options", study.options},
                       {"application", study.application},
                       {"version", study.version},
                       {"status", study.status ? Json(to_string(*study.status)) : Json()},
                       {"first", time_json(study.first_ms)},
                       {"last", time_json(study.last_ms)},
                       {"tool_version", study.tool_version},
                       {"planned", study.planned},
                       {"complete", study.complete},
                       {"failed", study.failed},
                       {"unfinished", study.unfinished}});
}

Json point_json(const model::HistoryPoint& point) {
  return Json::object({{"study", point.study},
                       {"estimate", model::optional_to_json(point.estimate)},
                       {"low", model::optional_to_json(point.low)},
                       {"high", model::optional_to_json(point.high)},
                       {"text", point.text}});
}

Json change_json(const model::HistoryChange& change) {
  return Json::object({{"point", change.point},
                       {"before", model::optional_to_json(change.before)},
                       {"after", model::optional_to_json(change.after)},
                       {"p", model::optional_to_json(change.p)}});
}

Json threshold_json(const model::HistoryThreshold& threshold) {
  return Json::object({{"criterion", threshold.criterion}, {"op", threshold.op}, {"value", threshold.value}});
}

template <typename Items, typename ToJson>
Json array_of(const Items& items, const ToJson& to_json) {
  auto array = Json::array();
  for (const auto& item : items) {
    array.push(to_json(item));
  }
  return array;
}

Json line_json(const model::HistoryLine& line) {
  return Json::object({{"protocol", line.protocol},
                       {"application", line.application},
                       {"value", line.value},
                       {"group", line.group},
                       {"unit", line.unit},
                       {"points", array_of(line.points, point_json)},
                       {"thresholds", array_of(line.thresholds, threshold_json)},
                       {"changes", array_of(line.changes, change_json)},
                       {"note", line.note}});
}

} // namespace

std::string history_csv(const model::History& history) {
  auto text = csv_row({"protocol", "application", "metric", "value", "group", "unit", "study", "version",
                       "time", "verdict", "estimate", "low", "high", "text", "change", "change_p"});
  for (const auto& line : history.lines) {
    for (std::size_t i = 0; i < line.points.size(); ++i) {
      const auto& point = line.points[i];
      const auto& study = history.studies[point.study];
      const auto change = std::ranges::find(line.changes, i, &model::HistoryChange::point);
      const bool changed = change != line.changes.end();
      text += csv_row({line.protocol, line.application, history.metric, line.value, line.group, line.unit,
                       study.study, study.version, study.last_ms > 0 ? sys::iso8601(study.last_ms) : "",
                       status_text(study), csv_number(point.estimate), csv_number(point.low),
                       csv_number(point.high), point.text, changed ? "true" : "false",
                       changed ? csv_number(change->p) : std::string()});
    }
  }
  return text;
}

std::string history_json(const model::History& history) {
  const auto json = Json::object({{"schema", 1},
                                  {"kind", "reprovip-history"},
                                  {"metric", history.metric},
                                  {"points_are", history.doc},
                                  {"alpha", history.alpha},
                                  {"studies", array_of(history.studies, study_json)},
                                  {"lines", array_of(history.lines, line_json)},
                                  {"notes", model::to_json(history.notes)}});
  return dump(json, 1) + "\n";
}

} // namespace reprovip::report
