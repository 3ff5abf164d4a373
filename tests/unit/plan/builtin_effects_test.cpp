#include "harness/plan/deployment.hpp"
#include "harness/plan/invocation.hpp"
#include "harness/plan/planner.hpp"

#include "tests/unit/plan/fixtures.hpp"

#include <gmock/gmock.h>

namespace reprovip::plan {
namespace {

using model::FactorEffect;
using model::Source;
using testing::ElementsAre;
using testing::Pair;
using testing::SizeIs;

// As the protocol's reader makes it: a level of the neutral name sets nothing.
model::Factor builtin(const std::string& name, FactorEffect effect, const std::string& target,
                      const std::string& neutral, const std::vector<std::string>& names) {
  std::vector<std::pair<std::string, model::Value>> levels;
  for (const auto& level : names) {
    levels.emplace_back(level, level);
  }
  auto made = test::factor(name, effect, Source::machine, levels, target);
  for (auto& level : made.levels) {
    level.neutral = level.name == neutral;
  }
  return made;
}

class EffectsTest : public testing::Test {
protected:
  model::Plan plan() {
    m_protocol.repeat.order = model::Order::block;
    m_protocol.repeat.count = 1;
    return test::plan_of(test::resolved(m_protocol, 1));
  }
  std::vector<model::Invocation> invocations() {
    std::vector<model::Invocation> all;
    const auto made = plan();
    for (std::uint32_t i = 0; i < made.executions.size(); ++i) {
      all.push_back(make_invocation(made, i).value());
    }
    return all;
  }
  std::string first_key() { return plan().cells.at(0).key.hex; }

