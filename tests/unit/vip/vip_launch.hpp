#pragma once

#include "harness/vip/launcher.hpp"

#include "tests/support/support.hpp"
#include "tests/unit/vip/fake_vip.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reprovip::vip {

inline constexpr const char* k_descriptor = R"({"name":"T","tool-version":"1","command-line":"true",
  "inputs":[{"id":"text","type":"String"},{"id":"file","type":"File"}]})";

class FakeClock final : public sys::Clock {
public:
  sys::UtcMillis utc() override {
    return 1'000'000 + std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count();
  }
  sys::TimePoint steady() override { return now; }
  sys::TimePoint now{};
};

// Sleeping moves the clock.
class FakeSleep final : public sys::Processes {
public:
  FakeSleep(FakeClock& clock, std::deque<int>& signals) : m_clock(clock), m_signals(signals) {}
  Result<sys::ProcessId> start(const sys::Command&) override { return failure(ErrorKind::internal, "no"); }
  void send(sys::ProcessId, int) override {}
  sys::Event wait(std::optional<sys::TimePoint> deadline) override {
    if (!m_signals.empty() && *deadline > m_clock.now) {
      const int signal = m_signals.front();
      m_signals.pop_front();
      return sys::Interrupted{signal};
    }
    m_clock.now = std::max(m_clock.now, *deadline);
    return sys::DeadlinePassed{};
  }

private:
  FakeClock& m_clock;
  std::deque<int>& m_signals;
};

class VipLaunch : public testing::Test {
protected:
  VipLaunch() {
    fake.descriptor = k_descriptor;
    settings.server = {FakeVip::k_url, "apikey"};
    settings.jobs = 4;
    dir.write("d.json", k_descriptor);
    dir.write("in.txt", "input");
    restart();
  }

  // As another process of the harness would.
  void restart() {
    auto door = std::make_unique<Door>(fake);
    auto signals_of = std::make_shared<Signals>(std::make_unique<FakeSleep>(clock, signals));
    launcher = std::make_unique<VipLauncher>(settings, Key("s3cret", "the test"), std::move(door),
                                             std::move(signals_of), clock);
  }

  launch::Job job(const std::string& attempt, const std::string& text = "x") {
    launch::Job made;
    made.ticket = ++m_tickets;
    made.paths.directory = dir.path() / attempt;
    made.paths.work = made.paths.directory / "work";
    std::filesystem::create_directories(made.paths.work);
    model::InputFile input;
    input.id = "file";
    input.host = dir.path() / "in.txt";
    input.size = 5;
    input.digest.hex = std::string(64, 'b');
    made.invocation.inputs = {input};
    model::OutputDecl output;
    output.id = "out";
    output.path = "sub/out.txt";
    made.invocation.outputs = {output};
    made.command.argv = {"vip",     "run",  "T/1", "--descriptor", (dir.path() / "d.json").string(),
                         "--value", "text", text};
    return made;
  }

  launch::Job adopted(const std::string& attempt) {
    auto made = job(attempt);
    made.elsewhere = *parse_json(test::read_text(dir.path() / attempt / "elsewhere.json"));
    return made;
  }

  launch::JobEnded ended() {
    while (true) {
      auto event = launcher->wait(std::nullopt);
      if (auto* end = std::get_if<launch::JobEnded>(&event)) {
        return std::move(*end);
      }
      launcher->abort();
    }
  }

  model::Ending run(const std::string& attempt = "a1") {
    EXPECT_TRUE(launcher->start(job(attempt)));
    return ended().ending;
  }

  bool is_marked(const std::string& attempt) {
    return std::filesystem::exists(dir.path() / attempt / "elsewhere.json");
  }

  class Door final : public sys::Http {
  public:
    explicit Door(FakeVip& to) : m_to(to) {}
    sys::HttpResult send(const sys::HttpRequest& request) override { return m_to.send(request); }

  private:
    FakeVip& m_to;
  };

  FakeVip fake;
  FakeClock clock;
  std::deque<int> signals;
  test::TempDir dir;
  Settings settings;
  std::unique_ptr<VipLauncher> launcher;

private:
  std::uint32_t m_tickets = 0;
};

} // namespace reprovip::vip
