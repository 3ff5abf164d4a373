#include "harness/base/format.hpp"
#include "harness/stats/distributions.hpp"
#include "harness/stats/random.hpp"
#include "harness/stats/sequential.hpp"
#include "harness/study/rounds.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <numbers>

namespace reprovip::study {
namespace {

// How often an adaptive repetition errs, by simulation: `nu` of `subjects` targets, one-way, its exact
// limits, looked at in the rounds of `min` and `max`. The truth is nu = 0.1, and so is the limit that
// decisions are about: the worst place.
constexpr double k_nu = 0.1;

enum class Rule { at_once, width, decided, passed };
constexpr std::array k_rules = {Rule::at_once, Rule::width, Rule::decided, Rule::passed};

struct Question {
  std::size_t subjects = 5;
  model::Repeat repeat;
  bool heavy = false; // noise of Student's t with 3 degrees of freedom, else normal
  double width = 0;   // of the rule `width(nu) < width`
};

struct Rates {
  double missed = 0; // the interval where it stopped does not hold the truth
  double passed = 0; // it says nu <= 0.1 with certainty
  double failed = 0; // it says nu > 0.1 with certainty
  double repetitions = 0;
};

struct Look {
  std::uint32_t count = 0;
  double low = 0; // quantiles that divide or multiply F
  double high = 0;
};

std::vector<Look> looks_of(const Question& question, bool corrected) {
  const auto rounds = rounds_of(question.repeat);
  const double confidence = corrected ? confidence_of_looks(0.95, rounds.size()) : 0.95;
  const double tail = (1 + confidence) / 2;
  std::vector<Look> looks;
  for (const auto count : rounds) {
    const auto n = static_cast<double>(question.subjects);
    const double df1 = n - 1;
    const double df2 = n * (count - 1.0);
    looks.push_back({count, stats::f_quantile(tail, df2, df1), stats::f_quantile(tail, df1, df2)});
  }
  return looks;
}

// One study, with running sums of each subject.
class Normal {
public:
  explicit Normal(std::uint64_t stream) : m_random(20221010, stream) {}
  double operator()() { // Box & Muller
    const double radius = std::sqrt(-2 * std::log(1 - m_random.uniform()));
    return radius * std::cos(2 * std::numbers::pi * m_random.uniform());
  }

private:
  stats::Random m_random;
};

class Simulated {
public:
  Simulated(const Question& question, std::uint64_t stream)
      : m_question(question), m_normal(stream), m_means(question.subjects), m_sums(question.subjects),
        m_squares(question.subjects) {
    for (auto& mean : m_means) {
      mean = std::sqrt(1 - k_nu * k_nu) * m_normal();
    }
  }

  void repeat_until(std::uint32_t count) {
    for (; m_count < count; ++m_count) {
      for (std::size_t i = 0; i < m_means.size(); ++i) {
        const double noise = k_nu * draw();
        m_sums[i] += noise;
        m_squares[i] += noise * noise;
      }
    }
  }

  double f() const {
    const double k = m_count;
    const auto n = static_cast<double>(m_means.size());
    double mean = 0;
    for (std::size_t i = 0; i < m_means.size(); ++i) {
      mean += (m_means[i] + m_sums[i] / k) / n;
    }
    double between = 0;
    double within = 0;
    for (std::size_t i = 0; i < m_means.size(); ++i) {
      between += k * std::pow(m_means[i] + m_sums[i] / k - mean, 2) / (n - 1);
      within += (m_squares[i] - m_sums[i] * m_sums[i] / k) / (n * (k - 1));
    }
    return between / within;
  }

private:
  double draw() {
    const double z = m_normal();
    if (!m_question.heavy) {
      return z;
    }
    const double chi = std::pow(m_normal(), 2) + std::pow(m_normal(), 2) + std::pow(m_normal(), 2);
    return z / std::sqrt(chi); // t(3) / sqrt(3): variance 1
  }