  model::Protocol m_protocol = test::protocol({test::engines({"docker"})});
};

TEST_F(EffectsTest, CpuLevelsHideFeaturesByVariables) {
  m_protocol.factors.push_back(builtin("cpu", FactorEffect::cpu, "", "host", {"host", "-fma"}));
  const auto made = invocations();
  EXPECT_THAT(made[0].environment, ElementsAre(Pair("PATH", k_default_path)));
  EXPECT_EQ(made[1].environment.at("GLIBC_TUNABLES"), "glibc.cpu.hwcaps=-FMA,-FMA_Usable,-FMA4,-FMA4_Usable");
  EXPECT_EQ(made[1].environment.at("OPENBLAS_CORETYPE"), "Sandybridge");
}

TEST_F(EffectsTest, ANeutralLevelLeavesAVariableAsItIsOtherwise) {
  m_protocol.application.environment["LC_ALL"] = "C";
  m_protocol.factors.push_back(
      builtin("locale", FactorEffect::environment, "LC_ALL", "default", {"default", "fr_FR.UTF-8"}));
  const auto made = invocations();
  EXPECT_EQ(made[0].environment.at("LC_ALL"), "C");
  EXPECT_EQ(made[1].environment.at("LC_ALL"), "fr_FR.UTF-8");
}

TEST_F(EffectsTest, SettingsAreForTheExecutor) {
  m_protocol.factors.push_back(
      builtin("rounding", FactorEffect::setting, "rounding", "nearest", {"nearest", "up"}));
  m_protocol.factors.push_back(builtin("aslr", FactorEffect::setting, "aslr", "on", {"off"}));
  const auto made = invocations();
  EXPECT_THAT(made[0].settings, ElementsAre(Pair("aslr", "off")));
  EXPECT_THAT(made[1].settings, ElementsAre(Pair("aslr", "off"), Pair("rounding", "up")));
}

TEST_F(EffectsTest, TheSeedIsTheLevelInEveryRepetition) {
  m_protocol.application.seed = model::SeedDecl{"SEED", ""};
  m_protocol.factors.push_back(test::factor("seed", FactorEffect::seed, Source::run,
                                            {{"7", std::int64_t{7}}, {"8", std::int64_t{8}}}));
  m_protocol.repeat.order = model::Order::block;
  const auto made = test::plan_of(test::resolved(m_protocol, 1));
  std::vector<std::uint64_t> seeds;
  for (const auto& execution : made.executions) {
    seeds.push_back(execution.seed);
  }
  EXPECT_THAT(seeds, ElementsAre(7, 7, 8, 8));
  EXPECT_EQ(make_invocation(made, 3)->environment.at("SEED"), "8");
}

TEST_F(EffectsTest, TheSuiteIsPartOfImagesAndArchives) {
  m_protocol.factors.push_back(builtin("suite", FactorEffect::suite, "", "", {"bookworm", "trixie"}));
  m_protocol.factors[0] = test::engines({"docker", "podman"});
  m_protocol.engines["podman"].archive = "images/{suite}.tar";
  m_protocol.application.container = model::ContainerRecipe{"", "app:{suite}"};
  const auto made = plan();
  ASSERT_THAT(made.resolved.deployments, SizeIs(4));
  EXPECT_EQ(made.resolved.deployments[0].config.image, "app:bookworm");
  EXPECT_EQ(made.resolved.deployments[1].config.image, "app:trixie");
  EXPECT_EQ(made.resolved.deployments[3].config.archive, "/p/images/trixie.tar");
  EXPECT_EQ(made.conditions[1].deployment, 1U);
}

model::BuildRecipe recipe() {
  model::BuildRecipe made;
  made.command = {"make"};
  made.sources = {"src"};
  made.variants = {{"fast", {{"CXXFLAGS", "-O3"}}}, {"slow", {{"CXXFLAGS", "-O0"}}}};
  made.fallback = "slow";
  return made;
}

TEST_F(EffectsTest, EachVariantIsADeployment) {
  m_protocol.application.build = recipe();
  EXPECT_EQ(plan().resolved.deployments.at(0).build, "slow");
  m_protocol.factors.push_back(builtin("build", FactorEffect::build, "", "", {"fast", "slow"}));
  const auto made = plan();
  ASSERT_THAT(made.resolved.deployments, SizeIs(2));
  EXPECT_EQ(made.resolved.deployments[0].build, "fast");
  EXPECT_EQ(made.resolved.deployments[1].build, "slow");
}

TEST_F(EffectsTest, AVariantThatAnotherVersionHasNotIsAnError) {
  m_protocol.application.build = recipe();
  m_protocol.factors.push_back(builtin("build", FactorEffect::build, "", "", {"fast"}));
  m_protocol.factors.push_back(builtin("version", FactorEffect::application, "", "", {"v2.toml"}));
  const auto read = [](const sys::Path&) -> Checked<model::Application> { return test::application(); };
  const auto listed = list_deployments(m_protocol, *combinations(m_protocol), read);
  ASSERT_FALSE(listed);
  EXPECT_THAT(render(listed.error()),
              testing::HasSubstr("the [build] of \"/p/v2.toml\" has no variant \"fast\""));
}

TEST_F(EffectsTest, WhatWasBuiltIsStagedWhereItIsUsed) {
  m_protocol.application.build = recipe();
  m_protocol.repeat.order = model::Order::block;
  auto from = test::resolved(m_protocol, 1);
  from.deployments[0].build_directory = "/store/builds/1/out";
  EXPECT_EQ(make_invocation(test::plan_of(from), 0)->build_directory, "");
  from.deployments[0].application.command = {"{build}/fit"};
  const auto made = make_invocation(test::plan_of(from), 0);
  EXPECT_THAT(made->argv, ElementsAre("build/fit"));
  EXPECT_EQ(made->build_directory, "/store/builds/1/out");
}

TEST_F(EffectsTest, ANeutralLevelKeepsTheKey) {
  const auto without = first_key();
  m_protocol.factors.push_back(builtin("aslr", FactorEffect::setting, "aslr", "on", {"on", "off"}));
  const auto made = plan();
  EXPECT_EQ(made.cells.at(0).key.hex, without);
  EXPECT_NE(made.cells.at(1).key.hex, without);
}

TEST_F(EffectsTest, NeutralLevelsOfOtherNamesAreOtherCells) {
  const auto without = first_key();
  auto factor = builtin("hwcaps", FactorEffect::cpu, "hwcaps", "", {"a", "b"});
  for (auto& level : factor.levels) {
    level.value = std::string("default");
    level.neutral = true;
  }
  m_protocol.factors.push_back(factor);
  const auto made = plan();
  EXPECT_NE(made.cells.at(0).key.hex, made.cells.at(1).key.hex);
  EXPECT_NE(made.cells.at(0).key.hex, without);
}

TEST_F(EffectsTest, AnOwnEmptyLevelStillTakesTheVariableAway) {
  m_protocol.application.environment["MODE"] = "x";
  m_protocol.factors.push_back(
      test::factor("mode", FactorEffect::environment, Source::run, {{"off", std::string()}}, "MODE"));
  EXPECT_EQ(invocations().at(0).environment.count("MODE"), 0U);
}

} // namespace
} // namespace reprovip::plan
