#include "harness/sys/process.hpp"

#include "tests/support/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <set>

namespace reprovip::sys {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using test::TempDir;
using testing::HasSubstr;

Command shell(const std::string& script) {
  return {{"sh", "-c", script}, {{"PATH", "/usr/bin:/bin"}}, {}, {}, {}};
}

TimePoint soon(int ms) {
  return steady_clock::now() + milliseconds(ms);
}

ExitStatus run(const Command& command) {
  const auto processes = make_processes();
  const auto started = processes->start(command);
  EXPECT_TRUE(started) << one_line(started.error());
  return started ? std::get<ChildEnded>(processes->wait(soon(20'000))).status : ExitStatus{-1, 0};
}

TEST(Processes, TellsStatusAndSignal) {
  EXPECT_EQ(run(shell("exit 7")).code, 7);
  EXPECT_TRUE(run(shell(":")).success());
  const auto ended = run(shell("kill -SEGV $$"));
  EXPECT_EQ(ended.signal, SIGSEGV);
  EXPECT_FALSE(ended.success());
}

TEST(Processes, GivesExactlyTheEnvironmentDirectoryAndStreams) {
  const TempDir dir;
  auto command = shell("pwd; env | grep -v -e ^PWD -e ^SHLVL -e ^_ | sort; cat; echo bad >&2");
  command.environment.emplace_back("A", "one two");
  command.directory = dir.path();
  command.out_file = dir.path() / "out";
  command.err_file = dir.path() / "err";
  EXPECT_TRUE(run(command).success());
  EXPECT_EQ(test::read_text(dir.path() / "out"), dir.path().string() + "\nA=one two\nPATH=/usr/bin:/bin\n");
  EXPECT_EQ(test::read_text(dir.path() / "err"), "bad\n");
}

TEST(Processes, LeavesNoFileOpenAndNoSignalBlockedOrIgnored) {
  const TempDir dir;
  const int leaked = ::dup(1);
  ::signal(SIGPIPE, SIG_IGN);
  auto command =
      shell("ls -l /proc/self/fd | grep -c ' -> /'; grep -h -e SigBlk -e SigIgn /proc/self/status");
  command.out_file = dir.path() / "out";
  EXPECT_TRUE(run(command).success());
  ::signal(SIGPIPE, SIG_DFL);
  ::close(leaked);
  EXPECT_EQ(test::read_text(dir.path() / "out"),
            "3\nSigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n"); // 0, 2, and what ls reads
}

TEST(Processes, WaitsForManyAtOnce) {
  const auto processes = make_processes();
  std::set<ProcessId> running;
  for (int i = 0; i < 200; ++i) {
    running.insert(*processes->start(shell("exit " + std::to_string(i % 5))));
  }
  int sum = 0;
  while (!running.empty()) {
    const auto ended = std::get<ChildEnded>(processes->wait({}));
    EXPECT_EQ(running.erase(ended.process), 1u);
    sum += ended.status.code;
  }
  EXPECT_EQ(sum, 400);
}

TEST(Processes, WakesAtTheDeadlineOnly) {
  const auto processes = make_processes();
  const auto child = *processes->start(shell("exec sleep 60"));
  const auto before = steady_clock::now();
  EXPECT_TRUE(std::holds_alternative<DeadlinePassed>(processes->wait(soon(50))));
  EXPECT_TRUE(std::holds_alternative<DeadlinePassed>(processes->wait(before)));
  EXPECT_GE(steady_clock::now() - before, milliseconds(50));
  processes->send(child, SIGTERM);
  EXPECT_EQ(std::get<ChildEnded>(processes->wait({})).status.signal, SIGTERM);
  processes->send(child, SIGTERM);
  EXPECT_TRUE(std::holds_alternative<DeadlinePassed>(processes->wait(soon(1))));
}

TEST(Processes, TellsOfInterruptsAndGoesOn) {
  const auto processes = make_processes();
  processes->start(shell("exit 3"));
  ::kill(::getpid(), SIGTERM);
  ::kill(::getpid(), SIGINT);
  std::multiset<int> seen;
  for (int i = 0; i < 3; ++i) {
    const auto event = processes->wait(soon(20'000));
    const auto* interrupted = std::get_if<Interrupted>(&event);
    seen.insert(interrupted != nullptr ? interrupted->signal : std::get<ChildEnded>(event).status.code);
  }
  EXPECT_EQ(seen, (std::multiset<int>{SIGTERM, SIGINT, 3}));
}

TEST(Processes, SaysWhyNothingStarted) {
  const TempDir dir;
  const auto processes = make_processes();
  const auto reason = [&](const Command& command) { return one_line(processes->start(command).error()); };
  EXPECT_THAT(reason({{"no-such-program"}, {{"PATH", "/bin"}}, {}, {}, {}}),
              HasSubstr("not found in PATH \"/bin\""));
  EXPECT_THAT(reason({{"/no/such"}, {}, {}, {}, {}}), HasSubstr("\"/no/such\": No such file"));
  EXPECT_THAT(reason({{dir.path().string()}, {}, {}, {}, {}}), HasSubstr("Permission denied"));
  const auto script = dir.write("script", "no first line");
  std::filesystem::permissions(script, std::filesystem::perms::owner_all);
  EXPECT_THAT(reason({{script.string()}, {}, {}, {}, {}}), HasSubstr("\"#!\""));
  EXPECT_THAT(reason({{"/bin/true"}, {}, "/no/such", {}, {}}), HasSubstr("cannot enter \"/no/such\""));
  EXPECT_THAT(reason({.argv = {"/bin/true"}, .in_file = "/no/such/in"}),
              HasSubstr("cannot read \"/no/such/in\""));
  EXPECT_THAT(reason({.argv = {"/bin/true"}, .out_file = "/no/such/out"}),
              HasSubstr("cannot write \"/no/such/out\""));
  EXPECT_THAT(reason({}), HasSubstr("empty command"));
}

TEST(Processes, HearsWhatCameWhileSignalsWereHeld) {
  const HeldSignals held;
  { const auto earlier = make_processes(); }
  ::kill(::getpid(), SIGINT);
  const auto processes = make_processes();
  const auto event = processes->wait(soon(20'000));
  ASSERT_TRUE(std::holds_alternative<Interrupted>(event));
  EXPECT_EQ(std::get<Interrupted>(event).signal, SIGINT);
}

// A process that starts a child and is killed: the child gets SIGTERM.
TEST(Processes, ChildrenDieWithUs) {
  const TempDir dir;
  const auto file = dir.path() / "told";
  const pid_t us = ::fork();
  if (us == 0) {
    const auto processes = make_processes();
    processes->start(shell("trap 'echo told >" + file.string() + "; exit' TERM; touch " + file.string() +
                           "; while :; do sleep 0.02; done"));
    processes->wait({});
    ::_exit(0);
  }
  for (int i = 0; i < 500 && !std::filesystem::exists(file); ++i) {
    ::usleep(10'000);
  }
  ::usleep(50'000);
  ::kill(us, SIGKILL);
  ::waitpid(us, nullptr, 0);
  for (int i = 0; i < 500 && test::read_text(file).empty(); ++i) {
    ::usleep(10'000);
  }
  EXPECT_EQ(test::read_text(file), "told\n");
}

TEST(RunCaptured, KeepsBothStreamsAndTheStatus) {
  const auto captured = run_captured(shell("echo out; echo err >&2; exit 4"), Seconds(20));
  ASSERT_TRUE(captured);
  EXPECT_EQ(captured->out, "out\n");
  EXPECT_EQ(captured->err, "err\n");
  EXPECT_EQ(captured->status.code, 4);
}

TEST(RunCaptured, KeepsNoMoreThanTheLimitAndDoesNotStall) {
  const auto captured = run_captured(shell("head -c 3000000 /dev/zero; echo end >&2"), Seconds(20), 1000);
  ASSERT_TRUE(captured);
  EXPECT_EQ(captured->out.size(), 1000u);
  EXPECT_EQ(captured->err, "end\n");
}

TEST(RunCaptured, KillsWhatTakesTooLong) {
  const auto before = steady_clock::now();
  const auto captured = run_captured(shell("trap '' TERM; sleep 60; sleep 60"), Seconds(0.1));
  EXPECT_LT(steady_clock::now() - before, std::chrono::seconds(10));
  ASSERT_FALSE(captured);
  EXPECT_EQ(captured.error().message, "\"sh\" did not end within 100 ms");
}

TEST(RunCaptured, DoesNotWaitForADaemonThatHoldsThePipe) {
  const auto captured = run_captured(shell("sleep 30 & echo $!"), Seconds(20));
  ASSERT_TRUE(captured);
  const auto daemon = std::stoi(captured->out);
  EXPECT_EQ(::kill(daemon, SIGKILL), 0);
}

TEST(RunCaptured, NotStartingIsAnError) {
  EXPECT_FALSE(run_captured({{"/no/such"}, {}, {}, {}, {}}, Seconds(1)));
}

TEST(FindProgram, SearchesInOrderAndSkipsWhatCannotRun) {
  const TempDir dir;
  dir.write("a/tool", "x");
  const auto tool = dir.write("b/tool", "x");
  std::filesystem::create_directories(dir.path() / "b" / "folder");
  std::filesystem::permissions(tool, std::filesystem::perms::owner_all);
  const auto search = (dir.path() / "a").string() + "::" + (dir.path() / "b").string();
  EXPECT_EQ(find_program("tool", search), tool);
  EXPECT_EQ(find_program(tool.string(), ""), tool);
  EXPECT_EQ(find_program("folder", search), "");
  EXPECT_EQ(find_program("tool", ""), "");
  EXPECT_EQ(find_program("", search), "");
}

TEST(Environment, IsOurs) {
  ::setenv("REPROVIP_TEST_VALUE", "a=b", 1);
  EXPECT_THAT(current_environment(),
              testing::Contains(std::pair<std::string, std::string>("REPROVIP_TEST_VALUE", "a=b")));
  EXPECT_EQ(environment_value("REPROVIP_TEST_VALUE"), "a=b");
  ::unsetenv("REPROVIP_TEST_VALUE");
  EXPECT_EQ(environment_value("REPROVIP_TEST_VALUE"), "");
}

} // namespace

} // namespace reprovip::sys
