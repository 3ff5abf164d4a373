// The library of settings that act inside the program: real programs, started by the inner end.

#include "tests/unit/exec/settings.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <regex>
#include <set>
#include <sstream>

namespace reprovip::exec {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Sums {
  std::string who;
  double sum = 0;
  double single = 0;
  long double extended = 0;
};

std::vector<Sums> sums_of(const std::string& said) {
  std::vector<Sums> all;
  std::istringstream in(said);
  for (Sums next; in >> next.who >> next.sum >> next.single >> next.extended;) {
    all.push_back(next);
  }
  EXPECT_EQ(all.size(), 3U) << said;
  return all;
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream in(text);
  return {std::istream_iterator<std::string>(in), {}};
}

TEST(PreloadLibrary, LoadsIntoAnyGlibcFromBusterOn) {
  const sys::Command ask{{"objdump", "-p", "-T", (test::bin_dir() / "libreprovip-preload.so").string()},
                         sys::current_environment(),
                         {},
                         {},
                         {},
                         {}};
  const auto answer = sys::run_captured(ask, Seconds(60));
  ASSERT_TRUE(answer);
  ASSERT_EQ(answer->status.code, 0) << answer->err;
  const std::regex version("GLIBC_2\\.([0-9]+)");
  std::size_t count = 0;
  for (std::sregex_iterator next(answer->out.begin(), answer->out.end(), version), end; next != end; ++next) {
    EXPECT_LE(std::stoi((*next)[1]), 17) << next->str();
    ++count;
  }
  EXPECT_GT(count, 10U);
  const std::regex needed("NEEDED +(\\S+)");
  std::set<std::string> libraries;
  for (std::sregex_iterator next(answer->out.begin(), answer->out.end(), needed), end; next != end; ++next) {
    libraries.insert((*next)[1]);
  }
  EXPECT_THAT(libraries, ElementsAre("libc.so.6", "libdl.so.2"));
}

TEST_F(Preloaded, RoundingUpAndDownBracketNearestInEveryThread) {
  const auto nearest = sums_of(ask({}, {probe(), "sums"}));
  const auto up = sums_of(ask({"rounding=up"}, {probe(), "sums"}));
  const auto down = sums_of(ask({"rounding=down"}, {probe(), "sums"}));
  const auto zero = sums_of(ask({"rounding=zero"}, {probe(), "sums"}));
  for (std::size_t i = 0; i < 3; ++i) {
    SCOPED_TRACE(nearest[i].who);
    EXPECT_LT(down[i].sum, nearest[i].sum);
    EXPECT_LT(nearest[i].sum, up[i].sum);
    EXPECT_LT(down[i].single, nearest[i].single);
    EXPECT_LT(nearest[i].single, up[i].single);
    EXPECT_LT(down[i].extended, nearest[i].extended);
    EXPECT_LT(nearest[i].extended, up[i].extended);
    EXPECT_EQ(zero[i].sum, down[i].sum); // of positive numbers
    EXPECT_EQ(up[i].sum, up[0].sum);
  }
}

TEST_F(Preloaded, RoundingNearestIsTheProgramItself) {
  const auto plain = ask({}, {probe(), "sums"});
  EXPECT_EQ(ask({"rounding=nearest"}, {probe(), "sums"}), plain);
  // By the library, too.
  inner({"--env", "REPROVIP_ROUNDING=nearest", "--env", "LD_PRELOAD=" + library()}, {probe(), "sums"});
  EXPECT_EQ(said, plain);
}

TEST_F(Preloaded, RandomRoundingIsOfTheSeedAndOfTheThread) {
  const auto up = sums_of(ask({"rounding=up"}, {probe(), "sums"}));
  const auto down = sums_of(ask({"rounding=down"}, {probe(), "sums"}));
  std::set<double> seen;
  for (const char* const seed : {"a", "b", "c", "d"}) {
    const auto once = ask({"rounding=random"}, {probe(), "sums"}, seed);
    EXPECT_EQ(ask({"rounding=random"}, {probe(), "sums"}, seed), once);
    const auto sums = sums_of(once);
    seen.insert(sums[0].sum);
    EXPECT_NE(sums[0].sum, sums[1].sum);
    EXPECT_GT(sums[0].sum, down[0].sum);
    EXPECT_LT(sums[0].sum, up[0].sum);
  }
  EXPECT_EQ(seen.size(), 4U);
}

TEST_F(Preloaded, NumbersAreWrittenReadAndComputedByLibmInNearest) {
  const auto nearest = ask({}, {probe(), "text"});
  EXPECT_EQ(words_of(nearest)[0], "0.1");
  for (const char* const level : {"up", "down", "zero", "random"}) {
    EXPECT_EQ(ask({std::string("rounding=") + level}, {probe(), "text"}), nearest) << level;
  }
}

TEST_F(Preloaded, RoundingReachesProgramsThatProgramsStart) {
  const Words awk{"awk", "BEGIN { for (i = 1; i < 10000; i++) s += 1 / i; printf \"%.17g\", s }"};
  Words shell{"sh", "-c", "exec \"$@\"", "sh"};
  shell.insert(shell.end(), awk.begin(), awk.end());
  const auto nearest = std::stod(ask({}, awk));
  EXPECT_GT(std::stod(ask({"rounding=up"}, awk)), nearest);
  EXPECT_GT(std::stod(ask({"rounding=up"}, shell)), nearest);
  EXPECT_LT(std::stod(ask({"rounding=down"}, shell)), nearest);
}

// Real diffusion images through a real program: the same where nothing was asked for, and where a seed is
// repeated.
TEST_F(Preloaded, RoundingMovesATensorFit) {
  const auto shared = test::shared_data();
  if (!shared ||
      run_executor({"inner", "--record", (dir.path() / "r").string(), "--", "dwi2tensor", "-version"})
              .status.code != 0) {
    GTEST_SKIP() << "no shared data, or mrtrix3 is not installed";
  }
  const auto data = (*shared / "dwi/sct").string();
  const auto fit = [&](const std::string& level, const std::string& seed) {
    ask({"rounding=" + level},
        {"dwi2tensor", "-quiet", "-force", "-nthreads", "2", "-fslgrad", data + "/bvecs.txt",
         data + "/bvals.txt", data + "/dmri.nii.gz", "tensor.nii"},
        seed);
    return test::read_text(work / "tensor.nii");
  };
  const auto nearest = fit("nearest", "a");
  ASSERT_GT(nearest.size(), 352U);
  EXPECT_TRUE(fit("nearest", "b") == nearest);
  for (const char* const level : {"up", "down", "zero"}) {
    EXPECT_FALSE(fit(level, "a") == nearest) << level;
  }
  EXPECT_FALSE(fit("random", "a") == fit("random", "b"));
}

TEST_F(Preloaded, FoldersAreListedAsAsked) {
  for (const char* const name : {"b", "d", "a", "c", "e"}) {
    dir.write(std::string("work/folder/") + name, "");
  }
  // names, what seekdir leads to, what rewinddir leads to, the last of scandir
  EXPECT_EQ(ask({"readdir=sorted"}, {probe(), "folder", "folder"}), ". .. a b c d e | .. | . | e\n");
  EXPECT_EQ(ask({"readdir=reversed"}, {probe(), "folder", "folder"}), "e d c b a .. . | d | e | .\n");
  const auto shuffled = ask({"readdir=shuffled"}, {probe(), "folder", "folder"}, "one");
  EXPECT_EQ(ask({"readdir=shuffled"}, {probe(), "folder", "folder"}, "one"), shuffled);
  std::set<std::string> orders;
  for (const char* const seed : {"one", "two", "three", "four"}) {
    orders.insert(ask({"readdir=shuffled"}, {probe(), "folder", "folder"}, seed));
  }
  EXPECT_GT(orders.size(), 2U);
  auto words = words_of(shuffled.substr(0, shuffled.find('|')));
  std::ranges::sort(words);
  EXPECT_THAT(words, ElementsAre(".", "..", "a", "b", "c", "d", "e"));
  EXPECT_EQ(ask({"readdir=reversed"}, {"ls", "-U", "folder"}), "e\nd\nc\nb\na\n");
}

TEST_F(Preloaded, TheClockStartsWhereItWasAskedTo) {
  const auto words = words_of(ask({"clock=2038-01-19T03:14:08Z"}, {probe(), "clock"}));
  ASSERT_EQ(words.size(), 7U);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_GE(std::stoll(words[i]), 2147483648 - 1) << i; // the coarse clock may be a tick behind
    EXPECT_LT(std::stoll(words[i]), 2147483648 + 60) << i;
  }
  EXPECT_EQ(words[5] + words[6], "timeoutwaited") << "a deadline by the shifted clock";
  EXPECT_EQ(ask({"clock=2038-01-19T03:14:08Z"}, {"date", "-u", "+%Y-%m-%d"}), "2038-01-19\n");
}

