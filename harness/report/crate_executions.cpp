#include "harness/base/format.hpp"
#include "harness/report/crate_graph.hpp"
#include "harness/report/facts.hpp"
#include "harness/report/text.hpp"
#include "harness/sys/clock.hpp"

namespace reprovip::report {

namespace {

constexpr std::size_t k_reason = 2000; // bytes

std::string command_text(const model::Record& record) {
  std::vector<std::string> words;
  for (const auto& word : record.argv) {
    words.push_back(shell_word(word));
  }
  return clean(shorten(joined(words, " "), 20000));
}

// Status and times; of what was imported nothing is known of when it ran.
void set_ending(Json& action, const std::optional<model::Record>& record) {
  const auto& ending = record->ending;
  if (ending.started_ms > 0) {
    action.set("startTime", sys::iso8601(ending.started_ms));
  }
  if (ending.ended_ms > 0) {
    action.set("endTime", sys::iso8601(ending.ended_ms));
  }
  const bool complete = model::is_complete(*record);
  action.set("actionStatus", reference(complete ? "http://schema.org/CompletedActionStatus"
                                                : "http://schema.org/FailedActionStatus"));
  if (!complete) {
    action.set("error", shorten(clean(reason_of(record)), k_reason));
  }
}

void link_used(CrateGraph& graph, CrateFiles& files, const model::Study& study, const std::string& id,
               const model::Record& record, const model::Cell& cell) {
  for (const auto& input : study.plan.resolved.subjects[cell.subject].inputs) {
    const auto file = files.input(input);
    graph.link(file, "exampleOfWork", "#input-" + input.id);
    graph.link(id, "object", file);
    graph.link("#study", "object", file);
  }
  for (const auto& [factor, level] : record.levels) {
    graph.link(id, "object", graph.property("level", factor, level));
  }
  if (record.seed != 0) {
    graph.link(id, "object", graph.property("seed", "seed", std::to_string(record.seed)));
  }
  for (const auto& [name, value] : record.environment) {
    graph.link(id, "environment", graph.property("environment", name, value));
  }
}

void link_made(CrateGraph& graph, CrateFiles& files, const std::string& id, const model::Record& record) {
  for (const auto& output : record.outputs) {
    for (const auto& file : output.files) {
      const auto made = files.output(file, file.path);
      graph.link(made, "exampleOfWork", "#output-" + output.id);
      graph.link(id, "result", made);
      graph.link("#study", "result", made);
    }
  }
  for (const auto& [log, name] :
       {std::pair{&record.out, "stdout.txt"}, std::pair{&record.err, "stderr.txt"}}) {
    if (log->size > 0 && !log->digest.empty()) {
      graph.link(files.log(*log, name), "about", id);
    }
  }
}

} // namespace

std::string application_id(std::uint32_t deployment) {
  return format("#application-{}", deployment + 1);
}

std::vector<std::string> add_executions(CrateGraph& graph, CrateFiles& files, const model::Study& study) {
  std::vector<std::string> ids;
  const auto& plan = study.plan;
  for (std::uint32_t i = 0; i < plan.executions.size(); ++i) {
    if (i >= study.records.size() || !study.records[i]) {
      continue;
    }
    const auto& record = *study.records[i];
    const auto& cell = plan.cells[plan.executions[i].cell];
    const auto deployment = plan.conditions[cell.condition].deployment;
    const auto id = "#execution-" + clean(record.attempt);
    auto& action = graph.entity(id, "CreateAction");
    action.set("name", clean(execution_name(study, i)));
    action.set("description", record.imported.empty() ? command_text(record)
                                                      : "made elsewhere and imported: how is not known");
    action.set("instrument", reference(application_id(deployment)));
    set_ending(action, study.records[i]);
    if (const auto image = format("#image-{}", deployment + 1); graph.has(image)) {
      action.set("containerImage", reference(image));
    }
    link_used(graph, files, study, id, record, cell);
    link_made(graph, files, id, record);
    ids.push_back(id);
  }
  return ids;
}

} // namespace reprovip::report
