#pragma once

#include "parameters.hpp"
#include "signal.hpp"
#include <complex>
#include <vector>

namespace mrs_quantify {

// amplitude * exp((-damping + 2 pi i frequency) t), with a complex amplitude.
struct Sinusoid {
  std::complex<double> amplitude;
  double damping = 0;   // 1/s
  double frequency = 0; // Hz
};

// The damped sinusoids of a signal by HLSVD (Pijnappel et al., J Magn Reson 97 (1992) 122): the leading
// singular vectors of the Hankel matrix by Lanczos' bidiagonalisation with full reorthogonalisation, poles by
// shift invariance, amplitudes by least squares. lanczos = false: by the whole
// bidiagonalisation (HSVD), slower.
// Ordered by frequency. Poles that grow are among them.
std::vector<Sinusoid> hlsvd(const Points& points, double dwell, const Svd& svd, bool lanczos);

// Their sum at n * dwell, n from 0.
Points evaluate(const std::vector<Sinusoid>& sinusoids, double dwell, std::size_t count);

} // namespace mrs_quantify
