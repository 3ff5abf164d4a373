#include "harness/plan/design.hpp"

#include "tests/unit/plan/fixtures.hpp"

#include <gmock/gmock.h>

namespace reprovip::plan {
namespace {

using test::engines;
using test::threads;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(Design, MultipliesFactorsWithTheFirstSlowest) {
  const auto designed = combinations(test::protocol({engines({"docker", "guix"}), threads({1, 4})}));
  ASSERT_TRUE(designed);
  EXPECT_THAT(*designed, ElementsAre(Levels{0, 0}, Levels{0, 1}, Levels{1, 0}, Levels{1, 1}));
}

TEST(Design, LeavesOutWhatIsExcluded) {
  auto protocol = test::protocol({engines({"docker", "guix"}), threads({1, 4})});
  protocol.design.exclude = {{{"engine", "guix"}, {"threads", "4"}}};
  const auto designed = combinations(protocol);
  ASSERT_TRUE(designed);
  EXPECT_THAT(*designed, ElementsAre(Levels{0, 0}, Levels{0, 1}, Levels{1, 0}));
}

TEST(Design, HasOneConditionWithoutFactors) {
  const auto designed = combinations(test::protocol({}));
  ASSERT_TRUE(designed);
  EXPECT_THAT(*designed, ElementsAre(Levels{}));
}

TEST(Design, ReferenceTakesTheFirstLevelOfFactorsItLeavesOut) {
  auto protocol = test::protocol({engines({"docker", "guix"}), threads({1, 4})});
  protocol.design.reference = model::Assignment{{"threads", "4"}};
  EXPECT_EQ(reference_of(protocol), (Levels{0, 1}));
}

TEST(Design, ChangesOneFactorAtATime) {
  const auto suites = test::factor("suite", model::FactorEffect::suite, model::Source::os,
                                   {{"a", std::string("a")}, {"b", std::string("b")}});
  auto protocol = test::protocol({engines({"docker", "guix"}), threads({1, 4, 8}), suites});
  protocol.design.kind = model::DesignKind::one_at_a_time;
  EXPECT_EQ(reference_of(protocol), (Levels{0, 0, 0}));
  EXPECT_THAT(*combinations(protocol), ElementsAre(Levels{0, 0, 0}, Levels{1, 0, 0}, Levels{0, 1, 0},
                                                   Levels{0, 2, 0}, Levels{0, 0, 1}));
  protocol.design.reference = model::Assignment{{"engine", "guix"}, {"threads", "4"}};
  protocol.design.exclude = {{{"suite", "b"}}};
  EXPECT_THAT(*combinations(protocol),
              ElementsAre(Levels{1, 1, 0}, Levels{0, 1, 0}, Levels{1, 0, 0}, Levels{1, 2, 0}));
}

TEST(Design, OfOneFactorAtATimeMayHaveManyFactors) {
  std::vector<model::Factor> factors;
  for (int i = 0; i < 40; ++i) {
    factors.push_back(test::factor("f" + std::to_string(i), model::FactorEffect::environment,
                                   model::Source::os, {{"a", std::string("a")}, {"b", std::string("b")}}));
  }
  auto protocol = test::protocol(factors);
  EXPECT_FALSE(combinations(protocol));
  protocol.design.kind = model::DesignKind::one_at_a_time;
  EXPECT_EQ(combinations(protocol)->size(), 41U);
}

TEST(Design, ReportsEveryUnknownNameWithASuggestion) {
  auto protocol = test::protocol({engines({"docker", "guix"}), threads({1, 4})});
  protocol.design.where = {"p.toml", 3, 1};
  protocol.design.exclude = {{{"enginee", "guix"}}, {{"engine", "dcoker"}}};
  const auto designed = combinations(protocol);
  ASSERT_FALSE(designed);
  ASSERT_EQ(designed.error().size(), 2U);
  EXPECT_THAT(render(designed.error()),
              HasSubstr(R"(unknown factor "enginee" in [design]; did you mean "engine"?)"));
  EXPECT_THAT(render(designed.error()), HasSubstr(R"(did you mean "docker"?)"));
}

TEST(Design, RefusesToExcludeEverythingOrItsReference) {
  auto protocol = test::protocol({engines({"docker", "guix"})});
  protocol.design.reference = model::Assignment{{"engine", "guix"}};
  protocol.design.exclude = {{{"engine", "guix"}}};
  ASSERT_FALSE(combinations(protocol));
  EXPECT_THAT(combinations(protocol).error()[0].message, HasSubstr("its own reference"));
  protocol.design.exclude = {{}};
  EXPECT_THAT(combinations(protocol).error()[0].message, HasSubstr("excludes every condition"));
}

TEST(Design, NamesEnvironmentsByLevelCFactorsThatVary) {
  const auto starts = test::factor("starts", model::FactorEffect::parameter, model::Source::method,
                                   {{"5", std::int64_t{5}}, {"20", std::int64_t{20}}}, "level");
  const auto protocol = test::protocol({engines({"docker"}), threads({1, 4}), starts});
  EXPECT_EQ(environment_name(protocol, {0, 1, 1}), "threads=4");
  EXPECT_EQ(environment_name(test::protocol({engines({"docker"})}), {0}), "");
}

} // namespace
} // namespace reprovip::plan
