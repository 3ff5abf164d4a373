#include "harness/explain/search.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <map>
#include <random>

namespace reprovip::explain {

namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

bool has(const Toggles& toggles, std::size_t one) {
  return std::ranges::find(toggles, one) != toggles.end();
}

// An oracle that is a rule, that counts its answers and fails when it is asked the same twice.
class Fake {
public:
  explicit Fake(std::function<bool(const Toggles&)> moves) : m_moves(std::move(moves)) {}

  Oracle oracle(std::size_t budget = 1000) {
    return [this, budget](const Toggles& toggles) {
      EXPECT_TRUE(std::ranges::is_sorted(toggles));
      EXPECT_FALSE(toggles.empty()) << "the reference is known";
      if (asked == budget) {
        return Answer::stopped;
      }
      EXPECT_EQ(++m_times[toggles], 1) << "asked twice";
      ++asked;
      return m_moves(toggles) ? Answer::moved : Answer::same;
    };
  }
  std::size_t asked = 0;

private:
  std::function<bool(const Toggles&)> m_moves;
  std::map<Toggles, int> m_times;
};

std::size_t log2_up(std::size_t number) {
  return static_cast<std::size_t>(std::bit_width(number - 1));
}

} // namespace

TEST(Search, FindsOneCulpritAmongAnyNumberWithFewAnswers) {
  for (std::size_t candidates = 1; candidates <= 16; ++candidates) {
    for (std::size_t culprit = 0; culprit < candidates; ++culprit) {
      Fake fake([&](const Toggles& toggles) { return has(toggles, culprit); });
      const auto found = find_causes(candidates, fake.oracle());
      ASSERT_THAT(found.causes, ElementsAre(ElementsAre(culprit))) << candidates;
      EXPECT_TRUE(found.complete);
      EXPECT_TRUE(found.rest_is_innocent);
      EXPECT_EQ(found.asked, fake.asked);
      EXPECT_LE(fake.asked, log2_up(candidates) + 3) << culprit << " of " << candidates;
    }
  }
}

TEST(Search, FindsTwoThatActOnlyTogether) {
  for (std::size_t a = 0; a < 16; ++a) {
    for (std::size_t b = a + 1; b < 16; ++b) {
      Fake fake([&](const Toggles& toggles) { return has(toggles, a) && has(toggles, b); });
      const auto found = find_causes(16, fake.oracle());
      ASSERT_THAT(found.causes, ElementsAre(ElementsAre(a, b)));
      EXPECT_TRUE(found.rest_is_innocent);
      EXPECT_LE(fake.asked, 2 * 4 + 5);
    }
  }
}

TEST(Search, FindsTwoThatEachSuffice) {
  for (std::size_t a = 0; a < 16; ++a) {
    for (std::size_t b = a + 1; b < 16; ++b) {
      Fake fake([&](const Toggles& toggles) { return has(toggles, a) || has(toggles, b); });
      const auto found = find_causes(16, fake.oracle());
      ASSERT_THAT(found.causes, ElementsAre(ElementsAre(a), ElementsAre(b)));
      EXPECT_TRUE(found.rest_is_innocent);
      EXPECT_LE(fake.asked, 2 * (4 + 2) + 1);
    }
  }
}

TEST(Search, FindsThreeThatActTogetherAndOneAlone) {
  Fake fake([](const Toggles& toggles) {
    return (has(toggles, 1) && has(toggles, 6) && has(toggles, 11)) || has(toggles, 13);
  });
  const auto found = find_causes(16, fake.oracle());
  EXPECT_THAT(found.causes, ElementsAre(ElementsAre(1, 6, 11), ElementsAre(13)));
  EXPECT_TRUE(found.rest_is_innocent);
}

TEST(Search, SaysThatNothingMovesAfterOneAnswer) {
  Fake fake([](const Toggles&) { return false; });
  const auto found = find_causes(16, fake.oracle());
  EXPECT_THAT(found.causes, IsEmpty());
  EXPECT_TRUE(found.complete);
  EXPECT_TRUE(found.rest_is_innocent);
  EXPECT_EQ(fake.asked, 1U);
}

