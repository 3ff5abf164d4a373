#include "harness/history/entry.hpp"

#include "harness/base/format.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

namespace reprovip::history {

namespace {

constexpr std::array<const char*, 4> k_files = {"plan.json", "scores.json", "verdicts.json", "events.jsonl"};

// A study of 50,000 executions has some hundred megabytes of records: they are read so many at a time.
constexpr std::size_t k_at_once = 4000;

bool has_file(const store::Store& store, const std::string& study, const char* name) {
  struct stat status = {};
  return ::stat((store.study_directory(study) / name).c_str(), &status) == 0;
}

Result<Json> read_json(const store::Store& store, const std::string& study, const char* name) {
  TRY_ASSIGN(const auto text, store.read_study_file(study, name));
  return parse_json(text, format("{}/{}", study, name));
}

std::string options_of(const Json& protocol) {
  std::string text;
  for (const auto& set : protocol["sets"].items()) {
    text += format("{}--set {}={}", text.empty() ? "" : " ", set["key"].text(), set["value"].text());
  }
  return text;
}

// "3 7 0": cell, repetition, seed.
Result<model::Execution> read_execution(const std::string& text, std::size_t cells,
                                        const std::string& study) {
  model::Execution execution;
  const char* at = text.data();
  const char* end = at + text.size();
  const auto number = [&](auto& target) {
    const auto read = std::from_chars(at, end, target);
    at = read.ptr == end ? end : read.ptr + 1;
    return read.ec == std::errc{};
  };
  if (!number(execution.cell) || !number(execution.repetition) || !number(execution.seed) ||
      execution.cell >= cells) {
    return failure(ErrorKind::data, format("{}/plan.json: \"{}\" is no execution of the plan", study, text));
  }
  return execution;
}

// The part of the plan that says which records count.
Result<model::Plan> read_plan(const Json& json, const std::string& study) {
  model::Plan plan;
  plan.study = study;
  for (const auto& cell : json["cells"].items()) {
    plan.cells.push_back({static_cast<std::uint32_t>(cell["subject"].integer()),
                          static_cast<std::uint32_t>(cell["condition"].integer()),
                          Digest{cell["key"].text()}});
  }
  for (const auto& item : json["executions"].items()) {
    TRY_ASSIGN(const auto execution, read_execution(item.text(), plan.cells.size(), study));
    plan.executions.push_back(execution);
  }
  return plan;
}

// "engine=docker, threads=1", of each condition.
std::vector<std::string> groups_of(const Json& json) {
  std::vector<std::string> groups;
  for (const auto& condition : json["conditions"].items()) {
    std::string text;
    for (const auto& factor : json["factors"].items()) {
      if (factor["levels"].items().size() > 1) {
        const auto name = factor["name"].text();
        text += format("{}{}={}", text.empty() ? "" : ", ", name, condition["levels"][name].text());
      }
    }
    groups.push_back(std::move(text));
  }
  return groups;
}

// What was imported knows no time of its own: an attempt's id begins with when it was made.
std::int64_t time_of(const model::Record& record) {
  std::int64_t made = 0;
  std::from_chars(record.attempt.data(), record.attempt.data() + record.attempt.size(), made);
  return record.ending.ended_ms > 0 ? record.ending.ended_ms : made;
}

Ran ran_from(const model::Record& record, std::string group) {
  const auto& usage = record.ending.usage;
  Ran ran;
  ran.subject = record.subject;
  ran.group = std::move(group);
  ran.repetition = record.repetition;
  ran.outcome = std::string(to_string(record.ending.outcome));
  ran.complete = model::is_complete(record);
  ran.wall_s = usage.wall_s;
  if (usage.user_s && usage.system_s) {
    ran.cpu_s = *usage.user_s + *usage.system_s;
  }
  if (usage.memory_peak) {
    ran.memory = static_cast<double>(*usage.memory_peak);
  }
  ran.host = record.host.hex;
  ran.ended_ms = time_of(record);
  return ran;
}

class Counter {
public:
  explicit Counter(Entry& entry) : m_study(entry.study) {}

