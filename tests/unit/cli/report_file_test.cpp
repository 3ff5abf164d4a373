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

TEST(ReportNames, AreAsGivenForOneProtocol) {
  EXPECT_EQ(ReportNames(false).of(given("junit", "out/j.xml"), "mrs-0123abcd").text("junit"), "out/j.xml");
}

TEST(ReportNames, TellSeveralProtocolsApart) {
  ReportNames names(true);
  auto arguments = given("junit", "out/j.xml");
  arguments.flags["reports"] = {"all"};
  arguments.flags["csv"] = {"scores"};
  std::vector<std::string> files;
  for (const std::string study : {"a-b-0123abcd", "dti-0123abcd", "a-b-4567cdef"}) {
    const auto own = names.of(arguments, study);
    files.push_back(own.text("junit") + " " + own.text("reports") + " " + own.text("csv"));
  }
  EXPECT_EQ(files,
            (std::vector<std::string>{"out/j-a-b.xml all/a-b scores-a-b", "out/j-dti.xml all/dti scores-dti",
                                      "out/j-a-b-2.xml all/a-b-2 scores-a-b-2"}));
}

TEST(ReportNames, LeaveWhatHoldsSeveralAsItIs) {
  ReportNames names(true);
  for (const std::string stream : {"-", "/dev/stdout", "/dev/null", "site/"}) {
    EXPECT_EQ(names.of(given("json", stream), "a-0123abcd").text("json"), stream);
  }
}

} // namespace

} // namespace reprovip::cli
