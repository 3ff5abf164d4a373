#include "harness/base/format.hpp"
#include "harness/base/json.hpp"

#include "tests/unit/score/fake_study.hpp"
#include "tests/unit/score/samples.hpp"

#include <gtest/gtest.h>

namespace reprovip::score {
namespace {

using test::FakeStudy;

const FakeStudy::Factor k_threads = {"threads", {"1", "2"}, model::Source::run};
const FakeStudy::Factor k_engine = {"engine", {"docker", "guix"}};
const FakeStudy::Factor k_starts = {"starts", {"5", "20"}, model::Source::method};

std::string table(double naa, double cho) {
  return format("name,amp\nNAA,{}\nCho,{}\n", naa, cho);
}

// Two subjects, one factor of two levels, two repetitions; NAA varies, Cho does not.
FakeStudy& filled(FakeStudy& study) {
  for (std::size_t subject = 0; subject < study.plan.resolved.subjects.size(); ++subject) {
    for (std::size_t condition = 0; condition < study.plan.conditions.size(); ++condition) {
      for (std::uint32_t repetition = 1; repetition <= 2; ++repetition) {
        const double base = 10.0 * static_cast<double>(subject + 1);
        study.write(subject, condition, repetition,
                    table(base + 0.01 * repetition + 0.1 * static_cast<double>(condition), base));
      }
    }
  }
  return study;
}

const model::Score& find(const model::Scores& scores, const std::string& row, const std::string& group) {
  for (const auto& score : scores.scores) {
    if (score.row == row && score.group == group) {
      return score;
    }
  }
  throw std::runtime_error("no score of " + row + " in " + group);
}

double number(const model::Score& score, const std::string& name) {
  for (const auto& [key, value] : score.fields) {
    if (key == name) {
      return value;
    }
  }
  return -1;
}

TEST(Score, GivesOnePerValueAndCondition) {
  FakeStudy study({"a", "b"}, {k_threads}, 2);
  filled(study).metric("nu", "amp");
  const auto scores = study.scores();
  ASSERT_EQ(scores.scores.size(), 4U);
  EXPECT_EQ(scores.scores[0].row, "NAA");
  EXPECT_EQ(scores.scores[0].group, "threads=1");
  EXPECT_EQ(scores.scores[1].group, "threads=2");
  EXPECT_EQ(scores.scores[2].row, "Cho");
  EXPECT_EQ(scores.scores[0].subjects, 2U);
  EXPECT_EQ(scores.scores[0].repetitions, 2U);
  EXPECT_EQ(scores.scores[0].scope, model::Scope::repeatability);
  EXPECT_TRUE(scores.scores[2].identical);
  EXPECT_EQ(*scores.scores[2].estimate, 0);
}

TEST(Score, MatchesTheMetricOnTheSameNumbers) {
  FakeStudy study({"a", "b"}, {k_threads}, 2);
  filled(study).metric("nu", "amp");
  const auto expected = test::compute("nu", {{10.01, 10.02}, {20.01, 20.02}});
  EXPECT_EQ(*find(study.scores(), "NAA", "threads=1").estimate, *expected.estimate);
}

TEST(Score, NamesTheScopeByWhatVaries) {
  FakeStudy study({"a", "b"}, {k_threads, k_starts}, 2);
  filled(study).metric("wsd", "amp").per = "study";
  EXPECT_EQ(find(study.scores(), "NAA", "").scope, model::Scope::replicability);
  study.plan.resolved.protocol.metrics[0].per = "starts";
  EXPECT_EQ(find(study.scores(), "NAA", "starts=5").scope, model::Scope::reproducibility);
  study.plan.resolved.protocol.metrics[0].per = "environment";
  EXPECT_EQ(find(study.scores(), "NAA", "threads=1").scope, model::Scope::replicability);
}

TEST(Score, CallsItReproducibilityWhenTheMachineVaries) {
  FakeStudy study({"a", "b"}, {k_threads}, 2);
  filled(study).metric("wsd", "amp");
  study.observe(0, 0, 1, "host.cpu", "zen");
  study.observe(0, 0, 2, "host.cpu", "xeon");
  EXPECT_EQ(find(study.scores(), "NAA", "threads=1").scope, model::Scope::reproducibility);
}

TEST(Score, PerCellSpeaksOfOneSubject) {
  FakeStudy study({"a", "b"}, {k_threads}, 2);
  filled(study).metric("digits", "amp").per = "cell";
  const auto scores = study.scores();
  EXPECT_EQ(scores.scores.size(), 8U);
  EXPECT_EQ(find(scores, "NAA", "subject=a, threads=1").subjects, 1U);
  EXPECT_TRUE(find(scores, "NAA", "subject=a, threads=1").estimate);
}

TEST(Score, AcrossLevelsPutsThemInColumns) {
  FakeStudy study({"a", "b", "c"}, {k_threads}, 2);
  filled(study).metric("icc", "amp").across = "threads";
  const auto score = find(study.scores(), "NAA", "threads=1 | 2");
  EXPECT_EQ(score.levels.at("threads"), "1 | 2");
  EXPECT_EQ(score.scope, model::Scope::reproducibility);
  // The levels differ by 0.1 only: MSR = 200, MSC = 0.015, MSE = 0, so 200 / (200 + 2 · 0.015 / 3).
  EXPECT_NEAR(*score.estimate, 200 / 200.01, 1e-12);
  ASSERT_TRUE(score.interval);
  EXPECT_LT(score.interval->low, *score.estimate);
  study.plan.resolved.protocol.metrics[0].options = {{"form", std::string("1")}};
  const auto expected = test::compute("icc", {{10.015, 10.115}, {20.015, 20.115}, {30.015, 30.115}});
  EXPECT_NEAR(*find(study.scores(), "NAA", "threads=1 | 2").estimate, *expected.estimate, 1e-14);
}

TEST(Score, SplitsTheVarianceOfAllConditions) {
  FakeStudy study({"a", "b", "c"}, {k_threads}, 2);
  filled(study).metric("variance", "amp");
  const auto score = find(study.scores(), "NAA", "");
  EXPECT_EQ(score.subjects, 3U);
  EXPECT_EQ(score.scope, model::Scope::reproducibility);
  // y = 10 subject + 0.1 threads + 0.01 repetition: MS 400, 0.03, 0 and 5e-5.
  EXPECT_NEAR(number(score, "var_threads"), 0.005, 1e-12);
  EXPECT_NEAR(number(score, "run"), 5e-5, 1e-12);
  EXPECT_NEAR(*score.estimate, 0.00505 / 100.00505, 1e-12);
  ASSERT_TRUE(score.interval);
  // One degree of freedom between two levels says little.
  EXPECT_GT(score.interval->high, 100 * *score.estimate);
}

TEST(Score, TakesRowsForTargetsWhenTold) {
  FakeStudy study({"a"}, {k_threads}, 2);
  filled(study).metric("nu", "amp").targets = "row";
  const auto scores = study.scores();
  ASSERT_EQ(scores.scores.size(), 2U);
  EXPECT_EQ(scores.scores[0].row, "");
  EXPECT_EQ(scores.scores[0].subjects, 1U);
  EXPECT_NEAR(*scores.scores[0].estimate, *test::compute("nu", {{10.01, 10.02}, {10, 10}}).estimate, 1e-14);
}

TEST(Score, GivesNoIntervalWhereConditionsArePooled) {
  FakeStudy study({"a", "b"}, {k_threads}, 2);
  filled(study).metric("nu", "amp").per = "study";
  const auto pooled = find(study.scores(), "NAA", "");
  EXPECT_TRUE(pooled.estimate);
  EXPECT_FALSE(pooled.interval);
  EXPECT_NE(pooled.reason.find("pools 2 conditions"), std::string::npos);
  EXPECT_EQ(pooled.repetitions, 2U);
}

TEST(Score, CountsWhatIsMissing) {
  FakeStudy study({"a", "b"}, {k_threads}, 2);
  filled(study).metric("wsd", "amp");
  study.write(1, 0, 2, "!");
  const auto score = find(study.scores(), "NAA", "threads=1");
  EXPECT_EQ(score.missing, 1U);
  EXPECT_EQ(score.repetitions, 1U);
  EXPECT_TRUE(score.estimate);
}

TEST(Score, HasNoEstimateFromTextOrNan) {
  FakeStudy study({"a", "b"}, {}, 2);
  filled(study).metric("wsd", "amp");
  study.write(0, 0, 1, "name,amp\nNAA,nan\nCho,WARNING\n");
  const auto scores = study.scores();
  EXPECT_EQ(find(scores, "NAA", "").reason, "1 of 4 values are NaN or infinite");
  EXPECT_EQ(find(scores, "Cho", "").reason, "1 of 4 values are no numbers but text (\"WARNING\")");
  EXPECT_FALSE(find(scores, "NAA", "").estimate);
}

TEST(Score, SaysWhatCannotBeRead) {
  FakeStudy study({"a"}, {}, 2);
  study.write(0, 0, 1, "x,y\n1,2\n");
  study.write(0, 0, 2, "x,y\n1\n");
  study.metric("value", "x");
  const auto scores = study.scores();
  EXPECT_EQ(scores.scores.front().missing, 1U);
  ASSERT_EQ(scores.warnings.size(), 1U);
  EXPECT_NE(scores.warnings.front().find("line 2 has 1 fields, the first has 2"), std::string::npos);
}

TEST(Score, SaysThatThereIsNoSuchColumn) {
  FakeStudy study({"a", "b"}, {}, 2);
  filled(study).metric("nu", "amplitude");
  EXPECT_EQ(study.scores().scores.front().reason, "\"out\" has no column \"amplitude\"");
}

TEST(Score, OfPairsNamesTheWorst) {
  FakeStudy study({"a", "b"}, {k_threads}, 2);
  filled(study).metric("equal", "amp");
  const auto score = study.scores().scores.front();
  EXPECT_EQ(score.group, "");
  EXPECT_NEAR(*score.estimate, 0.11, 1e-12);
  EXPECT_EQ(score.notes.front(), "worst: a threads=1 r001 | threads=2 r002");
  // Four different outputs a subject: six pairs, twice.
  EXPECT_EQ(number(score, "pairs"), 12);
  EXPECT_EQ(*score.decision, false);
  EXPECT_EQ(score.repetitions, 4U);
}

TEST(Score, OfPairsAcrossMatchesTheOtherFactors) {
  FakeStudy study({"a"}, {k_engine, k_threads}, 1);
  const std::vector<double> values = {1, 2, 1.5, 2.25};
  for (std::size_t condition = 0; condition < 4; ++condition) {
    study.write(0, condition, 1, format("x\n{}\n", values[condition]));
  }
  study.metric("equal").across = "engine";
  auto scores = study.scores();
  ASSERT_EQ(scores.scores.size(), 1U);
  EXPECT_EQ(scores.scores.front().group, "engine=docker | guix");
  EXPECT_EQ(*scores.scores.front().estimate, 0.5);
  study.plan.resolved.protocol.metrics[0].per = "threads";
  scores = study.scores();
  ASSERT_EQ(scores.scores.size(), 2U);
  EXPECT_EQ(scores.scores[1].group, "threads=2, engine=docker | guix");
  EXPECT_EQ(*scores.scores[1].estimate, 0.25);
}

TEST(Score, OfPairsAcrossMatchesSeeds) {
  FakeStudy study({"sub-01"}, {{"engine", {"native", "docker"}}}, 2);
  for (const std::uint32_t repetition : {1U, 2U}) {
    study.write(0, 0, repetition, repetition == 1 ? "name,amp\na,1\n" : "name,amp\na,5\n");
    study.write(0, 1, repetition, repetition == 1 ? "name,amp\na,1.5\n" : "name,amp\na,5\n");
  }
  study.metric("equal", "amp").across = "engine";
  EXPECT_EQ(study.scores().scores.at(0).estimate, 4);
  for (auto& execution : study.plan.executions) {
    execution.seed = 10 + execution.repetition;
  }
  EXPECT_EQ(study.scores().scores.at(0).estimate, 0.5);
}

TEST(Score, OfIdenticalPairsReadsNothing) {
  FakeStudy study({"a", "b"}, {}, 2, "out.bin");
  for (std::size_t subject = 0; subject < 2; ++subject) {
    study.write(subject, 0, 1, "same");
    study.write(subject, 0, 2, "same");
  }
  study.plan.resolved.protocol.outputs.front().reader = "text";
  study.scores();
  const int for_suspicion = study.opened;
  study.metric("equal");
  study.opened = 0;
  const auto score = study.scores().scores.front();
  EXPECT_LE(study.opened, for_suspicion);
  EXPECT_TRUE(score.identical);
  EXPECT_EQ(*score.estimate, 0);
  EXPECT_TRUE(*score.decision);
}

TEST(Score, OfOneExecutionHasNoPair) {
  FakeStudy study({"a"}, {}, 1);
  study.write(0, 0, 1, "x\n1\n");
  study.metric("equal");
  EXPECT_EQ(study.scores().scores.front().reason, "there is no pair to compare: repeat it");
}

TEST(Score, UsesTheCacheTheSecondTime) {
  FakeStudy study({"a", "b"}, {k_threads}, 2);
  filled(study).metric("equal", "amp");
  const auto first = study.scores();
  EXPECT_EQ(study.cache.size(), 13U); // 12 pairs, and one glance for suspicion
  study.opened = 0;
  const auto second = study.scores();
  EXPECT_EQ(study.opened, 0);
  EXPECT_EQ(dump(to_json(first)), dump(to_json(second)));
}

TEST(Score, DoesNotDependOnTheLaunchOrder) {
  FakeStudy study({"a", "b"}, {k_threads}, 2);
  filled(study).metric("equal", "amp");
  study.metric("nu", "amp");
  const auto before = study.scores();
  std::reverse(study.plan.executions.begin(), study.plan.executions.end());
  std::reverse(study.records.begin(), study.records.end());
  const auto after = study.scores();
  ASSERT_EQ(before.scores.size(), after.scores.size());
  auto a = before;
  auto b = after;
  a.classes.clear(); // they hold indices of executions
  b.classes.clear();
  EXPECT_EQ(dump(to_json(a)), dump(to_json(b)));
}

TEST(Score, OfUnknownKindSuggestsAnother) {
  FakeStudy study({"a"}, {}, 1);
  study.metric("wds");
  EXPECT_NE(study.scores().scores.front().reason.find("did you mean \"wsd\"?"), std::string::npos);
}

TEST(Score, TellsFilesOfAGlobByPath) {
  FakeStudy study({"s1", "s2"}, {}, 2, "{subject}_*.csv");
  for (std::size_t subject = 0; subject < 2; ++subject) {
    for (std::uint32_t repetition = 1; repetition <= 2; ++repetition) {
      study.write(subject, 0, repetition, format("x\n{}\n", static_cast<double>(subject) + 0.1 * repetition));
      auto& file = study.records[subject * 2 + repetition - 1]->outputs[0].files[0];
      file.path = format("s{}_left.csv", subject + 1);
    }
  }
  study.metric("wsd", "x");
  const auto score = study.scores().scores.front();
  EXPECT_EQ(score.row, "{subject}_left.csv");
  EXPECT_EQ(score.subjects, 2U);
}

TEST(ScoreFiles, ComparesFilesAtHand) {
  const reprovip::test::TempDir dir;
  const auto a = dir.write("a.csv", "name,x\np,1\nq,2\n");
  const auto b = dir.write("b.csv", "name,x\np,1.1\nq,2\n");
  const auto equal = score_files("equal", {a, b}, "", "", {});
  ASSERT_TRUE(equal);
  EXPECT_NEAR(*equal->front().estimate, 0.1, 1e-15);
  const auto nu = score_files("nu", {a, b}, "", "x", {});
  ASSERT_TRUE(nu);
  EXPECT_EQ(nu->size(), 1U);
  EXPECT_EQ(nu->front().subjects, 2U);
  const auto value = score_files("value", {a, b}, "", "x", {});
  EXPECT_EQ(value->size(), 2U);
}

TEST(ScoreFiles, SaysWhatItNeeds) {
  const reprovip::test::TempDir dir;
  const auto a = dir.write("a.csv", "name,x\np,1\nq,2\n");
  EXPECT_EQ(score_files("equal", {a}, "", "", {}).error().kind, ErrorKind::usage);
  EXPECT_NE(score_files("dise", {a, a}, "", "", {}).error().advice.find("dice"), std::string::npos);
  EXPECT_FALSE(score_files("nu", {a, a}, "", "y", {}));
  EXPECT_FALSE(score_files("equal", {a, dir.path() / "none.csv"}, "", "", {}));
}

} // namespace
} // namespace reprovip::score
