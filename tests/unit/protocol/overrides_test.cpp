#include "tests/unit/protocol/files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reprovip::protocol {

namespace {

using testing::ElementsAre;
using Sets = std::vector<std::pair<std::string, std::string>>;

model::Protocol with(const std::string& profile, const Sets& sets = {}) {
  const Folder folder;
  const ReadOptions options{profile, sets};
  auto protocol = folder.protocol(options);
  EXPECT_TRUE(protocol) << folder.mistakes(options);
  return protocol ? *protocol : model::Protocol{};
}

std::string mistakes_of(const std::string& about, const std::string& profile, const Sets& sets = {}) {
  const Folder folder;
  return "# " + about + "\n" + folder.mistakes({profile, sets}) + "\n";
}

} // namespace

TEST(Profile, IsMergedKeyByKey) {
  const auto protocol = with("smoke");
  EXPECT_EQ(protocol.profile, "smoke");
  EXPECT_EQ(protocol.repeat.count, 2U);
  EXPECT_EQ(protocol.repeat.seed_base, 7U);
  EXPECT_EQ(protocol.criteria[1].severity, model::Severity::info);
  EXPECT_EQ(protocol.metrics[0].per, "study");
  EXPECT_EQ(protocol.factors[0].levels.size(), 1U);
}

TEST(Profile, DropsConditionsOfLevelsItLeavesOut) {
  const auto protocol = with("smoke");
  EXPECT_TRUE(protocol.design.exclude.empty());
  EXPECT_EQ(protocol.design.reference->at("engine"), "docker");
}

TEST(Profile, ReplacesOneKindOfSubjectsByAnother) {
  const auto protocol = with("few");
  EXPECT_EQ(protocol.subjects.kind, model::SubjectsSpec::Kind::list);
  EXPECT_THAT(protocol.subjects.list, ElementsAre("sub-01", "sub-02"));
  EXPECT_THAT(protocol.subjects.only, ElementsAre("sub-*"));
}

TEST(Profile, ReplacesACountByAStoppingRule) {
  const auto protocol = with("adaptive");
  ASSERT_TRUE(protocol.repeat.until);
  EXPECT_EQ(protocol.repeat.minimum, 5U);
  EXPECT_EQ(protocol.repeat.maximum, 30U);
  EXPECT_EQ(protocol.repeat.count, 5U);
  EXPECT_EQ(protocol.repeat.until_text, "max(width(nu)) < 0.02");
}

TEST(Set, TakesTomlOrBareWords) {
  const auto protocol = with("smoke", {{"repeat.count", "4"},
                                       {"criterion.retest.severity", "warn"},
                                       {"name", "2022-10-10"},
                                       {"subjects", "[\"a\"]"},
                                       {"env.set.TZ", "Europe/Paris"},
                                       {"resources.timeout.hard", "1h"},
                                       {"params.tolerance", "0.5"},
                                       {"description", "says \"hello\\\""}});
  EXPECT_EQ(protocol.repeat.count, 4U);
  EXPECT_EQ(protocol.criteria[1].severity, model::Severity::warn);
  EXPECT_EQ(protocol.name, "2022-10-10");
  EXPECT_THAT(protocol.subjects.list, ElementsAre("a"));
  EXPECT_EQ(protocol.environment.set.at("TZ"), "Europe/Paris");
  EXPECT_EQ(protocol.resources.timeout, Seconds(3600));
  EXPECT_EQ(protocol.resources.grace, Seconds(5));
  EXPECT_EQ(std::get<double>(protocol.params.at("tolerance")), 0.5);
  EXPECT_EQ(protocol.description, "says \"hello\\\"");
}

TEST(Set, LetsVaryWhatIsFixed) {
  const auto protocol = with("", {{"factors.tolerance", "[0.1, 0.2]"}});
  EXPECT_EQ(protocol.factors.back().name, "tolerance");
}

TEST(Overrides, SayWhoIsWrong) {
  std::string all = mistakes_of("unknown profile", "smok");
  all += mistakes_of("unknown key", "", {{"repeat.cuont", "2"}});
  all += mistakes_of("wrong type", "", {{"repeat.count", "many"}});
  all += mistakes_of("bad choice", "", {{"criterion.retest.severity", "inf"}});
  all += mistakes_of("unknown criterion", "", {{"criterion.retset.severity", "info"}});
  all += mistakes_of("a criterion that is no table", "", {{"criterion.retest", "5"}});
  all += mistakes_of("syntax of an expression", "", {{"criterion.retest.require", "nu = 1"}});
  all += mistakes_of("unknown level", "", {{"factors.fma", "half"}});
  all += mistakes_of("no key", "", {{"", "1"}, {"a b", "1"}, {"x\ny", "1"}, {"a[0]", "1"}});
  all += mistakes_of("two keys at once", "", {{"name", "\"x\"\ndescription = 5"}});
  all += mistakes_of("several", "smoke", {{"repeat.cuont", "2"}, {"threads", "3"}});
  EXPECT_EQ(test::differs_from_golden("protocol/overrides.txt", all), "");
}

TEST(Overrides, PointIntoTheProfile) {
  Folder folder;
  auto text = replaced(complete_protocol(), "repeat.count = 2", "repeat.count = \"2\"");
  text = replaced(text, "criterion.retest.severity = \"info\"", "criterion.retset.severity = \"info\"");
  text = replaced(text, "[profile.few]", "[profile]\nfast = 3\n[profile.few]");
  folder.write("protocol.toml", text);
  EXPECT_EQ(test::differs_from_golden("protocol/profile.txt", folder.mistakes({"smoke", {}})), "");
}

} // namespace reprovip::protocol
