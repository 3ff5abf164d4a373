#include "harness/base/format.hpp"
#include "harness/score/groups.hpp"
#include "harness/score/metric_job.hpp"
#include "harness/sys/hash.hpp"

#include "tests/unit/score/fake_study.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace reprovip::score {
namespace {

using ::testing::ElementsAre;

// Remembers the samples it was given; the estimate is the number of observations.
class Listener : public ValuesMetric {
public:
  explicit Listener(ValuesNeeds needs) : m_needs(needs) {}
  ValuesNeeds needs() const override { return m_needs; }
  Finding of(const Sample& sample) const override {
    samples.push_back(sample);
    Finding finding;
    finding.estimate = 0;
    for (const auto& target : sample.targets) {
      *finding.estimate += static_cast<double>(target.observations.size());
    }
    finding.interval = model::Interval{0, 1, 0.95};
    return finding;
  }
  mutable std::vector<Sample> samples;

private:
  ValuesNeeds m_needs;
};

// Names its members and their first bytes; writes a file.
class Roll : public SetMetric {
public:
  Result<Rows> of(OutputSet& set, const std::string&) const override {
    ++calls;
    Finding finding;
    finding.estimate = static_cast<double>(set.members.size());
    for (const auto& member : set.members) {
      TRY_ASSIGN(const auto data, set.read(member));
      const auto value = std::get<Number>(std::get<Table>(*data).rows[0][0]).value;
      finding.notes.push_back(format("{} {} {} {}", member.name, member.column, member.slot, value));
    }
    if (const auto place = set.place_for("roll.txt")) {
      std::ofstream(*place) << "roll";
      finding.files.emplace_back("roll.txt");
    }
    return Rows{{"", finding}};
  }
  mutable int calls = 0;
};

class Jobs : public ::testing::Test {
protected:
  Jobs() {
    for (std::size_t subject = 0; subject < 2; ++subject) {
      for (std::size_t condition = 0; condition < 2; ++condition) {
        for (std::uint32_t repetition = 1; repetition <= 2; ++repetition) {
          study.write(subject, condition, repetition,
                      format("x\n{}\n", 100 * subject + 10 * condition + repetition));
        }
      }
    }
    world.open = [this](const Digest& raw) -> Result<sys::Path> { return study.object(raw); };
    world.cache = &study.cache;
  }

  std::vector<model::Score> values(const ValuesMetric& metric, const model::MetricSpec& spec) {
    const Scene scene(study.plan, study.records, world);
    Loader loader(world);
    return score_values(scene, {spec, entry, study.plan.resolved.protocol.outputs[0]}, metric, loader,
                        warnings);
  }
  std::vector<model::Score> sets(const SetMetric& metric, const model::MetricSpec& spec) {
    const Scene scene(study.plan, study.records, world);
    Loader loader(world);
    return score_sets(scene, {spec, entry, study.plan.resolved.protocol.outputs[0]}, metric, loader,
                      warnings);
  }
  model::MetricSpec spec(const std::string& per, const std::string& across = {}) {
    model::MetricSpec result;
    result.id = "m";
    result.kind = "m";
    result.output = "out";
    result.column = "x";
    result.per = per;
    result.across = across;
    return result;
  }

