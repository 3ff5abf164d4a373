#pragma once

#include "harness/score/finding_json.hpp"

#include "tests/unit/score/memory_set.hpp"
#include "tests/unit/score/samples.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

// What every metric must keep to, whatever it is given.
namespace reprovip::score::test {

// What makes a metric run, and quickly: only of the options that it declares.
inline Options usable_options(const MetricEntry& entry) {
  const Options wanted = {{"replicates", std::int64_t{100}},
                          {"permutations", std::int64_t{20}},
                          {"uncertainty", std::string("u")}};
  Options options;
  for (const auto& option : entry.declaration.options) {
    if (const auto found = wanted.find(option.name); found != wanted.end()) {
      options.insert(*found);
    }
  }
  return options;
}

inline void expect_number(const std::string& what, double value) {
  EXPECT_TRUE(std::isfinite(value)) << what << " is " << value;
}

// Nothing varies at either of two levels: neither is worse, and the ratio is 0/0.
inline bool repeats_exactly(const Finding& finding) {
  const auto is_zero = [&](const std::string& name) {
    return std::find(finding.fields.begin(), finding.fields.end(), std::pair(name, 0.0)) !=
           finding.fields.end();
  };
  return is_zero("sd_other") && is_zero("sd_reference");
}

inline void expect_honest(const Finding& finding, bool all_the_same) {
  if (finding.estimate) {
    expect_number("the estimate", *finding.estimate);
  } else {
    EXPECT_FALSE(finding.reason.empty()) << "no estimate and no reason";
    EXPECT_TRUE(all_the_same || repeats_exactly(finding) || finding.decision != std::optional(true))
        << "passes without an estimate: " << finding.reason;
  }
  if (finding.interval) {
    expect_number("the low limit", finding.interval->low);
    expect_number("the high limit", finding.interval->high);
    EXPECT_LE(finding.interval->low, finding.interval->high);
  }
  for (const auto& [name, value] : finding.fields) {
    expect_number(name, value);
  }
  EXPECT_TRUE(all_the_same || !finding.identical) << "identical, and the data differ";
}

// As a score shows it: what is beyond the range of numbers is absent there.
inline Finding shown(const Finding& finding) {
  model::Score score;
  put_into(finding, score);
  Finding copy = finding;
  copy.estimate = score.estimate;
  copy.interval = score.interval;
  copy.reason = score.reason;
  copy.decision = score.decision;
  copy.fields = score.fields;
  return copy;
}

inline Sample across_levels(Sample sample, std::uint32_t levels) {
  sample.across = true;
  for (std::uint32_t level = 0; level < levels; ++level) {
    sample.levels.push_back("level " + std::to_string(level + 1));
  }
  for (auto& target : sample.targets) {
    for (auto& observation : target.observations) {
      observation.slot = observation.column / levels;
      observation.column %= levels;
    }
    std::stable_sort(target.observations.begin(), target.observations.end(),
                     [](const auto& a, const auto& b) { return a.column < b.column; });
  }
  sample.columns = levels;
  return sample;
}

} // namespace reprovip::score::test
