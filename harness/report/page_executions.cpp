#include "harness/report/page_executions.hpp"

#include "harness/base/format.hpp"
#include "harness/report/facts.hpp"
#include "harness/report/text.hpp"

#include <cmath>
#include <map>

namespace reprovip::report {

namespace {

constexpr std::size_t k_most_bytes = std::size_t{6} << 20; // of one kind of text
constexpr std::size_t k_text_limit = 4000;                 // of one text
constexpr std::size_t k_most_files = 200;                  // of one output

// Values that repeat, each once.
class Distinct {
public:
  // Where it is; null when there is no more room.
  Json number(Json value) {
    auto text = dump(value);
    const auto known = m_numbers.find(text);
    if (known != m_numbers.end()) {
      return known->second;
    }
    if (m_bytes + text.size() > k_most_bytes) {
      return {};
    }
    m_bytes += text.size();
    m_values.push(std::move(value));
    return m_numbers.emplace(std::move(text), static_cast<std::int64_t>(m_numbers.size())).first->second;
  }
  Json values() && { return std::move(m_values); }

private:
  std::map<std::string, std::int64_t> m_numbers;
  Json m_values = Json::array();
  std::size_t m_bytes = 0;
};

std::string brief(const std::string& text) {
  return shorten(clean(text.substr(0, 2 * k_text_limit)), k_text_limit);
}

Json optional_number(const std::optional<double>& value) {
  return value && std::isfinite(*value) ? Json(*value) : Json();
}

Json argv_json(const model::Record& record) {
  auto argv = Json::array();
  for (const auto& word : record.argv) {
    argv.push(brief(word));
  }
  return argv;
}

Json environment_json(const model::Record& record) {
  auto variables = Json::array();
  for (const auto& [name, value] : record.environment) {
    variables.push(Json(Json::Array{brief(name), brief(value)}));
  }
  return variables;
}

// `end` of a log is text; absent where the page does not hold it.
Json log_json(const model::Study& study, const model::LogFile& log) {
  auto json = Json::object({{"digest", log.digest.hex},
                            {"size", static_cast<std::int64_t>(log.size)},
                            {"kept", static_cast<std::int64_t>(log.kept)}});
  const auto end = study.exhibits.find(log.digest.hex);
  if (end != study.exhibits.end()) {
    json.set("bytes", static_cast<std::int64_t>(end->second.size()));
    json.set("end", clean(end->second, Lines::keep));
  }
  return json;
}

std::string_view state_name(model::OutputState state) {
  switch (state) {
  case model::OutputState::present:
    return "present";
  case model::OutputState::missing:
    return "missing";
  case model::OutputState::absent_optional:
    return "absent, optional";
  case model::OutputState::refused:
    return "refused";
  }
  return "";
}

Json output_json(const model::Output& output) {
  auto files = Json::array();
  for (std::size_t i = 0; i < std::min(output.files.size(), k_most_files); ++i) {
    const auto& file = output.files[i];
    files.push(Json(Json::Array{brief(file.path), static_cast<std::int64_t>(file.size), file.raw.hex,
                                file.canonical.hex, file.stored}));
  }
  return Json::object({{"output", brief(output.id)},
                       {"state", std::string(state_name(output.state))},
                       {"reason", brief(output.reason)},
                       {"canonical", output.canonical.hex},
                       {"count", static_cast<std::int64_t>(output.files.size())},
                       {"files", std::move(files)}});
}

// Columns of one kind each, and what they count in.
struct Columns {
  std::map<std::string, Json> columns;
  Distinct outcomes, reasons, hosts, commands, variables, logs, outputs;

  void push(const std::string& name, Json value) { columns[name].push(std::move(value)); }
};

void add_record(Columns& columns, const model::Study& study, const model::Record& record) {
  const auto& usage = record.ending.usage;
  const bool has_cpu = usage.user_s || usage.system_s;
  const auto cpu =
      has_cpu ? std::optional(usage.user_s.value_or(0) + usage.system_s.value_or(0)) : std::nullopt;
  columns.push("host", record.host.hex.empty() ? Json() : columns.hosts.number(record.host.hex));
  columns.push("wall", optional_number(usage.wall_s));
  columns.push("cpu", optional_number(cpu));
  columns.push("memory", usage.memory_peak ? Json(static_cast<std::int64_t>(*usage.memory_peak)) : Json());
  columns.push("started", static_cast<std::int64_t>(record.ending.started_ms));
  columns.push("command", record.argv.empty() ? Json() : columns.commands.number(argv_json(record)));
  columns.push("variables",
               record.environment.empty() ? Json() : columns.variables.number(environment_json(record)));
  columns.push("out", record.out.size == 0 ? Json() : columns.logs.number(log_json(study, record.out)));
  columns.push("err", record.err.size == 0 ? Json() : columns.logs.number(log_json(study, record.err)));
  auto outputs = Json::array();
  for (const auto& output : record.outputs) {
    outputs.push(columns.outputs.number(output_json(output)));
  }
  columns.push("outputs", std::move(outputs));
  columns.push("replay", record.imported.empty() ? Json(clean(replay_path(record))) : Json());
}

void add(Columns& columns, const model::Study& study, std::uint32_t i) {
  const auto& execution = study.plan.executions[i];
  const auto& record = study.records[i];
  columns.push("cell", execution.cell);
  columns.push("seed", execution.seed == 0 ? "" : std::to_string(execution.seed));
  columns.push("outcome", columns.outcomes.number(standing_text(record)));
  columns.push("reason", columns.reasons.number(shorten(clean(reason_of(record)), 500)));
  if (record) {
    add_record(columns, study, *record);
    return;
  }
  for (const auto* name : {"host", "wall", "cpu", "memory", "started", "command", "variables", "out", "err",
                           "outputs", "replay"}) {
    columns.push(name, {});
  }
}

Json classes_json(const model::Study& study) {
  auto all = Json::array();
  for (const auto& classes : study.scores.classes) {
    auto column = Json::array();
    for (const auto& one : classes_of(study, classes)) {
      column.push(one ? Json(*one) : Json());
    }
    all.push(Json::object({{"output", brief(classes.output)}, {"of", std::move(column)}}));
  }
  return all;
}

} // namespace

std::string execution_anchor(const model::Study& study, std::uint32_t execution) {
  const auto& one = study.plan.executions[execution];
  return format("execution-{}-{}", study.plan.cells[one.cell].key.brief(), repetition_name(one.repetition));
}

Json executions_data(const model::Study& study) {
  Columns columns;
  for (std::uint32_t i = 0; i < study.plan.executions.size(); ++i) {
    add(columns, study, i);
  }
  auto cells = Json::array();
  for (const auto& cell : study.plan.cells) {
    cells.push(cell.key.hex);
  }
  auto json = Json::object({{"cells", std::move(cells)}, {"classes", classes_json(study)}});
  json.set("replay_after", clean(store_option(study)));
  json.set("store", clean(study.store));
  json.set("outcomes", std::move(columns.outcomes).values());
  json.set("reasons", std::move(columns.reasons).values());
  json.set("hosts", std::move(columns.hosts).values());
  json.set("commands", std::move(columns.commands).values());
  json.set("environments", std::move(columns.variables).values());
  json.set("logs", std::move(columns.logs).values());
  json.set("files", std::move(columns.outputs).values());
  auto by_execution = Json::object();
  for (auto& [name, column] : columns.columns) {
    by_execution.set(name, std::move(column));
  }
  json.set("of", std::move(by_execution));
  return json;
}

} // namespace reprovip::report
