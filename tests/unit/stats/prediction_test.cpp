#include "harness/stats/distributions.hpp"
#include "harness/stats/prediction.hpp"
#include "harness/stats/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <limits>

namespace reprovip::stats {
namespace {

constexpr double k_infinite = std::numeric_limits<double>::infinity();
const Groups k_three = {{5.1, 4.8, 5.6}, {7.2, 7.9, 7.4}, {3.3, 2.9, 3.9}};

// R: predict(lm(y ~ group), interval = "prediction").
TEST(PredictRepeat, OfGroupsOfOneVarianceIsThatOfR) {
  const auto prior = variance_prior(k_three);
  EXPECT_EQ(prior.df, k_infinite); // variances 0.163, 0.13, 0.253: no more apart than chance
  EXPECT_NEAR(prior.variance, 0.182222222222, 1e-11);
  const auto group = repeats_of(k_three[0]);
  const auto prediction = predict_repeat(group, moderated_variance(group, prior));
  const double half = normal_limit(0.05, 1, prediction.df) * prediction.scale;
  EXPECT_NEAR(prediction.centre - half, 3.96055265720, 1e-10);
  EXPECT_NEAR(prediction.centre + half, 6.37278067614, 1e-10);
}

TEST(PredictRepeat, SharesAlphaAmongValues) {
  const auto group = repeats_of(k_three[2]);
  const auto prediction = predict_repeat(group, moderated_variance(group, variance_prior(k_three)));
  EXPECT_NEAR(prediction.centre - normal_limit(0.05, 35, prediction.df) * prediction.scale, 0.624505118711,
              1e-10);
}

TEST(PredictRepeat, OfOneGroupIsItsOwnT) {
  const Groups one = {{5.1, 4.8, 5.6, 5.0, 5.3}};
  const auto prior = variance_prior(one);
  EXPECT_EQ(prior.df, 0);
  const auto group = repeats_of(one[0]);
  const auto within = moderated_variance(group, prior);
  EXPECT_EQ(within.df, 4);
  const auto prediction = predict_repeat(group, within);
  EXPECT_NEAR(prediction.centre + normal_limit(0.05, 1, 4) * prediction.scale, 6.08751552672, 1e-10);
}

TEST(VariancePrior, OfGroupsFarApartLeavesEachItsOwn) {
  const Groups apart = {{0, 1, 2, 1, 0}, {0, 100, 200, 90, 10}, {0, 0.01, 0.02, 0.015, 0.005}};
  const auto prior = variance_prior(apart);
  EXPECT_GT(prior.df, 0);
  EXPECT_LT(prior.df, 2);
  const auto wide = repeats_of(apart[1]);
  EXPECT_NEAR(moderated_variance(wide, prior).value / wide.variance, 1, 0.25);
}

// What repeats by chance because it has few digits is not another kind.
TEST(VariancePrior, CountsRoundedRepetitionsAsTheOthers) {
  const Groups rounded = {{3, 3, 3}, {4, 5, 4}, {1, 1, 2}, {7, 7, 7}};
  EXPECT_EQ(variance_prior(rounded).df, k_infinite);
  const Groups exact = {{3, 3, 3}, {4.1828, 5.2717, 4.3373}, {1.27, 1.88, 2.03}, {7, 7, 7}};
  EXPECT_LT(variance_prior(exact).df, 5);
}

TEST(VariancePrior, OfNothingThatVariesPredictsTheSame) {
  const Groups same = {{3, 3, 3}, {4, 4, 4}};
  const auto group = repeats_of(same[0]);
  const auto prediction = predict_repeat(group, moderated_variance(group, variance_prior(same)));
  EXPECT_EQ(prediction.scale, 0);
  EXPECT_EQ(deviation_of(3, prediction), 0);
  EXPECT_EQ(deviation_of(3.000001, prediction), k_infinite);
}

// A value left out, and the rest asked about it.
TEST(LeftOut, IsTheDeviationFromTheRest) {
  const Groups one = {{5.1, 4.8, 5.6, 5.0, 5.3}};
  const std::vector<double> rest = {4.8, 5.6, 5.0, 5.3};
  const auto group = repeats_of(rest);
  const double expected = std::abs(5.1 - group.mean) / std::sqrt(group.variance * (1 + 1.0 / 5));
  EXPECT_NEAR(left_out_deviations(one)[0][0], expected, 1e-12);
}

// As if the prior were made anew of all but the value.
TEST(LeftOut, HasNoPartInThePriorThatItIsHeldTo) {
  const Groups all = {{1, 2, 4}, {10, 60, 41}, {7, 7.5, 7.1, 7.3}, {3, 9}};
  for (std::size_t group = 0; group < all.size(); ++group) {
    auto rest = all;
    const double value = rest[group].back();
    rest[group].pop_back();
    const auto mean = repeats_of(rest[group]);
    const auto within = moderated_variance(mean, variance_prior(rest));
    const auto n = static_cast<double>(all[group].size());
    const double expected = std::abs(value - mean.mean) / std::sqrt(within.value * (1 + 1 / n));
    EXPECT_NEAR(left_out_deviations(all)[group].back() / expected, 1, 1e-10) << group;
  }
}

TEST(LeftOut, OfWhatAloneDiffersIsInfinite) {
  const Groups one = {{1, 1, 1, 2, 1}};
  const auto deviations = left_out_deviations(one);
  EXPECT_EQ(deviations[0][3], k_infinite);
  EXPECT_LT(deviations[0][0], 1);
  EXPECT_EQ(left_out_deviations({{0.1, 0.1, 0.1}, {7, 7, 7.5}, {3, 3, 3}})[1][2], k_infinite);
}

TEST(OrderLimit, IsTheOrderStatisticOfOneMore) {
  const std::vector<double> largest = {9, 7, 5};
  EXPECT_EQ(executions_for(0.05), 19U);
  EXPECT_EQ(executions_for(0.1), 9U);
  EXPECT_FALSE(order_limit(largest, 18, 0.05));
  EXPECT_EQ(order_limit(largest, 19, 0.05), 9);
  EXPECT_EQ(order_limit(largest, 38, 0.05), 9);
  EXPECT_EQ(order_limit(largest, 39, 0.05), 7);  // 38th of 39: the usual 39 for two sides, of |deviation|
  EXPECT_FALSE(order_limit(largest, 100, 0.05)); // the fifth largest is not given
}

TEST(ChanceOfFirstChange, IsTheLargestOfAnyChance) {
  EXPECT_DOUBLE_EQ(chance_of_first_change(1), 1);
  EXPECT_GT(chance_of_first_change(7), 0.05);
  EXPECT_LT(chance_of_first_change(8), 0.05);
  for (double p = 0.01; p < 1; p += 0.01) {
    EXPECT_LE(std::pow(p, 7) * (1 - p), chance_of_first_change(8));
  }
}

// Mean squares of R's anova of y ~ subject * environment, 4 subjects, 3 environments, 2 repetitions.
TEST(NewEnvironment, HasThePartsOfTheMeanSquaresOfR) {
  const std::vector<double> y = {2.04, 2.71, 5.26,  3.85,  2.20,  2.03,  6.09,  7.12,
                                 6.78, 9.27, 4.26,  3.87,  8.28,  9.25,  11.15, 10.69,
                                 7.05, 7.35, 13.22, 12.20, 13.42, 13.06, 10.80, 9.33};
  std::vector<std::vector<Repeats>> table(4, std::vector<Repeats>(3));
  for (std::size_t i = 0; i < 12; ++i) {
    table[i / 3][i % 3] = repeats_of(std::span(y).subspan(2 * i, 2));
  }
  const auto parts = new_environment_parts(table);
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_NEAR(parts[0].value, 4.0 / 3 * 22.11652916666667 / 2 / 4, 1e-12);
  EXPECT_EQ(parts[0].df, 2);
  EXPECT_NEAR(parts[1].value, 4.0 / 3 * 0.76253472222222 / 2 * 3 / 4, 1e-12);
  EXPECT_EQ(parts[1].df, 6);
  EXPECT_NEAR(parts[2].value, 0.60218333333333 / 2, 1e-12);
  EXPECT_EQ(parts[2].df, 12);
}

TEST(HalfWidth, OfOnePartIsStudents) {
  const std::vector<VariancePart> one = {{4, 3}};
  EXPECT_NEAR(half_width_of(one, 0.05), 2 * t_quantile(0.975, 3), 1e-12);
  EXPECT_NEAR(satterthwaite_half_width(one, 0.05), 2 * t_quantile(0.975, 3), 1e-12);
}

TEST(Gamma, HasTheDerivativesOfR) {
  EXPECT_NEAR(digamma(1.7), 0.208547874873494, 1e-14);
  EXPECT_NEAR(trigamma(1.7), 0.793232830163998, 1e-14);
  for (const double x : {1e-5, 0.3, 1.7, 50.0, 1e5}) {
    EXPECT_NEAR(trigamma_inverse(trigamma(x)) / x, 1, 1e-6) << x;
  }
}

// One in twenty, by simulation. Seeded: the same every time. `REPROVIP_TEST_ALL`: more studies, closer
// bounds.
class Simulation {
public:
  explicit Simulation(std::uint64_t seed) : m_random(seed, 0) {}
  double normal() { return normal_quantile(m_random.uniform() * (1 - 1e-15) + 1e-16); }
  // Student's t of five degrees of freedom.
  double heavy() {
    double squares = 0;
    for (int i = 0; i < 5; ++i) {
      const double one = normal();
      squares += one * one;
    }
    return normal() / std::sqrt(squares / 5);
  }
  double uniform() { return m_random.uniform(); }
  std::size_t below(std::size_t bound) { return m_random.below(bound); }

private:
  Random m_random;
};

struct Design {
  std::size_t values = 1;
  std::size_t subjects = 1;
  std::size_t repetitions = 3;
};

bool is_long() {
  return std::getenv("REPROVIP_TEST_ALL") != nullptr;
}

// Values of one execution of a subject.
using Draw = std::function<std::vector<double>(Simulation&, std::size_t subject)>;

struct Alarms {
  double calibrated = 0;
  double normal = 0; // t, Bonferroni
  double scores = 0; // |z| > 1.96 of the subject's own mean and deviation
};

Alarms simulate(const Design& design, std::size_t studies, const Draw& draw) {
  Simulation simulation(20 * design.values + 3 * design.subjects + design.repetitions);
  Alarms alarms;
  for (std::size_t study = 0; study < studies; ++study) {
    std::vector<Groups> data(design.values, Groups(design.subjects));
    for (std::size_t s = 0; s < design.subjects; ++s) {
      for (std::size_t k = 0; k < design.repetitions; ++k) {
        const auto one = draw(simulation, s);
        for (std::size_t v = 0; v < design.values; ++v) {
          data[v][s].push_back(one[v]);
        }
      }
    }
    const auto subject = simulation.below(design.subjects);
    const auto next = draw(simulation, subject);
    std::vector<double> largest(design.subjects * design.repetitions);
    double deviation = 0;
    bool normal = false;
    bool score = false;
    for (std::size_t v = 0; v < design.values; ++v) {
      const auto prior = variance_prior(data[v]);
      std::size_t place = 0;
      for (const auto& group : left_out_deviations(data[v])) {
        for (const double one : group) {
          largest[place] = std::max(largest[place], one);
          ++place;
        }
      }
      const auto group = repeats_of(data[v][subject]);
      const auto within = moderated_variance(group, prior);
      const double own = deviation_of(next[v], predict_repeat(group, within));
      deviation = std::max(deviation, own);
      normal = normal || (within.df > 0 && own > normal_limit(0.05, design.values, within.df));
      score = score || std::abs(next[v] - group.mean) > 1.96 * std::sqrt(group.variance);
    }
    std::ranges::sort(largest, std::greater());
    const auto limit = order_limit(largest, largest.size(), 0.05);
    alarms.calibrated += limit && deviation > *limit ? 1 : 0;
    alarms.normal += normal ? 1 : 0;
    alarms.scores += score ? 1 : 0;
  }
  for (auto* share : {&alarms.calibrated, &alarms.normal, &alarms.scores}) {
    *share /= static_cast<double>(studies);
  }
  return alarms;
}

Draw correlated(std::size_t values, double (Simulation::*noise)(), double spread = 0) {
  return [=](Simulation& simulation, std::size_t subject) {
    const double common = simulation.normal();
    const double scale = std::exp(spread * (static_cast<double>(subject % 5) - 2));
    std::vector<double> one;
    for (std::size_t v = 0; v < values; ++v) {
      one.push_back(scale *
                    (values > 1 ? 0.7 * common + 0.7 * (simulation.*noise)() : (simulation.*noise)()));
    }
    return one;
  };
}

// 99.9 % of a binomial share whose true one is 0.05, and what plugging in the variances may add.
void expect_one_in_twenty(double share, std::size_t studies, double slack = 0.02) {
  const double reach = 3.29 * std::sqrt(0.05 * 0.95 / static_cast<double>(studies));
  EXPECT_LT(share, 0.05 + slack + reach);
  EXPECT_GT(share, std::max(0.0, 0.05 - 0.03 - reach));
}

TEST(OneInTwenty, HoldsExactlyForNormalValuesOfOneSubject) {
  const std::size_t studies = is_long() ? 100000 : 4000;
  const auto draw = correlated(1, &Simulation::normal);
  for (const std::size_t repetitions : {std::size_t{3}, std::size_t{10}}) {
    const auto alarms = simulate({1, 1, repetitions}, studies, draw);
    const double reach = 3.29 * std::sqrt(0.05 * 0.95 / static_cast<double>(studies));
    EXPECT_NEAR(alarms.normal, 0.05, reach) << repetitions;
    EXPECT_GT(alarms.scores, repetitions == 3 ? 0.2 : 0.07);
  }
}

TEST(OneInTwenty, HoldsForOneValue) {
  const std::size_t studies = is_long() ? 20000 : 1000;
  expect_one_in_twenty(simulate({1, 20, 3}, studies, correlated(1, &Simulation::normal)).calibrated, studies);
  expect_one_in_twenty(simulate({1, 5, 10}, studies, correlated(1, &Simulation::heavy)).calibrated, studies);
  expect_one_in_twenty(simulate({1, 5, 10}, studies, correlated(1, &Simulation::normal, 0.5)).calibrated,
                       studies);
}

TEST(OneInTwenty, HoldsForThirtyFiveValuesTogether) {
  const std::size_t studies = is_long() ? 5000 : 400;
  const auto normal = simulate({35, 5, 10}, studies, correlated(35, &Simulation::normal));
  expect_one_in_twenty(normal.calibrated, studies);
  EXPECT_GT(normal.scores, 0.5);
  const auto heavy = simulate({35, 20, 3}, studies, correlated(35, &Simulation::heavy));
  expect_one_in_twenty(heavy.calibrated, studies, 0.03);
  EXPECT_GT(heavy.normal, 0.09); // why the limit does not come from the normal distribution
  const auto unlike = simulate({35, 20, 3}, studies, correlated(35, &Simulation::normal, 0.7));
  expect_one_in_twenty(unlike.calibrated, studies);
}

TEST(OneInTwenty, HoldsForValuesOfFewDigits) {
  const std::size_t studies = is_long() ? 5000 : 400;
  const auto noise = correlated(35, &Simulation::normal);
  const auto rounded = [&](Simulation& simulation, std::size_t subject) {
    auto one = noise(simulation, subject);
    for (auto& value : one) {
      value = std::round(value);
    }
    return one;
  };
  expect_one_in_twenty(simulate({35, 20, 3}, studies, rounded).calibrated, studies);
}

// Two values, each with a chance of its own, repeated twice: pairs that differ are half as far from their
// mean as a new value may be.
TEST(OneInTwenty, HoldsForTwoRepetitionsOfYesOrNo) {
  const std::size_t studies = is_long() ? 20000 : 1000;
  for (const double chance : {0.2, 0.5}) {
    const auto draw = [&](Simulation& simulation, std::size_t) {
      return std::vector<double>{simulation.uniform() < chance ? 1.0 : 0.0};
    };
    const double reach = 3.29 * std::sqrt(0.05 * 0.95 / static_cast<double>(studies));
    EXPECT_LT(simulate({1, 20, 2}, studies, draw).calibrated, 0.05 + reach) << chance;
  }
}

// Another environment, of which the baseline had few: the interval holds at least, where Satterthwaite's does
// not.
TEST(OneInTwenty, HoldsForAnotherEnvironment) {
  const std::size_t studies = is_long() ? 20000 : 1500;
  Simulation simulation(5);
  double alarms = 0;
  double of_satterthwaite = 0;
  for (std::size_t study = 0; study < studies; ++study) {
    std::vector<double> effects = {2 * simulation.normal(), 2 * simulation.normal(), 2 * simulation.normal()};
    std::vector<std::vector<Repeats>> table(1);
    double centre = 0;
    for (const double effect : effects) {
      const std::vector<double> values = {effect + simulation.normal(), effect + simulation.normal(),
                                          effect + simulation.normal()};
      table[0].push_back(repeats_of(values));
      centre += table[0].back().mean / 3;
    }
    const double apart = std::abs(2 * simulation.normal() + simulation.normal() - centre);
    const auto parts = new_environment_parts(table);
    alarms += apart > half_width_of(parts, 0.05) ? 1 : 0;
    of_satterthwaite += apart > satterthwaite_half_width(parts, 0.05) ? 1 : 0;
  }
  const double reach = 3.29 * std::sqrt(0.05 * 0.95 / static_cast<double>(studies));
  EXPECT_LT(alarms / static_cast<double>(studies), 0.05 + reach);
  EXPECT_GT(alarms / static_cast<double>(studies), 0.02);
  EXPECT_GT(of_satterthwaite, alarms);
}

} // namespace
} // namespace reprovip::stats
