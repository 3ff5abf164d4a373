// The launcher, its remote scripts and the real reprovip-exec; only the connection is a stand-in.
#include "harness/base/format.hpp"
#include "harness/launch/elsewhere.hpp"
#include "harness/launch/native_engine.hpp"
#include "harness/ssh/launcher.hpp"

#include "tests/support/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace reprovip::ssh {

namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

// What sshd and ssh would do, without them: the remote command runs here, by `sh`, with a home of its own.
class StandInForSsh final : public sys::Processes {
public:
  struct Script {
    fs::path home;
    unsigned losses = 0; // so many calls from now on fail as ssh does, once the first has passed
    unsigned calls = 0;
  };
  explicit StandInForSsh(Script& script) : m_script(script), m_real(sys::make_processes()) {}

  Result<sys::ProcessId> start(const sys::Command& command) override {
    auto local = command;
    const bool leaves = command.argv[command.argv.size() - 3] == "exit";
    local.argv = {"/bin/sh", "-c", leaves ? "true" : command.argv.back()};
    if (!leaves && m_script.calls++ > 0 && m_script.losses > 0) {
      --m_script.losses;
      local.argv.back() = "echo 'Connection closed' >&2; exit 255";
    }
    local.environment = {{"HOME", m_script.home.string()}, {"PATH", sys::environment_value("PATH")}};
    return m_real->start(local);
  }
  sys::Event wait(std::optional<sys::TimePoint> deadline) override { return m_real->wait(deadline); }
  void send(sys::ProcessId process, int signal) override { m_real->send(process, signal); }

private:
  Script& m_script;
  std::unique_ptr<sys::Processes> m_real;
};

class SshLaunching : public testing::Test {
protected:
  void SetUp() override {
    m_executor = test::bin_dir() / "reprovip-exec";
    if (!fs::exists(m_executor)) {
      GTEST_SKIP() << "reprovip-exec is not built: " << m_executor;
    }
    m_script.home = m_dir.path() / "home of it's";
    fs::create_directories(m_script.home);
    m_input = m_dir.write("data/it's \"one\"\n.txt", "the input\n");
  }

  Result<std::unique_ptr<launch::Launcher>> launcher(std::map<std::string, model::Value> options = {}) {
    options.emplace("hosts", "there");
    launch::LauncherOptions made;
    made.jobs = 4;
    made.executor = m_executor;
    made.options = std::move(options);
    made.spool = m_dir.path() / "launch";
    return make_ssh_launcher(made, std::make_unique<StandInForSsh>(m_script), sys::real_clock());
  }

  launch::Job job(std::uint32_t ticket, const std::string& script) {
    launch::Job made;
    made.ticket = ticket;
    auto& invocation = made.invocation;
    invocation.argv = {"/bin/sh", "-c", script, "sh", "in/a/it's \"one\"\n.txt"};
    invocation.environment = {{"PATH", "/usr/bin:/bin"}};
    invocation.inputs = {{.id = "a", .host = m_input, .staged = "in/a/it's \"one\"\n.txt"}};
    invocation.resources.network = true;
    made.paths.directory = m_dir.path() / format("attempt-{}", ticket);
    made.paths.work = made.paths.directory / "work";
    made.paths.executor = m_executor;
    fs::create_directories(made.paths.work);
    made.command = launch::NativeEngine().command(invocation, {}, made.paths);
    return made;
  }

  static launch::JobEnded next_end(launch::Launcher& launcher) {
    while (true) {
      const auto event = launcher.wait(std::nullopt);
      if (const auto* end = std::get_if<launch::JobEnded>(&event)) {
        return *end;
      }
    }
  }

  bool is_marked(const launch::Job& job) const { return fs::exists(job.paths.directory / "elsewhere.json"); }

  test::TempDir m_dir;
  StandInForSsh::Script m_script;
  fs::path m_executor;
  fs::path m_input;
};

TEST_F(SshLaunching, OutputsLogsAndFactsComeBackAndNothingStaysThere) {
  const auto one =
      job(1, "cat \"$1\" > out.txt; ln -s nowhere link; mkdir -p d; echo x > \"d/a\nb\"; echo said");
  {
    const auto made = launcher();
    ASSERT_TRUE(made) << one_line(made.error());
    ASSERT_TRUE((*made)->start(one));
    const auto end = next_end(**made);
    EXPECT_EQ(end.ticket, 1U);
    EXPECT_EQ(end.ending.outcome, model::Outcome::succeeded) << end.ending.reason;
    EXPECT_EQ(end.host.count("host.kernel"), 1U);
  }
  EXPECT_EQ(test::read_text(one.paths.work / "out.txt"), "the input\n");
  EXPECT_EQ(test::read_text(one.paths.work / "d/a\nb"), "x\n");
  EXPECT_EQ(test::read_text(one.paths.directory / "out.log"), "said\n");
  EXPECT_TRUE(fs::is_symlink(one.paths.work / "link"));
  EXPECT_TRUE(is_marked(one)); // until the record is written
  EXPECT_TRUE(fs::is_empty(m_script.home / ".cache/reprovip/spool"));
  EXPECT_TRUE(fs::is_empty(m_dir.path() / "launch"));
}

TEST_F(SshLaunching, LostConnectionsStartNothingTwice) {
  const auto starts = m_dir.path() / "starts";
  const auto made = launcher();
  ASSERT_TRUE(made) << one_line(made.error());
  m_script.losses = 3;
  ASSERT_TRUE((*made)->start(job(1, format("echo start >> '{}'; sleep 0.3", starts.string()))));
  EXPECT_EQ(next_end(**made).ending.outcome, model::Outcome::succeeded);
  EXPECT_EQ(test::read_text(starts), "start\n");
  EXPECT_EQ(m_script.losses, 0U);
}

