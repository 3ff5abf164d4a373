// Subjects whose truth is known.
#pragma once

#include "metabolites.hpp"
#include <cstdint>

namespace mrs_simulate {

struct Acquisition {
  Sequence sequence;
  std::size_t points = 2048;
  double dwell = 1 / 4000.0;      // s
  double decay = 1 / 0.160;       // 1/s, T2 of the metabolites: in the basis, as the challenge has it
  double water_decay = 1 / 0.095; // 1/s
};

// The signal of a concentration of 1, without noise or extra damping.
struct Component {
  std::string name;
  Signal signal;
  double mean;
  double variation;
  std::string moves_with;
};

// The metabolites, and the macromolecules last.
std::vector<Component> make_basis(const Acquisition& acquisition);

struct Options {
  std::uint64_t seed = 1;
  std::size_t subjects = 14;
  double snr =
      60; // of NAA's methyl peak, of a mean subject, over the standard deviation of the real spectrum's noise
  double variability = 1; // multiplies every difference between subjects; 0: the same subject again and again
};

// Of a component in a subject: signal = amplitude * basis(t) * exp(-damping t) * exp(2 pi i shift t).
struct Truth {
  double amplitude; // mmol/l
  double damping;   // 1/s, of all components alike
  double shift;     // Hz
};

struct Subject {
  std::vector<Truth> truth; // one per component
  double noise;             // standard deviation of the real, and of the imaginary, part of a point
  Signal signal;
  Signal water;
};

// The noise of a cohort: that of a scanner, the same for all subjects.
double noise_level(const Acquisition& acquisition, double snr);

// Subject `index` of the cohort: the same, whatever the number of subjects. Concentrations are log-normal of
// the component's mean and variation; damping 12.6 +- 2 /s (4 Hz of line width), at least 5; the subject's
// shift +- 1 Hz, of each component, but for those that move with another, +- 0.2 Hz more.
Subject make_subject(const Acquisition& acquisition, const std::vector<Component>& basis,
                     const Options& options, std::size_t index);

} // namespace mrs_simulate
