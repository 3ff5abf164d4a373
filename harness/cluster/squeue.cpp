#include "harness/cluster/squeue.hpp"

#include "harness/base/format.hpp"
#include "harness/base/json.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>

namespace reprovip::cluster {

namespace {

// The name stands before the reason, which may hold anything.
constexpr std::size_t k_columns = 6;

std::vector<std::string> split(std::string_view text, char separator, std::size_t most) {
  std::vector<std::string> parts;
  while (parts.size() + 1 < most) {
    const auto end = text.find(separator);
    if (end == std::string_view::npos) {
      break;
    }
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  parts.emplace_back(text);
  return parts;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool read_number(std::string_view text, std::uint32_t& number) {
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return !text.empty() && read.ec == std::errc{} && read.ptr == text.data() + text.size();
}

Cause cause_of(std::string_view state) {
  if (is_one_of(state, {"CANCELLED", "REVOKED", "PREEMPTED"})) {
    return Cause::cancelled;
  }
  if (is_one_of(state, {"TIMEOUT", "DEADLINE"})) {
    return Cause::time_limit;
  }
  if (state == "OUT_OF_MEMORY") {
    return Cause::memory;
  }
  return is_one_of(state, {"NODE_FAIL", "BOOT_FAIL", "LAUNCH_FAILED"}) ? Cause::node : Cause::itself;
}

Phase phase_of(std::string_view state) {
  if (is_one_of(state,
                {"PENDING", "REQUEUED", "REQUEUE_HOLD", "REQUEUE_FED", "SPECIAL_EXIT", "RESV_DEL_HOLD"})) {
    return Phase::waiting;
  }
  return is_one_of(state, {"RUNNING", "COMPLETING", "CONFIGURING", "SUSPENDED", "STOPPED", "SIGNALING",
                           "STAGE_OUT", "RESIZING"})
             ? Phase::running
             : Phase::ended;
}

// Reasons that no passing of time removes. Slurm writes them with blanks, or as one word in JSON. A job that
// somebody holds waits for that person, who knows.
bool is_stuck(Phase phase, std::string reason) {
  reason.erase(std::remove_if(reason.begin(), reason.end(), [](char c) { return c == ' ' || c == '_'; }),
               reason.end());
  const auto begins = [&reason](std::string_view start) { return reason.rfind(start, 0) == 0; };
  return phase == Phase::waiting &&
         (begins("launchfailed") || begins("launchfailure") || begins("BadConstraints") ||
          begins("PartitionTimeLimit") || begins("PartitionNodeLimit") ||
          begins("DependencyNeverSatisfied") || begins("InvalidAccount") || begins("InvalidQOS") ||
          begins("AccountNotAllowed") || begins("QOSNotAllowed"));
}

TaskState state_of(std::string word, std::string reason, std::string node) {
  TaskState state;
  state.state = std::move(word);
  state.reason = reason == "None" ? "" : std::move(reason);
  state.node = std::move(node);
  state.phase = phase_of(state.state);
  state.cause = cause_of(state.state);
  state.stuck = is_stuck(state.phase, state.reason);
  return state;
}

// A job has one base state and flags; a flag that says that it is not over yet weighs more.
std::string word_of(const Json& states) {
  if (states.is_string()) {
    return states.text();
  }
  const auto& all = states.items();
  for (const auto* flag : {"COMPLETING", "REQUEUED", "REQUEUE_HOLD", "CONFIGURING"}) {
    if (std::any_of(all.begin(), all.end(), [flag](const Json& one) { return one.text() == flag; })) {
      return flag;
    }
  }
  return all.empty() ? "" : all.front().text();
}

// 7, or {"set": true, "infinite": false, "number": 7}; none: null or not set.
std::optional<std::int64_t> number_of(const Json& json) {
  if (json.is_integer()) {
    return json.integer();
  }
  const bool is_set = json.is_object() && json["set"].boolean() && !json["infinite"].boolean();
  return is_set ? std::optional(json["number"].integer()) : std::nullopt;
}

Result<SqueueRow> row_of(const Json& job) {
  SqueueRow row;
  const auto array = number_of(job["array_job_id"]).value_or(0);
  row.array = std::to_string(array != 0 ? array : number_of(job["job_id"]).value_or(0));
  row.name = job["name"].text();
  row.state = state_of(word_of(job["job_state"]), job["state_reason"].text(), job["nodes"].text());
  if (const auto element = number_of(job["array_task_id"])) {
    row.tasks = {static_cast<std::uint32_t>(*element)};
  } else if (const auto list = job["array_task_string"].text(); !list.empty()) {
    TRY_ASSIGN(row.tasks, read_elements(list));
  }
  return row;
}

Result<SqueueRow> row_of(std::string_view line) {
  auto cells = split(line, '|', k_columns);
  if (cells.size() != k_columns) {
    return failure(ErrorKind::launch,
                   format("squeue printed \"{}\", which is not {}", line, k_squeue_format));
  }
  SqueueRow row;
  row.array = cells[0];
  row.name = cells[4];
  row.state = state_of(std::move(cells[2]), std::move(cells[5]), std::move(cells[3]));
  if (cells[1] != "N/A") { // not of an array
    TRY_ASSIGN(row.tasks, read_elements(cells[1]));
  }
  return row;
}

} // namespace

Result<std::vector<std::uint32_t>> read_elements(std::string_view text) {
  std::vector<std::uint32_t> elements;
  const auto bad = [text] {
    return failure(ErrorKind::launch, format("\"{}\" is not a list of array elements", text));
  };
  for (const auto& part : split(text.substr(0, text.find('%')), ',', text.size() + 1)) {
    const auto range = split(part.substr(0, part.find(':')), '-', 2);
    std::uint32_t first = 0;
    std::uint32_t step = 1;
    if (!read_number(range[0], first) ||
        (part.find(':') != std::string::npos && !read_number(part.substr(part.find(':') + 1), step)) ||
        step == 0) {
      return bad();
    }
    std::uint32_t last = first;
    if (range.size() == 2 && (!read_number(range[1], last) || last - first > 100'000'000U)) {
      return bad();
    }
    for (auto element = first; element <= last; element += step) {
      elements.push_back(element);
    }
  }
  std::sort(elements.begin(), elements.end());
  return elements;
}

std::string write_elements(std::vector<std::uint32_t> elements) {
  std::sort(elements.begin(), elements.end());
  std::string text;
  for (std::size_t i = 0; i < elements.size();) {
    std::size_t end = i + 1;
    while (end < elements.size() && elements[end] == elements[end - 1] + 1) {
      ++end;
    }
    text += text.empty() ? "" : ",";
    text += end - i > 1 ? format("{}-{}", elements[i], elements[end - 1]) : std::to_string(elements[i]);
    i = end;
  }
  return text;
}

Result<std::vector<SqueueRow>> read_squeue(const std::string& text) {
  std::vector<SqueueRow> rows;
  for (const auto& line : split(text, '\n', text.size() + 1)) {
    // With -M each cluster's jobs follow a line that names it.
    if (!line.empty() && line.rfind("CLUSTER: ", 0) != 0) {
      TRY_ASSIGN(auto row, row_of(std::string_view(line)));
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

Result<std::vector<SqueueRow>> read_squeue_json(const std::string& text) {
  TRY_ASSIGN(const auto json, parse_json(text, "squeue --json"));
  if (!json["jobs"].is_array()) {
    return failure(ErrorKind::launch, "squeue --json printed no \"jobs\"");
  }
  std::vector<SqueueRow> rows;
  const auto& jobs = json["jobs"];
  for (const auto& job : jobs.items()) {
    TRY_ASSIGN(auto row, row_of(job));
    rows.push_back(std::move(row));
  }
  return rows;
}

} // namespace reprovip::cluster
