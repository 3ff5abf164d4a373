#include "tests/unit/protocol/files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reprovip::protocol {

namespace {

using testing::ElementsAre;

// The folder with every key in use, read.
model::Protocol complete(const ReadOptions& options = {}) {
  const Folder folder;
  auto protocol = folder.protocol(options);
  EXPECT_TRUE(protocol) << (protocol ? "" : folder.plain(protocol.error()));
  return protocol ? *protocol : model::Protocol{};
}

std::vector<std::string> level_names(const model::Factor& factor) {
  std::vector<std::string> names;
  for (const auto& level : factor.levels) {
    names.push_back(level.name);
  }
  return names;
}

std::string value_text(const model::Protocol& protocol, const std::string& factor, std::size_t level) {
  const auto* found = model::find_factor(protocol, factor);
  return found ? model::to_text(found->levels.at(level).value) : "no factor " + factor;
}

} // namespace

TEST(CompleteProtocol, ReadsSubjectsInputsAndTruth) {
  const auto protocol = complete();
  EXPECT_EQ(protocol.name, "mrs-reproducibility");
  EXPECT_EQ(protocol.subjects.kind, model::SubjectsSpec::Kind::glob);
  EXPECT_EQ(protocol.subjects.glob, "data/signals/*.mrui");
  EXPECT_THAT(protocol.subjects.only, ElementsAre("sub-*"));
  EXPECT_THAT(protocol.subjects.exclude, ElementsAre("sub-07"));
  EXPECT_THAT(protocol.inputs.at("masks").templates, ElementsAre("data/a", "data/{subject.label}"));
  EXPECT_EQ(protocol.inputs.at("basis").where.line, 13);
  EXPECT_EQ(protocol.truth.at("amplitudes"), "truth/{subject}.csv");
  EXPECT_EQ(std::get<double>(protocol.params.at("tolerance")), 1e-3);
}

TEST(CompleteProtocol, ReadsRepeatAndResources) {
  const auto protocol = complete();
  EXPECT_EQ(protocol.repeat.count, 10U);
  EXPECT_EQ(protocol.repeat.seed, model::SeedPolicy::per_repetition);
  EXPECT_EQ(protocol.repeat.seed_base, 7U);
  EXPECT_FALSE(protocol.repeat.until);
  EXPECT_EQ(protocol.resources.memory, std::uint64_t{4} << 30);
  EXPECT_EQ(protocol.resources.log_limit, std::uint64_t{1} << 20);
  EXPECT_EQ(protocol.resources.timeout, Seconds(1800));
  EXPECT_EQ(protocol.resources.grace, Seconds(5));
  EXPECT_EQ(protocol.resources.cpus, "{threads}");
  EXPECT_EQ(protocol.environment.set.at("LEVEL"), "3");
  EXPECT_EQ(protocol.launcher.max_fail, 5U);
}

TEST(CompleteProtocol, ReadsFactorsWithEngineFirst) {
  const auto protocol = complete();
  std::vector<std::string> names;
  for (const auto& factor : protocol.factors) {
    names.push_back(factor.name);
  }
  EXPECT_THAT(names, ElementsAre("engine", "threads", "fma", "starts", "os", "model"));
  EXPECT_EQ(model::find_factor(protocol, "engine")->source, model::Source::deployment);
  EXPECT_EQ(model::find_factor(protocol, "threads")->source, model::Source::run);
  EXPECT_EQ(model::find_factor(protocol, "starts")->source, model::Source::method);
  EXPECT_EQ(model::find_factor(protocol, "starts")->target, "starts");
  EXPECT_THAT(level_names(*model::find_factor(protocol, "starts")), ElementsAre("5", "20"));
  EXPECT_THAT(level_names(*model::find_factor(protocol, "model")), ElementsAre("voigt"));
}

TEST(CompleteProtocol, LooksLevelsOfOwnFactorsUp) {
  const auto protocol = complete();
  const auto* fma = model::find_factor(protocol, "fma");
  ASSERT_NE(fma, nullptr);
  EXPECT_EQ(fma->source, model::Source::machine);
  EXPECT_EQ(fma->effect, model::FactorEffect::environment);
  EXPECT_EQ(fma->target, "GLIBC_TUNABLES");
  EXPECT_EQ(value_text(protocol, "fma", 0), "");
  EXPECT_EQ(value_text(protocol, "fma", 1), "glibc.cpu.hwcaps=-AVX2,-FMA");
  EXPECT_EQ(value_text(protocol, "os", 1), "registry.example.org/mrs:debian13");
  EXPECT_EQ(model::find_factor(protocol, "fast"), nullptr);
}

TEST(CompleteProtocol, ReadsOwnFactorsOfEveryKind) {
  ReadOptions options;
  options.sets = {{"factors.fast", "[\"a\", \"b\"]"}, {"factors.valgrind", "[\"none\", \"valgrind\"]"}};
  const auto protocol = complete(options);
  EXPECT_EQ(model::find_factor(protocol, "fast")->effect, model::FactorEffect::argument);
  EXPECT_EQ(model::find_factor(protocol, "fast")->target, "--mode={level}");
  EXPECT_EQ(model::find_factor(protocol, "valgrind")->effect, model::FactorEffect::wrapper);
  EXPECT_EQ(value_text(protocol, "valgrind", 0), "");
  EXPECT_EQ(value_text(protocol, "valgrind", 1), "valgrind --quiet");
}

