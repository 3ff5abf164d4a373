#include "harness/vip/landing.hpp"

#include "tests/unit/vip/vip_launch.hpp"

namespace reprovip::vip {

namespace {

using model::Outcome;
using testing::HasSubstr;
using testing::IsEmpty;

TEST_F(VipLaunch, RunsOneExecutionFromUploadToResult) {
  ASSERT_TRUE(launcher->start(job("a1", "some text")));
  const auto end = ended();
  EXPECT_EQ(end.ending.outcome, Outcome::succeeded);
  EXPECT_FALSE(end.ending.infrastructure);
  EXPECT_EQ(test::read_text(dir.path() / "a1/work/sub/out.txt"), "bytes of result.txt");
  EXPECT_EQ(test::read_text(dir.path() / "a1/out.log"), "said by the tool\n");
  EXPECT_EQ(end.ending.facts.at("vip.execution"), "workflow-001");
  EXPECT_EQ(end.ending.facts.at("vip.pipeline"), "T/1");
  EXPECT_EQ(end.ending.facts.at("vip.jobs"), "7");
  EXPECT_GT(*end.ending.usage.wall_s, 0);
  EXPECT_FALSE(end.host.empty());
  EXPECT_EQ(dump(fake.runs[0].request),
            R"({"name":"reprovip-a1","pipelineIdentifier":"T/1","inputValues":{)"
            R"("file":"/vip/Home/reprovip/inputs/bbbbbbbbbbbbbbbb/in.txt","text":"some text"},)"
            R"("resultsLocation":"/vip/Home/reprovip/results/reprovip-a1"})");
  EXPECT_TRUE(is_marked("a1")) << "until the record is written";
  EXPECT_FALSE(fake.runs[0].erased);
}

TEST_F(VipLaunch, GivesEachRepetitionItsOwnResultsAndUploadsOnce) {
  run("a1");
  run("a2");
  EXPECT_NE(fake.runs[0].request["resultsLocation"], fake.runs[1].request["resultsLocation"]);
  EXPECT_EQ(fake.count("PUT /path/vip/Home/reprovip/inputs/bbbbbbbbbbbbbbbb/in.txt"), 1U);
}

TEST_F(VipLaunch, FinishedIsNotSuccess) {
  struct Row {
    const char* tasks;
    Outcome outcome;
    bool infrastructure;
    const char* reason;
  };
  const std::vector<Row> rows = {
      {R"({"7":{"status":"ERROR","exitCode":50,"exitMessage":"EXECUTION_FAILED"}})", Outcome::failed, false,
       "job 7: exit code 50, the tool failed (EXECUTION_FAILED)"},
      {R"({"7":{"exitCode":0},"8":{"exitCode":50}})", Outcome::failed, false,
       "job 8 of 2 jobs: exit code 50"},
      {R"({"7":{"exitCode":0},"8":{"exitCode":40}})", Outcome::lost, true,
       "job 8 of 2 jobs: exit code 40, an input could not be downloaded"},
      {R"({"7":{"exitCode":1},"8":{"exitCode":50}})", Outcome::failed, false, "job 8"},
      {R"({"7":{"status":"STALLED"}})", Outcome::lost, true, "job 7 has no exit code (status STALLED)"},
      {R"({"7":{"exitCode":-1}})", Outcome::lost, true, "exit code -1, an error of the infrastructure"},
  };
  int number = 0;
  for (const auto& row : rows) {
    fake.tasks = row.tasks;
    const auto ending = run("r" + std::to_string(++number));
    EXPECT_EQ(ending.outcome, row.outcome) << row.tasks;
    EXPECT_EQ(ending.infrastructure, row.infrastructure) << row.tasks;
    EXPECT_THAT(ending.reason, HasSubstr(row.reason));
  }
}

TEST_F(VipLaunch, WaitsThroughEveryStateThatIsNotOver) {
  fake.course = {"Ready", "Unknown", "Initializing", "Cleaned", "Running", "Unknown", "Finished"};
  EXPECT_EQ(run().outcome, Outcome::succeeded);
}

TEST_F(VipLaunch, GivesUpOnAStateThatStaysUnknown) {
  fake.course = {"Unknown"};
  const auto ending = run();
  EXPECT_EQ(ending.outcome, Outcome::lost);
  EXPECT_THAT(ending.reason, HasSubstr("\"Unknown\""));
}

TEST_F(VipLaunch, TellsFailuresOfVipFromThoseOfTheTool) {
  fake.course = {"ExecutionFailed"};
  EXPECT_TRUE(run("a1").infrastructure);
  fake.course = {"Killed"};
  EXPECT_THAT(run("a2").reason, HasSubstr("was killed on VIP"));
  fake.course = {"InitializationFailed"};
  fake.tasks = "{}";
  EXPECT_THAT(run("a3").reason, HasSubstr("ended on VIP as InitializationFailed"));
}

TEST_F(VipLaunch, AnExecutionThatIsGoneIsLost) {
  fake.trouble = [](const std::string& what) -> std::optional<sys::HttpResult> {
    return what == "GET /executions/workflow-001" ? std::optional(vip_error(8015)) : std::nullopt;
  };
  EXPECT_THAT(run().reason, HasSubstr("VIP has workflow-001 no more"));
}

TEST_F(VipLaunch, AnExecutionThatVipDoesNotExplainIsLost) {
  fake.trouble = [](const std::string& what) -> std::optional<sys::HttpResult> {
    return what == "GET /executions/workflow-001" ? std::optional(vip_error(8000)) : std::nullopt;
  };
  const auto ending = run();
  EXPECT_EQ(ending.outcome, Outcome::lost);
  EXPECT_TRUE(ending.infrastructure);
  EXPECT_THAT(ending.reason, HasSubstr("what became of it on VIP is not known"));
  EXPECT_EQ(fake.count("GET /executions/workflow-001"), 5U);
}

TEST_F(VipLaunch, WaitsForQuotasAndShrinks) {
  int refusals = 3;
  fake.trouble = [&](const std::string& what) -> std::optional<sys::HttpResult> {
    return what == "POST /executions" && !fake.runs.empty() && refusals-- > 0
               ? std::optional(vip_error(refusals % 2 == 0 ? 2000 : 2001))
               : std::nullopt;
  };
  ASSERT_TRUE(launcher->start(job("a1")));
  ASSERT_TRUE(launcher->start(job("a2")));
  EXPECT_EQ(launcher->capacity(), 2U);
  EXPECT_EQ(ended().ending.outcome, Outcome::succeeded);
  EXPECT_LT(launcher->capacity(), 3U);
  EXPECT_EQ(ended().ending.outcome, Outcome::succeeded);
  EXPECT_EQ(fake.runs.size(), 2U);
}

TEST_F(VipLaunch, ObservesTheCpuThatALogTells) {
  fake.log = "x\nmodel name\t: A CPU @ 2GHz\nmodel name\t: A CPU @ 2GHz\n";
  ASSERT_TRUE(launcher->start(job("a1")));
  EXPECT_EQ(ended().host.at("host.cpu"), "A CPU @ 2GHz");
  EXPECT_THAT(facts_in_log("no model name: here"), IsEmpty());
}

TEST_F(VipLaunch, AsksForNothingThatVipRefuses) {
  settings.clean = true;
  restart();
  ASSERT_TRUE(launcher->look_over({job("a1")}));
  bool first = true;
  fake.trouble = [&](const std::string& what) -> std::optional<sys::HttpResult> {
    return what == "POST /executions" && std::exchange(first, false)
               ? std::optional(no_answer(sys::HttpFailure::lost))
               : std::nullopt;
  };
  EXPECT_EQ(run().outcome, Outcome::succeeded);
  EXPECT_GT(fake.count("GET /executions?limit=500"), 0U);
  for (const auto& what : fake.told) {
    for (const auto* refused :
         {"DELETE", "/play", "offset", "studyIdentifier", "action=md5", "boutiquesdescriptor"}) {
      EXPECT_EQ(what.find(refused), std::string::npos) << what;
    }
  }
}

} // namespace

} // namespace reprovip::vip
