#include "tests/unit/exec/executor.hpp"

#include <gmock/gmock.h>

#include <sys/stat.h>
#include <unistd.h>

namespace reprovip::exec {

namespace {

using testing::HasSubstr;
using testing::Not;

constexpr auto k_interfaces =
    "while read -r name _; do case $name in *:*) echo ${name%%:*};; esac; done < /proc/net/dev";

class Isolation : public Attempt {
protected:
  void SetUp() override {
    input = dir.write("data/input.txt", "as it was\n");
    const auto facts = parse_json(run_executor({"host"}).out, "host");
    ASSERT_TRUE(facts);
    const auto permitted = (*facts)["host.isolation"].text();
    if (permitted != "inputs read-only, no network") {
      GTEST_SKIP() << "this machine does not permit it: " << permitted;
    }
  }

  Json protect(const std::string& script) { return shell(script, {"--read-only", input.string()}); }

  std::filesystem::path input;
};

TEST_F(Isolation, InputCannotBeWrittenThroughItsLink) {
  std::filesystem::create_symlink(input, work / "link");
  const auto record = protect("cat link; echo spoilt > link");
  EXPECT_EQ(record["outcome"].text(), "failed");
  EXPECT_EQ(record["facts"]["isolation"].text(), "inputs read-only");
  EXPECT_EQ(out(), "as it was\n");
  EXPECT_EQ(test::read_text(input), "as it was\n");
}

TEST_F(Isolation, InputCannotBeRemovedNorReplaced) {
  protect("rm " + input.string() + "; echo other > other; mv other " + input.string());
  EXPECT_EQ(test::read_text(input), "as it was\n");
}

TEST_F(Isolation, FolderIsProtectedWithAllThatIsBelow) {
  const auto folder = input.parent_path().string();
  const auto record = shell("echo x > " + folder + "/new || echo refused", {"--read-only", folder});
  EXPECT_EQ(record["outcome"].text(), "succeeded");
  EXPECT_EQ(out(), "refused\n");
  EXPECT_FALSE(std::filesystem::exists(input.parent_path() / "new"));
}

TEST_F(Isolation, WorkBelowAnInputStaysWritable) {
  const auto record = shell("echo made > output", {"--read-only", dir.path().string()});
  EXPECT_EQ(record["outcome"].text(), "succeeded") << record["reason"].text();
  EXPECT_EQ(test::read_text(work / "output"), "made\n");
}

TEST_F(Isolation, NothingIsMountedForOthers) {
  protect("true");
  EXPECT_THAT(test::read_text("/proc/self/mounts"), Not(HasSubstr(input.string())));
}

TEST_F(Isolation, OnlyItsOwnLoopbackIsThere) {
  const auto record = shell(k_interfaces, {"--no-network"});
  EXPECT_EQ(out(), "lo\n");
  EXPECT_EQ(record["facts"]["isolation"].text(), "no network");
}

TEST_F(Isolation, NothingAskedForIsNoFact) {
  EXPECT_TRUE(shell("true")["facts"]["isolation"].is_null());
}

TEST_F(Isolation, WhatCannotBeDoneIsSaidAndTheProgramRuns) {
  const auto record = shell("echo runs", {"--read-only", (dir.path() / "absent").string(), "--no-network"});
  EXPECT_EQ(record["outcome"].text(), "succeeded");
  EXPECT_EQ(record["facts"]["isolation"].text(), "inputs writable (No such file or directory), no network");
}

TEST_F(Isolation, NamespaceThatCannotBeJoinedIsMadeAnew) {
  const auto record = shell(k_interfaces, {"--no-network", "--join", (dir.path() / "absent").string()});
  EXPECT_EQ(out(), "lo\n");
  EXPECT_EQ(record["facts"]["isolation"].text(), "no network");
}

TEST_F(Isolation, OrdinaryUserIsItselfInside) {
  if (::getuid() != 0) {
    GTEST_SKIP() << "needs root to play another user";
  }
  constexpr auto k_user = "1234";
  const auto program = dir.path() / "reprovip-exec"; // where the user may read it
  std::filesystem::copy_file(executor(), program);
  std::filesystem::permissions(dir.path(), std::filesystem::perms::all);
  for (const auto& path : {dir.path(), work}) {
    ASSERT_EQ(::chown(path.c_str(), 1234, 1234), 0);
  }
  Words arguments = words({"--read-only", input.string(), "--no-network"},
                          {"sh", "-c", std::string("id -u; touch mine; echo x > ") + input.string()});
  arguments.insert(arguments.begin(),
                   {"--reuid", k_user, "--regid", k_user, "--clear-groups", program.string()});
  sys::Command command;
  command.argv = {"/usr/bin/setpriv"};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  command.environment = sys::current_environment();
  ASSERT_TRUE(std::filesystem::exists(command.argv[0])) << "util-linux";
  const auto answer = sys::run_captured(command, Seconds(30));
  ASSERT_TRUE(answer && answer->status.success()) << answer->err;
  EXPECT_EQ(record()["facts"]["isolation"].text(), "inputs read-only, no network");
  EXPECT_EQ(out(), "1234\n");
  EXPECT_EQ(test::read_text(input), "as it was\n");
  struct stat status {};
  ASSERT_EQ(::stat((work / "mine").c_str(), &status), 0);
  EXPECT_EQ(status.st_uid, 1234U);
}

} // namespace

} // namespace reprovip::exec