TEST(Search, HasNothingToAskWithoutCandidates) {
  Fake fake([](const Toggles&) { return true; });
  const auto found = find_causes(0, fake.oracle());
  EXPECT_TRUE(found.complete);
  EXPECT_EQ(fake.asked, 0U);
}

TEST(Search, SaysWhatIsLeftWhenItIsStopped) {
  for (std::size_t budget = 0; budget < 9; ++budget) {
    Fake fake([](const Toggles& toggles) { return has(toggles, 11); });
    const auto found = find_causes(16, fake.oracle(budget));
    const bool named = std::ranges::find(found.causes, Toggles{11}) != found.causes.end();
    EXPECT_EQ(found.complete, budget >= 7) << budget;
    EXPECT_EQ(fake.asked, std::min<std::size_t>(budget, 7));
    EXPECT_TRUE(named || has(found.open, 11) || has(found.held, 11)) << budget;
    if (budget >= 1 && budget <= 4) {
      EXPECT_EQ(found.open.size(), std::size_t{16} >> (budget - 1));
    }
  }
}

TEST(Search, LeavesTogetherWhatCannotBeHadApart) {
  // 3 and 4 cannot be run one without the other.
  const Oracle oracle = [](const Toggles& toggles) {
    if (has(toggles, 3) != has(toggles, 4)) {
      return Answer::unknown;
    }
    return has(toggles, 3) ? Answer::moved : Answer::same;
  };
  EXPECT_THAT(find_causes(8, oracle).causes, ElementsAre(ElementsAre(3, 4)));
}

TEST(Search, LooksAtHalvesWhenAllTogetherCannotBeRun) {
  const Oracle oracle = [](const Toggles& toggles) {
    return has(toggles, 7) ? Answer::unknown : has(toggles, 2) ? Answer::moved : Answer::same;
  };
  const auto found = find_causes(8, oracle);
  EXPECT_THAT(found.causes, ElementsAre(ElementsAre(2)));
  EXPECT_FALSE(found.rest_is_innocent) << "7 was never seen";
}

TEST(Search, EndsWhateverTheAnswers) {
  for (std::uint32_t seed = 0; seed < 500; ++seed) {
    std::mt19937 random(seed);
    std::size_t asked = 0;
    const Oracle noisy = [&](const Toggles&) {
      ++asked;
      const auto answer = random() % 10;
      return answer < 5 ? Answer::moved : answer < 9 ? Answer::same : Answer::unknown;
    };
    const auto found = find_causes(12, noisy);
    EXPECT_EQ(found.asked, asked);
    Toggles all;
    for (const auto& cause : found.causes) {
      all.insert(all.end(), cause.begin(), cause.end());
    }
    std::ranges::sort(all);
    EXPECT_EQ(std::ranges::adjacent_find(all), all.end()) << "causes are disjoint";
    EXPECT_LT(asked, 200U);
  }
}

TEST(Search, NamesNobodyWhoWasNotSeenToBeNeeded) {
  // Any rule that is monotone: each cause moves, and without any one of it does not.
  for (std::uint32_t seed = 0; seed < 200; ++seed) {
    std::mt19937 random(seed);
    std::vector<Toggles> rule;
    for (std::size_t i = 0; i < 1 + seed % 3; ++i) {
      Toggles all;
      for (std::size_t one = 0; one < 10; ++one) {
        if (random() % 4 == 0) {
          all.push_back(one);
        }
      }
      rule.push_back(all.empty() ? Toggles{seed % 10} : all);
    }
    const auto moves = [&](const Toggles& toggles) {
      return std::ranges::any_of(rule, [&](const auto& set) { return std::ranges::includes(toggles, set); });
    };
    Fake fake(moves);
    const auto found = find_causes(10, fake.oracle());
    ASSERT_FALSE(found.causes.empty());
    for (const auto& cause : found.causes) {
      EXPECT_NE(std::ranges::find(rule, cause), rule.end());
      EXPECT_TRUE(moves(cause));
    }
  }
}

TEST(Search, TriesTheMiddleFirst) {
  EXPECT_THAT(middles(0, 4), ElementsAre(2, 1, 3));
  EXPECT_THAT(middles(0, 2), ElementsAre(1));
  EXPECT_THAT(middles(3, 4), IsEmpty());
}

} // namespace reprovip::explain
