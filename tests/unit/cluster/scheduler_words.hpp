#pragma once

#include "harness/cluster/scheduler.hpp"

#include <string>
#include <vector>

// What the tests of schedulers' languages share.
namespace reprovip::cluster {

inline Submission example_submission() {
  return {.name = "reprovip-study-1",
          .spool = "/store/launch/study/b 1%",
          .executor = "/opt/it's/reprovip-exec",
          .tasks = 20,
          .at_once = 0,
          .request = {.cpus = 2, .memory = 0, .time = Seconds(0), .machine = ""}};
}

inline Submitted submitted(const std::string& id, const std::string& name = "reprovip-study-1") {
  return {.name = name, .id = id, .tasks = {}, .cluster = {}};
}

inline sys::Captured answered(const std::string& out, const std::string& err = "", int code = 0) {
  return {.status = {.code = code, .signal = 0}, .out = out, .err = err};
}

inline std::string lines_of(const std::string& title, const std::vector<std::string>& argv) {
  std::string text = "# " + title + "\n";
  for (const auto& word : argv) {
    text += word + "\n";
  }
  return text + "\n";
}

// What a row says, in short: "3 running  n1", "4 ended cancelled CANCELLED".
inline std::string short_of(const TaskState& state) {
  constexpr const char* k_phases[] = {"waiting", "running", "ended"};
  constexpr const char* k_causes[] = {"itself", "cancelled", "time_limit", "memory", "node"};
  std::string text = std::to_string(state.index) + " " + k_phases[static_cast<int>(state.phase)];
  if (state.phase == Phase::ended) {
    text += std::string(" by ") + k_causes[static_cast<int>(state.cause)];
  }
  return text + (state.stuck ? " stuck" : "") + " " + state.state +
         (state.reason.empty() ? "" : ", " + state.reason) + (state.node.empty() ? "" : " on " + state.node);
}

inline std::vector<std::string> short_of(const std::vector<TaskState>& states) {
  std::vector<std::string> texts;
  for (const auto& state : states) {
    texts.push_back(short_of(state));
  }
  return texts;
}

} // namespace reprovip::cluster
