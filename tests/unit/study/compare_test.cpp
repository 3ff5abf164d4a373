// What `compare` concludes of made studies, and that its numbers are those of a protocol written by hand.

#include "harness/study/compare.hpp"
#include "harness/study/import.hpp"
#include "harness/study/import_protocol.hpp"

#include "tests/support/support.hpp"
#include "tests/unit/voxels/nifti_file.hpp"

#include <gmock/gmock.h>

#include <random>
#include <set>

namespace reprovip::study {
namespace {

using reprovip::test::TempDir;
using ::testing::HasSubstr;

class Compare : public ::testing::Test {
protected:
  sys::Path store() const { return m_folder.path() / "store"; }
  void file(const std::string& name, const std::string& text) const { m_folder.write("tree/" + name, text); }

  model::Study import(const std::string& ending, const std::vector<std::string>& metrics = {}) const {
    ImportWords words;
    words.tree = m_folder.path() / "tree";
    words.name = "made";
    words.outputs = {{"out", "{engine}/r{repetition}/{subject}/out" + ending}};
    words.sources = {{"engine", "deployment"}};
    words.metrics = metrics;
    const auto written = write_import_protocol(words, store());
    EXPECT_TRUE(written) << (written ? "" : render(written.error()));
    Request request;
    request.protocol = written->file;
    request.store = store();
    auto imported = import_results(request, words.tree);
    EXPECT_TRUE(imported) << (imported ? "" : render(imported.error()));
    return imported ? std::move(imported->study) : model::Study{};
  }
  Checked<Comparison> compared(const std::vector<std::string>& levels = {"engine=a", "engine=b"},
                               const CompareOptions& options = {}) const {
    CompareWords words;
    words.words = {"made"};
    words.words.insert(words.words.end(), levels.begin(), levels.end());
    words.store = store();
    return compare(words, options);
  }
  Comparison concluded(const CompareOptions& options = {}) const {
    auto comparison = compared({"engine=a", "engine=b"}, options);
    EXPECT_TRUE(comparison) << (comparison ? "" : render(comparison.error()));
    return comparison ? std::move(*comparison) : Comparison{};
  }