  const Question& m_question;
  Normal m_normal;
  std::vector<double> m_means;
  std::vector<double> m_sums;
  std::vector<double> m_squares;
  std::uint32_t m_count = 0;
};

double nu_of(double f, double k) {
  return std::sqrt(k / std::max(f + k - 1, 1e-12));
}

struct AtLook {
  std::uint32_t count = 0;
  double low = 0;
  double high = 0;
};

bool stops(Rule rule, const AtLook& at, double width) {
  const bool passes = at.high <= k_nu;
  return (rule == Rule::width && at.high - at.low < width) || (rule == Rule::passed && passes) ||
         (rule == Rule::decided && (passes || at.low > k_nu));
}

// By rule.
using RatesOfRules = std::array<Rates, k_rules.size()>;

void count_study(const std::vector<AtLook>& looks, double width, double share, RatesOfRules& rates) {
  for (std::size_t i = 0; i < k_rules.size(); ++i) {
    auto at = looks.begin();
    while (at + 1 != looks.end() && !stops(k_rules[i], *at, width)) {
      ++at;
    }
    rates[i].missed += at->low > k_nu || at->high < k_nu ? share : 0;
    rates[i].passed += at->high <= k_nu ? share : 0;
    rates[i].failed += at->low > k_nu ? share : 0;
    rates[i].repetitions += at->count * share;
  }
}

// With intervals of 95 % at every look, then with those of confidence_of_looks().
std::array<RatesOfRules, 2> rates_of(const Question& question, int studies) {
  const std::array looks = {looks_of(question, false), looks_of(question, true)};
  std::array<RatesOfRules, 2> rates;
  for (int i = 0; i < studies; ++i) {
    Simulated study(question, static_cast<std::uint64_t>(i));
    std::array<std::vector<AtLook>, 2> seen;
    for (std::size_t round = 0; round < looks[0].size(); ++round) {
      const auto count = looks[0][round].count;
      study.repeat_until(count);
      for (std::size_t kind = 0; kind < looks.size(); ++kind) {
        const auto& look = looks[kind][round];
        seen[kind].push_back(
            {count, nu_of(study.f() * look.low, count), nu_of(study.f() / look.high, count)});
      }
    }
    for (std::size_t kind = 0; kind < looks.size(); ++kind) {
      count_study(seen[kind], question.width, 1.0 / studies, rates[kind]);
    }
  }
  return rates;
}

void show(const Question& question, bool corrected, const RatesOfRules& rates) {
  std::cout << format(
      "| {} | {} to {} | {} | {} | {:.3f} | {:.3f} | {:.1f} | {:.3f} | {:.3f} | {:.1f} | {:.3f} |\n",
      question.subjects, question.repeat.minimum, question.repeat.maximum, question.heavy ? "t(3)" : "normal",
      corrected ? "shared" : "95 % each", rates[0].missed, rates[1].missed, rates[1].repetitions,
      rates[2].passed, rates[2].failed, rates[2].repetitions, rates[3].passed);
}

// The table of harness/study/README.md. With normal noise the shared confidence must keep what it promises;
// the noise of a simulation is allowed for with four standard errors.
TEST(AdaptiveRates, OfSharedConfidenceAreWithinTheirPromise) {
  const int studies = std::getenv("REPROVIP_LONG") != nullptr ? 20000 : 1000;
  const double promise = 0.05 + 4 * std::sqrt(0.05 * 0.95 / studies);
  const double promise_of_side = 0.025 + 4 * std::sqrt(0.025 * 0.975 / studies);
  for (const std::size_t subjects : {5U, 20U}) {
    for (const auto& [low, high] : {std::pair{2U, 10U}, std::pair{2U, 30U}, std::pair{5U, 100U}}) {
      for (const bool heavy : {false, true}) {
        Question question{.subjects = subjects, .heavy = heavy, .width = subjects == 5 ? 0.25 : 0.07};
        question.repeat.minimum = low;
        question.repeat.maximum = high;
        const auto rates = rates_of(question, studies);
        show(question, false, rates[0]);
        show(question, true, rates[1]);
        for (const auto& rate : rates[1]) {
          EXPECT_TRUE(heavy || rate.missed <= promise) << rate.missed;
          EXPECT_TRUE(heavy || rate.passed <= promise_of_side) << rate.passed;
          EXPECT_TRUE(heavy || rate.failed <= promise_of_side) << rate.failed;
        }
      }
    }
  }
}

// Wald's test of a rate, asked after every execution until it answers: its errors stay below alpha and beta,
// but for what it oversteps its limits, which makes them smaller.
TEST(AdaptiveRates, OfTheSequentialTestAreWithinItsPromise) {
  const int studies = std::getenv("REPROVIP_LONG") != nullptr ? 20000 : 1000;
  const stats::SprtQuestion question;
  for (const bool acceptable : {true, false}) {
    double wrong = 0;
    double runs = 0;
    for (int i = 0; i < studies; ++i) {
      stats::Random random(20221010, static_cast<std::uint64_t>(i));
      double failures = 0;
      double count = 0;
      auto answer = stats::SprtAnswer::go_on;
      while (answer == stats::SprtAnswer::go_on) {
        failures += random.uniform() < (acceptable ? question.p0 : question.p1) ? 1 : 0;
        answer = stats::sprt(failures, ++count, question).answer;
      }
      wrong += (answer == stats::SprtAnswer::acceptable) != acceptable ? 1.0 / studies : 0;
      runs += count / studies;
    }
    std::cout << format("sequential test at p{}: wrong {:.3f}, {:.0f} executions\n", acceptable ? 0 : 1,
                        wrong, runs);
    EXPECT_LE(wrong, 0.05 + 4 * std::sqrt(0.05 * 0.95 / studies));
  }
}

} // namespace
} // namespace reprovip::study
