#pragma once

#include "tests/unit/cluster/fake_slurm.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

namespace reprovip::cluster {

inline constexpr const char* k_succeeded =
    R"({"schema":1,"outcome":"succeeded","exit_code":0,"signal":null,"reason":"","infrastructure":false,
"started_ms":10,"ended_ms":20,"usage":{},"libraries":[],"facts":{},"out":{"size":0,"kept":0},"err":{"size":0,"kept":0}})";
inline constexpr const char* k_stopped =
    R"({"schema":1,"outcome":"killed","exit_code":null,"signal":15,"reason":"stopped by signal 15","infrastructure":true,
"started_ms":10,"ended_ms":20,"usage":{},"libraries":[],"facts":{},"out":{"size":0,"kept":0},"err":{"size":0,"kept":0}})";
inline constexpr const char* k_killed =
    R"({"schema":1,"outcome":"killed","exit_code":null,"signal":9,"reason":"signal 9","infrastructure":false,
"started_ms":10,"ended_ms":20,"usage":{},"libraries":[],"facts":{},"out":{"size":0,"kept":0},"err":{"size":0,"kept":0}})";

// A launcher on a stand-in of Slurm, jobs that are staged, and a clock of its own.
class BatchLauncherTest : public testing::Test {
protected:
  std::unique_ptr<BatchLauncher> make(std::uint32_t jobs = 0, std::uint32_t window = 1000) {
    Doors doors{.processes = std::make_unique<FakeSlurm::Time>(slurm),
                .run = [this](const sys::Command& command, Seconds) { return slurm.run(command); },
                .say = [this](const std::string& text) { slurm.said_to_people.push_back(text); },
                .clock = &slurm.clock};
    BatchOptions options = {.launcher = "slurm",
                            .jobs = jobs,
                            .window = window,
                            .executor = "/opt/reprovip-exec",
                            .spool = dir.path() / "launch",
                            .study = format("study {}", ++m_launchers)}; // no two name a batch alike
    return std::make_unique<BatchLauncher>(
        std::move(options), std::make_unique<SlurmScheduler>(SlurmOptions{}), std::move(doors));
  }

  launch::Job job(std::uint32_t ticket, const std::string& machine = "") const {
    launch::Job made;
    made.ticket = ticket;
    made.invocation.machine = machine;
    made.paths.directory = attempt(ticket);
    made.paths.work = made.paths.directory / "work";
    made.command.argv = {"true"};
    fs::create_directories(made.paths.work);
    return made;
  }
  sys::Path attempt(std::uint32_t ticket) const { return dir.path() / format("attempt-{}", ticket); }

  // The first line of the marker; the task follows.
  static Json marker_of(const sys::Path& marked) {
    const auto text = test::read_text(marked / "elsewhere.json");
    return parse_json(text.substr(0, text.find('\n'))).value();
  }
  // What a later run of the study would start: with what the marker says.
  launch::Job again(std::uint32_t ticket) const {
    auto made = job(ticket);
    made.elsewhere = marker_of(attempt(ticket));
    return made;
  }

  void start(BatchLauncher& launcher, std::uint32_t jobs) {
    for (std::uint32_t ticket = 1; ticket <= jobs; ++ticket) {
      ASSERT_TRUE(launcher.start(job(ticket)));
    }
  }
  launch::JobEnded next(BatchLauncher& launcher, std::chrono::seconds within = 1h) {
    const auto event = launcher.wait(slurm.clock.steady() + within);
    const auto* end = std::get_if<launch::JobEnded>(&event);
    EXPECT_NE(end, nullptr) << "nothing has ended";
    return end != nullptr ? *end : launch::JobEnded{};
  }
  // Waits for nothing but the submission.
  void submit(BatchLauncher& launcher) {
    const auto event = launcher.wait(slurm.clock.steady() + 10ms);
    EXPECT_TRUE(std::holds_alternative<launch::NothingYet>(event));
  }
  void run_to_its_end(std::uint32_t ticket, std::uint32_t index, std::size_t array = 0) {
    slurm.begin(slurm.arrays.at(array), index);
    slurm.end(slurm.arrays.at(array), index, attempt(ticket), k_succeeded);
  }
  FakeSlurm::Element& element(std::uint32_t index) { return slurm.arrays.at(0).elements.at(index); }
  bool is_marked(std::uint32_t ticket) const { return fs::exists(attempt(ticket) / "elsewhere.json"); }

  test::TempDir dir;
  FakeSlurm slurm;
  int m_launchers = 0;
};

} // namespace reprovip::cluster
