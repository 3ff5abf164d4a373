#include "harness/vip/landing.hpp"
#include "harness/vip/launcher.hpp"

#include "tests/support/support.hpp"
#include "tests/unit/vip/fake_vip.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>

namespace reprovip::vip {

namespace {

using launch::JobEnded;
using model::Outcome;
using test::TempDir;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* k_descriptor = R"({"name":"T","tool-version":"1","command-line":"true",
  "inputs":[{"id":"text","type":"String"},{"id":"file","type":"File"}]})";

class FakeClock final : public sys::Clock {
public:
  sys::UtcMillis utc() override {
    return 1'000'000 + std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count();
  }
  sys::TimePoint steady() override { return now; }
  sys::TimePoint now{};
};

// Sleeping moves the clock.
class FakeSleep final : public sys::Processes {
public:
  FakeSleep(FakeClock& clock, std::deque<int>& signals) : m_clock(clock), m_signals(signals) {}
  Result<sys::ProcessId> start(const sys::Command&) override { return failure(ErrorKind::internal, "no"); }
  void send(sys::ProcessId, int) override {}
  sys::Event wait(std::optional<sys::TimePoint> deadline) override {
    if (!m_signals.empty() && *deadline > m_clock.now) {
      const int signal = m_signals.front();
      m_signals.pop_front();
      return sys::Interrupted{signal};
    }
    m_clock.now = std::max(m_clock.now, *deadline);
    return sys::DeadlinePassed{};
  }

private:
  FakeClock& m_clock;
  std::deque<int>& m_signals;
};

class VipLaunch : public testing::Test {
protected:
  VipLaunch() {
    fake.descriptor = k_descriptor;
    settings.server = {FakeVip::k_url, "apikey"};
    settings.jobs = 4;
    dir.write("d.json", k_descriptor);
    dir.write("in.txt", "input");
    restart();
  }

  // As another process of the harness would.
  void restart() {
    auto door = std::make_unique<Door>(fake);
    auto signals_of = std::make_shared<Signals>(std::make_unique<FakeSleep>(clock, signals));
    launcher = std::make_unique<VipLauncher>(settings, Key("s3cret", "the test"), std::move(door),
                                             std::move(signals_of), clock);
  }

  launch::Job job(const std::string& attempt, const std::string& text = "x") {
    launch::Job made;
    made.ticket = ++m_tickets;
    made.paths.directory = dir.path() / attempt;
    made.paths.work = made.paths.directory / "work";
    std::filesystem::create_directories(made.paths.work);
    model::InputFile input;
    input.id = "file";
    input.host = dir.path() / "in.txt";
    input.size = 5;
    input.digest.hex = std::string(64, 'b');
    made.invocation.inputs = {input};
    model::OutputDecl output;
    output.id = "out";
    output.path = "sub/out.txt";
    made.invocation.outputs = {output};
    made.command.argv = {"vip",     "run",  "T/1", "--descriptor", (dir.path() / "d.json").string(),
                         "--value", "text", text};
    return made;
  }

  launch::Job adopted(const std::string& attempt) {
    auto made = job(attempt);
    made.elsewhere = *parse_json(test::read_text(dir.path() / attempt / "elsewhere.json"));
    return made;
  }

  JobEnded ended() {
    while (true) {
      auto event = launcher->wait(std::nullopt);
      if (auto* end = std::get_if<JobEnded>(&event)) {
        return std::move(*end);
      }
      launcher->abort();
    }
  }

  model::Ending run(const std::string& attempt = "a1") {
    EXPECT_TRUE(launcher->start(job(attempt)));
    return ended().ending;
  }

  bool is_marked(const std::string& attempt) {
    return std::filesystem::exists(dir.path() / attempt / "elsewhere.json");
  }

  class Door final : public sys::Http {
  public:
    explicit Door(FakeVip& to) : m_to(to) {}
    sys::HttpResult send(const sys::HttpRequest& request) override { return m_to.send(request); }

  private:
    FakeVip& m_to;
  };

  FakeVip fake;
  FakeClock clock;
  std::deque<int> signals;
  TempDir dir;
  Settings settings;
  std::unique_ptr<VipLauncher> launcher;

private:
  std::uint32_t m_tickets = 0;
};

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

