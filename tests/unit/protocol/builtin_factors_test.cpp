#include "harness/model/builtin_factors.hpp"

#include "tests/unit/protocol/files.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace reprovip::protocol {

namespace {

constexpr const char* k_application = R"(name = "app"
command = ["{build}/fit", "{param.order}"]
[params.order]
type = "integer"
default = 1
[params.locale]
optional = true
[seed]
env = "APP_SEED"
[container]
image = "app:{suite}"
[build]
command = ["make"]
sources = ["src"]
default = "fast"
[build.variants]
fast = { CXXFLAGS = "-O3" }
slow = { CXXFLAGS = "-O0" }
)";

// `about` says what `keys` of the protocol show.
struct Keys {
  std::string about;
  std::string keys;
};

void fill(Folder& folder, const std::string& keys) {
  folder.write("application.toml", k_application);
  folder.write("plain.toml", "name = \"plain\"\ncommand = [\"true\"]\n");
  folder.write("protocol.toml", "application = \"application.toml\"\nsubjects = [\"a\"]\n" + keys);
}

std::string mistakes_of(const std::vector<Keys>& all) {
  std::string text;
  for (const auto& one : all) {
    Folder folder;
    fill(folder, one.keys);
    const auto mistakes = folder.mistakes();
    text += "# " + one.about + "\n" + (mistakes.empty() ? "no mistake found\n" : mistakes) + "\n";
  }
  return text;
}

model::Protocol read(const std::string& keys) {
  Folder folder;
  fill(folder, keys);
  auto protocol = folder.protocol();
  EXPECT_TRUE(protocol) << folder.mistakes();
  return protocol ? std::move(*protocol) : model::Protocol{};
}

model::Factor factor_of(const std::string& keys, const std::string& name) {
  const auto protocol = read(keys);
  const auto* factor = model::find_factor(protocol, name);
  EXPECT_NE(factor, nullptr);
  return factor != nullptr ? *factor : model::Factor{};
}

} // namespace

TEST(BuiltinFactors, AreReadAsTheTableSays) {
  const auto factor = factor_of("[factors]\ntimezone = [\"default\", \"Asia/Tokyo\"]\n", "timezone");
  EXPECT_EQ(factor.effect, model::FactorEffect::environment);
  EXPECT_EQ(factor.target, "TZ");
  EXPECT_EQ(factor.source, model::Source::os);
  ASSERT_EQ(factor.levels.size(), 2U);
  EXPECT_TRUE(factor.levels[0].neutral);
  EXPECT_FALSE(factor.levels[1].neutral);
}

TEST(BuiltinFactors, TakeNamesForLevelsAndAnotherSource) {
  const auto factor =
      factor_of("[factors]\nhwcaps = [\"all\", \"nofma\"]\n[factor.hwcaps]\nsource = \"run\"\n"
                "levels = { all = \"default\", nofma = \"-AVX2,-FMA\" }\n",
                "hwcaps");
  EXPECT_EQ(factor.source, model::Source::run);
  EXPECT_EQ(factor.effect, model::FactorEffect::cpu);
  ASSERT_EQ(factor.levels.size(), 2U);
  EXPECT_TRUE(factor.levels[0].neutral);
  EXPECT_EQ(factor.levels[1].name, "nofma");
  EXPECT_EQ(model::to_text(factor.levels[1].value), "-AVX2,-FMA");
}

TEST(BuiltinFactors, ComeAfterOwnOnesAndParameters) {
  const auto param = factor_of("[factors]\nlocale = [\"x\", \"y\"]\n", "locale");
  EXPECT_EQ(param.effect, model::FactorEffect::parameter);
  const auto own =
      factor_of("[factors]\naslr = [\"1\", \"2\"]\n[factor.aslr]\nenv = \"A\"\nsource = \"os\"\n", "aslr");
  EXPECT_EQ(own.effect, model::FactorEffect::environment);
  EXPECT_EQ(own.target, "A");
}