TEST_F(Preloaded, TheClockIsShifted) {
  const auto shift = [&](const std::string& level) {
    const auto before = ::time(nullptr);
    return std::stoll(ask({"clock=" + level}, {"date", "+%s"})) - before;
  };
  EXPECT_NEAR(static_cast<double>(shift("+24h")), 86400, 30);
  EXPECT_NEAR(static_cast<double>(shift("-1h30min")), -5400, 30);
  EXPECT_NEAR(static_cast<double>(shift("now")), 0, 30);
  EXPECT_EQ(words_of(ask({"clock=-1d"}, {probe(), "clock"}))[6], "waited");
}

TEST_F(Preloaded, WhatIsPreloadedAlreadyStays) {
  auto options = with({"rounding=up"});
  options.insert(options.end(), {"--env", "LD_PRELOAD=libm.so.6"});
  inner(options, {"sh", "-c", "echo $LD_PRELOAD"});
  EXPECT_EQ(said, library() + ":libm.so.6\n");
  EXPECT_FALSE(std::filesystem::exists(dir.path() / "inner.json.unheard"));
}

TEST_F(Preloaded, ASettingWithoutEffectIsAFailure) {
  const auto busybox =
      run_executor({"inner", "--record", (dir.path() / "r").string(), "--", "busybox", "true"});
  if (busybox.status.code == 127) {
    GTEST_SKIP() << "busybox, a static program, is not installed";
  }
  const auto record = inner(with({"clock=+1h", "rounding=up"}), {"busybox", "true"});
  EXPECT_EQ(record["outcome"].text(), "failed");
  EXPECT_FALSE(record["infrastructure"].boolean(true));
  EXPECT_EQ(record["exit_code"].integer(-1), 0);
  EXPECT_THAT(record["reason"].text(), HasSubstr("clock=+1h, rounding=up had no effect"));
  EXPECT_EQ(inner(with({"rounding=nearest"}), {"busybox", "true"})["outcome"].text(), "succeeded");
  const auto both = inner(with({"rounding=up"}), {"busybox", "false"});
  EXPECT_THAT(both["reason"].text(), HasSubstr("exit status 1; rounding=up had no effect"));
}

TEST_F(Preloaded, AMissingCommandIsStillMissing) {
  const auto record = inner(with({"rounding=up"}), {"no-such-program"});
  EXPECT_EQ(record["outcome"].text(), "not_started");
  EXPECT_EQ(record["reason"].text(), "cannot start \"no-such-program\": No such file or directory");
}

TEST_F(Preloaded, WrongLevelsAreRefused) {
  expect_refused(with({"rounding=sideways"}), "cannot set rounding=sideways: not one of nearest up down");
  expect_refused(with({"readdir=upward"}), "cannot set readdir=upward: not one of sorted");
  for (const char* const level :
       {"tomorrow", "+24", "+1e9d", "2038-01-19", "+", "+1h30", "9999-01-01T00:00:00Z"}) {
    expect_refused(with({std::string("clock=") + level}), "neither a time such as");
  }
  expect_refused({"--set", "rounding=up"}, "cannot set rounding=up: there is no library for it");
  expect_refused({"--set", "rounding=up", "--preload", "/no/library.so"}, "No such file or directory");
  expect_refused({"--set", "rounding=up", "--preload", "/a b/library.so"}, "has a space or a colon");
}

} // namespace

} // namespace reprovip::exec
