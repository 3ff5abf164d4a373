#include "harness/cli/report_file.hpp"

#include <gtest/gtest.h>

#include <set>

namespace reprovip::cli {

namespace {

Arguments given(const std::string& flag, const std::string& value) {
  Arguments arguments;
  arguments.flags[flag] = {value};
  return arguments;
}

TEST(ReportFile, IsInTheFolderOfAllUnlessItsOwnFlagSaysElse) {
  const auto& html = *report::find_reporter("html");
  EXPECT_EQ(report_file({}, html), "");
  EXPECT_EQ(report_file(given("reports", "out"), html), "out/report.html");
  auto both = given("reports", "out");
  both.flags["html"] = {"page.html"};
  EXPECT_EQ(report_file(both, html), "page.html");
}

TEST(ReportFile, HasTheNamesThatPipelinesRelyOn) {
  const std::map<std::string, std::string> k_names = {
      {"junit", "junit.xml"}, {"junit-gitlab", "junit-gitlab.xml"}, {"json", "report.json"},
      {"csv", "scores.csv"},  {"codequality", "codequality.json"},  {"openmetrics", "openmetrics.txt"}};
  for (const auto& [reporter, name] : k_names) {
    EXPECT_EQ(report_file(given("reports", "."), *report::find_reporter(reporter)), "./" + name);
  }
}

TEST(ReportFile, IsAnotherOneForEachReport) {
  std::set<std::string> files;
  for (const auto& reporter : report::builtin_reporters()) {
    files.insert(report_file(given("reports", "out"), reporter));
  }
  EXPECT_EQ(files.size(), report::builtin_reporters().size());
}

} // namespace

} // namespace reprovip::cli
