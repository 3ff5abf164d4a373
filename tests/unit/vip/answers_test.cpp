#include "harness/base/format.hpp"
#include "harness/vip/answers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reprovip::vip {

namespace {

using testing::HasSubstr;

TEST(VipAnswers, SaysWhatCanBeDoneAboutAnError) {
  struct Row {
    int status;
    const char* body;
    FaultKind kind;
  };
  const std::vector<Row> rows = {
      {400, R"({"errorCode":2000,"errorMessage":"full"})", FaultKind::quota},
      {400, R"({"errorCode":2001,"errorMessage":"full"})", FaultKind::quota},
      {400, R"({"errorCode":8015,"errorMessage":"x"})", FaultKind::gone},
      {400, R"({"errorCode":8009,"errorMessage":"x"})", FaultKind::refused},
      {400, R"({"errorCode":8000,"errorMessage":"x"})", FaultKind::refused},
      {401, R"({"errorCode":8002,"errorMessage":"x"})", FaultKind::denied},
      {401, "", FaultKind::denied},
      {404, "<html>", FaultKind::refused},
      {302, "", FaultKind::refused},
      {500, "boom", FaultKind::busy},
      {502, "", FaultKind::busy},
      {503, "", FaultKind::busy},
      {504, "", FaultKind::busy},
      {200, R"({"errorCode":2001,"errorMessage":"full"})", FaultKind::quota},
  };
  for (const auto& row : rows) {
    const auto fault = fault_in(row.status, row.body);
    ASSERT_TRUE(fault) << row.status << row.body;
    EXPECT_EQ(fault->kind, row.kind) << row.status << row.body;
  }
  EXPECT_FALSE(fault_in(200, R"({"identifier":"x"})"));
  EXPECT_FALSE(fault_in(200, R"({"errorCode":null,"errorMessage":"x","identifier":"y"})"));
  EXPECT_FALSE(fault_in(204, ""));
}

TEST(VipAnswers, ReadsAnExecution) {
  const auto execution =
      execution_from(R"({"identifier":"workflow-a","name":"n","pipelineIdentifier":"CQUEST/0.6",
    "timeout":0,"status":"Finished","inputValues":{"a":["x","y"],"b":"z"},
    "returnedFiles":{"out":["/vip/Home/r/a.txt"]},"errorCode":null,"startDate":1700000000000,"endDate":null,
    "jobs":{"9":{"status":"ERROR","exitCode":50,"exitMessage":"EXECUTION_FAILED"},
            "10":{"status":"COMPLETED","exitCode":0,"exitMessage":null},"11":{"status":"QUEUED","exitCode":null}}})");
  ASSERT_TRUE(execution);
  EXPECT_EQ(execution->status, Status::finished);
  EXPECT_EQ(execution->inputs.at("a"), (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(execution->inputs.at("b"), (std::vector<std::string>{"z"}));
  EXPECT_EQ(execution->returned.at("out"), (std::vector<std::string>{"/vip/Home/r/a.txt"}));
  ASSERT_EQ(execution->tasks.size(), 3U);
  EXPECT_EQ(execution->tasks[0].id, "10");
  EXPECT_EQ(execution->tasks[0].exit_code, 0);
  EXPECT_FALSE(execution->tasks[1].exit_code);
  EXPECT_EQ(execution->tasks[2].exit_code, 50);
}

TEST(VipAnswers, KnowsWhichStatesAreOver) {
  const std::vector<std::pair<const char*, bool>> rows = {
      {"Ready", false},   {"Running", false},        {"Initializing", false},
      {"Unknown", false}, {"Cleaned", false},        {"InitializationFailed", true},
      {"Finished", true}, {"ExecutionFailed", true}, {"Killed", true}};
  for (const auto& [text, over] : rows) {
    const auto execution =
        execution_from(format(R"({{"identifier":"x","status":"{}","returnedFiles":null}})", text));
    ASSERT_TRUE(execution);
    EXPECT_EQ(is_terminal(execution->status), over) << text;
    EXPECT_TRUE(execution->returned.empty());
  }
}

TEST(VipAnswers, AMissingPathIsAnAnswer) {
  const auto missing = path_from(R"({"path":"/vip/Home/x","exists":false,"size":0,"isDirectory":false})");
  ASSERT_TRUE(missing);
  EXPECT_FALSE(missing->exists);
  const auto by_the_specification =
      path_from(R"({"platformPath":"/a","lastModificationDate":1,"isDirectory":true})");
  ASSERT_TRUE(by_the_specification);
  EXPECT_TRUE(by_the_specification->exists);
  EXPECT_EQ(by_the_specification->path, "/a");
}

TEST(VipAnswers, WhatIsNoAnswerOfVipSaysSo) {
  EXPECT_THAT(execution_from("<html>login</html>").error().message,
              HasSubstr("no answer of VIP's API: <html>"));
  EXPECT_FALSE(platform_from("{}"));
  EXPECT_FALSE(executions_from("{}"));
  EXPECT_EQ(platform_from(R"({"platformName":"VIP"})")->max_transfer, 15'000'000U);
}

TEST(VipAnswers, LiteralAnswersAreNoLogs) {
  EXPECT_TRUE(is_no_log("jobId is required when multiple tasks exist"));
  EXPECT_TRUE(is_no_log("no log found"));
  EXPECT_FALSE(is_no_log("a log that says: no log found"));
}

} // namespace

} // namespace reprovip::vip
