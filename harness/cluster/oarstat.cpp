#include "harness/cluster/oarstat.hpp"

#include "harness/base/json.hpp"

#include <algorithm>
#include <charconv>

namespace reprovip::cluster {

namespace {

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

Phase phase_of(std::string_view state) {
  if (is_one_of(state, {"Waiting", "Hold", "toLaunch", "toAckReservation"})) {
    return Phase::waiting;
  }
  return is_one_of(state, {"Terminated", "Error"}) ? Phase::ended : Phase::running;
}

// What happened to it, in OAR's words, without what happens to every job.
std::string telling_events(const Json& job) {
  std::string all;
  const auto& events = job["events"];
  if (!events.is_array()) {
    return all;
  }
  for (const auto& event : events.items()) {
    const auto type = event["type"].text();
    const bool is_usual = type.rfind("SWITCH_INTO_", 0) == 0 || type.rfind("SCHEDULER_", 0) == 0;
    if (!is_usual && all.find(type) == std::string::npos) {
      all += (all.empty() ? "" : " ") + type;
    }
  }
  return all;
}

// `Terminated` whatever the exit status; else something has ended it. A walltime that came while the job was
// ending may leave it `Terminated`.
Cause cause_of(std::string_view state, const std::string& events) {
  const auto has = [&events](const char* type) { return events.find(type) != std::string::npos; };
  if (has("WALLTIME")) {
    return Cause::time_limit;
  }
  if (state != "Error") {
    return Cause::itself;
  }
  return has("FRAG_JOB_REQUEST") || has("BESTEFFORT_KILL") ? Cause::cancelled : Cause::node;
}

std::uint64_t number_of(const Json& json) {
  return static_cast<std::uint64_t>(json.integer());
}

std::optional<std::uint32_t> last_number(const std::string& command) {
  const auto word = command.substr(command.rfind(' ') + 1);
  std::uint32_t number = 0;
  const auto read = std::from_chars(word.data(), word.data() + word.size(), number);
  const bool is_all = !word.empty() && read.ec == std::errc{} && read.ptr == word.data() + word.size();
  return is_all ? std::optional(number) : std::nullopt;
}

OarJob job_of(const Json& json) {
  OarJob job;
  job.id = number_of(json["Job_Id"].is_null() ? json["id"] : json["Job_Id"]);
  job.array = number_of(json["array_id"]);
  job.name = json["name"].text();
  job.task = last_number(json["command"].text());
  job.state.index = job.task.value_or(0);
  job.state.state = json["state"].text();
  job.state.phase = phase_of(job.state.state);
  job.state.reason = telling_events(json);
  job.state.cause = cause_of(job.state.state, job.state.reason);
  const auto& hosts = json["assigned_network_address"];
  if (hosts.is_array() && !hosts.items().empty()) {
    job.state.node = hosts.items().front().text();
  }
  return job;
}

} // namespace

Result<std::vector<OarJob>> read_oarstat(const std::string& text) {
  TRY_ASSIGN(const auto json, parse_json(text, "oarstat -J"));
  std::vector<OarJob> jobs;
  if (json.is_array()) {
    for (const auto& one : json.items()) {
      jobs.push_back(job_of(one));
    }
  } else if (json.is_object()) {
    for (const auto& [id, one] : json.members()) {
      jobs.push_back(job_of(one));
    }
  } else {
    return failure(ErrorKind::launch, "oarstat -J printed no jobs");
  }
  std::sort(jobs.begin(), jobs.end(), [](const OarJob& a, const OarJob& b) { return a.id < b.id; });
  return jobs;
}

} // namespace reprovip::cluster
