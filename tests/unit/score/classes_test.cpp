#include "harness/score/classes.hpp"

#include "tests/unit/score/fake_study.hpp"

#include <gtest/gtest.h>

namespace reprovip::score {
namespace {

using test::FakeStudy;

const FakeStudy::Factor k_threads = {"threads", {"1", "2"}, model::Source::run};
const FakeStudy::Factor k_engine = {"engine", {"docker", "guix"}};

const model::Alignment& alignment(const model::OutputClasses& classes, const std::string& factor) {
  for (const auto& one : classes.alignments) {
    if (one.factor == factor) {
      return one;
    }
  }
  throw std::runtime_error("no alignment with " + factor);
}

TEST(AdjustedRand, IsThatOfHubertAndArabie) {
  EXPECT_EQ(adjusted_rand({"a", "a", "b", "b"}, {"x", "x", "y", "y"}), 1);
  // By hand: pairs together in both 1, in the first 2, in the second 3, of 10: (1 - 0.6) / (2.5 - 0.6).
  EXPECT_NEAR(adjusted_rand({"a", "a", "b", "b", "c"}, {"x", "x", "x", "y", "z"}), 0.4 / 1.9, 1e-15);
  EXPECT_LT(adjusted_rand({"a", "a", "b", "b"}, {"x", "y", "x", "y"}), 0);
}

TEST(Classes, OfIdenticalOutputsAreOne) {
  FakeStudy study({"a", "b"}, {k_threads}, 2);
  for (std::size_t subject = 0; subject < 2; ++subject) {
    for (std::size_t condition = 0; condition < 2; ++condition) {
      study.write(subject, condition, 1, "x\n" + std::to_string(subject));
      study.write(subject, condition, 2, "x\n" + std::to_string(subject));
    }
  }
  const auto classes = study.scores().classes.front();
  EXPECT_EQ(classes.classes, 1U);
  EXPECT_EQ(classes.executions, 8U);
  EXPECT_EQ(classes.modal_fraction, 1);
  EXPECT_EQ(classes.simpson, 1);
  EXPECT_TRUE(classes.alignments.empty());
  EXPECT_EQ(classes.sentence, "8 executions of 2 subjects → 1 distinct output a subject");
}

TEST(Classes, AreSplitExactlyByAFactor) {
  FakeStudy study({"a"}, {k_engine, k_threads}, 2);
  for (std::size_t condition = 0; condition < 4; ++condition) {
    for (std::uint32_t repetition = 1; repetition <= 2; ++repetition) {
      study.write(0, condition, repetition, condition % 2 == 0 ? "x\n1" : "x\n2");
    }
  }
  const auto classes = study.scores().classes.front();
  EXPECT_EQ(classes.classes, 2U);
  EXPECT_EQ(classes.classes_within, 1U);
  EXPECT_EQ(classes.alignments.front().factor, "threads");
  EXPECT_TRUE(splits_exactly(classes.alignments.front()));
  EXPECT_EQ(classes.alignments.front().adjusted_rand, 1);
  EXPECT_FALSE(alignment(classes, "engine").explains);
  EXPECT_EQ(classes.modal_fraction, 0.5);
  // 2 (4 · 3) of 8 · 7 ordered pairs agree.
  EXPECT_NEAR(classes.simpson, 24.0 / 56, 1e-15);
  EXPECT_EQ(classes.sentence, "8 executions of 1 subject → 2 distinct outputs, split exactly by threads: "
                              "1 | 2 (adjusted p = 0.056, too few executions to rule out chance)");
  // Two strata of 2 + 2: both the right way round, or both the wrong one, of 6 x 6. Engines tie their
  // levels with classes as any of those arrangements would.
  EXPECT_NEAR(alignment(classes, "threads").p.value(), 2.0 / 36, 1e-12);
  EXPECT_TRUE(alignment(classes, "threads").exact);
  EXPECT_EQ(alignment(classes, "threads").split, "1 | 2");
  EXPECT_EQ(alignment(classes, "engine").p, std::nullopt);
  EXPECT_EQ(classes.per_environment.at("engine=guix, threads=2"), 1U);
}

TEST(Classes, AreExplainedByAPairOfFactors) {
  FakeStudy study({"a"}, {k_engine, k_threads}, 2);
  const std::vector<std::string> texts = {"x\n1", "x\n1", "x\n1", "x\n2"};
  for (std::size_t condition = 0; condition < 4; ++condition) {
    study.write(0, condition, 1, texts[condition]);
    study.write(0, condition, 2, texts[condition]);
  }
  const auto classes = study.scores().classes.front();
  EXPECT_EQ(classes.alignments.front().factor, "engine × threads");
  EXPECT_TRUE(classes.alignments.front().explains);
  EXPECT_FALSE(classes.alignments.front().separates);
  // The one combination that stands alone: 4 of C(8, 2) arrangements; three tests.
  EXPECT_NEAR(classes.alignments.front().p.value(), 4.0 / 28, 1e-12);
  EXPECT_NEAR(classes.alignments.front().p_adjusted.value(), 12.0 / 28, 1e-12);
  EXPECT_EQ(classes.sentence, "8 executions of 1 subject → 2 distinct outputs, split exactly by engine × "
                              "threads = guix × 2 (adjusted p = 0.43, too few executions to rule out "
                              "chance)");
}

TEST(Classes, OfEveryExecutionBlameTheRun) {
  FakeStudy study({"a"}, {k_threads}, 2);
  for (std::size_t condition = 0; condition < 2; ++condition) {
    study.write(0, condition, 1, "x\n" + std::to_string(2 * condition));
    study.write(0, condition, 2, "x\n" + std::to_string(2 * condition + 1));
  }
  const auto classes = study.scores().classes.front();
  EXPECT_EQ(classes.classes, 4U);
  EXPECT_EQ(classes.classes_within, 2U);
  EXPECT_TRUE(alignment(classes, "threads").separates == false || !alignment(classes, "threads").explains);
  EXPECT_NE(classes.sentence.find("every execution differs"), std::string::npos);
}

TEST(Classes, WithoutRepetitionAreNotBlamedOnAFactor) {
  FakeStudy study({"a"}, {k_threads}, 1);
  study.write(0, 0, 1, "x\n1");
  study.write(0, 1, 1, "x\n2");
  const auto classes = study.scores().classes.front();
  EXPECT_FALSE(alignment(classes, "threads").explains);
  EXPECT_TRUE(alignment(classes, "threads").separates);
  EXPECT_NE(classes.sentence.find("too little"), std::string::npos);
}

TEST(Classes, AreAlignedWithObservedFacts) {
  FakeStudy study({"a"}, {}, 4);
  for (std::uint32_t repetition = 1; repetition <= 4; ++repetition) {
    study.write(0, 0, repetition, repetition % 2 == 0 ? "x\n1" : "x\n2");
    study.observe(0, 0, repetition, "host.cpu", repetition % 2 == 0 ? "zen" : "xeon");
    study.observe(0, 0, repetition, "host.os", "debian");
  }
  const auto classes = study.scores().classes.front();
  ASSERT_EQ(classes.alignments.size(), 1U);
  EXPECT_TRUE(classes.alignments.front().observed);
  EXPECT_TRUE(splits_exactly(classes.alignments.front()));
  EXPECT_NE(classes.sentence.find("split exactly by host.cpu"), std::string::npos);
}

// cpu = -avx512 against the rest, as a reader would say it: 3 of C(15, 5) arrangements.
TEST(Classes, NameTheLevelThatStandsAlone) {
  FakeStudy study({"a"}, {{"cpu", {"host", "-avx512", "-fma"}, model::Source::machine}}, 5);
  for (std::size_t condition = 0; condition < 3; ++condition) {
    for (std::uint32_t repetition = 1; repetition <= 5; ++repetition) {
      study.write(0, condition, repetition, condition == 1 ? "x\n2" : "x\n1");
      study.observe(0, condition, repetition, "host.flags", condition == 1 ? "sse" : "sse avx512");
      study.observe(0, condition, repetition, "host.name", std::to_string(5 * condition + repetition));
      study.observe(0, condition, repetition, "program.blas", std::to_string(condition));
    }
  }
  const auto classes = study.scores().classes.front();
  EXPECT_EQ(classes.sentence, "15 executions of 1 subject → 2 distinct outputs, split exactly by cpu = "
                              "-avx512 (same split as program.blas; adjusted p = 0.001), also by host.flags");
  const auto& cpu = classes.alignments.front();
  EXPECT_NEAR(cpu.p.value(), 3.0 / 3003, 1e-12);
  EXPECT_EQ(cpu.split, "-avx512 | host, -fma");
  EXPECT_EQ(cpu.same_as, std::vector<std::string>{"program.blas"});
  EXPECT_EQ(alignment(classes, "host.flags").reason,
            "it follows what is planned: it does not vary within a condition");
}

// Every host has executed once: its name explains nothing, however well it fits.
TEST(Classes, AreNotExplainedByWhatIsNeverTheSame) {
  FakeStudy study({"a"}, {}, 4);
  for (std::uint32_t repetition = 1; repetition <= 4; ++repetition) {
    study.write(0, 0, repetition, repetition % 2 == 0 ? "x\n1" : "x\n2");
    study.observe(0, 0, repetition, "host.name", std::to_string(repetition));
  }
  const auto classes = study.scores().classes.front();
  ASSERT_EQ(classes.alignments.size(), 1U);
  EXPECT_FALSE(classes.alignments.front().explains);
  EXPECT_EQ(classes.alignments.front().p, std::nullopt);
  EXPECT_EQ(classes.alignments.front().reason, "no level of it was executed twice for a subject");
  EXPECT_NE(classes.sentence.find("the run itself is a source"), std::string::npos);
}

// Two of nine hosts by chance had an execution more: fits, but so do many arrangements.
TEST(Classes, AreNotExplainedByNoise) {
  FakeStudy study({"a"}, {}, 10);
  for (std::uint32_t repetition = 1; repetition <= 10; ++repetition) {
    study.write(0, 0, repetition, repetition <= 5 ? "x\n1" : "x\n2");
    study.observe(0, 0, repetition, "host.name", std::to_string(std::max(2U, repetition)));
  }
  const auto classes = study.scores().classes.front();
  const auto& host = alignment(classes, "host.name");
  EXPECT_TRUE(host.explains);
  EXPECT_NEAR(host.p.value(), 20.0 / 45, 1e-12); // two pairs of 5 in 10
  EXPECT_FALSE(is_explanation(host));
  EXPECT_EQ(host.split, "");
  EXPECT_NE(classes.sentence.find("no factor separates them (adjusted p ≥ 0.44)"), std::string::npos);
}

TEST(Classes, CountWhatIsMissing) {
  FakeStudy study({"a", "b"}, {}, 2);
  study.write(0, 0, 1, "x\n1");
  study.write(0, 0, 2, "!");
  study.write(1, 0, 1, "x\n1");
  const auto classes = study.scores().classes.front();
  EXPECT_EQ(classes.executions, 2U);
  EXPECT_EQ(classes.missing, 2U);
  EXPECT_EQ(classes.subjects[0].missing, 1U);
  EXPECT_NE(classes.sentence.find("missing in 2"), std::string::npos);
}

TEST(Classes, TakeAnAbsentOptionalOutputForADifference) {
  FakeStudy study({"a"}, {}, 2);
  study.write(0, 0, 1, "x\n1");
  study.write(0, 0, 2, "-");
  EXPECT_EQ(study.scores().classes.front().classes, 2U);
  study.write(0, 0, 1, "-");
  const auto none = study.scores().classes.front();
  EXPECT_EQ(none.executions, 0U);
  EXPECT_EQ(none.missing, 0U);
}

TEST(Classes, TellFilesFromWhatCounts) {
  FakeStudy study({"a"}, {}, 2);
  study.write(0, 0, 1, "x\n1", "same");
  study.write(0, 0, 2, "x\n1 ", "same");
  study.records[0]->outputs[0].files[0].ignored = {"blanks"};
  const auto classes = study.scores().classes.front();
  EXPECT_EQ(classes.classes, 1U);
  EXPECT_EQ(classes.classes_raw, 2U);
  EXPECT_EQ(classes.sentence, "2 executions of 1 subject → 1 distinct output; the files differ (2 distinct) "
                              "only in what is ignored: blanks");
}

std::string suspicion(const std::vector<std::string>& texts, const std::string& path = "out.csv") {
  FakeStudy study({"a"}, {}, static_cast<std::uint32_t>(texts.size()), path);
  for (std::uint32_t i = 0; i < texts.size(); ++i) {
    study.write(0, 0, i + 1, texts[i]);
  }
  const auto classes = study.scores().classes.front();
  EXPECT_EQ(classes.suspicious, !classes.suspicion.empty());
  return classes.suspicion;
}

TEST(Suspicion, FallsOnPerfectlyIdenticalNothing) {
  EXPECT_EQ(suspicion({"", ""}), "it is empty in every execution");
  EXPECT_EQ(suspicion({"x\nnan\nnan", "x\nnan\nnan\nnan"}), "every number in it is NaN, in every execution");
  EXPECT_EQ(suspicion({"x,y\n0,0\n0,0"}), "every number in it is 0, in every execution");
}

TEST(Suspicion, SparesAnAnswerThatHappensToBeEqual) {
  EXPECT_EQ(suspicion({"x\n7", "x\n7"}), "");
  EXPECT_EQ(suspicion({"x,y\n0,0\n0,0", "x,y\n1,1\n1,1"}), "");
  EXPECT_EQ(suspicion({"x,y\n0,0\n0,1"}), "");
  EXPECT_EQ(suspicion({"", "x\n1"}), "");
  EXPECT_EQ(suspicion({"whatever", "whatever"}, "out.bin"), "");
}

} // namespace
} // namespace reprovip::score
