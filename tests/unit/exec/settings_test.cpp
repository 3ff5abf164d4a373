// What the inner end sets before it starts the program, seen by real programs.

#include "tests/unit/exec/executor.hpp"

#include <gmock/gmock.h>

#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

namespace reprovip::exec {

namespace {

using testing::HasSubstr;

class Settings : public Attempt {
protected:
  // The record, after `reprovip-exec inner <options> -- <command>` in the work directory.
  Json inner(const Words& options, const Words& command, const sys::Environment& environment) {
    sys::Command start{
        {executor(), "inner", "--record", (dir.path() / "inner.json").string()}, environment, work, {}, {}};
    start.argv.insert(start.argv.end(), options.begin(), options.end());
    start.argv.emplace_back("--");
    start.argv.insert(start.argv.end(), command.begin(), command.end());
    const auto captured = sys::run_captured(start, Seconds(60));
    EXPECT_TRUE(captured);
    said = captured ? captured->out : "";
    status = captured ? captured->status.code : -1;
    return *parse_json(test::read_text(dir.path() / "inner.json"));
  }
  Json inner(const Words& options, const Words& command) {
    return inner(options, command, sys::current_environment());
  }
  void expect_refused(const Words& options, const std::string& reason) {
    const auto record = inner(options, {"touch", "sign"});
    EXPECT_EQ(record["outcome"].text(), "not_started");
    EXPECT_FALSE(record["infrastructure"].boolean(true));
    EXPECT_THAT(record["reason"].text(), HasSubstr(reason));
    EXPECT_TRUE(record["exit_code"].is_null());
    EXPECT_EQ(status, 126);
    EXPECT_FALSE(std::filesystem::exists(work / "sign")) << "the program ran";
  }

  std::string said; // by the program
  int status = 0;
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

TEST_F(Settings, EnvironmentIsUnsetThenSet) {
  inner(
      {"--env", "LANG=C", "--unset", "ADDED_*", "--unset", "HOME", "--unset", "LANG", "--env", "TEXT=a b=c"},
      {"/usr/bin/env"},
      {{"ADDED_BY", "1"}, {"HOME", "/root"}, {"ADDED_", "2"}, {"ADDE", "3"}, {"LANG", "x"}, {"HOMES", "4"}});
  EXPECT_EQ(said, "ADDE=3\nHOMES=4\nLANG=C\nTEXT=a b=c\n");
}

TEST_F(Settings, PathOfTheProgramIsTheOneThatIsSet) {
  dir.write("work/bin/probe", "#!/bin/sh\necho found\n");
  std::filesystem::permissions(work / "bin/probe", std::filesystem::perms::owner_all);
  inner({"--env", "PATH=" + (work / "bin").string()}, {"probe"});
  EXPECT_EQ(said, "found\n");
}

TEST_F(Settings, WrongOptionsAreNotGuessed) {
  const Words wrong[] = {{"--set", "umask"}, {"--env", "=x"}, {"--unset", ""}, {"--sett", "a=b"}, {"--set"}};
  for (const auto& options : wrong) {
    Words all{"inner", "--record", (dir.path() / "r.json").string()};
    all.insert(all.end(), options.begin(), options.end());
    all.insert(all.end(), {"--", "true"});
    EXPECT_EQ(run_executor(all).status.code, 70) << options[0];
    EXPECT_FALSE(std::filesystem::exists(dir.path() / "r.json"));
  }
}

TEST_F(Settings, UmaskIsOfTheProgramAndNotOfTheRecord) {
  inner({"--set", "umask=077"}, {"touch", "private"});
  struct stat made {};
  ASSERT_EQ(::stat((work / "private").c_str(), &made), 0);
  EXPECT_EQ(made.st_mode & 0777U, 0600U);
  ASSERT_EQ(::stat((dir.path() / "inner.json").c_str(), &made), 0);
  EXPECT_NE(made.st_mode & 0777U, 0600U);
  inner({"--set", "umask=default"}, {"sh", "-c", "umask"});
  const auto ours = said;
  inner({}, {"sh", "-c", "umask"});
  EXPECT_EQ(said, ours);
  expect_refused({"--set", "umask=9"}, "cannot set umask=9: not an octal number");
}

TEST_F(Settings, AffinityIsExactlyWhatWasAskedFor) {
  inner({"--set", "affinity=" + first_cpu()}, {"grep", "Cpus_allowed_list", "/proc/self/status"});
  EXPECT_EQ(said, "Cpus_allowed_list:\t" + first_cpu() + "\n");
  expect_refused({"--set", "affinity=1000"}, "cannot set affinity=1000: not to be used here: CPU 1000");
  expect_refused({"--set", "affinity=" + first_cpu() + ",1000-1001"}, "CPU 1000 1001");
  EXPECT_EQ(inner({"--set", "affinity=all"}, {"true"})["outcome"].text(), "succeeded");
}

TEST_F(Settings, AddressesAreTheSameWithoutAslr) {
  const auto addresses = [&](const std::string& level) {
    EXPECT_EQ(inner({"--set", "aslr=" + level}, {"grep", "stack", "/proc/self/maps"})["outcome"].text(),
              "succeeded");
    return said;
  };
  const auto fixed = addresses("off");
  EXPECT_THAT(fixed, HasSubstr("[stack]"));
  EXPECT_EQ(addresses("off"), fixed);
  EXPECT_NE(addresses("on"), addresses("on"));
}

TEST_F(Settings, UnknownSettingIsRefused) {
  expect_refused({"--set", "colour=red"}, "cannot set colour=red: reprovip-exec knows no such setting");
}

} // namespace

} // namespace reprovip::exec
