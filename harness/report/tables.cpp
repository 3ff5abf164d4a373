#include "harness/report/tables.hpp"

#include "harness/base/format.hpp"
#include "harness/report/csv_text.hpp"
#include "harness/report/facts.hpp"
#include "harness/report/reporters.hpp"
#include "harness/report/table_parts.hpp"
#include "harness/report/text.hpp"

namespace reprovip::report {

namespace {

void write_scores(const model::Study& study, const model::Observations&, const Sink& sink) {
  sink(write_csv(study));
}

// A name of a Data Package: lower case, digits, `.`, `_` and `-`.
std::string package_name(const std::string& text) {
  std::string name;
  for (const char c : text) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    name += upper ? static_cast<char>(c - 'A' + 'a') : kept ? c : '-';
  }
  return name;
}

Json field_json(const TableColumn& column) {
  auto field =
      Json::object({{"name", clean(column.name)}, {"type", column.type}, {"description", column.doc}});
  if (!column.unit.empty()) {
    field.set("unit", column.unit);
  }
  return field;
}

Json resource_json(const model::Study& study, const TidyTable& table) {
  Json fields = Json::array();
  const auto columns = table.columns(study);
  for (const auto& column : columns) {
    fields.push(field_json(column));
  }
  return Json::object(
      {{"name", table.name},
       {"path", table.name + ".csv"},
       {"profile", "tabular-data-resource"},
       {"description", table.doc},
       {"format", "csv"},
       {"mediatype", "text/csv"},
       {"encoding", "utf-8"},
       {"dialect", Json::object({{"lineTerminator", "\n"}})},
       {"schema", Json::object({{"fields", fields}, {"missingValues", Json(Json::Array{Json("")})}})}});
}

} // namespace

std::vector<TableColumn> execution_columns(const model::Study& study) {
  std::vector<TableColumn> columns = {
      {"study", "string", "", "id of the study"},
      {"execution", "integer", "", "number of the execution in launch order, from 1: the key between tables"},
      {"cell", "string", "", "key of the cell: what ran, whatever the repetition"},
      {"subject", "string", "", "id of the subject"}};
  const auto& factors = study.plan.resolved.protocol.factors;
  for (const auto& factor : factors) {
    columns.push_back(
        {"factor." + factor.name, "string", "",
         format("level of the factor {}, which probes: {}", factor.name, to_string(factor.source))});
  }
  columns.push_back({"environment", "string", "", "levels that are neither method nor software, together"});
  columns.push_back({"repetition", "integer", "", "number of the repetition in its cell, from 1"});
  columns.push_back(
      {"seed", "integer", "", "seed given to the application (64 bits); absent when it takes none"});
  return columns;
}

std::vector<std::string> execution_fields(const model::Study& study, std::uint32_t execution) {
  const auto& planned = study.plan.executions[execution];
  const auto& cell = study.plan.cells[planned.cell];
  const auto& condition = study.plan.conditions[cell.condition];
  std::vector<std::string> fields = {study.plan.study, std::to_string(execution + 1), cell.key.hex,
                                     subject_text(study, planned.cell)};
  for (std::size_t i = 0; i < study.plan.resolved.protocol.factors.size(); ++i) {
    fields.push_back(level_of(study.plan, condition, i).name);
  }
  fields.push_back(study.plan.environments[condition.environment]);
  fields.push_back(std::to_string(planned.repetition));
  fields.push_back(planned.seed == 0 ? "" : std::to_string(planned.seed));
  return fields;
}

std::string header_row(const std::vector<TableColumn>& columns) {
  std::vector<std::string> names;
  for (const auto& column : columns) {
    names.push_back(column.name);
  }
  return csv_row(names);
}

const std::vector<TidyTable>& tables() {
  static const std::vector<TidyTable> all = {
      {"values", "one row per execution and number of its outputs", value_columns, write_values},
      {"executions", "one row per execution that was planned, run or not", run_columns, write_runs},
      {"scores", "one row per score: a metric of one value and group", score_columns, write_scores}};
  return all;
}

const TidyTable* find_table(const std::string& name) {
  for (const auto& table : tables()) {
    if (table.name == name) {
      return &table;
    }
  }
  return nullptr;
}

std::string data_package(const model::Study& study) {
  Json resources = Json::array();
  for (const auto& table : tables()) {
    resources.push(resource_json(study, table));
  }
  return dump(Json::object({{"profile", "tabular-data-package"},
                            {"name", package_name(study.plan.study)},
                            {"title", clean(study.plan.resolved.protocol.name)},
                            {"description", clean(study.plan.resolved.protocol.description)},
                            {"resources", resources}}),
              2) +
         "\n";
}

} // namespace reprovip::report