  void count(const std::optional<model::Record>& record) {
    if (!record || record->ending.infrastructure) {
      ++m_study.unfinished;
      return;
    }
    ++(model::is_complete(*record) ? m_study.complete : m_study.failed);
    const auto ended = time_of(*record);
    const auto started = record->ending.started_ms > 0 ? record->ending.started_ms : ended;
    m_study.first_ms = m_study.first_ms == 0 ? started : std::min(m_study.first_ms, started);
    if (ended >= m_study.last_ms) {
      m_study.last_ms = ended;
      m_study.tool_version = record->tool_version;
    }
    m_versions.insert(record->application_version);
  }

  // Of a study of several versions: "1.0 | 1.1".
  std::string versions() const {
    std::string text;
    for (const auto& version : m_versions) {
      text += (text.empty() ? "" : " | ") + version;
    }
    return text;
  }

private:
  model::HistoryStudy& m_study;
  std::set<std::string> m_versions;
};

// A record made with another seed answers another question.
Result<void> read_executions(const store::Store& store, const Json& json, const model::Plan& plan,
                             Entry& entry, std::vector<std::string>& warnings) {
  const auto groups = groups_of(json);
  Counter counter(entry);
  auto part = plan;
  for (std::size_t begin = 0; begin < plan.executions.size(); begin += k_at_once) {
    const auto end = std::min(begin + k_at_once, plan.executions.size());
    part.executions.assign(plan.executions.begin() + static_cast<std::ptrdiff_t>(begin),
                           plan.executions.begin() + static_cast<std::ptrdiff_t>(end));
    TRY_ASSIGN(auto records, store.records(part, warnings));
    for (std::size_t i = 0; i < records.size(); ++i) {
      auto& record = records[i];
      if (record && record->seed != part.executions[i].seed) {
        record.reset();
      }
      counter.count(record);
      if (record) {
        const auto condition = plan.cells[part.executions[i].cell].condition;
        entry.executions.push_back(
            ran_from(*record, condition < groups.size() ? groups[condition] : std::string()));
      }
    }
  }
  entry.study.planned = static_cast<std::uint32_t>(plan.executions.size());
  entry.study.version = counter.versions();
  return {};
}

} // namespace

std::string stamp_of(const store::Store& store, const std::string& study) {
  std::string stamp;
  for (const auto* name : k_files) {
    struct stat status = {};
    if (::stat((store.study_directory(study) / name).c_str(), &status) == 0) {
      stamp += format("{} {} {}.{:09} ", name, status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
    }
  }
  return stamp;
}

Result<Entry> read_entry(const store::Store& store, const std::string& study,
                         std::vector<std::string>& warnings) {
  Entry entry;
  entry.stamp = stamp_of(store, study);
  TRY_ASSIGN(const auto json, read_json(store, study, "plan.json"));
  TRY_ASSIGN(const auto plan, read_plan(json, study));
  entry.study.study = study;
  entry.study.protocol = study.substr(0, study.rfind('-'));
  entry.study.profile = json["protocol"]["profile"].text();
  entry.study.options = options_of(json["protocol"]);
  for (const auto& deployment : json["deployments"].items()) {
    const auto name = deployment["application"]["name"].text();
    entry.study.application = entry.study.application.empty() ? name : entry.study.application;
  }
  TRY(read_executions(store, json, plan, entry, warnings));
  if (has_file(store, study, "scores.json")) {
    TRY_ASSIGN(const auto file, read_json(store, study, "scores.json"));
    TRY_ASSIGN(auto scores, model::scores_from_json(file, study + "/scores.json"));
    entry.scores = std::move(scores.scores);
  }
  if (has_file(store, study, "verdicts.json")) {
    TRY_ASSIGN(const auto file, read_json(store, study, "verdicts.json"));
    TRY_ASSIGN(auto verdicts, model::verdicts_from_json(file, study + "/verdicts.json"));
    entry.study.status = verdicts.status;
    entry.verdicts = std::move(verdicts.verdicts);
  }
  return entry;
}

} // namespace reprovip::history
