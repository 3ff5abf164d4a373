#include "tests/unit/vip/vip_launch.hpp"

namespace reprovip::vip {

namespace {

using model::Outcome;
using testing::HasSubstr;

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

} // namespace

} // namespace reprovip::vip
