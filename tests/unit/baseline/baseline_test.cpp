#include "harness/baseline/accept.hpp"
#include "harness/baseline/difference.hpp"
#include "harness/baseline/verify.hpp"
#include "harness/stats/distributions.hpp"

#include "tests/unit/baseline/small_study.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace reprovip::baseline {
namespace {

using model::Status;

// Seeded; normal by the sum of twelve.
Numbers noisy(std::size_t subjects, std::size_t conditions, std::size_t repetitions, double sd = 1,
              std::uint32_t seed = 1) {
  std::mt19937 engine(seed);
  const auto normal = [&] {
    double sum = -6;
    for (int i = 0; i < 12; ++i) {
      sum += static_cast<double>(engine()) / 4294967296.0;
    }
    return sum;
  };
  Numbers numbers(subjects);
  for (std::size_t s = 0; s < subjects; ++s) {
    for (std::size_t c = 0; c < conditions; ++c) {
      auto& cell = numbers[s].emplace_back();
      for (std::size_t k = 0; k < repetitions; ++k) {
        cell.push_back(100.0 * static_cast<double>(s + 1) + sd * normal());
      }
    }
  }
  return numbers;
}

Seen seen_of(const std::string& subject, double value, const std::string& digest = "same") {
  Seen seen;
  seen.name = "result";
  seen.subject = subject;
  seen.digests = {{"table", "unseen"}, {"file", (digest + std::string(64, '0')).substr(0, 64)}};
  seen.values = {{"table", "x", "", value}};
  return seen;
}

Verification verified(const model::Baseline& baseline, const Seen& seen) {
  const auto result = verify(baseline, seen, 0.05);
  EXPECT_TRUE(result);
  return *result;
}

TEST(Accept, KeepsMeansDeviationsAndClasses) {
  const auto baseline = accept(small_study({{{1, 2, 3}}, {{5, 5, 8}}}));
  ASSERT_EQ(baseline.values.size(), 1U);
  const auto& cells = baseline.values[0].cells;
  ASSERT_EQ(cells.size(), 2U);
  EXPECT_EQ(cells[0].mean, 2);
  EXPECT_EQ(cells[0].sd, 1);
  EXPECT_EQ(cells[1].count, 3U);
  EXPECT_NEAR(baseline.values[0].within_sd, std::sqrt((2.0 + 6.0) / 4), 1e-15);
  EXPECT_EQ(baseline.outputs[0].cells[1].classes, 2U);
  EXPECT_EQ(baseline.outputs[1].cells[0].classes, 1U);
  EXPECT_EQ(baseline.outputs[1].cells[0].digests[0].second, 3U);
  EXPECT_EQ(baseline.deviating, 6U);
}

TEST(Accept, LeavesOutWhatFailed) {
  auto study = small_study({{{1, 2, 90}}});
  study.records[2]->ending.outcome = model::Outcome::failed;
  const auto baseline = accept(study);
  EXPECT_EQ(baseline.executions[0].second, 2U);
  EXPECT_EQ(baseline.values[0].cells[0].mean, 1.5);
}

TEST(Accept, LeavesOutWhatHasNoFiniteDeviation) {
  EXPECT_TRUE(accept(small_study({{{1.7e308, -1.7e308}}, {{1, 2}}})).values.empty());
  EXPECT_EQ(accept(small_study({{{1e100, 1.1e100}}})).values.size(), 1U);
}

TEST(BaselineFile, ReadsBackToTheSameText) {
  const auto baseline = accept(small_study(noisy(3, 2, 4)));
  const auto text = model::baseline_text(baseline);
  const auto json = parse_json(text);
  ASSERT_TRUE(json);
  const auto again = model::baseline_from_json(*json, "baseline.json");
  ASSERT_TRUE(again);
  EXPECT_EQ(model::baseline_text(*again), text);
  // A line per cell of a value, so that a difference is one of lines.
  EXPECT_NE(text.find("\n    {\"subject\":\"s3\",\"condition\":\"machine=m2\",\"n\":4,"), std::string::npos);
}

TEST(BaselineFile, RefusesWhatItDoesNotKnow) {
  EXPECT_FALSE(model::baseline_from_json(Json::object({{"kind", "other"}}), "f"));
  auto baseline = accept(small_study({{{1, 2}}}));
  auto json = model::to_json(baseline);
  json.set("subjects", Json::array());
  EXPECT_FALSE(model::baseline_from_json(json, "f"));
}

// A merge that went wrong must not leave a baseline that accepts everything.
TEST(BaselineFile, RefusesWhatIsDamaged) {
  const auto text = model::baseline_text(accept(small_study({{{1, 2}}})));
  const auto with = [&](const std::string& old, const std::string& other) {
    const auto at = text.find(old);
    EXPECT_NE(at, std::string::npos) << old;
    const auto json = parse_json(text.substr(0, at) + other + text.substr(at + old.size()));
    EXPECT_TRUE(json.has_value()) << old;
    return model::baseline_from_json(*json, "f").has_value();
  };
  EXPECT_TRUE(with("\"mean\":1.5", "\"mean\":1.5"));
  EXPECT_FALSE(with("\"mean\":1.5", "\"mean\":null"));
  EXPECT_FALSE(with("\"mean\":1.5,\"sd\":0.7", "\"mean\":1.5,\"sd\":-0.7"));
  EXPECT_FALSE(with("\"values\"", "\"value\""));
  EXPECT_FALSE(with("\"outputs\"", "\"output\""));
}

TEST(Verify, PassesByIdentity) {
  auto study = small_study({{{1, 2, 3}}});
  auto seen = seen_of("s1", 2);
  seen.digests[0].second = study.records[1]->outputs[0].canonical.hex;
  const auto result = verified(accept(study), seen);
  EXPECT_EQ(result.status, Status::pass);
  EXPECT_EQ(result.values[0].standing, Standing::identical);
  EXPECT_EQ(result.reason, "the same as an accepted execution");
}

// One subject, few executions: R's predict(lm(x ~ 1), interval = "prediction") of 5.1 4.8 5.6 5.0 5.3.
TEST(Verify, OfOneSubjectHasTheIntervalOfR) {
  const auto baseline = accept(small_study({{{5.1, 4.8, 5.6, 5.0, 5.3}}}));
  const auto result = verified(baseline, seen_of("s1", 6.0));
  EXPECT_EQ(result.basis, Basis::normal);
  EXPECT_NEAR(result.values[0].range->low, 4.23248447328, 1e-10);
  EXPECT_NEAR(result.values[0].range->high, 6.08751552672, 1e-10);
  EXPECT_EQ(result.status, Status::pass);
  EXPECT_EQ(verified(baseline, seen_of("s1", 6.1)).status, Status::fail);
}

TEST(Verify, OfManyExecutionsHasTheirOrderStatistic) {
  const auto numbers = noisy(5, 1, 8);
  const auto baseline = accept(small_study(numbers));
  EXPECT_EQ(baseline.deviating, 40U);
  const auto near = verified(baseline, seen_of("s2", 200));
  EXPECT_EQ(near.basis, Basis::executions);
  EXPECT_EQ(near.status, Status::pass);
  EXPECT_EQ(near.limit, baseline.deviations[1]); // the 39th of 40
  const auto far = verified(baseline, seen_of("s2", 206));
  EXPECT_EQ(far.status, Status::fail);
  EXPECT_GT(*far.values[0].distance, 1);
  EXPECT_NE(far.reason.find("table.x first"), std::string::npos);
}

// Leave one of an accepted set out, accept the others, verify it: alarms are one in twenty.
TEST(Verify, CallsOneInTwentyOfItsOwnKindOutside) {
  int outside = 0;
  constexpr int k_studies = 300;
  for (std::uint32_t seed = 1; seed <= k_studies; ++seed) {
    auto numbers = noisy(4, 1, 8, 1, seed);
    const double left_out = numbers[1][0].back();
    numbers[1][0].pop_back();
    outside += verified(accept(small_study(numbers)), seen_of("s2", left_out)).status == Status::fail ? 1 : 0;
  }
  // 99.9 % of a binomial share of 0.05.
  EXPECT_LT(outside, 15 + 3.29 * std::sqrt(300 * 0.05 * 0.95));
  EXPECT_GT(outside, 15 - 3.29 * std::sqrt(300 * 0.05 * 0.95));
}

TEST(Verify, CallsWhatNeverVariedOutsideWhenEnoughWereSeen) {
  const auto few = accept(small_study({{{3, 3, 3}}}));
  const auto enough = accept(small_study({{{3, 3, 3, 3}}, {{7, 7, 7, 7, 7}}})); // 3 + 4
  const auto many =
      accept(small_study({{{3, 3, 3, 3, 3, 3, 3}}, {{7, 7, 7, 7, 7, 7, 7}}, {{1, 1, 1, 1, 1, 1, 1}}}));
  EXPECT_EQ(verified(few, seen_of("s1", 3.5)).status, Status::inconclusive);
  EXPECT_EQ(verified(enough, seen_of("s1", 3.5)).status, Status::fail);
  EXPECT_EQ(verified(many, seen_of("s1", 3.5)).status, Status::fail);
  EXPECT_EQ(verified(many, seen_of("s1", 3)).status, Status::fail); // the table's class is another one
}

// One execution of each of twenty subjects: nothing could have differed, so that it did not says nothing.
TEST(Verify, CannotTellAChangeWhereNothingWasRepeated) {
  const auto once = verified(accept(small_study(noisy(20, 1, 1))), seen_of("s3", 300.5));
  EXPECT_EQ(once.status, Status::inconclusive);
  EXPECT_EQ(once.values[0].standing, Standing::unknown);
  // Four pairs are four repetitions, not eight executions: p^4 (1 - p) is up to 0.08.
  const auto pairs = verified(accept(small_study(noisy(4, 1, 2, 0))), seen_of("s3", 300.5));
  EXPECT_EQ(pairs.values[0].standing, Standing::unknown);
  const auto more = verified(accept(small_study(noisy(7, 1, 2, 0))), seen_of("s3", 300.5));
  EXPECT_EQ(more.values[0].standing, Standing::outside);
  const auto many = verified(accept(small_study(noisy(20, 1, 2, 0))), seen_of("s3", 300.5));
  EXPECT_EQ(many.values[0].standing, Standing::outside) << "as many as an order statistic needs tell no less";
}

// Means of equal numbers are that number, to the last bit.
TEST(Verify, OfTheSameNumberInEveryEnvironmentHoldsInANewOne) {
  for (const std::size_t environments : {3U, 8U, 10U}) {
    for (const double value : {0.1, 0.7, 1.0 / 3, 1e-9 / 7}) {
      const Numbers numbers = {std::vector<std::vector<double>>(environments, {value, value})};
      auto seen = seen_of("s1", value);
      seen.levels = {{"machine", "new"}};
      const auto result = verified(accept(small_study(numbers)), seen);
      EXPECT_EQ(result.values[0].standing, Standing::inside) << environments << ' ' << value;
    }
  }
}

TEST(Verify, CallsAnotherClassOutsideWhereThereWasOne) {
  const auto baseline = accept(small_study(noisy(5, 1, 8)));
  const auto result = verified(baseline, seen_of("s1", 100, "other"));
  EXPECT_EQ(result.status, Status::fail);
  EXPECT_EQ(result.outputs[1].standing, Standing::outside);
  // Where each execution has its own, nothing is said by another.
  const auto random = accept(small_study(noisy(5, 1, 8), false, ""));
  EXPECT_EQ(verified(random, seen_of("s1", 100, "other")).status, Status::pass);
}

TEST(Verify, CallsAnAbsentValueOutside) {
  auto seen = seen_of("s1", 100);
  seen.values.clear();
  const auto result = verified(accept(small_study(noisy(5, 1, 8))), seen);
  EXPECT_EQ(result.status, Status::fail);
  EXPECT_NE(result.values[0].reason.find("absent"), std::string::npos);
}

TEST(Verify, OfAnotherEnvironmentIsWider) {
  auto numbers = noisy(4, 3, 5, 0.01);
  for (auto& subject : numbers) {
    for (auto& value : subject[1]) {
      value += 1;
    }
    for (auto& value : subject[2]) {
      value -= 1;
    }
  }
  const auto baseline = accept(small_study(numbers));
  const auto somewhere = verified(baseline, seen_of("s1", 101.5));
  EXPECT_EQ(somewhere.basis, Basis::environments);
  EXPECT_EQ(somewhere.status, Status::pass);
  // Environments at -1, 0, 1: sd 1, two degrees of freedom, of three.
  const double half = stats::t_quantile(0.975, 2) * std::sqrt(4.0 / 3);
  EXPECT_NEAR(somewhere.values[0].range->high - *somewhere.values[0].centre, half, 0.05);
  auto known = seen_of("s1", 101.5);
  known.levels = {{"machine", "m1"}};
  const auto there = verified(baseline, known);
  EXPECT_EQ(there.basis, Basis::executions);
  EXPECT_EQ(there.status, Status::fail);
  known.levels = {{"machine", "m9"}};
  EXPECT_EQ(verified(baseline, known).basis, Basis::environments);
}

TEST(Verify, ChoosesTheReferenceOfVersions) {
  auto numbers = noisy(4, 2, 6);
  for (auto& subject : numbers) {
    for (auto& value : subject[1]) {
      value += 50;
    }
  }
  const auto baseline = accept(small_study(numbers, true));
  EXPECT_EQ(verified(baseline, seen_of("s1", 150)).status, Status::fail);
  auto second = seen_of("s1", 150);
  second.levels = {{"version", "m2"}};
  EXPECT_EQ(verified(baseline, second).status, Status::pass);
  second.levels = {{"version", "m3"}};
  EXPECT_FALSE(verify(baseline, second, 0.05));
}

TEST(Verify, OfASubjectNotAcceptedCannotTell) {
  const auto result = verified(accept(small_study(noisy(5, 1, 8))), seen_of("s9", 1e9));
  EXPECT_EQ(result.basis, Basis::subjects);
  EXPECT_EQ(result.status, Status::inconclusive);
  EXPECT_EQ(result.values[0].standing, Standing::outside);
}

TEST(Verify, SaysThatItIsAnAcceptedExecution) {
  auto seen = seen_of("s1", 100);
  seen.cell = std::string(60, 'a') + "1000";
  seen.repetition = 2;
  const auto result = verified(accept(small_study(noisy(5, 1, 8))), seen);
  ASSERT_FALSE(result.notes.empty());
  EXPECT_NE(result.notes[0].find("one of the accepted"), std::string::npos);
}

TEST(Difference, OfTheSameStudyIsNone) {
  const auto baseline = accept(small_study({{{3, 3, 3}}, {{7, 7, 7}}}));
  const auto result = difference(baseline, baseline, {});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->status, Status::pass);
  EXPECT_TRUE(result->values[0].identical);
  EXPECT_EQ(result->outputs[1].same, 2U);
  EXPECT_TRUE(result->changes.empty());
}

TEST(Difference, CallsAShiftAndASpreadWorse) {
  const auto before = accept(small_study(noisy(6, 1, 10), false, ""));
  auto shifted = noisy(6, 1, 10, 1, 2);
  for (auto& subject : shifted) {
    for (auto& value : subject[0]) {
      value += 9;
    }
  }
  const auto after = difference(before, accept(small_study(shifted, false, "")), {});
  ASSERT_TRUE(after);
  EXPECT_EQ(after->status, Status::fail);
  EXPECT_EQ(after->values[0].reason, "shifted");
  const auto wide = difference(before, accept(small_study(noisy(6, 1, 10, 4, 3), false, "")), {});
  ASSERT_TRUE(wide);
  EXPECT_EQ(wide->values[0].tests->spread_holds, false);
}

TEST(Difference, SaysWhatChanged) {
  auto study = small_study(noisy(3, 1, 4));
  const auto before = accept(study);
  study.plan.resolved.protocol.application.version = "2";
  study.plan.resolved.subjects[2].id = "other";
  const auto result = difference(before, accept(study), {});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->changes, (std::vector<std::string>{"version: 1 → 2", "subject s3: only in A",
                                                       "subject other: only in B"}));
}

} // namespace
} // namespace reprovip::baseline
