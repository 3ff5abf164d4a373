#pragma once

#include <cstddef>
#include <vector>

namespace reprovip::stats {

// What raters decided of units (voxels): yes or no. Units with the same decisions stand together.
struct Decisions {
  std::vector<bool> yes; // of each rater
  double units = 0;
};

struct Staple {
  std::vector<double> truth;       // of each entry: probability that the unit is a yes
  std::vector<double> sensitivity; // of each rater
  std::vector<double> specificity;
  std::size_t iterations = 0;
  bool converged = false;
};

// The truth that explains all raters best, and how good each of them is: expectation-maximisation of S. K.
// Warfield, K. H. Zou, W. M. Wells, IEEE TMI 23:903 (2004), two classes, no spatial prior. It starts, as ITK,
// from 0.99999 for all; the prior is the share of yes over all raters and units. It ends when no performance
// changes by 1e-14 or more (ITK already at about 1e-7), or after 10 000 rounds. Needs a rater, a unit, and
// both decisions in the data.
Staple staple(const std::vector<Decisions>& units);

} // namespace reprovip::stats
