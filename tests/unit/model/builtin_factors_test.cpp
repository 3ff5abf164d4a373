#include "harness/model/builtin_factors.hpp"

#include <gtest/gtest.h>

#include <set>

namespace reprovip::model {

namespace {

const BuiltinFactor& named(const std::string& name) {
  const auto* const factor = find_builtin_factor(name);
  EXPECT_NE(factor, nullptr) << name;
  return factor != nullptr ? *factor : builtin_factors().front();
}

bool takes(const std::string& factor, const Value& level) {
  return level_advice(named(factor), level).empty();
}

TEST(BuiltinFactorsTest, EachSaysWhatItIsAndItsNeutralLevelIsALevel) {
  std::set<std::string> names;
  for (const auto& factor : builtin_factors()) {
    EXPECT_TRUE(names.insert(factor.name).second) << factor.name;
    EXPECT_FALSE(factor.doc.empty() || factor.levels.empty()) << factor.name;
    const auto neutral = neutral_level(factor);
    EXPECT_TRUE(neutral.empty() || takes(factor.name, std::string(neutral)))
        << factor.name << ": " << level_advice(factor, std::string(neutral));
    EXPECT_EQ(factor.effect == FactorEffect::setting || factor.effect == FactorEffect::environment,
              !factor.target.empty() && factor.effect != FactorEffect::cpu)
        << factor.name;
  }
  EXPECT_EQ(find_builtin_factor("phase of the moon"), nullptr);
}

TEST(BuiltinFactorsTest, LevelsAreChecked) {
  EXPECT_TRUE(takes("threads", std::int64_t{4}));
  EXPECT_FALSE(takes("threads", std::int64_t{0}));
  EXPECT_FALSE(takes("seed", std::int64_t{-1}));
  EXPECT_TRUE(takes("affinity", std::string("0-1,3")));
  EXPECT_FALSE(takes("affinity", std::string("0,")));
  for (const auto* list : {"1-0", "0,,1", "0-1-2", "1024", ",0", "0 1"}) {
    EXPECT_FALSE(takes("affinity", std::string(list))) << list;
  }
  EXPECT_TRUE(takes("umask", std::string("077")));
  EXPECT_FALSE(takes("umask", std::string("99")));
  EXPECT_TRUE(takes("hostname", std::string("node-7")));
  EXPECT_FALSE(takes("hostname", std::string("a b")));
  EXPECT_TRUE(takes("workdir", std::string("/data/run")));
  EXPECT_FALSE(takes("workdir", std::string("data")));
  EXPECT_TRUE(takes("clock", std::string("2038-01-19T03:14:08Z")));
  EXPECT_TRUE(takes("clock", std::string("-30min")));
  for (const auto* time : {"tomorrow", "2024-13-01T00:00:00Z", "2023-02-29T00:00:00Z", "2024-01-01T24:00:00Z",
                           "+99999999999999h", "+", "24h"}) {
    EXPECT_FALSE(takes("clock", std::string(time))) << time;
  }
  EXPECT_TRUE(takes("clock", std::string("2024-02-29T23:59:59Z")));
  EXPECT_TRUE(takes("hwcaps", std::string("-AVX2,-FMA")));
  EXPECT_FALSE(takes("hwcaps", std::string("AVX2")));
  EXPECT_EQ(level_advice(named("rounding"), std::string("upp")), "did you mean \"up\"?");
  EXPECT_EQ(level_advice(named("cpu"), std::string("-avx51")), "did you mean \"-avx512\"?");
}

TEST(BuiltinFactorsTest, CpuLevelsHideFeaturesFromEveryLibrary) {
  EXPECT_TRUE(cpu_variables("", "host").empty());
  EXPECT_TRUE(cpu_variables("hwcaps", "default").empty());
  const auto variables = cpu_variables("", "-avx2");
  EXPECT_EQ(variables.size(), 5U);
  EXPECT_TRUE(variables.at("GLIBC_TUNABLES").starts_with("glibc.cpu.hwcaps=-AVX2,-AVX2_Usable,-FMA,"));
  EXPECT_EQ(variables.at("OPENBLAS_CORETYPE"), "Sandybridge");
  EXPECT_EQ(cpu_variables("hwcaps", "-AVX2,-FMA"),
            (std::map<std::string, std::string>{{"GLIBC_TUNABLES", "glibc.cpu.hwcaps=-AVX2,-FMA"}}));
}

TEST(BuiltinFactorsTest, CpuLevelsNameFeaturesAsOldAndNewGlibcDo) {
  EXPECT_EQ(cpu_variables("", "-fma").at("GLIBC_TUNABLES"),
            "glibc.cpu.hwcaps=-FMA,-FMA_Usable,-FMA4,-FMA4_Usable");
}

} // namespace

} // namespace reprovip::model
