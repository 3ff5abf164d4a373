#include "harness/plan/cell_key.hpp"
#include "harness/plan/planner.hpp"

#include "tests/unit/plan/fixtures.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <iostream>
#include <set>

namespace reprovip::plan {
namespace {

using test::engines;
using test::plan_of;
using test::threads;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

model::Protocol two_by_two() {
  return test::protocol({engines({"docker", "guix"}), threads({1, 4})});
}

std::set<std::string> keys_of(const model::Plan& plan) {
  std::set<std::string> keys;
  for (const auto& cell : plan.cells) {
    keys.insert(cell.key.hex);
  }
  return keys;
}

TEST(Planner, CrossesSubjectsConditionsAndRepetitions) {
  const auto plan = plan_of(test::resolved(two_by_two(), 3));
  EXPECT_THAT(plan.conditions, SizeIs(4));
  EXPECT_THAT(plan.environments, ElementsAre("engine=docker, threads=1", "engine=docker, threads=4",
                                             "engine=guix, threads=1", "engine=guix, threads=4"));
  EXPECT_THAT(plan.cells, SizeIs(12));
  EXPECT_THAT(plan.executions, SizeIs(24));
  EXPECT_THAT(keys_of(plan), SizeIs(12));
}

TEST(Planner, CountsEnvironmentsAfterExcludes) {
  auto protocol = two_by_two();
  protocol.design.exclude = {{{"engine", "guix"}, {"threads", "4"}}};
  protocol.design.reference = model::Assignment{{"engine", "docker"}, {"threads", "4"}};
  const auto plan = plan_of(test::resolved(protocol, 1));
  EXPECT_THAT(plan.environments, SizeIs(3));
  EXPECT_TRUE(plan.conditions[1].is_reference);
  EXPECT_FALSE(plan.conditions[0].is_reference);
}

TEST(Planner, HasOneUnnamedEnvironmentWhenNothingOfLevelCVaries) {
  const auto starts = test::factor("starts", model::FactorEffect::parameter, model::Source::method,
                                   {{"5", std::int64_t{5}}, {"20", std::int64_t{20}}}, "level");
  const auto plan = plan_of(test::resolved(test::protocol({engines({"native"}), starts}), 1));
  EXPECT_THAT(plan.environments, ElementsAre(""));
  EXPECT_THAT(plan.conditions, SizeIs(2));
}

TEST(Planner, GivesTheSameBytesTwice) {
  const auto once = dump(to_json(plan_of(test::resolved(two_by_two(), 5))));
  EXPECT_EQ(once, dump(to_json(plan_of(test::resolved(two_by_two(), 5)))));
}

TEST(Planner, NamesTheStudyAfterProtocolProfileAndKeys) {
  auto protocol = two_by_two();
  protocol.name = "my study/1";
  protocol.profile = "smoke";
  const auto plan = plan_of(test::resolved(protocol, 2));
  EXPECT_THAT(plan.study, StartsWith("my-study-1@smoke-"));
  EXPECT_EQ(plan.study.size(), std::string("my-study-1@smoke-").size() + 8);
}

TEST(Planner, StudyDoesNotDependOnSelectionOrRepetitions) {
  const auto whole = plan_of(test::resolved(two_by_two(), 4));
  Selection selection;
  selection.subjects = {"sub-1"};
  selection.environments = {"engine=guix"};
  selection.repeat = 9;
  selection.order_seed = 3;
  const auto part = plan_of(test::resolved(two_by_two(), 4), selection);
  EXPECT_EQ(part.study, whole.study);
  EXPECT_THAT(part.executions, SizeIs(18));
  EXPECT_NE(plan_of(test::resolved(two_by_two(), 3)).study, whole.study);
}

TEST(Planner, StartsAnAdaptiveStudyAtItsMinimum) {
  auto protocol = test::protocol({engines({"native"})});
  protocol.repeat.until = model::Expression{};
  protocol.repeat.minimum = 5;
  protocol.repeat.maximum = 30;
  EXPECT_THAT(plan_of(test::resolved(protocol, 1)).executions, SizeIs(5));
}

TEST(Planner, BuildsAHundredThousandCells) {
  std::vector<std::pair<std::string, model::Value>> levels;
  for (std::int64_t i = 0; i < 50; ++i) {
    levels.emplace_back(std::to_string(i), i);
  }
  const auto level =
      test::factor("level", model::FactorEffect::parameter, model::Source::method, levels, "level");
  auto from = test::resolved(test::protocol({engines({"docker", "guix"}), level}), 1000);
  const auto start = std::chrono::steady_clock::now();
  const auto plan = plan_of(std::move(from));
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  std::cout << "100000 cells, 200000 executions: " << took.count() << " s\n";
  EXPECT_THAT(plan.cells, SizeIs(100000));
  EXPECT_THAT(keys_of(plan), SizeIs(100000));
}

// What changes a cell's key, and what must not.
class KeyTest : public testing::Test {
protected:
  static std::string key(const model::Protocol& protocol) { return key(test::resolved(protocol, 1)); }
  static std::string key(const model::Resolved& from) { return plan_of(from).cells.at(0).key.hex; }

