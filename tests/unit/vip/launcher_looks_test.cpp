#include "tests/unit/vip/vip_launch.hpp"

namespace reprovip::vip {

namespace {

using testing::HasSubstr;
using testing::IsEmpty;

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

} // namespace

} // namespace reprovip::vip