TEST_F(VipLaunch, ALostAnswerLaunchesOnce) {
  for (const auto failure : {sys::HttpFailure::lost, sys::HttpFailure::stopped}) {
    const auto before = fake.runs.size();
    bool first = true;
    fake.trouble = [&](const std::string& what) -> std::optional<sys::HttpResult> {
      if (what != "POST /executions" || !std::exchange(first, false)) {
        return std::nullopt;
      }
      const auto trouble = std::exchange(fake.trouble, nullptr);
      sys::HttpRequest heard{.method = "POST", .url = std::string(FakeVip::k_url) + "/executions"};
      heard.body =
          format(R"({{"name":"reprovip-b{}","resultsLocation":"/vip/Home/reprovip/results/reprovip-b{}"}})",
                 before, before);
      static_cast<void>(fake.send(heard));
      fake.trouble = trouble;
      return no_answer(failure);
    };
    EXPECT_EQ(run(format("b{}", before)).outcome, Outcome::succeeded);
    EXPECT_EQ(fake.runs.size(), before + 1);
  }
}

TEST_F(VipLaunch, AnUnheardLaunchIsMadeAgain) {
  int troubles = 3;
  fake.trouble = [&](const std::string& what) -> std::optional<sys::HttpResult> {
    if (what != "POST /executions" || troubles-- <= 0) {
      return std::nullopt;
    }
    return troubles == 2   ? no_answer(sys::HttpFailure::unsent)
           : troubles == 1 ? no_answer(sys::HttpFailure::lost)
                           : answer(500, "boom");
  };
  EXPECT_EQ(run().outcome, Outcome::succeeded);
  EXPECT_EQ(fake.runs.size(), 1U);
}

TEST_F(VipLaunch, LeavesAMarkThatIsEnoughToFollow) {
  ASSERT_TRUE(launcher->start(job("a1")));
  fake.course = {"Running"};
  for (int i = 0; i < 5; ++i) {
    launcher->wait(clock.now + std::chrono::seconds(20));
  }
  ASSERT_TRUE(is_marked("a1"));
  EXPECT_THAT(test::read_text(dir.path() / "a1/elsewhere.json"), HasSubstr("\"execution\":\"workflow-001\""));
  EXPECT_EQ(test::read_text(dir.path() / "a1/elsewhere.json").find("s3cret"), std::string::npos);

  restart();
  fake.runs[0].course = {"Finished"};
  ASSERT_TRUE(launcher->start(adopted("a1")));
  EXPECT_EQ(ended().ending.outcome, Outcome::succeeded);
  EXPECT_EQ(fake.runs.size(), 1U);

  // Killed before the record was written: the end is known, and VIP is not asked.
  restart();
  fake.runs.clear();
  ASSERT_TRUE(launcher->start(adopted("a1")));
  EXPECT_EQ(ended().ending.outcome, Outcome::succeeded);
  EXPECT_TRUE(fake.runs.empty());
}

TEST_F(VipLaunch, FindsByItsNameWhatAKilledHarnessLaunched) {
  ASSERT_TRUE(launcher->start(job("a1")));
  launcher->wait(clock.now + std::chrono::seconds(1));
  auto marked = adopted("a1");
  marked.elsewhere.set("execution", "");
  restart();
  ASSERT_TRUE(launcher->start(marked));
  EXPECT_EQ(ended().ending.outcome, Outcome::succeeded);
  EXPECT_EQ(fake.runs.size(), 1U);
}

