#pragma once

#include "harness/base/format.hpp"
#include "harness/cluster/batch_launcher.hpp"
#include "harness/cluster/slurm.hpp"
#include "harness/cluster/squeue.hpp"
#include "harness/launch/task_files.hpp"

#include "tests/support/support.hpp"
#include "tests/unit/launch/fakes.hpp"

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace reprovip::cluster {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

// Not Slurm: answers its clients' command lines from a table that the test fills, and plays its nodes by
// writing what `reprovip-exec task` would. Time stands still until the launcher waits.
class FakeSlurm {
public:
  struct Element {
    std::string state = "PENDING";
    std::string reason = "Priority";
    std::string node;
    bool shown = true;
  };
  struct Array {
    std::string id;
    std::string name;
    sys::Path spool;
    std::vector<std::string> argv;
    std::map<std::uint32_t, Element> elements;
    bool shown = true;
  };

  // Then: `then` is called when the launcher waits past `when`.
  void at(std::chrono::milliseconds when, std::function<void()> then) {
    m_plan.emplace(sys::TimePoint{} + when, std::move(then));
  }

  Result<sys::Captured> run(const sys::Command& command) {
    calls.push_back(command);
    const auto& program = command.argv[0];
    if (away) {
      return program == "sbatch" ? failure(ErrorKind::environment, "\"sbatch\" did not end within 20 s")
                                 : Result<sys::Captured>(says_nothing());
    }
    if (program == "scontrol") {
      return said(format("MaxArraySize            = {}\n", max_array_size));
    }
    if (program == "sbatch") {
      return submit(command.argv);
    }
    return program == "scancel" ? cancel(command.argv) : queue(command.argv);
  }

  // Plays a node: takes the claim of a try.
  void begin(Array& array, std::uint32_t index, std::uint32_t attempt_try = 0,
             const std::string& node = "n1") {
    array.elements[index] = {"RUNNING", "None", node, true};
    write(array.spool / "claims" / format("{}.{}", index, attempt_try), format("{{\"node\":\"{}\"}}", node));
    write(array.spool / "hosts" / (node + ".json"), format("{{\"host.node\":\"{}\"}}", node));
  }
  // The try ends, its record is on disk, and Slurm knows.
  void end(Array& array, std::uint32_t index, const sys::Path& attempt, const std::string& report,
           std::uint32_t attempt_try = 0) {
    write(launch::tried_attempt(attempt, attempt_try) / "exec.json", report);
    write(array.spool / "ended" / format("{}.{}", index, attempt_try), "");
    array.elements[index].state = "COMPLETED";
  }

  std::size_t count(const std::string& program) const {
    return static_cast<std::size_t>(
        std::count_if(calls.begin(), calls.end(), [&](const auto& call) { return call.argv[0] == program; }));
  }

  // Its wait moves the clock, and makes happen what is planned until then.
  class Time final : public sys::Processes {
  public:
    explicit Time(FakeSlurm& slurm) : m_slurm(slurm) {}
    Result<sys::ProcessId> start(const sys::Command&) override {
      return failure(ErrorKind::internal, "nothing is started");
    }
    sys::Event wait(std::optional<sys::TimePoint> deadline) override {
      ++m_slurm.waits;
      const auto until = deadline.value();
      m_slurm.clock.move_to(until);
      while (!m_slurm.m_plan.empty() && m_slurm.m_plan.begin()->first <= until) {
        const auto then = m_slurm.m_plan.begin()->second;
        m_slurm.m_plan.erase(m_slurm.m_plan.begin());
        then();
      }
      if (m_slurm.interrupt != 0) {
        return sys::Interrupted{std::exchange(m_slurm.interrupt, 0)};
      }
      return sys::DeadlinePassed{};
    }
    void send(sys::ProcessId, int) override {}

  private:
    FakeSlurm& m_slurm;
  };

  std::deque<Array> arrays;
  std::vector<sys::Command> calls;
  std::vector<std::string> said_to_people;
  launch::FakeClock clock;
  std::uint32_t max_array_size = 1001;
  std::string refusal;
  bool away = false;        // no client gets an answer
  bool answer_lost = false; // the next sbatch is taken, and its client hears nothing
  int interrupt = 0;
  int waits = 0;

private:
  static void write(const sys::Path& file, const std::string& text) {
    fs::create_directories(file.parent_path());
    std::ofstream(file) << text;
  }
  static sys::Captured said(const std::string& out) { return {.status = {}, .out = out, .err = ""}; }
  static sys::Captured says_nothing() {
    return {.status = {.code = 1, .signal = 0},
            .out = "",
            .err = "slurm_load_jobs error: Unable to contact slurm controller (connect failure)\n"};
  }
  static std::string option(const std::vector<std::string>& argv, const std::string& start) {
    for (const auto& word : argv) {
      if (word.rfind(start, 0) == 0) {
        return word.substr(start.size());
      }
    }
    return {};
  }

  Result<sys::Captured> submit(const std::vector<std::string>& argv) {
    if (!refusal.empty()) {
      return sys::Captured{
          .status = {.code = 1, .signal = 0}, .out = "", .err = "sbatch: error: " + refusal + "\n"};
    }
    Array array{
        std::to_string(100 + arrays.size()), option(argv, "--job-name="), option(argv, "--chdir="), argv, {}};
    const auto elements = read_elements(option(argv, "--array=")).value();
    for (const auto element : elements) {
      array.elements[element] = {};
    }
    arrays.push_back(array);
    if (std::exchange(answer_lost, false)) {
      return failure(ErrorKind::environment, "\"sbatch\" did not end within 20 s");
    }
    return said(array.id + "\n");
  }

  sys::Captured queue(const std::vector<std::string>& argv) const {
    const auto by_name = std::find(argv.begin(), argv.end(), "-n");
    std::string rows;
    for (const auto& array : arrays) {
      if (!array.shown || (by_name != argv.end() && array.name != by_name[1])) {
        continue;
      }
      for (const auto& [index, element] : array.elements) {
        if (by_name != argv.end()) {
          rows += array.id + "|" + array.name + "\n";
        } else if (element.shown) {
          rows += format("{}|{}|{}|{}|{}|{}\n", array.id, index, element.state, element.node, array.name,
                         element.reason);
        }
      }
    }
    return said(rows);
  }

  // Elements that wait go without a record, as Slurm's do.
  sys::Captured cancel(const std::vector<std::string>& argv) {
    const auto& target = argv.back();
    const auto id = target.substr(0, target.find('_'));
    for (auto& array : arrays) {
      for (auto& [index, element] : array.elements) {
        const bool is_meant =
            array.id == id &&
            (id == target ||
             read_elements(target.substr(id.size() + 2, target.size() - id.size() - 3)).value() ==
                 std::vector<std::uint32_t>{index});
        if (is_meant && element.state == "PENDING") {
          element.shown = false;
        } else if (is_meant && element.state == "RUNNING") {
          element.state = "CANCELLED";
        }
      }
    }
    return said("");
  }

  std::multimap<sys::TimePoint, std::function<void()>> m_plan;
};

} // namespace reprovip::cluster
