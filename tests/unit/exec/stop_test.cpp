// Time limits, interrupts, and that nothing survives the end of an execution.

#include "tests/unit/exec/executor.hpp"

#include <gmock/gmock.h>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace reprovip::exec {

namespace {

using testing::HasSubstr;

// A process that left its parent, group and session, and does not listen to SIGTERM.
constexpr auto k_daemon = "(setsid sh -c 'trap \"\" TERM; echo $$ > daemon; while :; do sleep 0.05; done' "
                          ">/dev/null 2>&1 &) ; while [ ! -s daemon ]; do sleep 0.01; done; ";

class Stop : public Attempt {
protected:
  // The executor in the background, below a shell of ours, once the program's file `sign` is there.
  pid_t begin(const Words& options, const std::string& script, bool below_a_shell = false) {
    Words all = words(options, {"sh", "-c", script});
    all.insert(all.begin(), executor());
    if (below_a_shell) {
      all.insert(all.begin(), {"/bin/sh", "-c", "\"$@\" & echo $! > executor; wait", "sh"});
    }
    std::vector<char*> argv;
    for (auto& word : all) {
      argv.push_back(word.data());
    }
    argv.push_back(nullptr);
    const pid_t process = ::fork();
    if (process == 0) {
      ::chdir(work.c_str());
      ::execv(argv[0], argv.data());
      ::_exit(127);
    }
    EXPECT_TRUE(appears(work / "sign"));
    return process;
  }
};

TEST_F(Stop, TimeLimitEndsAProgramThatListens) {
  const auto record = shell("exec sleep 60", {"--timeout", "0.2"});
  EXPECT_EQ(record["outcome"].text(), "timed_out");
  EXPECT_EQ(record["signal"].integer(), SIGTERM);
  EXPECT_EQ(record["reason"].text(), "stopped after the time limit of 0.2 s");
  EXPECT_FALSE(record["infrastructure"].boolean(true));
  EXPECT_GE(record["usage"]["wall_s"].number(), 0.2);
  EXPECT_LT(record["usage"]["wall_s"].number(), 9);
}

TEST_F(Stop, TimeLimitStaysTheOutcomeOfAProgramThatEndsWell) {
  const auto record = shell("trap 'exit 0' TERM; while :; do sleep 0.02; done", {"--timeout", "0.2"});
  EXPECT_EQ(record["outcome"].text(), "timed_out");
  EXPECT_EQ(record["exit_code"].integer(-1), 0);
}

TEST_F(Stop, GraceEndsTheWholeTreeOfAProgramThatDoesNotListen) {
  const auto record =
      shell(std::string(k_daemon) + "trap '' TERM; sh -c 'echo $$ > child; sleep 60' & sleep 60; sleep 60",
            {"--timeout", "0.4", "--grace", "0.3"});
  EXPECT_EQ(record["outcome"].text(), "timed_out");
  EXPECT_EQ(record["signal"].integer(), SIGKILL);
  EXPECT_THAT(record["reason"].text(), HasSubstr("time limit of 0.4 s, killed 0.3 s later"));
  EXPECT_GE(record["usage"]["wall_s"].number(), 0.65);
  EXPECT_LT(record["usage"]["wall_s"].number(), 10);
  EXPECT_FALSE(is_running(number_in(work / "daemon")));
  EXPECT_FALSE(is_running(number_in(work / "child")));
}

TEST_F(Stop, AStoppedProgramIsEndedToo) {
  EXPECT_EQ(shell("kill -STOP $$", {"--timeout", "0.2", "--grace", "20"})["signal"].integer(), SIGTERM);
}

TEST_F(Stop, ADaemonDoesNotSurviveANormalEnd) {
  const auto record = shell(std::string(k_daemon) + "exit 0");
  EXPECT_EQ(record["outcome"].text(), "succeeded");
  EXPECT_THAT(record["facts"]["leftover"].text(), testing::AnyOf("1", "2")); // it and its sleep
  EXPECT_FALSE(is_running(number_in(work / "daemon")));
}

TEST_F(Stop, WhatEndsJustAfterTheProgramIsNoLeftover) {
  const auto record = shell("(sleep 0.02; echo late) & exit 0");
  EXPECT_FALSE(record["facts"].has("leftover"));
  EXPECT_EQ(out(), "late\n");
}

TEST_F(Stop, HarnessMayInterrupt) {
  const auto executing =
      begin({"--grace", "0.3"}, std::string(k_daemon) + "trap '' TERM; echo > sign; sleep 60; sleep 60");
  ::kill(executing, SIGTERM);
  int status = -1;
  ::waitpid(executing, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(record()["outcome"].text(), "killed");
  EXPECT_EQ(record()["reason"].text(), "stopped by the harness");
  EXPECT_FALSE(is_running(number_in(work / "daemon")));
}

TEST_F(Stop, ASecondInterruptDoesNotWaitForTheGrace) {
  const auto executing =
      begin({"--grace", "20"}, "trap 'echo > told' TERM; echo > sign; while :; do sleep 0.02; done");
  ::kill(executing, SIGINT);
  EXPECT_TRUE(appears(work / "told"));
  ::kill(executing, SIGINT);
  int status = -1;
  ::waitpid(executing, &status, 0);
  EXPECT_EQ(record()["signal"].integer(), SIGKILL);
  EXPECT_LT(record()["usage"]["wall_s"].number(), 1.9);
}

TEST_F(Stop, TheTreeDiesWithTheHarness) {
  const auto harness = begin(
      {}, std::string(k_daemon) + "trap '' TERM; echo $$ > program; echo > sign; sleep 60; sleep 60", true);
  ASSERT_TRUE(appears(work / "executor"));
  ::kill(harness, SIGKILL);
  ::waitpid(harness, nullptr, 0);
  EXPECT_TRUE(ends(number_in(work / "program")));
  EXPECT_TRUE(ends(number_in(work / "daemon")));
  EXPECT_TRUE(ends(number_in(work / "executor")));
  EXPECT_EQ(record()["outcome"].text(), "killed");
  EXPECT_TRUE(record()["infrastructure"].boolean());
}

TEST_F(Stop, TheProgramDiesWithAKilledExecutor) {
  const auto executing = begin({}, "echo $$ > program; echo > sign; exec sleep 60");
  ::kill(executing, SIGKILL);
  ::waitpid(executing, nullptr, 0);
  EXPECT_TRUE(ends(number_in(work / "program")));
}

TEST_F(Stop, KillWordsRunBeforeTheClientIsKilled) {
  const auto client = (work / "client").string();
  const auto record = run({"--timeout", "0.2", "--grace", "0.1", "--kill", "sh", "--kill", "-c", "--kill",
                           "kill -0 $(cat " + client + ") && echo yes > " + client},
                          {"sh", "-c", "echo $$ > client; trap '' TERM; while :; do sleep 0.02; done"});
  EXPECT_EQ(record["outcome"].text(), "timed_out");
  EXPECT_EQ(record["signal"].integer(), SIGKILL);
  EXPECT_EQ(test::read_text(client), "yes\n");
}

} // namespace

} // namespace reprovip::exec
