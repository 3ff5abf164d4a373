#pragma once

#include "geometry.hpp"
#include "signal.hpp"
#include "tissue.hpp"
#include <cstdint>
#include <vector>

namespace phantom {

// What is between the tissues and an image.
struct Acquisition {
  double snr = 20;    // white matter's signal over the noise of the real part; 0: no noise
  double bias = 0.12; // standard deviation of the logarithm of the receive field
  double texture = 1; // 1: 2 % of the signal in healthy tissue, 8 % in tumour
  double level = 0; // white matter's intensity without noise and bias; 0: drawn from [500, 1200] per contrast
  std::size_t threads = 1;
};

// Nothing but the tissues' signals; white matter has 1000.
Acquisition clean();

// |signal + noise| of a complex signal whose parts have noise of standard deviation sigma.
double rician(double signal, double sigma, double real_normal, double imaginary_normal);

// Mean signal of what a voxel consists of, white matter having 1.
double mean_signal(const Counts& voxel, Contrast contrast);

// Whole numbers from 1 up, 0 outside of the head.
std::vector<std::int16_t> acquire(const std::vector<Counts>& voxels, const Grid& grid, Contrast contrast,
                                  std::uint64_t seed, const Acquisition& how);

} // namespace phantom
