#include "tests/unit/vip/vip_launch.hpp"

#include <csignal>

namespace reprovip::vip {

namespace {

using model::Outcome;
using testing::HasSubstr;

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

} // namespace

} // namespace reprovip::vip
