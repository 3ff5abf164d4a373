#include "harness/report/csv_text.hpp"
#include "harness/report/facts.hpp"
#include "harness/report/table_parts.hpp"

#include <algorithm>

namespace reprovip::report {

namespace {

// Of the columns that readers make; files say nothing of the units of theirs.
std::string unit_of(const model::Study& study, const std::string& output, const std::string& column) {
  const auto& outputs = study.plan.resolved.protocol.outputs;
  const auto found = std::ranges::find(outputs, output, &model::OutputDecl::id);
  const auto reader = found == outputs.end() ? "" : found->reader;
  if (reader == "labels") {
    return column == "volume" ? "mm3" : column == "voxels" ? "voxels" : "";
  }
  if (reader == "transform" && column.size() == 2) {
    return column[0] == 't' ? "mm" : column[0] == 'r' ? "rad" : "";
  }
  return {};
}

// What the rows of one output say of an execution besides its values.
struct Origin {
  std::string class_name;
  std::string digest;
};

std::vector<std::optional<Origin>> origins_of(const model::Study& study, const std::string& output) {
  std::vector<std::optional<Origin>> origins(study.records.size());
  ClassOf classes(study.records.size());
  for (const auto& one : study.scores.classes) {
    if (one.output == output) {
      classes = classes_of(study, one);
    }
  }
  for (std::size_t i = 0; i < origins.size(); ++i) {
    if (!study.records[i]) {
      continue;
    }
    const auto& outputs = study.records[i]->outputs;
    const auto found = std::ranges::find(outputs, output, &model::Output::id);
    if (found != outputs.end() && found->state == model::OutputState::present) {
      origins[i] = Origin{classes[i] ? class_letter(*classes[i]) : "", found->canonical.hex};
    }
  }
  return origins;
}

} // namespace

std::vector<TableColumn> value_columns(const model::Study& study) {
  auto columns = execution_columns(study);
  columns.push_back({"output", "string", "", "id of the output"});
  columns.push_back(
      {"column", "string", "", "column of the output's table, or what is measured of an image"});
  columns.push_back(
      {"row", "string", "", "row of the output's table, or label; absent when there is one only"});
  columns.push_back({"value", "number", "", "as the execution gave it; absent when it is no finite number"});
  columns.push_back({"unit", "string", "", "unit of the value, where it is known"});
  columns.push_back(
      {"class", "string", "", "outputs of one subject with the same letter are identical; A is most"});
  columns.push_back({"digest", "string", "", "canonical SHA-256 of the output"});
  return columns;
}

void write_values(const model::Study& study, const model::Observations& values, const Sink& sink) {
  sink(header_row(value_columns(study)));
  std::string output;
  std::vector<std::optional<Origin>> origins;
  std::vector<std::vector<std::string>> who;
  for (std::uint32_t i = 0; i < study.plan.executions.size(); ++i) {
    who.push_back(execution_fields(study, i));
  }
  for (const auto& series : values.series) {
    if (origins.empty() || series.output != output) {
      output = series.output;
      origins = origins_of(study, output);
    }
    const auto unit = unit_of(study, series.output, series.column);
    for (std::size_t i = 0; i < series.values.size() && i < who.size(); ++i) {
      if (!origins[i]) {
        continue;
      }
      auto fields = who[i];
      fields.insert(fields.end(), {series.output, series.column, series.row, csv_number(series.values[i]),
                                   unit, origins[i]->class_name, origins[i]->digest});
      sink(csv_row(fields));
    }
  }
}

} // namespace reprovip::report
