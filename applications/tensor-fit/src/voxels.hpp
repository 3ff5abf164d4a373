#pragma once

#include "fit.hpp"
#include "nifti.hpp"
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tensor_fit {

struct Options {
  bool nonlinear = true;
  double threshold = 1;      // of the first volume, above which a voxel counts
  std::size_t threads = 1;   // from 1
  std::size_t bootstrap = 0; // resamplings per voxel; 0 = none
  std::uint64_t seed = 0;    // of the bootstrap
};

// Sums over voxels that were fitted.
struct Sums {
  std::size_t voxels = 0;
  std::size_t unfitted = 0;    // voxels of the mask whose measurements determine no tensor
  std::size_t implausible = 0; // voxels with an eigenvalue below 0
  std::size_t outliers = 0;    // measurements further than 3 robust standard deviations from the fit
  double fa = 0;
  double fa_squared = 0;
  double fa_max = 0;
  double fa_sd = 0; // of the bootstrap
  double md = 0;    // mm^2/s
  double md_squared = 0;
  double md_max = 0;
  double residual = 0; // root mean square of a voxel, in units of the signal

  void add(const Sums& other);
};

struct Maps {
  std::vector<double> fa;
  std::vector<double> md;
  std::vector<double> fa_sd; // empty without bootstrap
  Sums sums;
};

// Fits every voxel of the mask; the others are 0. The maps do not depend on the number of threads. The sums
// do: a thread takes the next few voxels when it is free, keeps sums of its own, and adds them to the
// total when it ends, so that with two threads or more the last digits of a mean may differ from run to run,
// as in programs of this kind.
Maps fit_voxels(const Series& series, const Design& design, const Options& options);

// Standard deviation of FA by the wild bootstrap (Whitcher et al. 2008): the residuals of the linear fit,
// each with a random sign, make new measurements, which are fitted again. Depends on `seed` only.
double bootstrap_fa(const Design& design, const std::vector<double>& signals, std::size_t count,
                    std::uint64_t seed);

} // namespace tensor_fit
