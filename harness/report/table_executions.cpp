#include "harness/report/csv_text.hpp"
#include "harness/report/facts.hpp"
#include "harness/report/table_parts.hpp"
#include "harness/sys/clock.hpp"

#include <set>

namespace reprovip::report {

namespace {

// Facts of hosts, and those that a program's own surroundings had, by name.
std::set<std::string> fact_names(const model::Study& study) {
  std::set<std::string> names;
  for (const auto& [fingerprint, host] : study.hosts) {
    for (const auto& [name, value] : host.facts) {
      names.insert(name);
    }
  }
  for (const auto& record : study.records) {
    if (record) {
      for (const auto& [name, value] : record->ending.facts) {
        names.insert(name);
      }
    }
  }
  return names;
}

std::string fact_of(const model::Study& study, const model::Record& record, const std::string& name) {
  if (const auto own = record.ending.facts.find(name); own != record.ending.facts.end()) {
    return own->second;
  }
  const auto host = study.hosts.find(record.host.hex);
  if (host == study.hosts.end()) {
    return {};
  }
  const auto fact = host->second.facts.find(name);
  return fact == host->second.facts.end() ? "" : fact->second;
}

template <typename T>
std::string whole(const std::optional<T>& number) {
  return number ? std::to_string(*number) : "";
}

std::string time_of(std::int64_t milliseconds) {
  return milliseconds == 0 ? "" : sys::iso8601(milliseconds);
}

std::vector<std::string> ending_fields(const model::Record& record) {
  const auto& ending = record.ending;
  const auto& usage = ending.usage;
  return {record.attempt,
          whole(ending.exit_code),
          whole(ending.signal),
          time_of(ending.started_ms),
          time_of(ending.ended_ms),
          csv_number(usage.wall_s),
          csv_number(usage.user_s),
          csv_number(usage.system_s),
          csv_number(usage.overhead_s),
          whole(usage.memory_peak),
          usage.memory_source,
          record.engine,
          record.identity,
          record.application_version,
          record.host.hex};
}

} // namespace

std::vector<TableColumn> run_columns(const model::Study& study) {
  auto columns = execution_columns(study);
  const std::vector<TableColumn> own = {
      {"outcome", "string", "",
       "succeeded, incomplete (an output is missing), failed, timed_out, killed, oom, "
       "infrastructure, imported, not run"},
      {"reason", "string", "", "why it does not count"},
      {"attempt", "string", "", "id of the attempt that counts"},
      {"exit_code", "integer", "", "status that the program ended with"},
      {"signal", "integer", "", "signal that ended the program"},
      {"started", "datetime", "", "UTC"},
      {"ended", "datetime", "", "UTC"},
      {"wall_s", "number", "s", "wall time of the program"},
      {"user_s", "number", "s", "CPU time in user mode"},
      {"system_s", "number", "s", "CPU time in the kernel"},
      {"overhead_s", "number", "s", "wall time of the engine beyond the program's"},
      {"memory_peak", "integer", "B", "largest memory in use"},
      {"memory_source", "string", "", "how the peak was measured: cgroup, or rusage (the largest process)"},
      {"engine", "string", "", "how it was deployed"},
      {"identity", "string", "", "digest of what really ran: image, program or store path"},
      {"application_version", "string", "", "as the application states it"},
      {"host", "string", "", "fingerprint of the machine"}};
  columns.insert(columns.end(), own.begin(), own.end());
  const auto facts = fact_names(study);
  for (const auto& name : facts) {
    columns.push_back({"fact." + name, "string", "", "observed where it ran: " + name});
  }
  return columns;
}

void write_runs(const model::Study& study, const model::Observations&, const Sink& sink) {
  sink(header_row(run_columns(study)));
  const auto names = fact_names(study);
  for (std::uint32_t i = 0; i < study.plan.executions.size(); ++i) {
    const auto& record = study.records[i];
    auto fields = execution_fields(study, i);
    fields.push_back(standing_text(record));
    fields.push_back(reason_of(record));
    const auto ending = ending_fields(record ? *record : model::Record{});
    fields.insert(fields.end(), ending.begin(), ending.end());
    for (const auto& name : names) {
      fields.push_back(record ? fact_of(study, *record, name) : "");
    }
    sink(csv_row(fields));
  }
}

} // namespace reprovip::report