  model::Protocol m_protocol = test::protocol({engines({"docker"}), threads({1, 4})});
  std::string m_key = key(m_protocol);
};

TEST_F(KeyTest, IsTheSameInEveryRelease) {
  EXPECT_EQ(m_key, "238eb1009a938f19814f84b3a81aadbe4b19a81e44d45043b616670ffbc84c50");
}

TEST_F(KeyTest, ChangesWithWhatRuns) {
  auto changed = m_protocol;
  changed.application.command.push_back("-v");
  EXPECT_NE(key(changed), m_key);
  changed = m_protocol;
  changed.params["level"] = std::int64_t{4};
  EXPECT_NE(key(changed), m_key);
  changed = m_protocol;
  changed.environment.set["TZ"] = "UTC";
  EXPECT_NE(key(changed), m_key);
  changed = m_protocol;
  changed.resources.memory = 1;
  EXPECT_NE(key(changed), m_key);
  auto from = test::resolved(m_protocol, 1);
  from.deployments[0].identity = "another image";
  EXPECT_NE(key(from), m_key);
}

TEST_F(KeyTest, ChangesWithTheInputs) {
  auto from = test::resolved(m_protocol, 1);
  from.subjects[0].inputs[0].digest = sys::sha256("other bytes");
  EXPECT_NE(key(from), m_key);
}

TEST_F(KeyTest, ChangesWithAColumnThatTheCommandUses) {
  auto from = test::resolved(m_protocol, 1);
  from.subjects[0].columns["age"] = "30";
  EXPECT_EQ(key(from), m_key);
  from.deployments[0].application.command.emplace_back("{column.age}");
  const auto used = key(from);
  from.subjects[0].columns["age"] = "31";
  EXPECT_NE(key(from), used);
}

TEST_F(KeyTest, DoesNotDependOnPathsVersionsRepetitionsOrSeeds) {
  auto other = m_protocol;
  other.directory = "/elsewhere";
  other.application.version = "2.0";
  other.repeat.count = 7;
  other.repeat.order_seed = 1;
  other.outputs[0].path = "other.txt";
  EXPECT_EQ(key(other), m_key);
  auto from = test::resolved(m_protocol, 1);
  from.subjects[0].inputs[0].host = "/mnt/a.nii.gz";
  from.passed["LANG"] = "C";
  EXPECT_EQ(key(from), m_key);
}

TEST_F(KeyTest, KnowsWhetherASeedIsGivenButNotWhich) {
  auto seeded = m_protocol;
  seeded.application.seed = model::SeedDecl{"SEED", ""};
  EXPECT_EQ(key(seeded), m_key);
  seeded.repeat.seed = model::SeedPolicy::per_repetition;
  const auto with_seed = key(seeded);
  EXPECT_NE(with_seed, m_key);
  seeded.repeat.seed_base = 77;
  EXPECT_EQ(key(seeded), with_seed);
}

TEST(KeyText, ReadsAsLines) {
  const auto from = test::resolved(test::protocol({engines({"docker"})}), 1);
  EXPECT_EQ(condition_text(from, {0}, from.deployments[0]),
            R"(reprovip condition 1:1
command 1:7
command 4:tool
command 4:--in
command 13:{input.image}
command 7:--level
command 13:{param.level}
command 5:--out
command 5:{out}
level 1:5
level 6:engine
level 6:docker
level 6:docker
level 6:engine
level 0:
param 1:2
param 5:level
param 1:3
identity 16:image of docker 
cpus 1:1
memory 1:0
network 2:no
timeout 1:0
)");
}

} // namespace
} // namespace reprovip::plan
