#include "harness/report/report.hpp"

#include "tests/support/support.hpp"
#include "tests/unit/report/sample_study.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace reprovip::report {
namespace {

using test::sample_study;

// Replaces what stands between `from` and `to`, everywhere.
std::string masked(std::string text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
    at += from.size();
    text.replace(at, text.find(to, at) - at, "...");
  }
  return text;
}

// The page without its style and scripts, which are files of harness/report/page, and their hashes.
std::string without_code(std::string page) {
  page = masked(std::move(page), "<style>", "</style>");
  for (const auto* name : {"d3", "plot", "page"}) {
    page = masked(std::move(page), std::string("<script data-part=\"") + name + "\">", "</script>");
  }
  return masked(std::move(page), "'sha256-", "'");
}

class ReporterGolden : public testing::TestWithParam<std::string> {};

TEST_P(ReporterGolden, WritesTheApprovedText) {
  const auto* reporter = find_reporter(GetParam());
  ASSERT_NE(reporter, nullptr);
  const auto written = reporter->write(sample_study());
  const auto text = GetParam() == "html" ? without_code(written) : written;
  const auto difference =
      reprovip::test::differs_from_golden("report/sample." + GetParam() + "." + reporter->extension, text);
  EXPECT_TRUE(difference.empty()) << difference;
}

TEST_P(ReporterGolden, WritesTheSameBytesTwice) {
  const auto* reporter = find_reporter(GetParam());
  EXPECT_EQ(reporter->write(sample_study()), reporter->write(sample_study()));
}

INSTANTIATE_TEST_SUITE_P(Reporters, ReporterGolden,
                         testing::Values("junit", "junit-gitlab", "json", "csv", "html", "markdown",
                                         "codequality", "openmetrics", "annotations", "dotenv"),
                         [](const auto& reporter) {
                           auto name = reporter.param;
                           std::erase(name, '-');
                           return name;
                         });

TEST(Reporters, AreFoundByName) {
  EXPECT_EQ(builtin_reporters().size(), 10U);
  EXPECT_EQ(find_reporter("junit")->extension, "xml");
  EXPECT_EQ(find_reporter("pdf"), nullptr);
}

TEST(Console, WritesTheApprovedSummary) {
  const auto difference =
      reprovip::test::differs_from_golden("report/sample.console.txt", console(sample_study(), {}));
  EXPECT_TRUE(difference.empty()) << difference;
}

TEST(Console, ShowsEveryCheckWhenVerbose) {
  const auto difference = reprovip::test::differs_from_golden("report/sample.console-verbose.txt",
                                                              console(sample_study(), {true, 100, 1}));
  EXPECT_TRUE(difference.empty()) << difference;
}

std::ptrdiff_t lines_of(const std::string& text) {
  return std::ranges::count(text, '\n');
}

TEST(Console, FitsAScreen) {
  const auto whole = console(sample_study(), {.width = 80});
  EXPECT_GT(lines_of(whole), 24);
  for (const int width : {80, 100}) {
    const auto text = console(sample_study(), {.width = width, .height = 24});
    EXPECT_LT(lines_of(text), 24) << text;
    // What must be said at any size: each verdict that is not a pass, what to run next, the outcome.
    for (const auto* needed :
         {"✗ fail          retest", "? inconclusive  precise", "next: reprovip replay", "✗ FAIL"}) {
      EXPECT_NE(text.find(needed), std::string::npos) << needed << "\n" << text;
    }
  }
  EXPECT_EQ(console(sample_study(), {.width = 80, .height = 200}), whole);
}

} // namespace
} // namespace reprovip::report
