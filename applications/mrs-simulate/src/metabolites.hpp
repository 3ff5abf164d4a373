// What the brain's spectrum at short echo time is made of: spin systems, and concentrations of a healthy
// cohort.
#pragma once

#include "spins.hpp"
#include <string>
#include <vector>

namespace mrs_simulate {

// Concentrations in mmol/l; between subjects they vary log-normally, with this coefficient of variation.
struct Metabolite {
  std::string name; // as the ISMRM challenge calls it
  double mean;
  double variation;
  std::string moves_with;          // has the shift of this metabolite; "": a shift of its own
  std::vector<SpinSystem> systems; // not coupled to each other
};

// Chemical shifts and couplings: see the table of ../README.md. Exchangeable protons (OH, NH, NH2) are left
// out.
std::vector<Metabolite> make_metabolites();

// A broad line of the macromolecules: Gaussian, of this full width at half maximum, with so many protons.
struct BroadLine {
  double ppm;
  double width_hz;
  double protons;
};

// One component, "Mac": its lines keep their ratios.
struct Macromolecules {
  double mean;
  double variation;
  std::vector<BroadLine> lines;
};

Macromolecules make_macromolecules();

} // namespace mrs_simulate