TEST_F(VipLaunch, LaunchesWhatWasMarkedAndNeverAsked) {
  auto marked = job("a1");
  marked.elsewhere = *parse_json(
      R"({"launcher":"vip","url":"https://vip.test/rest","name":"reprovip-a1","results":"/vip/Home/reprovip/results/x","execution":""})");
  ASSERT_TRUE(launcher->start(marked));
  EXPECT_EQ(ended().ending.outcome, Outcome::succeeded);
  EXPECT_EQ(fake.runs.size(), 1U);
  EXPECT_EQ(fake.runs[0].name, "reprovip-a1");
}

TEST_F(VipLaunch, FollowsNoExecutionOfAnotherVip) {
  auto marked = job("a1");
  marked.elsewhere = *parse_json(R"({"launcher":"vip","url":"https://other/rest","execution":"workflow-9"})");
  const auto started = launcher->start(marked);
  ASSERT_FALSE(started);
  EXPECT_THAT(one_line(started.error()), HasSubstr("REPROVIP_VIP_URL=https://other/rest"));
}

TEST_F(VipLaunch, KillsOursAndDeletesThem) {
  fake.course = {"Running"};
  ASSERT_TRUE(launcher->start(job("a1")));
  signals = {SIGINT};
  const auto end = ended();
  EXPECT_TRUE(end.ending.infrastructure);
  EXPECT_EQ(fake.count("PUT /executions/workflow-001/kill"), 1U);
  EXPECT_TRUE(fake.runs[0].killed && fake.runs[0].erased);
  EXPECT_EQ(fake.count("DELETE"), 0U);
  EXPECT_FALSE(is_marked("a1"));
}

TEST_F(VipLaunch, KeepsTheMarkOfWhatItCouldNotKill) {
  fake.course = {"Running"};
  ASSERT_TRUE(launcher->start(job("a1")));
  while (fake.runs.empty()) {
    launcher->wait(clock.now + std::chrono::seconds(1));
  }
  fake.trouble = [](const std::string&) { return no_answer(sys::HttpFailure::unsent); };
  launcher->abort();
  EXPECT_THAT(ended().ending.reason, HasSubstr("was asked to stop"));
  EXPECT_TRUE(is_marked("a1"));
}

TEST_F(VipLaunch, TransferErrorsPass) {
  std::map<std::string, int> seen;
  fake.trouble = [&](const std::string& what) -> std::optional<sys::HttpResult> {
    if (!what.starts_with("PUT /path") && what.find("action=") == std::string::npos) {
      return std::nullopt;
    }
    switch (++seen[what]) {
    case 1:
      return vip_error(8000);
    case 2:
      return answer(504, "");
    case 3:
      return no_answer(sys::HttpFailure::lost);
    default:
      return std::nullopt;
    }
  };
  EXPECT_EQ(run().outcome, Outcome::succeeded);
  EXPECT_EQ(fake.runs.size(), 1U);
}

TEST_F(VipLaunch, AnOutputThatIsTooLargeSaysTheWayOut) {
  fake.trouble = [this](const std::string& what) -> std::optional<sys::HttpResult> {
    if (what.find("result.txt?action=properties") != std::string::npos) {
      return answer(200, R"({"path":"x","exists":true,"isDirectory":false,"size":20000000})");
    }
    return std::nullopt;
  };
  const auto ending = run();
  EXPECT_EQ(ending.outcome, Outcome::failed);
  EXPECT_FALSE(ending.infrastructure);
  EXPECT_THAT(ending.reason, HasSubstr("output \"out\""));
  EXPECT_THAT(ending.reason, HasSubstr("reprovip import"));
}

TEST_F(VipLaunch, AShortFileIsFetchedAgain) {
  int times = 2;
  fake.trouble = [&](const std::string& what) -> std::optional<sys::HttpResult> {
    if (what.find("result.txt?action=content") != std::string::npos && times-- > 0) {
      return answer(200, "");
    }
    return std::nullopt;
  };
  EXPECT_EQ(run().outcome, Outcome::succeeded);
  EXPECT_EQ(test::read_text(dir.path() / "a1/work/sub/out.txt"), "bytes of result.txt");
}

TEST_F(VipLaunch, CleansWhenAsked) {
  settings.clean = true;
  restart();
  EXPECT_EQ(run().outcome, Outcome::succeeded);
  EXPECT_TRUE(fake.runs[0].erased);
}

TEST_F(VipLaunch, ObservesTheCpuThatALogTells) {
  fake.log = "x\nmodel name\t: A CPU @ 2GHz\nmodel name\t: A CPU @ 2GHz\n";
  ASSERT_TRUE(launcher->start(job("a1")));
  EXPECT_EQ(ended().host.at("host.cpu"), "A CPU @ 2GHz");
  EXPECT_THAT(facts_in_log("no model name: here"), IsEmpty());
}

TEST_F(VipLaunch, LooksOverBeforeTheFirstRequest) {
  const auto looked = launcher->look_over({job("a1", "50%"), job("a2", "fine"), job("a3", "a@@b")});
  ASSERT_FALSE(looked);
  EXPECT_EQ(looked.error().size(), 2U);
  EXPECT_THAT(fake.told, IsEmpty());
}

TEST_F(VipLaunch, ComparesTheDescriptorWithVips) {
  auto fine = launcher->look_over({job("a1")});
  ASSERT_TRUE(fine) << render(fine.error());
  EXPECT_THAT(fine->front(), HasSubstr("VIP chooses the machine"));
  fake.descriptor = R"({"name":"T","tool-version":"1","command-line":"false","inputs":[]})";
  const auto other = launcher->look_over({job("a1")});
  ASSERT_FALSE(other);
  EXPECT_THAT(render(other.error()), HasSubstr("differ at /command-line"));
  EXPECT_THAT(render(other.error()), HasSubstr("`reprovip init vip:T/1` fetches VIP's"));
}

TEST_F(VipLaunch, ABadKeyIsSaidBeforeAnythingStarts) {
  fake.trouble = [](const std::string& what) -> std::optional<sys::HttpResult> {
    return what == "GET /platform" ? std::nullopt : std::optional(vip_error(8002, 401));
  };
  const auto looked = launcher->look_over({job("a1")});
  ASSERT_FALSE(looked);
  EXPECT_THAT(render(looked.error()), HasSubstr("VIP does not take the key from the test"));
  EXPECT_EQ(render(looked.error()).find("s3cret"), std::string::npos);
}

TEST(VipFactors, SaysWhichItCannotSetAndWhy) {
  using model::FactorEffect;
  const auto why = [](FactorEffect effect, const std::string& level = "x") {
    model::Factor factor;
    factor.effect = effect;
    factor.levels = {{level, level}};
    return cannot_set(factor);
  };
  EXPECT_EQ(why(FactorEffect::parameter), "");
  EXPECT_EQ(why(FactorEffect::application), "");
  EXPECT_EQ(why(FactorEffect::engine, "vip"), "");
  EXPECT_THAT(why(FactorEffect::engine, "docker"), HasSubstr("engine = \"vip\""));
  EXPECT_EQ(why(FactorEffect::machine), "VIP chooses the machine");
  for (const auto effect :
       {FactorEffect::threads, FactorEffect::environment, FactorEffect::argument, FactorEffect::image,
        FactorEffect::wrapper, FactorEffect::seed, FactorEffect::suite, FactorEffect::build,
        FactorEffect::cpu, FactorEffect::setting}) {
    EXPECT_NE(why(effect), "");
  }
}

TEST(VipSettings, AreChecked) {
  ::unsetenv("REPROVIP_VIP_URL");
  launch::LauncherOptions options;
  EXPECT_EQ(settings_from(options)->server.url, k_public_url);
  options.options = {{"url", std::string("https://vip.test/test/rest/")}, {"poll", std::string("1s")}};
  EXPECT_EQ(settings_from(options)->server.url, "https://vip.test/test/rest");
  ::setenv("REPROVIP_VIP_URL", "http://127.0.0.1:8080/rest", 1);
  EXPECT_EQ(settings_from(options)->server.url, "http://127.0.0.1:8080/rest");
  ::setenv("REPROVIP_VIP_URL", "http://vip.example.org/rest", 1);
  EXPECT_FALSE(settings_from(options));
  ::unsetenv("REPROVIP_VIP_URL");
  for (const auto& [name, value] : std::map<std::string, std::string>{{"folder", "/tmp"},
                                                                      {"folder", "/vip/Home/a#b"},
                                                                      {"folder", "/vip/Home/../x"},
                                                                      {"key_header", "a: b"},
                                                                      {"poll", "10"}}) {
    options.options = {{name, value}};
    EXPECT_FALSE(settings_from(options)) << name << value;
  }
}

} // namespace

} // namespace reprovip::vip
