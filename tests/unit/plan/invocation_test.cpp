#include "harness/plan/invocation.hpp"
#include "harness/plan/placeholders.hpp"

#include "tests/unit/plan/fixtures.hpp"

#include <gmock/gmock.h>

namespace reprovip::plan {
namespace {

using model::FactorEffect;
using model::Source;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class InvocationTest : public testing::Test {
protected:
  // Of the first execution in block order: the first level of every factor, unless `condition` says.
  Result<model::Invocation> make(std::uint32_t condition = 0) {
    m_protocol.repeat.order = model::Order::block;
    m_protocol.repeat.count = 1;
    auto from = test::resolved(m_protocol, 1);
    from.passed = m_passed;
    from.subjects[0].columns["age"] = "30";
    for (auto& file : m_more_inputs) {
      from.subjects[0].inputs.push_back(file);
    }
    return make_invocation(test::plan_of(std::move(from)), condition);
  }

  std::vector<std::string> argv(const std::vector<std::string>& command) {
    m_protocol.application.command = command;
    const auto made = make();
    EXPECT_TRUE(made) << (made ? "" : render(made.error()));
    return made ? made->argv : std::vector<std::string>{};
  }

  std::string refused(const std::vector<std::string>& command) {
    m_protocol.application.command = command;
    const auto made = make();
    EXPECT_FALSE(made);
    return made ? "" : render(made.error());
  }

  void add_factor(FactorEffect effect, const model::Value& value, const std::string& target = {}) {
    m_protocol.factors.push_back(test::factor("own", effect, Source::machine, {{"on", value}}, target));
  }

  model::Protocol m_protocol = test::protocol({test::engines({"native"})});
  std::map<std::string, std::string> m_passed;
  std::vector<model::InputFile> m_more_inputs;
};

TEST_F(InvocationTest, ReplacesEveryPlaceholder) {
  EXPECT_THAT(
      argv({"t", "{input.image}", "{input.image.name}", "{input.image.stem}", "-l{param.level}", "{out}/x"}),
      ElementsAre("t", "in/image/sub-1.nii.gz", "sub-1.nii.gz", "sub-1", "-l3", "./x"));
  EXPECT_THAT(argv({"t", "{subject}", "{subject.label}", "{column.age}", "{threads}", "{{x}}", "{print $1}"}),
              ElementsAre("t", "sub-1", "1", "30", "1", "{x}", "{print $1}"));
}

TEST_F(InvocationTest, StagesTheApplicationOnlyWhenItIsUsed) {
  EXPECT_EQ(make()->application_directory, "");
  EXPECT_THAT(argv({"sh", "{app}/run.sh"}), ElementsAre("sh", "app/run.sh"));
  EXPECT_EQ(make()->application_directory, "/p/app");
}

TEST_F(InvocationTest, TakesAParameterFromFactorThenProtocolThenDefault) {
  EXPECT_THAT(argv({"t", "{param.level}"}), ElementsAre("t", "3"));
  m_protocol.params["level"] = std::int64_t{4};
  EXPECT_THAT(argv({"t", "{param.level}"}), ElementsAre("t", "4"));
  add_factor(FactorEffect::parameter, std::int64_t{5}, "level");
  EXPECT_THAT(argv({"t", "{param.level}"}), ElementsAre("t", "5"));
}

TEST_F(InvocationTest, AWordWithAnAbsentOptionalValueVanishes) {
  m_protocol.application.inputs.push_back({.id = "mask", .optional = true});
  m_protocol.application.params.push_back({.id = "note", .optional = true});
  EXPECT_THAT(argv({"t", "--mask={input.mask}", "-n", "{param.note}", "end"}), ElementsAre("t", "-n", "end"));
}

TEST_F(InvocationTest, RepeatsAWordForEachFileOfAList) {
  m_protocol.application.inputs.push_back({.id = "more", .list = true});
  m_more_inputs = {{.id = "more", .host = "/d/a.nii", .staged = "in/more/a.nii"},
                   {.id = "more", .host = "/d/b.nii", .staged = "in/more/b.nii"}};
  EXPECT_THAT(argv({"t", "-i={input.more}", "{subject}"}),
              ElementsAre("t", "-i=in/more/a.nii", "-i=in/more/b.nii", "sub-1"));
}

TEST_F(InvocationTest, RefusesWhatHasNoValueAndSaysWhatToDo) {
  EXPECT_THAT(refused({"t", "{param.levl}"}), HasSubstr(R"(did you mean "param.level"?)"));
  EXPECT_THAT(refused({"t", "{seed}"}), HasSubstr("set seed = \"fixed\""));
  m_protocol.application.params.push_back({.id = "must"});
  EXPECT_THAT(refused({"t", "{param.must}"}), HasSubstr("give it one: must = ... in [params]"));
  m_protocol.application.inputs.push_back({.id = "mask"});
  EXPECT_THAT(refused({"t", "{input.mask}"}), HasSubstr("input \"mask\" has no file"));
}

TEST_F(InvocationTest, EveryEffectIsSeenWhereItBelongs) {
  add_factor(FactorEffect::argument, "fast", "--mode {level}");
  EXPECT_THAT(argv({"t"}), ElementsAre("t", "--mode", "fast"));
  add_factor(FactorEffect::wrapper, "taskset -c 0");
  EXPECT_THAT(argv({"t"}), ElementsAre("taskset", "-c", "0", "t", "--mode", "fast"));
  add_factor(FactorEffect::environment, "glibc.cpu.hwcaps=-FMA", "GLIBC_TUNABLES");
  EXPECT_EQ(make()->environment.at("GLIBC_TUNABLES"), "glibc.cpu.hwcaps=-FMA");
}

TEST_F(InvocationTest, AnEmptyLevelAddsNothing) {
  m_protocol.environment.set["GLIBC_TUNABLES"] = "x";
  add_factor(FactorEffect::argument, "", "--mode {level}");
  add_factor(FactorEffect::wrapper, "");
  add_factor(FactorEffect::environment, "", "GLIBC_TUNABLES");
  EXPECT_THAT(argv({"t"}), ElementsAre("t"));
  EXPECT_FALSE(make()->environment.contains("GLIBC_TUNABLES"));
}

TEST_F(InvocationTest, ThreadsAreSaidToEveryLibrary) {
  m_protocol.factors.push_back(test::threads({4}));
  m_protocol.resources.cpus = "{threads}";
  EXPECT_THAT(argv({"t", "{threads}"}), ElementsAre("t", "4"));
  const auto made = make();
  for (const auto* name : {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS",
                           "ITK_GLOBAL_DEFAULT_NUMBER_OF_THREADS", "MRTRIX_NTHREADS"}) {
    EXPECT_EQ(made->environment.at(name), "4") << name;
  }
  EXPECT_EQ(made->threads, 4U);
  EXPECT_EQ(made->cpus, 4.0);
}

TEST_F(InvocationTest, SeedGoesByVariableArgumentOrPlaceholder) {
  m_protocol.repeat.seed = model::SeedPolicy::fixed;
  m_protocol.repeat.seed_base = 7;
  m_protocol.application.seed = model::SeedDecl{"SEED", "--seed={seed}"};
  EXPECT_THAT(argv({"t", "{seed}"}), ElementsAre("t", "7", "--seed=7"));
  EXPECT_EQ(make()->environment.at("SEED"), "7");
  EXPECT_EQ(make()->seed, 7U);
}

TEST_F(InvocationTest, EnvironmentIsExactlyWhatIsSaid) {
  EXPECT_EQ(make()->environment,
            (std::map<std::string, std::string>{
                {"PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}}));
  m_passed = {{"LANG", "fr"}, {"PATH", "/opt/bin"}};
  m_protocol.application.environment = {{"TZ", "CET"}, {"DATA", "{app}/data"}};
  m_protocol.environment.set = {{"TZ", "UTC"}};
  EXPECT_EQ(make()->environment,
            (std::map<std::string, std::string>{
                {"DATA", "app/data"}, {"LANG", "fr"}, {"PATH", "/opt/bin"}, {"TZ", "UTC"}}));
  EXPECT_EQ(make()->application_directory, "/p/app");
}

TEST_F(InvocationTest, ExpandsThePathsOfOutputs) {
  m_protocol.outputs[0].path = "{subject}_{param.level}_{input.image.stem}.*";
  EXPECT_EQ(make()->outputs.at(0).path, "sub-1_3_sub-1.*");
}

TEST_F(InvocationTest, DropsAnOptionalOutputThatHasNoName) {
  m_protocol.application.params.push_back({.id = "note", .optional = true});
  m_protocol.outputs[0].path = "{param.note}.txt";
  EXPECT_FALSE(make());
  m_protocol.outputs[0].optional = true;
  EXPECT_THAT(make()->outputs, IsEmpty());
}

TEST_F(InvocationTest, RefusesOutputsOutsideOfTheirDirectory) {
  for (const auto* path : {"/tmp/x", "../x", "a/../../x", ""}) {
    m_protocol.outputs[0].path = path;
    EXPECT_FALSE(make()) << path;
  }
}

TEST_F(InvocationTest, IsNamedForPeople) {
  m_protocol.factors.push_back(test::threads({1, 2}));
  EXPECT_EQ(make(1)->name, "sub-1 threads=2 r001");
}

TEST_F(InvocationTest, ChecksAllCellsAndSaysEachMistakeOnce) {
  m_protocol.application.command = {"t", "{nothing}"};
  EXPECT_THAT(check_invocations(test::plan_of(test::resolved(m_protocol, 4))), testing::SizeIs(1));
}

TEST_F(InvocationTest, RefusesWordsThatNoProgramCanGet) {
  EXPECT_THAT(refused({"t", std::string("a\0b", 3)}), HasSubstr("holds a zero byte"));
  EXPECT_THAT(refused({"t", std::string(131072, 'a')}), HasSubstr("has 131072 bytes, Linux takes 131071"));
  EXPECT_THAT(argv({"t", std::string(131071, 'a')}), testing::SizeIs(2));
  m_protocol.environment.set["X"] = std::string("a\0b", 3);
  EXPECT_THAT(refused({"t"}), HasSubstr("holds a zero byte"));
}

TEST(Stem, DropsOneExtensionAndACompression) {
  EXPECT_EQ(stem_of("a.nii.gz"), "a");
  EXPECT_EQ(stem_of("s_3.0T.mrui"), "s_3.0T");
  EXPECT_EQ(stem_of("README"), "README");
  EXPECT_EQ(stem_of(".hidden"), ".hidden");
}

} // namespace
} // namespace reprovip::plan
