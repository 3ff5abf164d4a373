// Memory, CPU time, libraries.

#include "tests/unit/exec/executor.hpp"

#include <gmock/gmock.h>

#include <unistd.h>

namespace reprovip::exec {

namespace {

using testing::Contains;
using testing::HasSubstr;

// tail keeps in memory what it will print.
constexpr auto k_touch_100_mb = "head -c 100000000 /dev/zero | tail -c 100000000 > /dev/null";

class Usage : public Attempt {
protected:
  static bool has_cgroup() {
    return ::access("/sys/fs/cgroup/memory/cgroup.procs", W_OK) == 0 ||
           ::access("/sys/fs/cgroup/cgroup.subtree_control", W_OK) == 0;
  }
};

TEST_F(Usage, MemoryPeakIsTheLargestProcess) {
  const auto usage = shell(k_touch_100_mb)["usage"];
  EXPECT_NEAR(usage["memory_peak"].number(), 100e6, 20e6);
  EXPECT_EQ(usage["memory_source"].text(), "rusage");
}

// A child's ru_maxrss starts at the size of the process that forked it: the harness must not count.
TEST_F(Usage, MemoryPeakIsNotOurs) {
  std::vector<char> large(100'000'000, 'x');
  EXPECT_LT(run({}, {"true"})["usage"]["memory_peak"].number(), 10e6);
  EXPECT_EQ(large[50'000'000], 'x');
}

TEST_F(Usage, CpuTimeCountsChildrenAndOrphans) {
  const std::string busy = "i=0; while [ $i -lt 300000 ]; do i=$((i + 1)); done";
  const auto usage = shell("sh -c '" + busy + "'; (sh -c '" + busy +
                           "; : > done' &); "
                           "while [ ! -f done ]; do sleep 0.02; done")["usage"];
  const auto once = shell(busy)["usage"];
  EXPECT_GT(once["user_s"].number(), 0.02);
  EXPECT_GT(usage["user_s"].number() + usage["system_s"].number(), 1.3 * once["user_s"].number());
  EXPECT_LT(run({}, {"sleep", "0.1"})["usage"]["user_s"].number(), 0.05);
}

TEST_F(Usage, WallTimeIsThePrograms) {
  const auto wall = run({}, {"sleep", "0.3"})["usage"]["wall_s"].number();
  EXPECT_GE(wall, 0.3);
  EXPECT_LT(wall, 3);
}

TEST_F(Usage, LibrariesAreThoseOfTheTree) {
  const auto record = shell("sleep 0.2; :");
  std::vector<std::string> libraries;
  for (const auto& library : record["libraries"].items()) {
    libraries.push_back(library.text());
  }
  EXPECT_THAT(libraries, Contains(HasSubstr("libc.so.6")));
  EXPECT_TRUE(std::is_sorted(libraries.begin(), libraries.end()));
  EXPECT_THAT(record["facts"]["program.libc"].text(), testing::StartsWith("glibc 2."));
}

TEST_F(Usage, CgroupMeasuresAndLimitsMemory) {
  if (!has_cgroup()) {
    GTEST_SKIP() << "the memory cgroup cannot be written here";
  }
  const auto measured = shell(k_touch_100_mb, {"--cgroup"});
  EXPECT_EQ(measured["usage"]["memory_source"].text(), "cgroup");
  EXPECT_NEAR(measured["usage"]["memory_peak"].number(), 100e6, 20e6);
  const auto limited = shell("cat /dev/zero | exec tail -c 100000000", {"--cgroup", "--memory", "20000000"});
  EXPECT_EQ(limited["outcome"].text(), "oom");
  EXPECT_EQ(limited["facts"]["memory_limit"].text(), "cgroup");
  EXPECT_THAT(limited["reason"].text(), HasSubstr("lack of memory"));
}

TEST_F(Usage, WithoutCgroupTheAddressSpaceIsLimited) {
  const auto record = shell(k_touch_100_mb, {"--memory", "50000000"});
  EXPECT_NE(record["usage"]["memory_peak"].number(), 0);
  EXPECT_LT(record["usage"]["memory_peak"].number(), 50e6);
  EXPECT_EQ(record["facts"]["memory_limit"].text(), "address space");
}

} // namespace

} // namespace reprovip::exec
