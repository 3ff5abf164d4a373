#pragma once

#include "harness/stats/anova.hpp"
#include "harness/stats/limits.hpp"

#include <optional>

namespace reprovip::stats {

// Numerical-Population Variability Ratio as published (Chatelain et al. 2026,
// doi 10.64898/2026.01.09.698203): sigma_num^2 is the mean over subjects of the variance over repetitions,
// sigma_pop^2 the mean over repetitions of the variance over subjects, both with n - 1. An offset of a
// repetition is part of sigma_num, not of sigma_pop.
struct Npvr {
  double sd_num = 0;
  double sd_pop = 0;

  double ratio() const { return sd_num / sd_pop; }
};
// Needs a complete table of at least two rows (subjects) and two columns (repetitions). Nothing when the
// subjects do not differ in any column.
std::optional<Npvr> npvr(const Groups& table);

// Limits of the ratio by modified large samples (LargeSampleLimits): sigma_num^2 = (MSC + (n - 1) MSE) / n,
// sigma_pop^2 = (MSR + (k - 1) MSE) / k. Infinite above when sigma_pop may be 0. Needs MSR or MSE above 0.
Limits npvr_limits(const TwoWay& table, double confidence);

// F and p of "the columns have no offsets", of the two-way analysis without replication.
struct OffsetTest {
  double f = 0; // infinite when nothing but the columns differs
  double p = 1;
};
OffsetTest offset_test(const TwoWay& table);

} // namespace reprovip::stats
