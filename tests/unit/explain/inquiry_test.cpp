#include "harness/explain/evidence.hpp"
#include "harness/explain/inquiry.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <random>
#include <set>

namespace reprovip::explain {

namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Rule = std::function<std::string(const Toggles&, std::size_t subject, std::size_t repetition)>;

bool has(const Toggles& toggles, std::size_t one) {
  return std::ranges::find(toggles, one) != toggles.end();
}

// A laboratory that is a rule; what it ran it keeps, as a store does.
class FakeLab {
public:
  explicit FakeLab(Rule rule, std::size_t budget = 100000) : m_rule(std::move(rule)), m_budget(budget) {}

  Conclusion ask(const Question& question) {
    return inquire(question, [this](const Toggles& toggles, std::size_t subject, std::size_t repetitions) {
      auto& seen = m_seen[{toggles, subject}];
      while (seen.classes.size() < repetitions && ran < m_budget) {
        seen.classes.push_back(m_rule(toggles, subject, seen.classes.size()));
        ++ran;
      }
      auto observed = seen;
      observed.stopped = seen.classes.size() < repetitions;
      return observed;
    });
  }
  std::size_t ran = 0;

private:
  Rule m_rule;
  std::size_t m_budget;
  std::map<std::pair<Toggles, std::size_t>, Observed> m_seen;
};

Toggles first(std::size_t count) {
  Toggles all(count);
  std::iota(all.begin(), all.end(), 0);
  return all;
}

Question about(std::size_t candidates, std::size_t subjects) {
  Question question;
  question.subjects = subjects;
  question.others = {first(candidates)};
  return question;
}

Question about_runs(std::size_t candidates, std::size_t subjects) {
  Question question;
  question.subjects = subjects;
  question.steady = first(candidates);
  return question;
}

std::string random_class(std::size_t subject, std::size_t repetition) {
  return std::to_string(subject) + " r" + std::to_string(repetition);
}

} // namespace

TEST(Inquiry, NamesTheOneCulpritOfSixteenOnThreeSubjects) {
  for (std::size_t culprit = 0; culprit < 16; ++culprit) {
    FakeLab lab([&](const Toggles& toggles, std::size_t subject, std::size_t) {
      return std::to_string(subject) + (has(toggles, culprit) ? " moved" : "");
    });
    const auto found = lab.ask(about(16, 3));
    ASSERT_EQ(found.kind, Kind::between);
    ASSERT_EQ(found.causes.size(), 1U);
    const auto& cause = found.causes.front();
    EXPECT_THAT(cause.toggles, ElementsAre(culprit));
    EXPECT_EQ(cause.subjects, 3U);
    EXPECT_EQ(cause.effective, 3U);
    EXPECT_FALSE(cause.random);
    EXPECT_LE(cause.chance, 0.05);
    EXPECT_EQ(found.innocent.size(), 15U);
    EXPECT_TRUE(found.complete);
    EXPECT_TRUE(found.sure);
    EXPECT_EQ(found.executions, lab.ran);
    EXPECT_EQ(found.classes, 2U);
    // Six or seven sets of toggles, and two of the culprit and of the reference on each of three subjects.
    EXPECT_LE(lab.ran, 7U + 12U);
  }
}

TEST(Inquiry, NeedsFourOfEachOnOneSubject) {
  FakeLab lab([](const Toggles& toggles, std::size_t, std::size_t) { return has(toggles, 0) ? "b" : "a"; });
  const auto found = lab.ask(about(1, 1));
  EXPECT_THAT(found.causes.front().toggles, ElementsAre(0U));
  const double odds = (2 / chance_of_split(4, 4) + 1 / chance_of_random(3, 3, 0)) / 3;
  EXPECT_DOUBLE_EQ(found.causes.front().chance, 1 / (share_of_between(0) * odds));
  EXPECT_LE(found.causes.front().chance, 0.05);
  EXPECT_EQ(lab.ran, 8U);
}

TEST(Inquiry, TellsTogetherFromEachAlone) {
  FakeLab together([](const Toggles& toggles, std::size_t, std::size_t) {
    return has(toggles, 1) && has(toggles, 4) ? "b" : "a";
  });
  const auto pair = together.ask(about(6, 1));
  ASSERT_EQ(pair.causes.size(), 1U);
  EXPECT_THAT(pair.causes.front().toggles, ElementsAre(1U, 4U));
  FakeLab each([](const Toggles& toggles, std::size_t, std::size_t) {
    return has(toggles, 1) || has(toggles, 4) ? "b" : "a";
  });
  const auto two = each.ask(about(6, 1));
  ASSERT_EQ(two.causes.size(), 2U);
  EXPECT_THAT(two.causes[0].toggles, ElementsAre(1U));
  EXPECT_THAT(two.causes[1].toggles, ElementsAre(4U));
  EXPECT_THAT(two.innocent, ElementsAre(0U, 2U, 3U, 5U));
}

