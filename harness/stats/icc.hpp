#pragma once

#include "harness/stats/anova.hpp"

namespace reprovip::stats {

// Shrout & Fleiss 1979 / McGraw & Wong 1996: ICC(1,1) ICC(A,1) ICC(C,1), and of the mean of k: ICC(1,k)
// ICC(A,k) ICC(C,k).
enum class IccForm { one, agreement, consistency, one_mean, agreement_mean, consistency_mean };

// The degrees of freedom v of the interval of ICC(A,k) come from ICC(A,1) (R's psych, pingouin, SPSS), or
// from ICC(A,k) itself (R's irr).
enum class AgreementLimits { psych, irr };

struct Icc {
  double estimate = 0; // may be negative: not truncated; minus infinity when the variance it is a share of is
                       // estimated at or below 0
  double f = 0;        // of the test against rho0
  double df1 = 0;
  double df2 = 0;
  double p = 0;
  double low = 0; // confidence limits; minus infinity of a mean when no mean has so low an ICC
  double high = 0;
  double v = 0; // Satterthwaite's degrees of freedom of the limits of agreement; 0 of the other forms
};

// One-way: from mean squares with k0 for unbalanced data (limits are then too narrow: see icc_unbalanced).
// Needs MSW > 0.
Icc icc_one_way(const OneWay& table, bool of_mean, double confidence, double rho0);
// Two-way, agreement or consistency. Needs MSR > 0 or MSE > 0; with MSE = 0, F is infinite. The interval of
// ICC(A,k) is that of ICC(A,1), stepped up by Spearman-Brown; `limits` says from which ICC its v comes. F
// with rho0 > 0 of agreement is MSR / (a0 MSC + b0 MSE).
Icc icc_two_way(const TwoWay& table, IccForm form, double confidence, double rho0,
                AgreementLimits limits = AgreementLimits::psych);

// Discriminability of one normal number per execution: 1/2 + atan(ICC / sqrt((1 - ICC) (ICC + 3))) / pi, for
// ICC(1,1) in [0, 1] (Wang, Bridgeford et al. 2020, arXiv 2005.11911).
double discriminability_of_icc(double icc);

} // namespace reprovip::stats