  test::FakeStudy study{{"a", "b"}, {{"engine", {"docker", "guix"}}}, 2};
  World world;
  MetricEntry entry;
  std::vector<std::string> warnings;
};

TEST_F(Jobs, GivesMeansOfLevelsUnlessEveryExecutionIsAskedFor) {
  const Listener means{{}};
  values(means, spec("study", "engine"));
  EXPECT_EQ(means.samples[0].targets[1].observations[0].value, 101.5);
  const Listener every{{.every_execution = true}};
  values(every, spec("study", "engine"));
  const auto& observations = every.samples[0].targets[1].observations;
  ASSERT_EQ(observations.size(), 4U);
  EXPECT_EQ(observations[3].value, 112);
  EXPECT_EQ(observations[3].column, 1U);
  EXPECT_EQ(observations[3].slot, 1U);
  EXPECT_THAT(every.samples[0].levels, ElementsAre("docker", "guix"));
}

TEST_F(Jobs, PutsTheReferenceFirst) {
  study.plan.resolved.protocol.design.reference = model::Assignment{{"engine", "guix"}};
  const Listener pairs{{.pairs_of_levels = true}};
  const auto scores = values(pairs, spec("study", "engine"));
  ASSERT_EQ(scores.size(), 1U);
  EXPECT_EQ(scores[0].levels.at("engine"), "guix | docker");
  EXPECT_EQ(pairs.samples[0].targets[0].observations[0].value, 11.5);
}

TEST_F(Jobs, ComparesOnlyWhereTheDesignHasBothLevels) {
  test::FakeStudy star({"a", "b"}, {{"engine", {"docker", "guix"}}, {"build", {"O0", "O3"}}}, 1);
  // Of docker O0, docker O3, guix O0, guix O3 the last is not run: O3 has one engine.
  std::erase_if(star.plan.executions,
                [&](const auto& execution) { return star.plan.cells[execution.cell].condition == 3; });
  star.records.resize(star.plan.executions.size());
  const World elsewhere;
  const Scene scene(star.plan, star.records, elsewhere);
  const auto groups = make_groups(scene, "condition", "engine");
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_EQ(groups[0].name, "build=O0");
  EXPECT_EQ(make_groups(scene, "condition", "build").front().name, "engine=docker");
}

TEST_F(Jobs, SaysThatAFactorIsNeeded) {
  const Listener pairs{{.pairs_of_levels = true, .across = true}};
  const auto scores = values(pairs, spec("study"));
  EXPECT_FALSE(scores[0].estimate);
  EXPECT_THAT(scores[0].reason, ::testing::HasSubstr("add across"));
}

TEST_F(Jobs, LetsAMetricTakeConditionsApart) {
  const Listener plain{{}};
  EXPECT_FALSE(values(plain, spec("study"))[0].interval);
  const Listener apart{{.factors = true}};
  EXPECT_TRUE(values(apart, spec("study"))[0].interval);
  ASSERT_EQ(apart.samples[0].factors.size(), 1U);
  EXPECT_EQ(apart.samples[0].factors[0].name, "engine");
  EXPECT_THAT(apart.samples[0].targets[0].observations[2].levels, ElementsAre(1U));
}

TEST_F(Jobs, GivesTheTruthOfEverySubject) {
  const reprovip::test::TempDir folder;
  const Listener listener{{.truth = true}};
  EXPECT_THAT(values(listener, spec("condition"))[0].reason, ::testing::HasSubstr("[truth]"));
  for (auto& subject : study.plan.resolved.subjects) {
    folder.write(subject.id + ".csv", subject.id == "a" ? "x\n7\n" : "x\n8\n");
    subject.truth["out"] = folder.path() / (subject.id + ".csv");
  }
  values(listener, spec("condition"));
  EXPECT_EQ(listener.samples.back().targets[0].truth, 7);
  EXPECT_EQ(listener.samples.back().targets[1].truth, 8);
}

TEST_F(Jobs, GivesSetsInOrderOfTargetColumnSlot) {
  const Roll roll;
  const auto scores = sets(roll, spec("study", "engine"));
  ASSERT_EQ(scores.size(), 1U);
  EXPECT_EQ(scores[0].estimate, 8);
  EXPECT_EQ(scores[0].subjects, 2U);
  EXPECT_EQ(scores[0].repetitions, 2U);
  EXPECT_THAT(scores[0].notes, ElementsAre("a engine=docker r001 0 0 1", "a engine=docker r002 0 1 2",
                                           "a engine=guix r001 1 0 11", "a engine=guix r002 1 1 12",
                                           "b engine=docker r001 0 0 101", "b engine=docker r002 0 1 102",
                                           "b engine=guix r001 1 0 111", "b engine=guix r002 1 1 112"));
}

TEST_F(Jobs, KeepsTheFilesOfSetsAndMakesThemAgainWhenGone) {
  const reprovip::test::TempDir folder;
  world.places = folder.path() / "maps";
  world.places_name = "maps/";
  const Roll roll;
  const auto scores = sets(roll, spec("cell"));
  ASSERT_EQ(scores.size(), 4U);
  EXPECT_THAT(scores[1].files, ElementsAre("maps/m-2-subject=a__engine=guix-roll.txt"));
  EXPECT_TRUE(std::filesystem::exists(folder.path() / scores[1].files[0]));
  EXPECT_EQ(roll.calls, 4);
  sets(roll, spec("cell"));
  EXPECT_EQ(roll.calls, 4);
  std::filesystem::remove(folder.path() / scores[1].files[0]);
  sets(roll, spec("cell"));
  EXPECT_EQ(roll.calls, 5);
}

TEST_F(Jobs, TakesTheEstimateOfASetThatCannotBeRead) {
  study.write(0, 0, 2, std::string("x\n1\0\n", 5));
  study.write(1, 0, 1, "!");
  const Roll roll;
  const auto scores = sets(roll, spec("condition"));
  ASSERT_EQ(scores.size(), 2U);
  EXPECT_FALSE(scores[0].estimate);
  EXPECT_EQ(scores[0].missing, 1U);
  EXPECT_FALSE(warnings.empty());
  EXPECT_EQ(scores[1].estimate, 4);
}

TEST_F(Jobs, ComparesEachExecutionWithTheTruth) {
  const reprovip::test::TempDir folder;
  folder.write("truth.csv", "x\n1\n");
  for (auto& subject : study.plan.resolved.subjects) {
    subject.truth["out"] = folder.path() / "truth.csv";
  }
  auto& metric = study.metric("equal", "x");
  metric.against = "truth";
  metric.per = "study";
  const auto scores = study.scores().scores;
  ASSERT_EQ(scores.size(), 1U);
  EXPECT_EQ(scores[0].estimate, 111);
  EXPECT_THAT(scores[0].notes, ElementsAre(::testing::HasSubstr("b engine=guix r002 | truth")));
  EXPECT_EQ(scores[0].decision, false);
}

} // namespace
} // namespace reprovip::score