TEST(BuiltinFactors, EveryOneOfTheTableCanBeNamed) {
  const std::vector<Keys> levels = {{"version", "\"application.toml\""},
                                    {"build", "\"slow\""},
                                    {"suite", "\"trixie\""},
                                    {"locale", "\"C.UTF-8\""},
                                    {"timezone", "\"UTC\""},
                                    {"umask", "\"077\""},
                                    {"hostname", "\"node7\""},
                                    {"workdir", "\"/data\""},
                                    {"readdir", "\"sorted\""},
                                    {"clock", "\"+24h\""},
                                    {"cpu", "\"-avx2\""},
                                    {"machine", "\"n1\""},
                                    {"hwcaps", "\"-AVX2\""},
                                    {"openblas_coretype", "\"Haswell\""},
                                    {"mkl_instructions", "\"AVX2\""},
                                    {"onednn_isa", "\"AVX2\""},
                                    {"engine", "\"docker\""},
                                    {"image", "\"app:1\""},
                                    {"seed", "7"},
                                    {"threads", "2"},
                                    {"affinity", "\"0-1\""},
                                    {"aslr", "\"off\""},
                                    {"rounding", "\"up\""}};
  const auto& table = model::builtin_factors();
  ASSERT_EQ(table.size(), levels.size());
  for (const auto& [name, level] : levels) {
    // The application has a parameter of this name.
    if (name != "locale") {
      const auto engine = name == "engine" ? std::string{} : std::string("engine = \"docker\"\n");
      const auto suite =
          name == "suite" || name == "image" ? std::string{} : std::string("suite = \"bookworm\"\n");
      const auto factor = factor_of("[factors]\n" + engine + suite + name + " = " + level + "\n", name);
      EXPECT_EQ(factor.effect, model::find_builtin_factor(name)->effect) << name;
    }
  }
}

TEST(BuiltinFactors, LeaveTheSeedAndTheBuildToTheApplication) {
  const auto factor = factor_of("[factors]\nseed = [1, 2]\nbuild = [\"fast\", \"slow\"]\n", "build");
  EXPECT_EQ(factor.source, model::Source::build);
  const auto protocol = read("");
  ASSERT_TRUE(protocol.application.build);
  EXPECT_EQ(protocol.application.build->fallback, "fast");
  EXPECT_EQ(protocol.application.build->variants.at("slow").at("CXXFLAGS"), "-O0");
}

TEST(Mistakes, OfAnEngineWithoutImage) {
  const auto mistakes = [](const std::string& keys) {
    Folder folder;
    fill(folder, "");
    folder.write("protocol.toml", "application = \"plain.toml\"\nsubjects = [\"a\"]\n" + keys);
    return folder.mistakes();
  };
  EXPECT_EQ(
      mistakes("[factors]\nengine = [\"native\", \"docker\", \"guix\"]\n"),
      "protocol.toml:4:1: engine \"docker\" has no image; write image = \"...\" or archive = \"...\" in "
      "[engine.docker]\n"
      "  engine = [\"native\", \"docker\", \"guix\"]\n"
      "  ^\n");
  EXPECT_EQ(mistakes("[factors]\nengine = [\"docker\"]\nimage = [\"a\", \"b\"]\n"), "");
  EXPECT_EQ(mistakes("[factors]\nengine = [\"docker\"]\n[engine.docker]\narchive = \"a.tar\"\n"), "");
}