  TempDir m_folder;
};

std::string place(const char* engine, int repetition, int subject) {
  return std::string(engine) + "/r" + std::to_string(repetition) + "/s" + std::to_string(subject) + "/out";
}

const model::Score* find_score(const model::Scores& scores, const std::string& kind) {
  for (const auto& score : scores.scores) {
    if (score.kind == kind) {
      return &score;
    }
  }
  return nullptr;
}

TEST_F(Compare, TostIsThatOfAProtocolByHand) {
  std::set<Likeness> seen;
  for (unsigned seed = 1; seed <= 3; ++seed) {
    std::mt19937 random(seed);
    std::normal_distribution<double> normal;
    const double offset = seed % 3 == 0 ? 0.01 : seed % 3 == 1 ? 5 : 1.2;
    for (int subject = 1; subject <= 6; ++subject) {
      const double truth = 100 + 10 * normal(random);
      for (int run = 1; run <= 2; ++run) {
        file(place("a", run, subject) + ".csv", "x\n" + std::to_string(truth + 0.2 * normal(random)) + "\n");
        file(place("b", run, subject) + ".csv",
             "x\n" + std::to_string(truth + offset + 0.2 * normal(random)) + "\n");
      }
    }
    const auto by_hand = import(".csv", {"tost across=engine per=study"});
    const auto* wanted = find_score(by_hand.scores, "tost");
    const auto comparison = concluded();
    const auto* got = find_score(comparison.study.scores, "tost");
    ASSERT_TRUE(wanted != nullptr && got != nullptr && wanted->estimate && got->estimate) << seed;
    EXPECT_EQ(*got->estimate, *wanted->estimate) << seed;
    EXPECT_EQ(got->interval->low, wanted->interval->low) << seed;
    EXPECT_EQ(got->decision, wanted->decision) << seed;
    EXPECT_EQ(got->fields, wanted->fields) << seed;
    const auto* ratio = find_score(comparison.study.scores, "variance_ratio");
    ASSERT_NE(ratio, nullptr);
    const auto expected = wanted->decision == false || ratio->decision == false ? Likeness::different
                          : wanted->decision                                    ? Likeness::equivalent
                                                                                : Likeness::inconclusive;
    EXPECT_EQ(comparison.likeness, expected) << seed << comparison.reason;
    seen.insert(expected);
  }
  EXPECT_EQ(seen.size(), 3U); // every conclusion but identical was put to the test
}

// Twenty values that random executions give alike on both sides: one or two would be "surely" beyond by
// themselves.
TEST_F(Compare, ManyValuesAreSeldomDifferentByChance) {
  int different = 0;
  int alone = 0;
  for (unsigned seed = 1; seed <= 12; ++seed) {
    std::mt19937 random(seed);
    std::normal_distribution<double> normal;
    std::string header;
    for (int value = 0; value < 20; ++value) {
      header += (value == 0 ? "v" : ",v") + std::to_string(value);
    }
    for (int subject = 1; subject <= 5; ++subject) {
      for (const char* engine : {"a", "b"}) {
        for (int run = 1; run <= 2; ++run) {
          std::string row;
          for (int value = 0; value < 20; ++value) {
            row += (value == 0 ? "" : ",") + std::to_string(100 + subject + normal(random));
          }
          file(place(engine, run, subject) + ".csv", header + "\n" + row + "\n");
        }
      }
    }
    import(".csv");
    const auto comparison = concluded();
    different += comparison.likeness == Likeness::different ? 1 : 0;
    const auto& scores = comparison.study.scores.scores;
    alone += std::any_of(scores.begin(), scores.end(), [](const model::Score& score) {
      return (score.kind == "tost" || score.kind == "variance_ratio") && score.decision == false;
    });
  }
  EXPECT_LE(different, 2); // of 12, less than 1 is expected
  EXPECT_GE(alone, 6) << "what each number says by itself";
}

TEST_F(Compare, SaysThatUnrepeatedRunsWidenTheMargin) {
  for (int subject = 1; subject <= 6; ++subject) {
    file(place("a", 1, subject) + ".csv", "x\n" + std::to_string(100 * subject) + "\n");
    file(place("b", 1, subject) + ".csv", "x\n" + std::to_string(100 * subject + subject % 2) + "\n");
  }
  import(".csv");
  const auto comparison = concluded();
  EXPECT_EQ(comparison.likeness, Likeness::equivalent);
  EXPECT_THAT(comparison.reason,
              HasSubstr("every bias is within its margin, how much each side varies is not"));
  EXPECT_THAT(comparison.reason, HasSubstr("nothing was repeated"));
}

TEST_F(Compare, OneClassIsIdentical) {
  for (const auto* engine : {"a", "b"}) {
    for (int subject = 1; subject <= 2; ++subject) {
      file(place(engine, 1, subject) + ".txt", "subject " + std::to_string(subject));
    }
  }
  import(".txt");
  const auto comparison = concluded();
  EXPECT_EQ(comparison.likeness, Likeness::identical);
  EXPECT_EQ(exit_code(comparison.likeness), model::ExitCode::success);
  EXPECT_EQ(comparison.outputs.front().classes.same, 2U);
  EXPECT_TRUE(comparison.study.plan.resolved.protocol.metrics.empty());
  EXPECT_EQ(comparison.study.verdicts.status, model::Status::pass);
}

TEST_F(Compare, NothingIsNotIdentical) {
  for (const auto* engine : {"a", "b"}) {
    file(place(engine, 1, 1) + ".txt", "");
  }
  import(".txt");
  EXPECT_EQ(concluded().likeness, Likeness::inconclusive);
  EXPECT_THAT(concluded().reason, HasSubstr("suspicious"));
}

TEST_F(Compare, TextDiffersWhenEachSideRepeatsItself) {
  for (int run = 1; run <= 2; ++run) {
    file(place("a", run, 1) + ".txt", "one");
    file(place("b", run, 1) + ".txt", "two");
  }
  import(".txt");
  const auto comparison = concluded();
  EXPECT_EQ(comparison.likeness, Likeness::different);
  // Two of four executions: 2 of 6 ways to divide them.
  EXPECT_NEAR(comparison.outputs.front().classes.chance, 1.0 / 3, 1e-12);
  EXPECT_THAT(comparison.reason, HasSubstr("repeats itself exactly (by chance: p = 0.33)"));
}

TEST_F(Compare, SaysHowOftenChanceTellsSidesApart) {
  // Two of three subjects, whichever: 3 (2/20)^2.
  for (int subject = 1; subject <= 3; ++subject) {
    for (int run = 1; run <= 3; ++run) {
      file(place("a", run, subject) + ".txt", "one");
      file(place("b", run, subject) + ".txt", subject == 1 ? "one" : "two");
    }
  }
  import(".txt");
  EXPECT_NEAR(concluded().outputs.front().classes.chance, 3 * 0.01, 1e-12);
}

TEST_F(Compare, TextOfOneRunIsNotToBeTold) {
  file(place("a", 1, 1) + ".txt", "one");
  file(place("b", 1, 1) + ".txt", "two");
  import(".txt");
  EXPECT_EQ(concluded().likeness, Likeness::inconclusive);
  EXPECT_THAT(concluded().reason, HasSubstr("nothing was repeated"));
}

TEST_F(Compare, TextThatVariesByItselfIsNotToBeTold) {
  for (int run = 1; run <= 2; ++run) {
    file(place("a", run, 1) + ".txt", "it was run " + std::to_string(run));
    file(place("b", run, 1) + ".txt", "it was other " + std::to_string(run));
  }
  import(".txt");
  EXPECT_EQ(concluded().likeness, Likeness::inconclusive);
  EXPECT_THAT(concluded().reason, HasSubstr("repetitions of a differ too"));
}

TEST_F(Compare, RepetitionsThatVaryAlikeAreIdentical) {
  for (int run = 1; run <= 3; ++run) {
    for (const auto* engine : {"a", "b"}) {
      file(place(engine, run, 1) + ".csv", "x\n" + std::to_string(run) + "\n");
    }
  }
  import(".csv");
  EXPECT_EQ(concluded().likeness, Likeness::identical);
}

TEST_F(Compare, WhatOneSideNeverWroteIsADifference) {
  file(place("a", 1, 1) + ".txt", "one");
  file("b/r1/s1/other", "x");
  file(place("b", 1, 2) + ".txt", "two");
  file(place("a", 1, 2) + ".txt", "two");
  import(".txt");
  const auto comparison = concluded();
  EXPECT_EQ(comparison.outputs.front().classes.missing_b, 1U);
  EXPECT_EQ(comparison.likeness, Likeness::inconclusive);
  EXPECT_THAT(comparison.reason, HasSubstr("identical as far as seen, 1 of 4"));
}

std::string labels(std::size_t changed) {
  voxels::test::NiftiFile file;
  file.dim = {3, 10, 10, 10, 1, 1, 1, 1};
  std::vector<std::int16_t> values(1000, 0);
  for (std::size_t i = 0; i < 500; ++i) {
    values[i] = i < changed ? 0 : 1;
  }
  return file.bytes(values);
}

TEST_F(Compare, LabelsAreJudgedByDiceAndDistance) {
  for (int run = 1; run <= 2; ++run) {
    for (int subject = 1; subject <= 2; ++subject) {
      file(place("a", run, subject) + ".nii", labels(0));
      file(place("b", run, subject) + ".nii", labels(subject == 1 ? 0 : 1));
    }
  }
  import(".nii");
  const auto close = concluded();
  EXPECT_EQ(close.outputs.front().nature, score::Nature::labels);
  EXPECT_EQ(close.likeness, Likeness::equivalent) << close.reason;
  EXPECT_EQ(close.outputs.front().classes.same, 1U);
  CompareOptions strict;
  strict.bounds.by_kind["dice"] = 0.9999;
  EXPECT_EQ(concluded(strict).likeness, Likeness::different);
}

TEST_F(Compare, RepetitionsAsFarApartAreNoDifference) {
  for (int run = 1; run <= 2; ++run) {
    file(place("a", run, 1) + ".nii", labels(run == 1 ? 0 : 60));
    file(place("b", run, 1) + ".nii", labels(run == 1 ? 5 : 65));
  }
  import(".nii");
  const auto comparison = concluded();
  EXPECT_EQ(comparison.likeness, Likeness::inconclusive) << comparison.reason;
  EXPECT_THAT(comparison.reason, HasSubstr("repetitions of one side are as far apart"));
}

TEST_F(Compare, OtherShapesAreADifference) {
  voxels::test::NiftiFile small;
  small.dim = {3, 2, 2, 2, 1, 1, 1, 1};
  for (int run = 1; run <= 2; ++run) {
    file(place("a", run, 1) + ".nii", labels(0));
    file(place("b", run, 1) + ".nii", small.bytes(std::vector<std::int16_t>(8, 1)));
  }
  import(".nii");
  const auto comparison = concluded();
  EXPECT_EQ(comparison.likeness, Likeness::different);
  EXPECT_THAT(comparison.reason, HasSubstr("different dimensions"));
}

TEST_F(Compare, BrokenFilesAreNotToBeTold) {
  for (int run = 1; run <= 2; ++run) {
    file(place("a", run, 1) + ".nii", labels(0));
    file(place("b", run, 1) + ".nii", labels(0).substr(0, 700));
  }
  import(".nii");
  EXPECT_EQ(concluded().likeness, Likeness::inconclusive);
}

TEST_F(Compare, TransformsAreJudgedInMillimetres) {
  for (int run = 1; run <= 2; ++run) {
    file(place("a", run, 1) + ".mat", "1 0 0 10\n0 1 0 0\n0 0 1 0\n0 0 0 1\n");
    file(place("b", run, 1) + ".mat", "1 0 0 10.05\n0 1 0 0\n0 0 1 0\n0 0 0 1\n");
  }
  import(".mat");
  EXPECT_EQ(concluded().outputs.front().nature, score::Nature::transform);
  EXPECT_EQ(concluded().likeness, Likeness::equivalent) << concluded().reason;
  CompareOptions strict;
  strict.bounds.by_kind["rms_deviation"] = 0.01;
  EXPECT_EQ(concluded(strict).likeness, Likeness::different);
}

TEST_F(Compare, MistakesAreNamed) {
  file(place("a", 1, 1) + ".txt", "one");
  file(place("b", 1, 1) + ".txt", "one");
  import(".txt");
  const auto message = [&](const std::vector<std::string>& levels) {
    const auto comparison = compared(levels);
    return comparison ? std::string("no error") : render(comparison.error());
  };
  EXPECT_THAT(message({"engine=a", "engine=c"}), HasSubstr("\"engine\" has no level \"c\""));
  EXPECT_THAT(message({"engine=a", "engine=a"}), HasSubstr("both sides are"));
  EXPECT_THAT(message({"engin=a", "engine=b"}), HasSubstr("it has engine=a|b"));
  EXPECT_THAT(message({"nowhere"}), HasSubstr("no study \"nowhere\""));
  EXPECT_THAT(message({"made"}), HasSubstr("both are study"));
  EXPECT_THAT(message({"baseline:main"}), HasSubstr("a baseline has no executions to compare with"));
  // A factor of two levels may stand alone, or not be named at all.
  EXPECT_TRUE(compared({"engine"}));
  EXPECT_TRUE(compared({}));
}

} // namespace
} // namespace reprovip::study
