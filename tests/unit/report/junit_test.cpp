#include "harness/report/junit_cases.hpp"
#include "harness/report/reporters.hpp"

#include "tests/support/support.hpp"
#include "tests/unit/report/sample_study.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <set>

namespace reprovip::report {
namespace {

const JunitCase& find_case(const std::vector<JunitCase>& cases, const std::string& name) {
  const auto found = std::ranges::find(cases, name, &JunitCase::name);
  EXPECT_NE(found, cases.end()) << name;
  return found == cases.end() ? cases.front() : *found;
}

TEST(JunitCases, MapStatusAndSeverity) {
  auto study = test::sample_study();
  study.verdicts.verdicts.push_back(study.verdicts.verdicts[2]);
  study.verdicts.verdicts.back().criterion = "advice";
  study.verdicts.verdicts.back().severity = model::Severity::warn;
  const auto cases = junit_cases(study);
  EXPECT_EQ(find_case(cases, "retest tracks.value[length] {threads=2}").result, CaseResult::failure);
  EXPECT_EQ(find_case(cases, "retest tracks.value[length] {threads=1}").result, CaseResult::passed);
  EXPECT_EQ(find_case(cases, "precise tracks.value[length] {threads=1}").result, CaseResult::skipped);
  EXPECT_EQ(find_case(cases, "tracks-identical tracks").result, CaseResult::passed);
  const auto& warned = find_case(cases, "advice tracks.value[length] {threads=2}");
  EXPECT_EQ(warned.result, CaseResult::skipped);
  EXPECT_TRUE(warned.text.starts_with("warning: nu = 0.4"));
}

TEST(JunitCases, FailedExecutionsAreErrorsOfTheirCell) {
  auto study = test::sample_study();
  study.records[0]->ending.infrastructure = true;
  study.records[0]->ending.reason = "no space left on device";
  study.records[1].reset();
  const auto cases = junit_cases(study);
  const auto& infrastructure = find_case(cases, "sub-01 {threads=1}");
  EXPECT_EQ(infrastructure.result, CaseResult::error);
  EXPECT_EQ(infrastructure.type, "infrastructure");
  EXPECT_NE(infrastructure.text.find("r001: infrastructure: no space left on device"), std::string::npos);
  EXPECT_EQ(find_case(cases, "sub-01 {threads=2}").result, CaseResult::skipped);
  EXPECT_EQ(find_case(cases, "sub-02<script>alert(1)</script> {threads=2}").type, "execution");
}

TEST(JunitCases, KeysStayWhenTheRunChanges) {
  auto study = test::sample_study();
  const auto keys = [](const model::Study& of) {
    std::vector<std::string> names;
    for (const auto& one : junit_cases(of)) {
      names.push_back(one.classname + "/" + one.name);
    }
    return names;
  };
  const auto before = keys(study);
  study.plan.study = "dti-ffffffff";
  study.tool_version = "9.9.9";
  study.plan.resolved.protocol.application.version = "4.0.0";
  study.verdicts.verdicts[2].checks[1].status = model::Status::pass;
  study.records[11]->ending.outcome = model::Outcome::succeeded;
  for (auto& record : study.records) {
    record->host = Digest{"00"};
    record->attempt = "other";
  }
  EXPECT_EQ(keys(study), before);
}

TEST(JunitCases, KeysAreUnique) {
  auto study = test::hostile_study();
  study.verdicts.verdicts.push_back(study.verdicts.verdicts[2]);
  std::set<std::string> keys;
  const auto cases = junit_cases(study);
  for (const auto& one : cases) {
    keys.insert(one.classname + "\n" + one.name);
  }
  EXPECT_EQ(keys.size(), cases.size());
}

TEST(JunitCases, TextsAreBounded) {
  for (const auto& one : junit_cases(test::hostile_study())) {
    EXPECT_LE(one.text.size() + one.log.size() + one.message.size(), std::size_t{64} << 10U);
    EXPECT_EQ(one.log.find("[[ATTACHMENT"), std::string::npos);
  }
}

// An independent parser, by our own words of the schema's rules and, where it is at hand, by the schema.
class JunitSchema : public testing::TestWithParam<model::Study (*)()> {
protected:
  void SetUp() override {
    if (std::system("command -v xmllint > /dev/null") != 0) {
      GTEST_SKIP() << "xmllint is not installed (libxml2-utils)";
    }
  }
  void check(const std::string& text, const std::string& options) const {
    const auto file = m_directory.write("junit.xml", text);
    const auto command = "xmllint --noout " + options + " '" + file.string() + "' > /dev/null 2>&1";
    EXPECT_EQ(std::system(command.c_str()), 0) << command;
  }
  static std::string schema(const std::filesystem::path& file) { return "--schema '" + file.string() + "'"; }

private:
  reprovip::test::TempDir m_directory;
};

TEST_P(JunitSchema, KeepsOurWordsOfItsRules) {
  check(write_junit(GetParam()()),
        schema(reprovip::test::test_data().parent_path() / "support" / "junit-rules.xsd"));
}

TEST_P(JunitSchema, IsValid) {
  const auto data = reprovip::test::shared_data();
  if (!data || !std::filesystem::exists(*data / "schemas" / "junit-10.xsd")) {
    GTEST_SKIP() << "no schemas/junit-10.xsd in the shared data";
  }
  check(write_junit(GetParam()()), schema(*data / "schemas" / "junit-10.xsd"));
}

TEST_P(JunitSchema, WellFormedForGitlab) {
  check(write_junit_gitlab(GetParam()()), "--huge");
}

INSTANTIATE_TEST_SUITE_P(Studies, JunitSchema, testing::Values(test::sample_study, test::hostile_study));

} // namespace
} // namespace reprovip::report
