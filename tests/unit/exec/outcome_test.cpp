// How programs end, and what the record says of it.

#include "tests/unit/exec/executor.hpp"

#include <gmock/gmock.h>

#include <elf.h>
#include <signal.h>

#include <cstring>

namespace reprovip::exec {

namespace {

using testing::EndsWith;
using testing::HasSubstr;

class Outcome : public Attempt {};

TEST_F(Outcome, SucceededIsARecordOfEverything) {
  const auto record = shell("echo hello; echo oh >&2");
  EXPECT_EQ(record["schema"].integer(), 1);
  EXPECT_EQ(record["outcome"].text(), "succeeded");
  EXPECT_EQ(record["exit_code"].integer(-1), 0);
  EXPECT_TRUE(record["signal"].is_null());
  EXPECT_EQ(record["reason"].text("none"), "");
  EXPECT_FALSE(record["infrastructure"].boolean(true));
  EXPECT_GT(record["started_ms"].integer(), 1'600'000'000'000);
  EXPECT_GE(record["ended_ms"].integer(), record["started_ms"].integer());
  EXPECT_EQ(record["out"], Json::object({{"size", 6}, {"kept", 6}}));
  EXPECT_EQ(record["err"]["size"].integer(), 3);
  EXPECT_EQ(out(), "hello\n");
  EXPECT_EQ(err(), "oh\n");
  EXPECT_TRUE(record["facts"].has("program.os"));
}

TEST_F(Outcome, FailedWithItsExitStatus) {
  for (const int code : {1, 77, 125, 255}) {
    const auto record = shell("exit " + std::to_string(code));
    EXPECT_EQ(record["outcome"].text(), "failed");
    EXPECT_EQ(record["exit_code"].integer(), code);
    EXPECT_EQ(record["reason"].text(), "the program ended with exit status " + std::to_string(code));
    EXPECT_FALSE(record["infrastructure"].boolean(true));
  }
}

TEST_F(Outcome, KilledByItsOwnSignal) {
  const auto record = shell("ulimit -c 0; kill -ABRT $$");
  EXPECT_EQ(record["outcome"].text(), "killed");
  EXPECT_TRUE(record["exit_code"].is_null());
  EXPECT_EQ(record["signal"].integer(), SIGABRT);
  EXPECT_EQ(record["reason"].text(), "the program was ended by signal 6 (SIGABRT)");
  EXPECT_EQ(shell("kill -KILL $$")["outcome"].text(), "killed");
  EXPECT_EQ(shell("kill -TERM $$")["signal"].integer(), SIGTERM);
  EXPECT_EQ(shell("ulimit -c 0; kill -SEGV $$")["signal"].integer(), SIGSEGV);
}

TEST_F(Outcome, NotStartedSaysWhy) {
  const auto missing = run({}, {"no-such-program"});
  EXPECT_EQ(missing["outcome"].text(), "not_started");
  EXPECT_EQ(missing["exit_code"].integer(), 127);
  EXPECT_FALSE(missing["infrastructure"].boolean(true));
  EXPECT_EQ(missing["reason"].text(), "cannot start \"no-such-program\": No such file or directory");
  const auto directory = run({}, {dir.path().string()});
  EXPECT_EQ(directory["exit_code"].integer(), 126);
  EXPECT_THAT(directory["reason"].text(), EndsWith(": Is a directory"));
}

TEST_F(Outcome, NotStartedTellsWhatCannotBeExecuted) {
  const auto plain = dir.write("plain", "x");
  const auto denied = run({}, {plain.string()});
  EXPECT_EQ(denied["exit_code"].integer(), 126);
  EXPECT_THAT(denied["reason"].text(), EndsWith(": Permission denied"));
  std::filesystem::permissions(plain, std::filesystem::perms::owner_all);
  EXPECT_THAT(run({}, {plain.string()})["reason"].text(), HasSubstr("without a \"#!\" line"));
  const auto script = dir.write("script", "#!/no/such/interpreter\n");
  std::filesystem::permissions(script, std::filesystem::perms::owner_all);
  const auto broken = run({}, {script.string()});
  EXPECT_EQ(broken["exit_code"].integer(), 127);
  EXPECT_THAT(broken["reason"].text(), HasSubstr("not the interpreter"));
}

TEST_F(Outcome, AMissingWorkDirectoryIsInfrastructure) {
  const auto captured =
      run_executor({"run", "--dir", dir.path().string(), "--work", "/no/such", "--", "true"});
  EXPECT_EQ(captured.status.code, 0);
  EXPECT_EQ(record()["outcome"].text(), "not_started");
  EXPECT_TRUE(record()["infrastructure"].boolean());
  EXPECT_THAT(record()["reason"].text(), HasSubstr("\"/no/such\""));
}

TEST_F(Outcome, WithoutAPlaceForTheRecordIsStatus70) {
  const auto captured = run_executor({"run", "--dir", "/no/such", "--work", work.string(), "--", "true"});
  EXPECT_EQ(captured.status.code, 70);
  EXPECT_THAT(captured.err, HasSubstr("cannot write \"/no/such/exec.json\""));
  EXPECT_EQ(run_executor({"run", "--dir", "/tmp", "--", "true"}).status.code, 70);
  EXPECT_EQ(run_executor({"run", "--timeout", "soon", "--", "true"}).status.code, 70);
  EXPECT_EQ(run_executor({}).status.code, 70);
}

TEST_F(Outcome, SurroundingsAreTheOrderedOnes) {
  dir.write("work/program", "#!/bin/sh\npwd; cat; [ -t 0 ] || echo no terminal; echo $HOME\n");
  std::filesystem::permissions(work / "program", std::filesystem::perms::owner_all);
  EXPECT_EQ(run({}, {"./program"})["outcome"].text(), "succeeded");
  EXPECT_EQ(out(), work.string() + "\nno terminal\n" + sys::environment_value("HOME") + "\n");
}

TEST_F(Outcome, ArgumentsPassUnchanged) {
  run({}, {"printf", "[%s]", "a b", "", "--kill", "$HOME\n", "\xff"});
  EXPECT_EQ(out(), "[a b][][--kill][$HOME\n][\xff]");
}

TEST_F(Outcome, NamesThatAreNotUtf8KeepTheRecordReadable) {
  const auto record = run({}, {"no-\xff\x01-such"});
  EXPECT_THAT(record["reason"].text(), HasSubstr("no-\xef\xbf\xbd\x01-such"));
}

TEST_F(Outcome, CpusAreSet) {
  EXPECT_EQ(run({"--cpus", "0"}, {"sh", "-c", "grep Cpus_allowed_list /proc/self/status"})["outcome"].text(),
            "succeeded");
  EXPECT_EQ(out(), "Cpus_allowed_list:\t0\n");
  const auto refused = run({"--cpus", "1000"}, {"true"});
  EXPECT_EQ(refused["outcome"].text(), "not_started");
  EXPECT_TRUE(refused["infrastructure"].boolean());
  EXPECT_THAT(run({"--cpus", "a-b"}, {"true"})["reason"].text(), HasSubstr("not a list of CPUs"));
}

TEST_F(Outcome, TheProgramsSignalsAreFresh) {
  shell("grep -E 'Sig(Blk|Ign)' /proc/self/status");
  EXPECT_EQ(out(), "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
}

TEST(Executor, SaysWhoItIs) {
  const auto captured = run_executor({"--version"});
  EXPECT_EQ(captured.status.code, 0);
  EXPECT_THAT(captured.out, testing::StartsWith("reprovip-exec "));
  EXPECT_THAT(run_executor({"--help"}).out, HasSubstr("--log-limit BYTES"));
}

TEST(Executor, TellsHostFacts) {
  const auto captured = run_executor({"host"});
  const auto json = parse_json(captured.out);
  ASSERT_TRUE(json) << captured.out;
  for (const auto* name : {"host.name", "host.kernel", "host.arch", "host.cpu_flags", "host.cpus",
                           "host.affinity", "host.memory", "host.cgroup", "host.virtualization"}) {
    EXPECT_FALSE((*json)[name].text().empty()) << name;
  }
}

// A static program that asks for nothing of its surroundings: it is mounted into containers of any age.
TEST(Executor, IsStatic) {
  const auto bytes = test::read_text(executor());
  Elf64_Ehdr header;
  std::memcpy(&header, bytes.data(), sizeof header);
  for (std::size_t i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment;
    std::memcpy(&segment, bytes.data() + header.e_phoff + i * sizeof segment, sizeof segment);
    EXPECT_NE(segment.p_type, static_cast<unsigned>(PT_INTERP));
  }
  EXPECT_LT(bytes.size(), 2'000'000u);
}

} // namespace

} // namespace reprovip::exec