TEST(Inquiry, LooksAtEveryAlternativeOfAFactor) {
  // Candidates 0 and 1 are two levels of one factor, 2 another factor.
  Question question;
  question.others = {{0, 2}, {1}};
  FakeLab lab([](const Toggles& toggles, std::size_t, std::size_t) {
    return has(toggles, 0) ? "b" : has(toggles, 1) ? "c" : "a";
  });
  const auto found = lab.ask(question);
  ASSERT_EQ(found.causes.size(), 2U);
  EXPECT_THAT(found.causes[1].toggles, ElementsAre(1U));
  EXPECT_THAT(found.tried, ElementsAre(0U, 1U, 2U));
  EXPECT_THAT(found.innocent, ElementsAre(2U));
}

TEST(Inquiry, SaysHowSureItIsThatNothingDiffers) {
  FakeLab lab([](const Toggles&, std::size_t subject, std::size_t) { return std::to_string(subject); });
  auto question = about(6, 3);
  question.repetitions = 5;
  const auto found = lab.ask(question);
  EXPECT_EQ(found.kind, Kind::nothing_differs);
  EXPECT_TRUE(found.complete);
  EXPECT_EQ(found.executions, 3U * 2 * 5);
  EXPECT_EQ(found.classes, 1U);
  EXPECT_DOUBLE_EQ(found.at_most, difference_at_most(27, 0.95));
  EXPECT_EQ(found.innocent.size(), 6U);
}

TEST(Inquiry, FindsADifferenceOfALaterSubjectOrRepetition) {
  FakeLab later([](const Toggles& toggles, std::size_t subject, std::size_t) {
    return subject == 2 && has(toggles, 3) ? "b" : "a";
  });
  const auto found = later.ask(about(5, 3));
  ASSERT_EQ(found.kind, Kind::between);
  EXPECT_EQ(found.subject, 2U);
  EXPECT_EQ(found.causes.front().subjects, 3U);
  EXPECT_EQ(found.causes.front().effective, 1U);
  EXPECT_LE(found.causes.front().chance, 0.05);
}

TEST(Inquiry, FindsWhatMakesRepetitionsIdentical) {
  for (std::size_t culprit = 0; culprit < 9; ++culprit) {
    FakeLab lab([&](const Toggles& toggles, std::size_t subject, std::size_t repetition) {
      return has(toggles, culprit) ? "fixed" : random_class(subject, repetition);
    });
    const auto found = lab.ask(about_runs(9, 1));
    ASSERT_EQ(found.kind, Kind::within);
    ASSERT_EQ(found.causes.size(), 1U);
    EXPECT_THAT(found.causes.front().toggles, ElementsAre(culprit));
    EXPECT_LE(found.causes.front().chance, 0.05);
    EXPECT_TRUE(found.sure);
    EXPECT_EQ(found.innocent.size(), 8U);
    EXPECT_LE(lab.ran, 30U);
  }
}

TEST(Inquiry, FindsTwoSourcesOfRandomness) {
  FakeLab lab([](const Toggles& toggles, std::size_t subject, std::size_t repetition) {
    return has(toggles, 0) && has(toggles, 5) ? "fixed" : random_class(subject, repetition);
  });
  const auto found = lab.ask(about_runs(8, 2));
  ASSERT_EQ(found.causes.size(), 1U);
  EXPECT_THAT(found.causes.front().toggles, ElementsAre(0U, 5U));
  EXPECT_EQ(found.causes.front().subjects, 2U);
  EXPECT_EQ(found.causes.front().effective, 2U);
}

TEST(Inquiry, SaysThatNoneOfTheCandidatesMakesItIdentical) {
  FakeLab lab([](const Toggles&, std::size_t subject, std::size_t repetition) {
    return random_class(subject, repetition);
  });
  const auto found = lab.ask(about_runs(8, 2));
  EXPECT_EQ(found.kind, Kind::within);
  EXPECT_THAT(found.causes, IsEmpty());
  EXPECT_EQ(found.innocent.size(), 8U);
  EXPECT_TRUE(found.complete);
  EXPECT_LE(lab.ran, 7U);
}

