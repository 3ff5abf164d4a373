// What the inner end sets before it starts the program, seen by real programs.

#include "tests/unit/exec/settings.hpp"

#include <gmock/gmock.h>

#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

namespace reprovip::exec {

namespace {

using testing::HasSubstr;

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

class OwnNamespaces : public Settings {
protected:
  void SetUp() override {
    if (run_executor(
            {"inner", "--record", (dir.path() / "r").string(), "--set", "hostname=scanner", "--", "true"})
            .status.code == 126) {
      GTEST_SKIP() << "no namespaces may be made here";
    }
  }
  // As an ordinary user, when we are root: a user namespace is needed.
  static Words as_other(const Words& command) {
    Words all;
    if (::geteuid() == 0) {
      all = {"setpriv", "--reuid", "1234", "--regid", "1234", "--clear-groups"};
    }
    all.insert(all.end(), command.begin(), command.end());
    return all;
  }
};

TEST_F(OwnNamespaces, HostNameIsThePrograms) {
  char before[256] = {};
  ASSERT_EQ(::gethostname(before, sizeof before), 0);
  inner({"--set", "hostname=scanner"}, {"uname", "-n"});
  EXPECT_EQ(said, "scanner\n");
  char after[256] = {};
  ASSERT_EQ(::gethostname(after, sizeof after), 0);
  EXPECT_STREQ(after, before);
}

TEST_F(OwnNamespaces, WorkDirectoryIsSeenAtThePathAndTheHostIsAsBefore) {
  const auto top = dir.path().parent_path() / ("no-such-" + dir.path().filename().string());
  for (const auto& path : {"/reprovip-no-such/a/b", top.c_str()}) {
    inner({"--set", std::string("workdir=") + path},
          {"sh", "-c", "pwd; ls -d /usr/bin; echo made > out.txt"});
    EXPECT_EQ(said, std::string(path) + "\n/usr/bin\n");
    EXPECT_EQ(test::read_text(work / "out.txt"), "made\n");
    EXPECT_FALSE(std::filesystem::exists(path));
    std::filesystem::remove(work / "out.txt");
  }
  EXPECT_FALSE(std::filesystem::exists("/reprovip-no-such"));
}

TEST_F(OwnNamespaces, WorkDirectoryMayBeAnEmptyFolderAndNothingElse) {
  const auto empty = dir.path() / "empty";
  std::filesystem::create_directory(empty);
  inner({"--set", "workdir=" + empty.string()}, {"sh", "-c", "pwd; touch made"});
  EXPECT_EQ(said, empty.string() + "\n");
  EXPECT_TRUE(std::filesystem::is_empty(empty));
  EXPECT_TRUE(std::filesystem::exists(work / "made"));
  expect_refused({"--set", "workdir=/usr"}, "cannot set workdir=/usr: there is something else at that path");
  expect_refused({"--set", "workdir=data"}, "not an absolute path");
}

TEST_F(OwnNamespaces, AnOrdinaryUserHasThemToo) {
  for (const auto& path : {dir.path(), work}) {
    std::filesystem::permissions(path, std::filesystem::perms::all);
  }
  const auto words = as_other({executor(), "inner", "--record", (dir.path() / "user.json").string(), "--set",
                               "hostname=scanner", "--set", "workdir=/reprovip-no-such", "--", "sh", "-c",
                               "pwd; uname -n; id -u; touch made"});
  sys::Command command;
  command.argv = words;
  command.environment = sys::current_environment();
  command.directory = work;
  const auto captured = sys::run_captured(command, Seconds(60));
  ASSERT_TRUE(captured);
  const auto record = test::read_text(dir.path() / "user.json");
  if (record.find("no namespace may be made here") != std::string::npos) {
    GTEST_SKIP() << "ordinary users may not make namespaces here";
  }
  const auto user = ::geteuid() == 0 ? std::string("1234") : std::to_string(::geteuid());
  EXPECT_EQ(captured->out, "/reprovip-no-such\nscanner\n" + user + "\n") << record << captured->err;
  struct stat made {};
  ASSERT_EQ(::stat((work / "made").c_str(), &made), 0);
  EXPECT_EQ(std::to_string(made.st_uid), user);
}

TEST_F(Settings, UnknownSettingIsRefused) {
  expect_refused({"--set", "colour=red"}, "cannot set colour=red: reprovip-exec knows no such setting");
}

} // namespace

} // namespace reprovip::exec
