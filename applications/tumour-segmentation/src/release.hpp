#pragma once

#include "standardise.hpp"

namespace tumour {

// What distinguishes the releases of the segmentation; README.md has the table.
struct Release {
  Standard standard = Standard::zscore; // unless another one is asked for
  bool diagonal = false;                // covariances without correlations
  bool vessels = true;                  // a class of what enhances without being bright in T2
  bool scaled_uptake = true;            // t1 is stretched to t1ce's range before it is subtracted
  double trim = 3;                      // distance beyond which a voxel counts less for the healthy classes
  double strength = 0.8;                // of the Markov random field
  double hyperintense = 2;              // FLAIR of an oedema's seed: standard deviations above grey matter
  double enhanced = 5;                  // t1ce - t1 of a seed: robust standard deviations above the brain's
  double boundary = 0.5; // of a typical enhancing voxel's uptake: less does not enhance; 0: no such rule
  double least_ml = 0.5; // of a lesion
  unsigned closing = 2;  // voxels by which the core is closed before it is filled
};

// "1.0" or "1.1".
std::optional<Release> find_release(const std::string& name);

} // namespace tumour