TEST(Inquiry, FewFalseNamesOfRareDifferences) {
  // One execution in four differs, and nothing makes them identical: a name is wrong, and must be rare.
  int named = 0;
  constexpr int k_tries = 200;
  for (std::uint32_t seed = 0; seed < k_tries; ++seed) {
    std::mt19937 random(seed);
    FakeLab lab([&](const Toggles&, std::size_t, std::size_t) { return random() % 4 == 0 ? "b" : "a"; });
    auto question = about_runs(6, 1);
    question.repetitions = 12;
    const auto found = lab.ask(question);
    named +=
        std::ranges::any_of(found.causes, [](const auto& cause) { return cause.chance <= 0.05; }) ? 1 : 0;
  }
  EXPECT_LE(named, k_tries / 20);
}

TEST(Inquiry, SeldomBlamesTheInnocent) {
  // No candidate does anything: executions give "b" or "c" with chance p each, whatever is switched.
  constexpr int k_tries = 300;
  for (const double p : {0.02, 0.05, 0.1, 0.25, 0.5}) {
    for (const std::size_t candidates : {1U, 3U, 8U}) {
      for (const std::size_t subjects : {1U, 2U, 3U}) {
        int named = 0;
        for (std::uint32_t seed = 0; seed < k_tries; ++seed) {
          std::mt19937 random(seed);
          std::uniform_real_distribution<double> draw(0, 1);
          FakeLab lab([&](const Toggles&, std::size_t, std::size_t) {
            const double at = draw(random);
            return at < p ? "b" : at < 2 * p ? "c" : "a";
          });
          auto question = about(candidates, subjects);
          question.steady = first(candidates);
          const auto found = lab.ask(question);
          named += std::ranges::any_of(found.causes, [](const auto& one) { return one.chance <= 0.05; });
        }
        // 15 are expected at most.
        EXPECT_LE(named, 15) << p << " " << candidates << " " << subjects;
      }
    }
  }
}

TEST(Inquiry, SeldomBlamesTheInnocentOfAStudyThatDiffers) {
  // Three executions of the reference and of each candidate are there already, and asked about as they
  // differ.
  constexpr int k_tries = 400;
  for (const double p : {0.05, 0.1, 0.3}) {
    for (const std::size_t candidates : {1U, 8U}) {
      int named = 0;
      int asked = 0;
      for (std::uint32_t seed = 0; asked < k_tries; ++seed) {
        std::mt19937 random(seed);
        std::bernoulli_distribution rare(p);
        std::map<Toggles, std::vector<std::string>> known;
        const auto lab = [&](const Toggles& toggles, std::size_t, std::size_t repetitions) {
          auto& seen = known[toggles];
          while (seen.size() < repetitions) {
            seen.emplace_back(rare(random) ? "b" : "a");
          }
          return Observed{seen, false, "", ""};
        };
        Question question;
        question.steady = first(candidates);
        std::set<std::string> classes;
        const auto look = [&](const Toggles& toggles) {
          const auto seen = lab(toggles, 0, 3);
          classes.insert(seen.classes.begin(), seen.classes.end());
        };
        look({});
        for (std::size_t i = 0; i < candidates; ++i) {
          question.others.push_back({i});
          look({i});
        }
        if (classes.size() < 2) {
          continue;
        }
        ++asked;
        const auto found = inquire(question, lab);
        named += std::ranges::any_of(found.causes, [](const auto& one) { return one.chance <= 0.05; });
      }
      // 20 are expected at most.
      EXPECT_LE(named, 20) << p << " " << candidates;
    }
  }
}

TEST(Inquiry, FindsTheCauseOfOccasionalDifferences) {
  int found_it = 0;
  for (std::uint32_t seed = 0; seed < 40; ++seed) {
    std::mt19937 random(seed);
    FakeLab lab([&](const Toggles& toggles, std::size_t, std::size_t) {
      return !has(toggles, 2) && random() % 2 == 0 ? "b" : "a";
    });
    const auto found = lab.ask(about_runs(6, 1));
    found_it += std::ranges::any_of(found.causes, [](const auto& one) { return one.toggles == Toggles{2}; });
  }
  EXPECT_GE(found_it, 30);
}