TEST(CompleteProtocol, ReadsDesignAndEngines) {
  const auto protocol = complete();
  ASSERT_EQ(protocol.design.exclude.size(), 1U);
  EXPECT_EQ(protocol.design.exclude[0].at("threads"), "4");
  EXPECT_EQ(protocol.design.reference->at("engine"), "docker");
  EXPECT_EQ(protocol.engines.at("docker").pull, model::PullPolicy::missing);
  EXPECT_THAT(protocol.engines.at("docker").options, ElementsAre("--shm-size=1g"));
  EXPECT_EQ(protocol.engines.at("guix").channels, "guix/channels.scm");
}

TEST(CompleteProtocol, LaysItsOutputsOverTheApplications) {
  const auto protocol = complete();
  ASSERT_EQ(protocol.outputs.size(), 4U);
  EXPECT_EQ(protocol.outputs[0].id, "amplitudes");
  EXPECT_EQ(protocol.outputs[0].path, "{subject}_quest2.txt");
  EXPECT_THAT(protocol.outputs[0].ignore, ElementsAre("paths"));
  EXPECT_EQ(protocol.outputs[1].keep, model::Keep::digest);
  EXPECT_TRUE(protocol.outputs[1].optional);
  EXPECT_EQ(protocol.outputs[2].kind, model::OutputKind::directory);
  EXPECT_EQ(model::to_text(protocol.outputs[3].options.at("separator")), ";");
}

TEST(CompleteProtocol, ReadsMetricsAndCriteria) {
  const auto protocol = complete();
  ASSERT_EQ(protocol.metrics.size(), 3U);
  EXPECT_EQ(protocol.metrics[0].output, "amplitudes");
  EXPECT_EQ(protocol.metrics[0].column, "Amplitude");
  EXPECT_EQ(protocol.metrics[1].across, "engine");
  EXPECT_EQ(model::to_text(protocol.metrics[1].options.at("margin")), "0.1 sd(subjects)");
  EXPECT_EQ(model::to_text(protocol.metrics[2].options.at("labels")), "1,2");
  ASSERT_EQ(protocol.criteria.size(), 4U);
  EXPECT_EQ(protocol.criteria[0].per, "environment");
  EXPECT_EQ(protocol.criteria[0].severity, model::Severity::info);
  EXPECT_EQ(model::to_text(protocol.criteria[1].require), "(nu <= 0.1) and (upper(nu) < 0.2)");
  EXPECT_EQ(protocol.criteria[1].min_subjects, 5U);
  EXPECT_THAT(protocol.criteria[1].rows, ElementsAre("NAA*", "Glu*"));
  EXPECT_EQ(protocol.criteria[2].require.word, "pass");
  EXPECT_EQ(protocol.criteria[2].adjust, "");
  EXPECT_EQ(protocol.criteria[3].adjust, "holm");
}

TEST(CompleteApplication, ReadsEveryKey) {
  const Folder folder;
  const auto application = read_application(folder.path("application.toml"), small_vocabulary());
  ASSERT_TRUE(application);
  EXPECT_EQ(application->version, "1.0.0");
  EXPECT_EQ(application->command.front(), "mrs-quantify");
  EXPECT_EQ(application->programs, std::vector<std::string>{"mrs-fit"});
  EXPECT_EQ(application->inputs[2].type, model::InputType::directory);
  EXPECT_TRUE(application->inputs[2].list);
  EXPECT_EQ(model::to_text(*application->params[0].fallback), "20");
  EXPECT_EQ(application->params[0].maximum, 1000);
  EXPECT_EQ(application->params[1].choices.size(), 2U);
  EXPECT_EQ(application->seed->env, "MRS_SEED");
  EXPECT_EQ(application->environment.at("MRS_HOME"), "{app}");
  EXPECT_EQ(application->container->image, "mrs-quantify:1.0.0");
  EXPECT_EQ(application->guix->manifest, "guix/manifest.scm");
  EXPECT_EQ(application->directory, folder.path("").parent_path());
}

TEST(SmallProtocol, NeedsLittle) {
  Folder folder;
  folder.write("application.toml", "name = \"a\"\ncommand = [\"true\"]\n");
  folder.write("protocol.toml", "application = \"application.toml\"\nsubjects = [\"a\", \"b\"]\n");
  const auto protocol = folder.protocol();
  ASSERT_TRUE(protocol) << folder.mistakes();
  EXPECT_EQ(protocol->name, folder.path("").parent_path().filename());
  EXPECT_THAT(protocol->subjects.list, ElementsAre("a", "b"));
  ASSERT_EQ(protocol->factors.size(), 1U);
  EXPECT_THAT(level_names(protocol->factors[0]), ElementsAre("native"));
  EXPECT_EQ(protocol->repeat.count, 3U);
}

} // namespace reprovip::protocol
