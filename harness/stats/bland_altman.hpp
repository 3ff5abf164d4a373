#pragma once

#include "harness/stats/anova.hpp"
#include "harness/stats/mean_tests.hpp"

#include <cstddef>
#include <span>

namespace reprovip::stats {

// Interval of each limit of agreement:
//   approximate  t(n - 1) s sqrt(1/n + z^2 / (2 (n - 1))), Bland & Altman 1999
//   published    t(n - 1) s sqrt(3 / n), Bland & Altman 1986
//   exact        bias +- s t'/sqrt(n), t' of the noncentral t with n - 1 and z sqrt(n), Carkeet 2015
enum class LimitsInterval { approximate, published, exact };

struct AgreementQuestion {
  double multiplier = 1.96; // z: limits of agreement are bias +- z s; 1986 had 2
  double confidence = 0.95;
  LimitsInterval interval = LimitsInterval::approximate; // of the simple method
};

struct BlandAltman {
  std::size_t targets = 0;
  Ranged bias;
  double sd = 0; // of single differences
  Ranged lower;  // limits of agreement
  Ranged upper;
};

// One difference per target; needs two. Constant differences have limits equal to the bias, without width.
BlandAltman bland_altman(std::span<const double> differences, const AgreementQuestion& question);

// Repeated measurements x_ij, y_ij of targets whose true value does not change; any number of each. Bland &
// Altman 2007 (section 3): sd^2 = s^2(of the differences of a target's means) + (1 - 1/m_x) s_xw^2 + (1 -
// 1/m_y) s_yw^2, m the harmonic mean of the numbers of measurements, s_w^2 pooled within targets. Limits of
// agreement with MOVER intervals, Zou 2013: the sides of sd^2 are the root sums of squares of the sides
// (chi^2) of its parts, and those of a limit sqrt(z_c^2 s^2/n + z^2 (sqrt(side) - sd)^2), where the bias has
// the *normal* quantile z_c, not t: this is what gives Zou's published numbers. The bias's own interval has
// t(n - 1). `x` and `y` have the same targets in the same order, at least two, no group is empty. A part
// without degrees of freedom (all targets measured once) is 0.
BlandAltman bland_altman_repeated(const Groups& x, const Groups& y, const AgreementQuestion& question);

} // namespace reprovip::stats