TEST(Inquiry, SaysWhatIsLeftWhenTheBudgetIsUsed) {
  for (std::size_t budget = 0; budget < 18; ++budget) {
    FakeLab lab([](const Toggles& toggles, std::size_t subject,
                   std::size_t) { return std::to_string(subject) + (has(toggles, 9) ? " moved" : ""); },
                budget);
    const auto found = lab.ask(about(16, 3));
    EXPECT_LE(lab.ran, budget);
    EXPECT_FALSE(found.complete) << budget;
    const bool named = !found.causes.empty() && found.causes.front().toggles == Toggles{9};
    EXPECT_TRUE(budget < 3 || named || has(found.open, 9) || has(found.held, 9)) << budget;
  }
}

TEST(Inquiry, GoesOnFromWhatWasRunBefore) {
  const Rule rule = [](const Toggles& toggles, std::size_t subject, std::size_t) {
    return std::to_string(subject) + (has(toggles, 9) ? " moved" : "");
  };
  FakeLab lab(rule);
  const auto once = lab.ask(about(16, 3));
  const auto ran = lab.ran;
  const auto again = lab.ask(about(16, 3));
  EXPECT_EQ(lab.ran, ran) << "nothing is run twice";
  EXPECT_EQ(again.executions, once.executions);
  EXPECT_DOUBLE_EQ(again.causes.front().chance, once.causes.front().chance);
}

TEST(Inquiry, TurnsToRepetitionsWhenTheReferenceIsNotSteady) {
  // The first two are alike, the third is not.
  FakeLab lab([](const Toggles& toggles, std::size_t, std::size_t repetition) {
    return has(toggles, 7) ? "fixed" : repetition < 2 ? "a" : "r" + std::to_string(repetition);
  });
  Question question;
  question.others = {{0, 1, 2}};
  question.steady = {6, 7};
  const auto found = lab.ask(question);
  EXPECT_EQ(found.kind, Kind::within);
  ASSERT_EQ(found.causes.size(), 1U);
  EXPECT_THAT(found.causes.front().toggles, ElementsAre(7U));
}

TEST(Inquiry, KnowsACauseThatMakesTheOutputRandom) {
  FakeLab lab([](const Toggles& toggles, std::size_t, std::size_t repetition) {
    return has(toggles, 2) ? "r" + std::to_string(repetition) : "a";
  });
  const auto found = lab.ask(about(4, 1));
  ASSERT_EQ(found.kind, Kind::between);
  EXPECT_THAT(found.causes.front().toggles, ElementsAre(2U));
  EXPECT_TRUE(found.causes.front().random);
}

TEST(Inquiry, TakesNoFailureForIdenticalRepetitions) {
  // 5 makes every execution fail in the same way; 2 makes the others identical.
  const auto found =
      inquire(about_runs(8, 1), [](const Toggles& toggles, std::size_t, std::size_t repetitions) {
        Observed observed;
        observed.failed = has(toggles, 5) ? "status 1" : "";
        for (std::size_t i = 0; i < repetitions; ++i) {
          observed.classes.push_back(has(toggles, 5) ? "failed" : has(toggles, 2) ? "a" : std::to_string(i));
        }
        return observed;
      });
  EXPECT_EQ(found.kind, Kind::within);
  ASSERT_EQ(found.causes.size(), 1U);
  EXPECT_THAT(found.causes.front().toggles, ElementsAre(2U));
  EXPECT_FALSE(has(found.innocent, 5));
}

TEST(Inquiry, SaysThatACauseMakesExecutionsFail) {
  const auto found = inquire(about(4, 3), [](const Toggles& toggles, std::size_t, std::size_t repetitions) {
    Observed observed;
    observed.failed = has(toggles, 2) ? "the program ended with exit status 3" : "";
    observed.classes.assign(repetitions, has(toggles, 2) ? "failed 3" : "a");
    return observed;
  });
  ASSERT_EQ(found.causes.size(), 1U);
  EXPECT_EQ(found.causes.front().failed, "the program ended with exit status 3");
}

TEST(Inquiry, WorksRoundWhatCannotBeRun) {
  const auto found = inquire(about(8, 1), [](const Toggles& toggles, std::size_t, std::size_t repetitions) {
    Observed observed;
    if (has(toggles, 5)) {
      observed.impossible = "excluded";
    } else {
      observed.classes.assign(repetitions, has(toggles, 1) ? "b" : "a");
    }
    return observed;
  });
  ASSERT_EQ(found.causes.size(), 1U);
  EXPECT_THAT(found.causes.front().toggles, ElementsAre(1U));
  EXPECT_FALSE(has(found.innocent, 5));
}

} // namespace reprovip::explain