TEST_F(SshLaunching, AHostThatStaysAwayLosesItsJobs) {
  const auto made = launcher({{"patience", "1s"}});
  ASSERT_TRUE(made);
  m_script.losses = 1000;
  ASSERT_TRUE((*made)->start(job(1, "true")));
  const auto end = next_end(**made);
  EXPECT_EQ(end.ending.outcome, model::Outcome::not_started);
  EXPECT_TRUE(end.ending.infrastructure);
  EXPECT_THAT(end.ending.reason, HasSubstr("host \"there\" cannot be reached: Connection closed"));
  EXPECT_EQ((*made)->capacity(), 1U);
  EXPECT_FALSE((*made)->start(job(2, "true")));
  m_script.losses = 0;
}

TEST_F(SshLaunching, WhatRunsIsFollowedByTheNextLauncher) {
  auto one = job(1, "sleep 1; echo done > out.txt");
  {
    const auto made = launcher();
    ASSERT_TRUE(made);
    ASSERT_TRUE((*made)->start(one));
    while (!is_marked(one)) {
      (*made)->wait(std::chrono::steady_clock::now() + std::chrono::milliseconds(20));
    }
    (*made)->wait(std::chrono::steady_clock::now() + std::chrono::milliseconds(500));
  }
  auto unsubmitted = job(2, "true");
  one.elsewhere = *parse_json(test::read_text(one.paths.directory / "elsewhere.json"));
  unsubmitted.elsewhere = one.elsewhere;
  unsubmitted.elsewhere.set("index", 77);
  const auto made = launcher();
  ASSERT_TRUE(made);
  ASSERT_TRUE((*made)->start(one));
  ASSERT_TRUE((*made)->start(unsubmitted));
  std::map<std::uint32_t, launch::JobEnded> ends;
  for (int i = 0; i < 2; ++i) {
    const auto end = next_end(**made);
    ends[end.ticket] = end;
  }
  EXPECT_EQ(ends[1].ending.outcome, model::Outcome::succeeded) << ends[1].ending.reason;
  EXPECT_EQ(test::read_text(one.paths.work / "out.txt"), "done\n");
  EXPECT_EQ(ends[2].ending.outcome, model::Outcome::lost);
  EXPECT_TRUE(ends[2].ending.infrastructure);
  // Its record was not written: its end is told again.
  ASSERT_TRUE((*made)->start(one));
  EXPECT_EQ(next_end(**made).ending.outcome, model::Outcome::succeeded);
}

TEST_F(SshLaunching, AbortEndsWhatRuns) {
  const auto made = launcher();
  ASSERT_TRUE(made);
  const auto one = job(1, "sleep 100");
  ASSERT_TRUE((*made)->start(one));
  while (!is_marked(one)) {
    (*made)->wait(std::chrono::steady_clock::now() + std::chrono::milliseconds(20));
  }
  (*made)->wait(std::chrono::steady_clock::now() + std::chrono::milliseconds(500));
  (*made)->abort();
  const auto end = next_end(**made);
  EXPECT_EQ(end.ending.outcome, model::Outcome::killed) << end.ending.reason;
  EXPECT_TRUE(end.ending.infrastructure);
  EXPECT_FALSE(is_marked(one));
}

TEST_F(SshLaunching, AnotherProgramOfThatNameIsAnErrorOrAFact) {
  auto one = job(1, "true");
  one.invocation.programs = {{"sh", std::string(64, '0')}};
  {
    const auto made = launcher();
    ASSERT_TRUE((*made)->start(one));
    const auto end = next_end(**made);
    EXPECT_EQ(end.ending.outcome, model::Outcome::not_started);
    EXPECT_THAT(end.ending.reason, HasSubstr("program \"sh\" of host \"there\" is another one"));
    EXPECT_THAT(end.ending.reason, HasSubstr("00000000 here"));
  }
  const auto made = launcher({{"programs", "host"}});
  ASSERT_TRUE((*made)->start(one));
  const auto end = next_end(**made);
  EXPECT_EQ(end.ending.outcome, model::Outcome::succeeded) << end.ending.reason;
  EXPECT_EQ(end.host.at("host.program.sh").size(), 64U);
}

TEST_F(SshLaunching, AnInputThatWasChangedIsNotSent) {
  auto one = job(1, "true");
  one.invocation.inputs.front().digest.hex = std::string(64, 'a');
  const auto made = launcher();
  ASSERT_TRUE((*made)->start(one));
  EXPECT_THAT(next_end(**made).ending.reason, HasSubstr("is not what was planned"));
}

TEST(SshSettings, HostsAreNamesOnce) {
  launch::LauncherOptions options;
  options.executor = "/x/reprovip-exec";
  EXPECT_THAT(one_line(read_settings(options).error()), HasSubstr("has no hosts"));
  for (const std::string hosts : {"[\"a\",\"a\"]", "[\"-oProxyCommand=x\"]", "[\"a b\"]", "[\"\"]"}) {
    options.options["hosts"] = hosts;
    EXPECT_FALSE(read_settings(options)) << hosts;
  }
  options.options = {
      {"hosts", "[\"me@a\",\"b\"]"}, {"patience", "2min"}, {"shared", true}, {"options", "-4"}};
  const auto settings = read_settings(options);
  ASSERT_TRUE(settings) << one_line(settings.error());
  EXPECT_EQ(settings->hosts, (std::vector<std::string>{"me@a", "b"}));
  EXPECT_EQ(settings->patience.count(), 120);
  EXPECT_TRUE(settings->shared);
  EXPECT_EQ(settings->client.options, std::vector<std::string>{"-4"});
}

} // namespace

} // namespace reprovip::ssh
