#pragma once

#include "hlsvd.hpp"
#include "model.hpp"
#include "parameters.hpp"
#include "signal.hpp"
#include <cstdint>
#include <string>
#include <vector>

namespace mrs_quantify {

struct Settings {
  std::uint64_t seed = 0;
  std::size_t threads = 1;
  double tolerance = 1e-8; // relative, of cost and step
};

struct Estimate {
  std::string name;
  bool macromolecule = false;
  double amplitude = 0;
  double unit_sd = 0;  // Cramer-Rao bound of the amplitude for a noise of 1; times noise: sd()
  double sd = 0;       // Cramer-Rao bound of the amplitude
  double damping = 0;  // 1/s, of exp(-damping t)
  double gaussian = 0; // 1/s, of exp(-(gaussian t)^2)
  double shift = 0;    // Hz
  double shift_sd = 0; // Hz; negative: not determined
  double phase = 0;    // degrees
  bool at_zero = false;
  bool shift_at_bound = false;
};

struct Start {
  double cost = 0;
  int evaluations = 0;
  bool converged = false;
};

struct Fit {
  std::vector<Estimate> estimates;
  std::vector<Start> starts; // of the last iteration
  std::size_t best = 0;      // of them
  Points model;              // components alone; as long as the fitted points
  Points background;         // as long; zeros without
  Points water;              // what HLSVD removed before the fit; empty without
  Points residual;           // signal - water - background - model
  std::vector<Sinusoid> background_sinusoids;
  std::size_t water_sinusoids = 0;
  double noise = 0; // standard deviation of each real number, of the residual's last tenth
  double cost = 0;  // sum of squares of the last iteration
  double phase = 0; // phi0, degrees
  bool converged = false;
  std::vector<std::string> warnings;
};

// The quantification: HLSVD of the water when asked for; a fit of the points from nbTrunc, from nbTest random
// points within the bounds (from the middle when 0), of which the best is kept, the first of equals; then,
// nbIteration - 1 times when there is a background: HLSVD of the residual, and a fit of all points without
// its broad sinusoids, from where the last fit ended and from as many other random points. Depends on seed,
// not on threads.
Fit quantify(const Signal& signal, const std::vector<Points>& basis, const Parameters& parameters,
             const Settings& settings);

// The points that are fitted are those before this one. Throws std::invalid_argument when there are not as
// many.
std::size_t last_point(const Signal& signal, const Parameters& parameters);

} // namespace mrs_quantify
