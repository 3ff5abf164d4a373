// What is kept of standard output and standard error.

#include "tests/unit/exec/executor.hpp"

#include <gmock/gmock.h>

#include <signal.h>

#include <algorithm>

namespace reprovip::exec {

namespace {

using testing::HasSubstr;

class Logs : public Attempt {};

TEST_F(Logs, AreWholeWithoutALimit) {
  const auto record = shell("head -c 5000000 /dev/zero");
  EXPECT_EQ(record["out"], Json::object({{"size", 5'000'000}, {"kept", 5'000'000}}));
  EXPECT_EQ(out(), std::string(5'000'000, '\0'));
}

TEST_F(Logs, AreWholeBelowTheLimit) {
  const auto record = shell("printf 'one\\n\\000two'; echo three >&2", {"--log-limit", "8"});
  EXPECT_EQ(record["out"], Json::object({{"size", 8}, {"kept", 8}}));
  EXPECT_EQ(out(), std::string("one\n\0two", 8));
  EXPECT_EQ(err(), "three\n");
}

TEST_F(Logs, KeepBeginAndEndAboveTheLimit) {
  const auto record = shell("printf 0123456789abcdefghij", {"--log-limit", "10"});
  EXPECT_EQ(record["out"], Json::object({{"size", 20}, {"kept", 10}}));
  EXPECT_EQ(out(), "01234\n[... 10 bytes left out by reprovip ...]\nfghij");
}

// Every way in which the end can lie in the ring.
TEST_F(Logs, KeepTheRightEndForEverySize) {
  for (std::size_t size = 9; size <= 30; ++size) {
    std::string text;
    for (std::size_t i = 0; i < size; ++i) {
      text += static_cast<char>('A' + i);
    }
    run({"--log-limit", "9"}, {"printf", "%s", text});
    const auto note = "\n[... " + std::to_string(size - 9) + " bytes left out by reprovip ...]\n";
    EXPECT_EQ(out(), size == 9 ? text : text.substr(0, 4) + note + text.substr(size - 5));
  }
}

TEST_F(Logs, StayBoundedAndDoNotStallTheProgram) {
  const auto record =
      shell("i=0; while [ $i -lt 50 ]; do head -c 1000000 /dev/zero | tr '\\000' x; i=$((i + 1)); done; "
            "echo; echo last",
            {"--log-limit", "1000000"});
  EXPECT_EQ(record["outcome"].text(), "succeeded");
  EXPECT_EQ(record["out"]["size"].integer(), 50'000'006);
  EXPECT_EQ(record["out"]["kept"].integer(), 1'000'000);
  EXPECT_LT(std::filesystem::file_size(dir.path() / "out.log"), 1'000'100u);
  EXPECT_THAT(out().substr(499'990), testing::StartsWith("xxxxxxxxxx\n[... 49000006 bytes left out"));
  EXPECT_THAT(out(), testing::EndsWith("xx\nlast\n"));
  EXPECT_FALSE(std::filesystem::exists(dir.path() / "out.log.tmp"));
}

TEST_F(Logs, AreNotHeldUpByADaemonWithThePipe) {
  const auto record = shell("setsid sleep 60 & echo done", {"--log-limit", "100"});
  EXPECT_EQ(out(), "done\n");
  EXPECT_LT(record["ended_ms"].integer() - record["started_ms"].integer(), 10'000);
}

TEST_F(Logs, ThatCannotBeKeptAreSaidSo) {
  std::filesystem::create_symlink("/dev/full", dir.path() / "out.log");
  const auto record = shell("echo lost; echo kept >&2; exit 2", {"--log-limit", "1000"});
  EXPECT_EQ(record["outcome"].text(), "failed");
  EXPECT_EQ(
      record["reason"].text(),
      "the program ended with exit status 2; the disk is full; standard output could not be kept whole: "
      "No space left on device");
  EXPECT_EQ(record["out"], Json::object({{"size", 5}, {"kept", 0}}));
  EXPECT_EQ(err(), "kept\n");
}

TEST_F(Logs, AFullDiskIsInfrastructure) {
  std::filesystem::create_directory(dir.path() / "full");
  const auto command =
      "mount -t tmpfs -o size=200k none full && mkdir full/work && \"$0\" run --dir full --work full/work "
      "-- sh -c 'head -c 1000000 /dev/zero > big' ; cp full/exec.json .";
  const auto captured = sys::run_captured({{"unshare", "--mount", "sh", "-c", command, executor()},
                                           sys::current_environment(),
                                           dir.path(),
                                           {},
                                           {}},
                                          Seconds(60));
  if (!captured || captured->status.code != 0) {
    GTEST_SKIP() << "no small file system may be mounted here";
  }
  EXPECT_EQ(record()["outcome"].text(), "failed");
  EXPECT_TRUE(record()["infrastructure"].boolean());
  EXPECT_THAT(record()["reason"].text(), testing::EndsWith("the disk is full"));
}

TEST_F(Logs, ThatCannotBeMadeAreInfrastructure) {
  std::filesystem::create_directory(dir.path() / "err.log");
  const auto record = shell("echo never > sign");
  EXPECT_EQ(record["outcome"].text(), "not_started");
  EXPECT_TRUE(record["infrastructure"].boolean());
  EXPECT_THAT(record["reason"].text(), HasSubstr("Is a directory"));
  EXPECT_FALSE(std::filesystem::exists(work / "sign"));
}

} // namespace

} // namespace reprovip::exec
