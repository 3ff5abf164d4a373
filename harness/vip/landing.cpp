#include "harness/vip/landing.hpp"

#include "harness/base/format.hpp"

#include <algorithm>

namespace reprovip::vip {

namespace {

constexpr int k_tool_failed = 50;

// What GASW's exit codes say (GASW 4.3, GaswExitCode).
std::string_view meaning_of(int code) {
  switch (code) {
  case 1:
  case 40:
    return "an input could not be downloaded";
  case 20:
  case 21:
    return "the worker could not be set up";
  case 22:
  case 23:
    return "the worker's directory could not be made";
  case 24:
  case 25:
    return "VIP's own script failed";
  case 30:
  case 31:
  case 33:
  case 34:
    return "a result could not be uploaded";
  case 32:
    return "the result was there already";
  case k_tool_failed:
    return "the tool failed";
  case 51:
  case 52:
    return "the image could not be fetched";
  case 53:
    return "there is no container runtime";
  case 60:
  case 61:
    return "a token expired";
  default:
    return "an error of the infrastructure";
  }
}

std::string describe(const Task& task, std::size_t of) {
  const auto job = of > 1 ? format("job {} of {} jobs", task.id, of) : format("job {}", task.id);
  if (!task.exit_code) {
    return format("{} has no exit code (status {})", job, task.status.empty() ? "unknown" : task.status);
  }
  return format("{}: exit code {}, {}{}", job, *task.exit_code, meaning_of(*task.exit_code),
                task.message.empty() ? "" : " (" + task.message + ")");
}

} // namespace

model::Ending lost(std::string reason) {
  model::Ending ending;
  ending.outcome = model::Outcome::lost;
  ending.infrastructure = true;
  ending.reason = std::move(reason);
  return ending;
}

model::Ending judge(const Execution& execution) {
  const auto& tasks = execution.tasks;
  const auto failed = [](const Task& task) { return task.exit_code == k_tool_failed; };
  const auto not_well = [](const Task& task) { return task.exit_code != 0; };
  if (execution.status == Status::killed) {
    return lost(format("{} was killed on VIP", execution.id));
  }
  if (const auto task = std::ranges::find_if(tasks, failed); task != tasks.end()) {
    model::Ending ending;
    ending.outcome = model::Outcome::failed;
    ending.reason = format("{} on VIP, {}", execution.id, describe(*task, tasks.size()));
    return ending;
  }
  if (const auto task = std::ranges::find_if(tasks, not_well); task != tasks.end()) {
    return lost(format("{} on VIP, {}", execution.id, describe(*task, tasks.size())));
  }
  if (execution.status != Status::finished) {
    return lost(format("{} ended on VIP as {}", execution.id, execution.status_text));
  }
  if (tasks.empty() && execution.returned.empty()) {
    return lost(format("{} ended on VIP without any job or result", execution.id));
  }
  model::Ending ending;
  ending.outcome = model::Outcome::succeeded;
  ending.exit_code = 0;
  return ending;
}

std::map<std::string, std::string> facts_in_log(std::string_view log) {
  constexpr std::string_view k_name = "\nmodel name";
  const auto at = ("\n" + std::string(log)).find(k_name);
  if (at == std::string::npos) {
    return {};
  }
  auto line = log.substr(at, log.find('\n', at) - at);
  const auto colon = line.find(": ");
  if (colon == std::string_view::npos) {
    return {};
  }
  return {{"host.cpu", std::string(line.substr(colon + 2))}};
}

} // namespace reprovip::vip
