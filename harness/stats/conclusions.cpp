#include "harness/stats/conclusions.hpp"

#include "harness/base/assert.hpp"
#include "harness/stats/distributions.hpp"

#include <cmath>

namespace reprovip::stats {

double sd_of_cohen_d(double nu, double d, double n1, double n2, double df) {
  return nu * std::sqrt(1 / n1 + 1 / n2 + d * d / df);
}

double sd_of_t(double nu) {
  return nu;
}

double sd_of_partial_r(double nu, double r, double n) {
  return nu * std::sqrt(std::pow(1 - r * r, 3) / (n - 1));
}

double sd_of_f(double nu, double f) {
  return 2 * std::sqrt(f) * nu;
}

double sd_of_p_of_t(double nu, double t, double df) {
  return 2 * t_density(std::abs(t), df) * sd_of_t(nu);
}

double sd_of_p_of_f(double nu, double f, double df2) {
  return f_density(f, 1, df2) * sd_of_f(nu, f);
}

double subjects_for_sd_of_d(double nu, double sd) {
  REPROVIP_ASSERT(sd > 0);
  return 4 * nu * nu / (sd * sd);
}

std::optional<Flip> flip_probability(double p0, double sd, double alpha) {
  REPROVIP_ASSERT(p0 > 0 && p0 < 1 && alpha > 0 && alpha < 1 && sd > 0);
  const double kappa = p0 * (1 - p0) / (sd * sd) - 1;
  if (!(kappa > 0)) {
    return std::nullopt;
  }
  Flip flip{p0 * kappa, (1 - p0) * kappa, 0};
  flip.probability =
      p0 <= alpha ? beta_upper_tail(alpha, flip.a, flip.b) : beta_upper_tail(1 - alpha, flip.b, flip.a);
  return flip;
}

} // namespace reprovip::stats
