#include "harness/model/record.hpp"

#include "harness/base/format.hpp"
#include "harness/model/json_fields.hpp"

#include <array>
#include <charconv>

namespace reprovip::model {

namespace {

struct OutcomeName {
  Outcome outcome;
  std::string_view name;
};
// Stored: names stay.
constexpr std::array k_outcomes = {OutcomeName{Outcome::succeeded, "succeeded"},
                                   OutcomeName{Outcome::failed, "failed"},
                                   OutcomeName{Outcome::timed_out, "timed_out"},
                                   OutcomeName{Outcome::killed, "killed"},
                                   OutcomeName{Outcome::oom, "oom"},
                                   OutcomeName{Outcome::not_started, "not_started"},
                                   OutcomeName{Outcome::lost, "lost"}};
constexpr std::array<std::string_view, 4> k_states = {"present", "missing", "absent_optional", "refused"};

OutputState state_from(const std::string& text) {
  for (std::size_t i = 0; i < k_states.size(); ++i) {
    if (k_states[i] == text) {
      return static_cast<OutputState>(i);
    }
  }
  return OutputState::missing;
}

Json usage_json(const Usage& usage) {
  auto json = Json::object({{"wall_s", optional_to_json(usage.wall_s)},
                            {"user_s", optional_to_json(usage.user_s)},
                            {"system_s", optional_to_json(usage.system_s)},
                            {"memory_peak", optional_to_json(usage.memory_peak)},
                            {"memory_source", usage.memory_source}});
  if (usage.overhead_s) {
    json.set("overhead_s", *usage.overhead_s);
  }
  return json;
}

Usage usage_from(const Json& json) {
  Usage usage;
  usage.wall_s = optional_number(json["wall_s"]);
  usage.user_s = optional_number(json["user_s"]);
  usage.system_s = optional_number(json["system_s"]);
  usage.overhead_s = optional_number(json["overhead_s"]);
  if (json["memory_peak"].is_integer()) {
    usage.memory_peak = static_cast<std::uint64_t>(json["memory_peak"].integer());
  }
  usage.memory_source = json["memory_source"].text();
  return usage;
}

Json log_json(const LogFile& log) {
  return Json::object({{"digest", log.digest.hex}, {"size", log.size}, {"kept", log.kept}});
}

LogFile log_from(const Json& json) {
  return {Digest{json["digest"].text()}, static_cast<std::uint64_t>(json["size"].integer()),
          static_cast<std::uint64_t>(json["kept"].integer())};
}

Json file_json(const OutputFile& file) {
  return Json::object({{"path", file.path},
                       {"size", file.size},
                       {"raw", file.raw.hex},
                       {"payload", file.payload.hex},
                       {"canonical", file.canonical.hex},
                       {"format", file.format},
                       {"ignored", to_json(file.ignored)},
                       {"stored", file.stored}});
}

OutputFile file_from(const Json& json) {
  OutputFile file;
  file.path = json["path"].text();
  file.size = static_cast<std::uint64_t>(json["size"].integer());
  file.raw = Digest{json["raw"].text()};
  file.payload = Digest{json["payload"].text()};
  file.canonical = Digest{json["canonical"].text()};
  file.format = json["format"].text();
  file.ignored = texts_from_json(json["ignored"]);
  file.stored = json["stored"].boolean(true);
  return file;
}

Json output_json(const Output& output) {
  auto files = Json::array();
  for (const auto& file : output.files) {
    files.push(file_json(file));
  }
  return Json::object({{"id", output.id},
                       {"state", k_states.at(static_cast<std::size_t>(output.state))},
                       {"reason", output.reason},
                       {"raw", output.raw.hex},
                       {"canonical", output.canonical.hex},
                       {"empty", output.empty},
                       {"files", std::move(files)}});
}

Output output_from(const Json& json) {
  Output output;
  output.id = json["id"].text();
  output.state = state_from(json["state"].text());
  output.reason = json["reason"].text();
  output.raw = Digest{json["raw"].text()};
  output.canonical = Digest{json["canonical"].text()};
  output.empty = json["empty"].boolean();
  for (const auto& file : json["files"].items()) {
    output.files.push_back(file_from(file));
  }
  return output;
}

// Seeds use all 64 bits; JSON's integers do not.
std::uint64_t seed_from(const Json& json) {
  const auto text = json.text("0");
  std::uint64_t seed = 0;
  std::from_chars(text.data(), text.data() + text.size(), seed);
  return seed;
}

} // namespace

std::string_view to_string(Outcome outcome) {
  return k_outcomes.at(static_cast<std::size_t>(outcome)).name;
}

std::optional<Outcome> outcome_from(std::string_view text) {
  for (const auto& [outcome, name] : k_outcomes) {
    if (name == text) {
      return outcome;
    }
  }
  return std::nullopt;
}

bool is_complete(const Record& record) {
  if (record.ending.outcome != Outcome::succeeded) {
    return false;
  }
  for (const auto& output : record.outputs) {
    if (output.state == OutputState::missing || output.state == OutputState::refused) {
      return false;
    }
  }
  return true;
}

Json to_json(const Ending& ending) {
  return Json::object({{"outcome", to_string(ending.outcome)},
                       {"exit_code", optional_to_json(ending.exit_code)},
                       {"signal", optional_to_json(ending.signal)},
                       {"reason", ending.reason},
                       {"infrastructure", ending.infrastructure},
                       {"started_ms", static_cast<long long>(ending.started_ms)},
                       {"ended_ms", static_cast<long long>(ending.ended_ms)},
                       {"usage", usage_json(ending.usage)},
                       {"libraries", to_json(ending.libraries)},
                       {"facts", to_json(ending.facts)}});
}

Result<Ending> ending_from_json(const Json& json, const std::string& name) {
  const auto outcome = outcome_from(json["outcome"].text());
  if (!outcome) {
    return failure(ErrorKind::data, format("{}: no outcome in it", name));
  }
  Ending ending;
  ending.outcome = *outcome;
  ending.exit_code = optional_int(json["exit_code"]);
  ending.signal = optional_int(json["signal"]);
  ending.reason = json["reason"].text();
  ending.infrastructure = json["infrastructure"].boolean();
  ending.started_ms = json["started_ms"].integer();
  ending.ended_ms = json["ended_ms"].integer();
  ending.usage = usage_from(json["usage"]);
  ending.libraries = texts_from_json(json["libraries"]);
  ending.facts = text_map_from_json(json["facts"]);
  return ending;
}

Json to_json(const Record& record) {
  auto outputs = Json::array();
  for (const auto& output : record.outputs) {
    outputs.push(output_json(output));
  }
  auto json =
      Json::object({{"schema", record.schema},          {"study", record.study},
                    {"cell", record.cell.hex},          {"repetition", record.repetition},
                    {"attempt", record.attempt},        {"subject", record.subject},
                    {"levels", to_json(record.levels)}, {"seed", std::to_string(record.seed)},
                    {"argv", to_json(record.argv)},     {"environment", to_json(record.environment)},
                    {"engine", record.engine},          {"engine_argv", to_json(record.engine_argv)},
                    {"identity", record.identity},      {"application_version", record.application_version},
                    {"host", record.host.hex},          {"ending", to_json(record.ending)},
                    {"out", log_json(record.out)},      {"err", log_json(record.err)},
                    {"outputs", std::move(outputs)},    {"tool_version", record.tool_version}});
  if (!record.imported.empty()) {
    json.set("imported", to_json(record.imported));
  }
  return json;
}

Result<Record> record_from_json(const Json& json, const std::string& name) {
  Record record;
  record.schema = static_cast<int>(json["schema"].integer());
  if (record.schema != 1) {
    return failure(ErrorKind::data,
                   format("{}: record of format {}, this program reads format 1", name, record.schema));
  }
  record.study = json["study"].text();
  record.cell = Digest{json["cell"].text()};
  record.repetition = to_u32(json["repetition"]);
  record.attempt = json["attempt"].text();
  if (record.cell.empty() || record.repetition == 0 || record.attempt.empty()) {
    return failure(ErrorKind::data, format("{}: no cell, repetition or attempt in it", name));
  }
  record.subject = json["subject"].text();
  record.levels = text_map_from_json(json["levels"]);
  record.seed = seed_from(json["seed"]);
  record.argv = texts_from_json(json["argv"]);
  record.environment = text_map_from_json(json["environment"]);
  record.engine = json["engine"].text();
  record.engine_argv = texts_from_json(json["engine_argv"]);
  record.identity = json["identity"].text();
  record.application_version = json["application_version"].text();
  record.host = Digest{json["host"].text()};
  TRY_ASSIGN(record.ending, ending_from_json(json["ending"], name));
  record.out = log_from(json["out"]);
  record.err = log_from(json["err"]);
  for (const auto& output : json["outputs"].items()) {
    record.outputs.push_back(output_from(output));
  }
  record.tool_version = json["tool_version"].text();
  record.imported = text_map_from_json(json["imported"]);
  return record;
}

} // namespace reprovip::model