TEST(Mistakes, OfBuiltinFactors) {
  EXPECT_EQ(
      test::differs_from_golden(
          "protocol/builtin_factors.txt",
          mistakes_of(
              {{"a name like one of the table", "[factors]\nronding = [\"up\"]\n"},
               {"images that nothing runs", "[factors]\nimage = [\"app:1\", \"app:2\"]\n"},
               {"CPUs and times that there are not",
                "[factors]\naffinity = [\"1-0\"]\nclock = [\"2023-02-29T00:00:00Z\"]\ntimezone = [\"\"]\n"},
               {"levels that it has not",
                "[factors]\nrounding = [\"nearest\", \"upp\"]\numask = [\"999\"]\n"},
               {"named levels that it has not",
                "[factors]\nhwcaps = [\"nofma\"]\n[factor.hwcaps]\nlevels = { nofma = \"AVX2\" }\n"},
               {"a name that levels have not",
                "[factors]\nhwcaps = [\"nofm\"]\n[factor.hwcaps]\nlevels = { nofma = \"-AVX2\" }\n"},
               {"a seed that is text", "[factors]\nseed = [1, \"2\"]\n"},
               {"seeds from two sides", "[factors]\nseed = [1, 2]\n[repeat]\nseed = \"fixed\"\n"},
               {"a variant that is not there", "[factors]\nbuild = [\"fast\", \"slwo\"]\n"},
               {"a version that is not there", "[factors]\nversion = [\"application.toml\", \"v2.toml\"]\n"},
               {"a suite that no engine takes", "[factors]\nsuite = [\"bookworm\", \"trixie\"]\n"},
               {"a suite that no factor gives",
                "[factors]\nengine = \"docker\"\n[engine.docker]\nimage = \"app:{suite}\"\n"},
               {"another placeholder of an image", "[factors]\nengine = \"docker\"\nsuite = "
                                                   "\"trixie\"\n[engine.docker]\nimage = \"app:{suit}\"\n"},
               {"threads and a variable of theirs",
                "[factors]\nthreads = [1, 2]\nomp = [\"1\"]\n[factor.omp]\nsource = \"run\"\nenv = "
                "\"OMP_NUM_THREADS\"\n"},
               {"two masks", "[factors]\ncpu = [\"host\", \"-fma\"]\nhwcaps = [\"default\", \"-AVX2\"]\n"},
               {"two masks, one of them never set",
                "[factors]\ncpu = [\"host\"]\nhwcaps = [\"default\", \"-AVX2\"]\n"},
               {"a variable that [env] sets",
                "[factors]\ntimezone = [\"UTC\"]\n[env]\nset = { TZ = \"Europe/Paris\" }\n"},
               {"one parameter, two factors",
                "[factors]\norder = [1, 2]\npower = [3]\n[factor.power]\nsource = \"method\"\nparam = "
                "\"order\"\n"},
               {"the seed's variable",
                "[factors]\nseed = [1]\nmine = [\"a\"]\n[factor.mine]\nsource = \"run\"\nenv = "
                "\"APP_SEED\"\n"}})),
      "");
}

TEST(Mistakes, OfASeedFactorOnItsOwn) {
  Folder folder;
  folder.write("plain.toml", "name = \"plain\"\ncommand = [\"true\"]\n");
  folder.write("protocol.toml",
               "application = \"plain.toml\"\nsubjects = [\"a\"]\n[factors]\nseed = [1]\nbuild = [\"x\"]\n");
  EXPECT_EQ(test::differs_from_golden("protocol/builtin_refused.txt", folder.mistakes()), "");
}

TEST(Mistakes, OfBuilds) {
  const auto with = [](const std::string& from, const std::string& to) {
    Folder folder;
    folder.write("application.toml", replaced(k_application, from, to));
    const auto read = read_application(folder.path("application.toml"), small_vocabulary());
    return "# " + to + "\n" + (read ? "no mistake found\n" : folder.plain(read.error())) + "\n";
  };
  EXPECT_EQ(test::differs_from_golden(
                "protocol/builds.txt",
                with("default = \"fast\"", "default = \"fst\"") + with("default = \"fast\"", "") +
                    with("[\"src\"]", "[\"../src\"]") + with("[\"src\"]", "[]") +
                    with("[\"make\"]", "[\"make\", \"{outt}\"]") + with("{build}/fit", "fit") +
                    with("CXXFLAGS = \"-O3\"", "\"CXX FLAGS\" = \"-O3\"") +
                    with("slow = { CXXFLAGS = \"-O0\" }", "slow = \"-O0\"")),
            "");
}

} // namespace reprovip::protocol
