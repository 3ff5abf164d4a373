// What settings change, whatever the engine: run by `run_engine`.
#include "tests/engines/engines_fixture.hpp"

#include <gmock/gmock.h>

#include <sched.h>
#include <sys/stat.h>

#include <set>

namespace reprovip::launch {

namespace {

using testing::HasSubstr;

class EngineSettings : public EnginesTest {
protected:
  // What the program said on standard output.
  std::string with(const std::string& setting, const std::string& level, std::vector<std::string> argv) {
    invocation.settings = {{setting, level}};
    const auto ending = run(std::move(argv));
    EXPECT_EQ(ending.outcome, Outcome::succeeded) << setting << "=" << level << ": " << ending.reason;
    return said();
  }
  // Skips where the test has only static programs.
  static bool has_dynamic_program() { return !is_guix(); }
};

std::string first_cpu() {
  cpu_set_t set;
  EXPECT_EQ(::sched_getaffinity(0, sizeof set, &set), 0);
  std::size_t cpu = 0;
  while (!CPU_ISSET(cpu, &set)) {
    ++cpu;
  }
  return std::to_string(cpu);
}

TEST_F(EngineSettings, UmaskIsOfNewFiles) {
  with("umask", "077", {"probe", "write"});
  struct stat status {};
  ASSERT_EQ(::stat((last.paths.work / "out.txt").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  with("umask", "000", {"probe", "write"});
  ASSERT_EQ(::stat((last.paths.work / "out.txt").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0666U);
}

TEST_F(EngineSettings, AffinityIsExactlyWhatWasAskedFor) {
  with("affinity", first_cpu(), {"probe", "cpus"});
  EXPECT_EQ(out(), first_cpu() + "\n");
  invocation.settings = {{"affinity", "1000"}};
  const auto ending = run({"probe", "write"});
  EXPECT_EQ(ending.outcome, Outcome::not_started);
  EXPECT_FALSE(ending.infrastructure);
  EXPECT_THAT(ending.reason, HasSubstr("cannot set affinity=1000"));
  EXPECT_EQ(out(), "") << "the program ran";
}

TEST_F(EngineSettings, HostNameIsSeen) {
  with("hostname", "scanner", {"probe", "machine"});
  EXPECT_THAT(out(), testing::StartsWith("scanner "));
}

TEST_F(EngineSettings, WorkDirectoryIsSeenAtThePath) {
  add_input("signal", "real data\n");
  with("workdir", "/somewhere/else", {"probe", "machine"});
  EXPECT_THAT(out(), testing::EndsWith(" /somewhere/else\n"));
  EXPECT_FALSE(fs::exists("/somewhere"));
  with("workdir", "/somewhere/else", {"probe", "read", "in/signal/signal.txt"});
  EXPECT_EQ(out(), "real data\n");
}

TEST_F(EngineSettings, AddressesAreTheSameWithoutAslr) {
  if (!has_dynamic_program()) {
    GTEST_SKIP() << "this engine's tests have static programs only";
  }
  const auto fixed = with("aslr", "off", {"settings_probe", "address"});
  EXPECT_THAT(fixed, testing::StartsWith("0x"));
  EXPECT_EQ(with("aslr", "off", {"settings_probe", "address"}), fixed);
  EXPECT_NE(with("aslr", "on", {"settings_probe", "address"}),
            with("aslr", "on", {"settings_probe", "address"}));
}

TEST_F(EngineSettings, RoundingChangesSums) {
  if (!has_dynamic_program()) {
    GTEST_SKIP() << "this engine's tests have static programs only";
  }
  const auto sum = [&](const std::string& level) {
    const auto all = with("rounding", level, {"settings_probe", "sums"});
    return std::stod(all.substr(all.find(' ')));
  };
  const auto nearest = sum("nearest");
  EXPECT_LT(sum("down"), nearest);
  EXPECT_GT(sum("up"), nearest);
  invocation.cell.hex = "0123456789abcdef";
  std::set<double> repeated;
  for (invocation.repetition = 1; invocation.repetition <= 4; ++invocation.repetition) {
    repeated.insert(sum("random"));
  }
  EXPECT_EQ(repeated.size(), 4U);
  invocation.repetition = 1;
  EXPECT_EQ(repeated.count(sum("random")), 1U) << "not the same when replayed";
}

TEST_F(EngineSettings, FoldersAreListedAsAsked) {
  if (!has_dynamic_program()) {
    GTEST_SKIP() << "this engine's tests have static programs only";
  }
  for (const char* const id : {"b", "a", "c"}) {
    add_input(id, "");
  }
  EXPECT_THAT(with("readdir", "sorted", {"settings_probe", "folder", "in"}), HasSubstr("a b c |"));
  EXPECT_THAT(with("readdir", "reversed", {"settings_probe", "folder", "in"}), HasSubstr("c b a"));
}

TEST_F(EngineSettings, TheClockIsShifted) {
  if (!has_dynamic_program()) {
    GTEST_SKIP() << "this engine's tests have static programs only";
  }
  const auto said = with("clock", "2038-01-19T03:14:08Z", {"settings_probe", "clock"});
  EXPECT_NEAR(std::stod(said), 2147483648.0, 60);
  EXPECT_THAT(said, HasSubstr("timeout waited"));
}

TEST_F(EngineSettings, ASettingThatCannotWorkIsAFailure) {
  if (engine_name() == "native") {
    GTEST_SKIP() << "the shell of the machine is not static";
  }
  invocation.settings = {{"rounding", "up"}};
  const auto ending = run({"probe", "exit", "0"});
  EXPECT_EQ(ending.outcome, Outcome::failed);
  EXPECT_FALSE(ending.infrastructure);
  EXPECT_THAT(ending.reason, HasSubstr("rounding=up had no effect"));
}

} // namespace

} // namespace reprovip::launch
