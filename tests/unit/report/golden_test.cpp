#include "harness/report/report.hpp"

#include "tests/support/support.hpp"
#include "tests/unit/report/sample_study.hpp"

#include <gtest/gtest.h>

namespace reprovip::report {
namespace {

using test::sample_study;

class ReporterGolden : public testing::TestWithParam<std::string> {};

TEST_P(ReporterGolden, WritesTheApprovedText) {
  const auto* reporter = find_reporter(GetParam());
  ASSERT_NE(reporter, nullptr);
  const auto text = reporter->write(sample_study());
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
                                         "codequality", "openmetrics"),
                         [](const auto& reporter) {
                           auto name = reporter.param;
                           std::erase(name, '-');
                           return name;
                         });

TEST(Reporters, AreFoundByName) {
  EXPECT_EQ(builtin_reporters().size(), 8U);
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

} // namespace
} // namespace reprovip::report
