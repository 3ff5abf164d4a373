#include "harness/plan/planner.hpp"

#include "tests/unit/plan/fixtures.hpp"

#include <gmock/gmock.h>

#include <set>

namespace reprovip::plan {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class SelectTest : public testing::Test {
protected:
  Checked<model::Plan> select(const Selection& selection) const {
    return make_plan(test::resolved(m_protocol, 5), selection);
  }
  Error refused(const Selection& selection) const {
    const auto made = select(selection);
    EXPECT_FALSE(made);
    return made ? Error{} : made.error().at(0);
  }
  static std::vector<std::string> subjects(const model::Plan& plan) {
    std::vector<std::string> ids;
    for (const auto& subject : plan.resolved.subjects) {
      ids.push_back(subject.id);
    }
    return ids;
  }

  model::Protocol m_protocol = test::protocol({test::engines({"docker", "guix"}), test::threads({1, 4})});
};

TEST_F(SelectTest, KeepsSubjectsByWildcardOrLabel) {
  const auto plan = select({.subjects = {"sub-2", "4"}});
  ASSERT_TRUE(plan);
  EXPECT_THAT(subjects(*plan), ElementsAre("sub-2", "sub-4"));
  EXPECT_THAT(plan->cells, SizeIs(8));
  EXPECT_EQ(plan->cells.back().subject, 1U);
}

TEST_F(SelectTest, KeepsConditionsThatMatchAnyPattern) {
  const auto plan = select({.environments = {"engine=docker,threads=4", "engine=gu*, threads=1"}});
  ASSERT_TRUE(plan);
  EXPECT_THAT(plan->environments, ElementsAre("engine=docker, threads=4", "engine=guix, threads=1"));
  EXPECT_THAT(plan->cells, SizeIs(10));
  EXPECT_EQ(plan->conditions[1].environment, 1U);
}

TEST_F(SelectTest, TakesLevelsThatHoldCommasAndEquals) {
  m_protocol.factors.push_back(test::factor("affinity", model::FactorEffect::setting, model::Source::run,
                                            {{"0", std::string("0")}, {"0,1", std::string("0,1")}},
                                            "affinity"));
  m_protocol.factors.push_back(test::factor("mask", model::FactorEffect::environment, model::Source::machine,
                                            {{"a=-AVX2,-FMA", std::string("x")}, {"off", std::string()}},
                                            "M"));
  const auto names = [&](const std::string& pattern) {
    const auto plan = select({.environments = {"engine=docker,threads=1," + pattern}});
    return plan ? plan->environments : std::vector<std::string>{render(plan.error())};
  };
  EXPECT_THAT(names("affinity=0,1,mask=off"),
              ElementsAre("engine=docker, threads=1, affinity=0,1, mask=off"));
  EXPECT_THAT(names("affinity=0,mask=off"), ElementsAre("engine=docker, threads=1, affinity=0, mask=off"));
  EXPECT_THAT(names("affinity=\"0,1\", mask=a=-AVX2,-FMA"),
              ElementsAre("engine=docker, threads=1, affinity=0,1, mask=a=-AVX2,-FMA"));
  EXPECT_THAT(names("mask=a=*"), SizeIs(2));
  EXPECT_EQ(refused({.environments = {"affinity=0,2"}}).message, "\"affinity=0,2\" is no condition");
  EXPECT_EQ(refused({.environments = {"affinity=\"*\""}}).message,
            "factor \"affinity\" has no level \"\"*\"\"");
}

TEST_F(SelectTest, ExcludesConditionsAndSubjects) {
  const auto plan = select({.exclude = {"threads=4", "sub-1"}});
  ASSERT_TRUE(plan);
  EXPECT_THAT(plan->conditions, SizeIs(2));
  EXPECT_THAT(subjects(*plan), ElementsAre("sub-2", "sub-3", "sub-4", "sub-5"));
}

TEST_F(SelectTest, MayLeaveNothing) {
  const auto plan = select({.environments = {"engine=docker"}, .exclude = {"engine=docker"}});
  ASSERT_TRUE(plan);
  EXPECT_THAT(plan->executions, IsEmpty());
}

TEST_F(SelectTest, PartitionsMakeUpTheWhole) {
  std::multiset<std::string> parts;
  for (std::uint32_t i = 1; i <= 3; ++i) {
    const auto plan = select({.partition = i, .partitions = 3});
    ASSERT_TRUE(plan);
    for (const auto& cell : plan->cells) {
      parts.insert(cell.key.hex);
    }
  }
  std::multiset<std::string> whole;
  const auto all = select({});
  ASSERT_TRUE(all);
  for (const auto& cell : all->cells) {
    whole.insert(cell.key.hex);
  }
  EXPECT_EQ(parts, whole);
}

TEST_F(SelectTest, RefusesWhatMatchesNothingWithASuggestion) {
  EXPECT_EQ(refused({.subjects = {"sub-9"}}).message, R"(no subject matches "sub-9")");
  EXPECT_EQ(refused({.environments = {"engin=docker"}}).advice, R"(did you mean "engine"?)");
  EXPECT_EQ(refused({.environments = {"engine=dokcer"}}).advice, R"(did you mean "docker"?)");
  EXPECT_EQ(refused({.environments = {"docker"}}).message, R"("docker" is no condition)");
  EXPECT_EQ(refused({.partition = 4, .partitions = 3}).message, "there is no partition 4/3");
}

TEST_F(SelectTest, SharesGiveASubjectToOnePartitionAndDealTheOthers) {
  const std::map<std::string, std::uint32_t> shares = {{"sub-1", 2}, {"sub-4", 2}, {"gone", 1}};
  const auto first = select({.partition = 1, .partitions = 2, .shares = shares});
  const auto second = select({.partition = 2, .partitions = 2, .shares = shares});
  ASSERT_TRUE(first && second);
  EXPECT_THAT(subjects(*first), ElementsAre("sub-2", "sub-5"));
  EXPECT_THAT(subjects(*second), ElementsAre("sub-1", "sub-3", "sub-4"));
  EXPECT_THAT(second->cells, SizeIs(3 * 4));
}

TEST_F(SelectTest, RefusesACombinationThatTheDesignExcludes) {
  m_protocol.design.exclude = {{{"engine", "guix"}, {"threads", "4"}}};
  EXPECT_EQ(refused({.environments = {"engine=guix,threads=4"}}).message,
            R"(no condition matches "engine=guix,threads=4")");
}

} // namespace
} // namespace reprovip::plan
