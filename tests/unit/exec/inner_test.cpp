// The inner end, and what the outer end makes of its record. A shell stands in for the engine's client.

#include "tests/unit/exec/executor.hpp"

#include <gmock/gmock.h>

#include <signal.h>

namespace reprovip::exec {

namespace {

using testing::HasSubstr;

class Inner : public Attempt {
protected:
  Json inner(const Words& command, int expected_status) {
    Words all{"inner", "--record", file(), "--"};
    all.insert(all.end(), command.begin(), command.end());
    EXPECT_EQ(run_executor(all).status.code, expected_status);
    return *parse_json(test::read_text(file()));
  }
  std::string file() const { return (dir.path() / "inner.json").string(); }

  // The outer end, around a client that runs `script` with $EXEC, $FILE and $@ (the inner end around the
  // command).
  Json engine(const std::string& script, const Words& command = {"true"}, Words options = {}) {
    options.insert(options.end(), {"--inner", file()});
    Words all{"sh", "-c", script, "client", executor(), "inner", "--record", file(), "--"};
    all.insert(all.end(), command.begin(), command.end());
    return run(options, all);
  }
};

TEST_F(Inner, RecordsAndPassesTheStatusOn) {
  const auto record = inner({"sh", "-c", "sleep 0.05; exit 9"}, 9);
  EXPECT_EQ(record["outcome"].text(), "failed");
  EXPECT_EQ(record["exit_code"].integer(), 9);
  EXPECT_FALSE(record.has("out"));
  EXPECT_GT(record["usage"]["memory_peak"].integer(), 100'000);
  EXPECT_TRUE(record["facts"].has("program.libc"));
}

TEST_F(Inner, PassesSignalsOnAsStatus) {
  EXPECT_EQ(inner({"sh", "-c", "kill -TERM $$"}, 143)["signal"].integer(), SIGTERM);
  EXPECT_EQ(inner({"sh", "-c", "kill -KILL $$"}, 137)["outcome"].text(), "killed");
}

TEST_F(Inner, TellsAMissingCommand) {
  const auto missing = inner({"no-such-program"}, 127);
  EXPECT_EQ(missing["outcome"].text(), "not_started");
  EXPECT_FALSE(missing["infrastructure"].boolean(true));
  EXPECT_EQ(inner({"/"}, 126)["exit_code"].integer(), 126);
}

TEST_F(Inner, DoesNotStartWhatItCannotRecord) {
  const auto captured =
      run_executor({"inner", "--record", "/no/such/file", "--", "touch", (work / "sign").string()});
  EXPECT_EQ(captured.status.code, 70);
  EXPECT_FALSE(std::filesystem::exists(work / "sign"));
}

TEST_F(Inner, ForwardsSignalsToTheProgram) {
  const auto record =
      engine("\"$@\" & inner=$!; while [ ! -f sign ]; do sleep 0.01; done; kill -TERM $inner; wait $inner",
             {"sh", "-c", "trap 'exit 5' TERM; : > sign; while :; do sleep 0.02; done"});
  EXPECT_EQ(record["exit_code"].integer(), 5);
}

// Without the inner end, the first process of a container ignores most signals, also those it sends itself.
TEST_F(Inner, AsFirstProcessOfAContainerTellsTheTruth) {
  const Words unshare{"unshare",  "--pid", "--fork", executor(), "inner",
                      "--record", file(),  "--",     "sh",       "-c"};
  const auto status = [&](const std::string& script) {
    sys::Command command{unshare, sys::current_environment(), work, {}, {}};
    command.argv.push_back(script);
    return sys::run_captured(command, Seconds(60))->status.code;
  };
  if (status("exit 3") != 3) {
    GTEST_SKIP() << "no new process namespace may be made here";
  }
  EXPECT_EQ(status("ulimit -c 0; kill -ABRT $$"), 134);
  EXPECT_EQ(status("kill -TERM $$"), 143);
  EXPECT_EQ(status("ulimit -c 0; kill -SEGV $$"), 139);
  EXPECT_EQ(status("(setsid sleep 60 &); exit 3"), 3);
}

TEST_F(Inner, ItsRecordIsTheRecord) {
  const auto record = engine("sleep 3; \"$@\"; exit 1", {"sh", "-c", "echo out; exit 4"});
  EXPECT_EQ(record["outcome"].text(), "failed");
  EXPECT_EQ(record["exit_code"].integer(), 4);
  EXPECT_EQ(record["reason"].text(), "the program ended with exit status 4");
  EXPECT_LT(record["usage"]["wall_s"].number(), 2.5); // not the engine's 3 s
  EXPECT_EQ(record["out"]["size"].integer(), 4);
  EXPECT_TRUE(record["facts"].has("program.os"));
  EXPECT_EQ(engine("\"$@\"; exit 137")["outcome"].text(), "succeeded");
}

TEST_F(Inner, AMissingCommandIsTheCommandsFault) {
  const auto record = engine("\"$@\"", {"no-such-program"});
  EXPECT_EQ(record["outcome"].text(), "not_started");
  EXPECT_FALSE(record["infrastructure"].boolean(true));
  EXPECT_EQ(record["exit_code"].integer(), 127);
}

TEST_F(Inner, WithoutARecordTheEngineFailed) {
  const auto record = engine("echo first >&2; echo 'no such image: x' >&2; exit 125");
  EXPECT_EQ(record["outcome"].text(), "not_started");
  EXPECT_TRUE(record["infrastructure"].boolean());
  EXPECT_TRUE(record["exit_code"].is_null());
  EXPECT_EQ(record["reason"].text(),
            "the engine ended with status 125 and the program never started: no such image: x");
}

TEST_F(Inner, ARecordOfAnEarlierAttemptDoesNotCount) {
  engine("\"$@\"");
  EXPECT_EQ(engine("exit 1")["outcome"].text(), "not_started");
}

TEST_F(Inner, AMissingEngineIsInfrastructure) {
  const auto record = run({"--inner", file()}, {"no-such-engine", "run"});
  EXPECT_EQ(record["outcome"].text(), "not_started");
  EXPECT_TRUE(record["infrastructure"].boolean());
  EXPECT_THAT(record["reason"].text(), HasSubstr("\"no-such-engine\""));
}

TEST_F(Inner, AContainerEndedFromOutsideIsLost) {
  const auto record =
      engine("\"$@\" & while [ ! -f sign ]; do sleep 0.01; done; kill -KILL $!; wait; exit 137",
             {"sh", "-c", ": > sign; sleep 60"});
  EXPECT_EQ(record["outcome"].text(), "lost");
  EXPECT_TRUE(record["infrastructure"].boolean());
  EXPECT_THAT(record["reason"].text(), HasSubstr("status 137 before the program's end was seen"));
}

TEST_F(Inner, TimeLimitKeepsWhatTheInnerEndSaw) {
  const auto record = engine("exec \"$@\"", {"sleep", "60"}, {"--timeout", "0.3"});
  EXPECT_EQ(record["outcome"].text(), "timed_out");
  EXPECT_EQ(record["signal"].integer(), SIGTERM);
  EXPECT_TRUE(record["usage"]["memory_peak"].is_integer());
}

TEST_F(Inner, TheProgramIsToldOnce) {
  engine("\"$@\"", {"sh", "-c", "trap 'echo told' TERM; sleep 2 & wait; sleep 0.5"},
         {"--timeout", "1", "--grace", "5"});
  EXPECT_EQ(out(), "told\n");
}

// The client does not pass SIGTERM on; only the engine's own command reaches the container.
TEST_F(Inner, KillWordsEndTheContainer) {
  const auto sign = (work / "ended").string();
  const auto record = engine("trap '' TERM; while :; do sleep 0.02; done", {"true"},
                             {"--timeout", "0.2", "--grace", "0.1", "--kill", "touch", "--kill", sign});
  EXPECT_EQ(record["outcome"].text(), "timed_out");
  EXPECT_TRUE(record["exit_code"].is_null());
  EXPECT_TRUE(std::filesystem::exists(sign));
}

TEST_F(Inner, KillWordsRunWhenTheClientIsGoneWithoutARecord) {
  const auto sign = (work / "ended").string();
  engine("exit 125", {"true"}, {"--kill", "touch", "--kill", sign});
  EXPECT_TRUE(std::filesystem::exists(sign));
  std::filesystem::remove(sign);
  engine("\"$@\"", {"true"}, {"--kill", "touch", "--kill", sign});
  EXPECT_FALSE(std::filesystem::exists(sign));
}

TEST_F(Inner, WhatHadEndedBeforeTheTimeLimitWasNotStopped) {
  const auto record = engine("\"$@\"; sleep 60", {"true"}, {"--timeout", "0.4"});
  EXPECT_EQ(record["outcome"].text(), "succeeded");
  EXPECT_EQ(record["exit_code"].integer(-1), 0);
}

} // namespace

} // namespace reprovip::exec
