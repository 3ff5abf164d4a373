#pragma once

#include "harness/stats/components.hpp"

#include <optional>
#include <vector>

namespace reprovip::stats {

// Variance components of any design, balanced or not, by the likelihood of y = mean + random effects + run,
// all normal. Restricted (REML) or full; profiled over the mean and the run's variance, with sparse penalised
// least squares (Bates, Maechler, Bolker & Walker 2015, Journal of Statistical Software 67:1).
enum class Likelihood { restricted, full };

struct LikelihoodFit {
  std::vector<double> variances; // of each term, then of the run; 0 on the boundary
  double criterion = 0;          // -2 log likelihood, as R's lme4 prints it
  double mean = 0;
  double mean_error = 0; // standard error of the mean
};
// Needs values that are not all the same, terms all different, none with as many levels as there are
// observations. Deterministic. Nothing when no variance is left for the run.
std::optional<LikelihoodFit> fit_likelihood(const Effects& effects, Likelihood likelihood);

} // namespace reprovip::stats
