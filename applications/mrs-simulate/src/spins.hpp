// Coupled spins 1/2 in an ideal PRESS sequence, by their density matrix.
#pragma once

#include <array>
#include <complex>
#include <cstddef>
#include <vector>

namespace mrs_simulate {

using Signal = std::vector<std::complex<double>>;

struct Coupling {
  std::size_t first;
  std::size_t second;
  double hertz;
};

// A nucleus that no pulse of the sequence touches, such as 31P (two states) or 14N (three): it splits the
// protons by its weak coupling to each, which a refocusing pulse undoes.
struct Spectator {
  int states;
  std::vector<double> hertz; // per proton; fewer: 0 for the rest
};

// Protons that are coupled among themselves, strongly or not. `weight` of them resonate as each of these
// does: 9 for the nine protons of three methyl groups, simulated as one.
struct SpinSystem {
  std::vector<double> ppm;
  std::vector<Coupling> couplings;
  double weight = 1;
  std::vector<Spectator> spectators;
};

struct Sequence {
  double te1 = 0.011;       // s: from the 90 degree pulse over the first 180 degree pulse to the first echo
  double te2 = 0.019;       // s: from there over the second one to the start of acquisition
  double megahertz = 123.2; // of protons
  double centre_ppm = 4.65; // what resonates at 0 Hz
};

// One transition: amplitude * exp(2 pi i hertz t), t from the start of acquisition. hertz = (centre - ppm) *
// megahertz, the sign of the ISMRM challenge.
struct Line {
  double hertz;
  std::complex<double> amplitude;
};

// The lines of a system after the sequence. Their amplitudes at TE 0 add up to weight * protons. Ideal
// pulses: 90 degrees about y, 180 degrees about x, no relaxation. H = 2 pi (sum nu_i I_iz + sum J_ij I_i
// I_j), diagonalised, without the weak coupling approximation (Levitt, Spin Dynamics, 2nd edition 2008).
std::vector<Line> press_lines(const SpinSystem& system, const Sequence& sequence);

// The lines at t = n * dwell, n < points, damped by exp(-rate t).
Signal sample(const std::vector<Line>& lines, std::size_t points, double dwell, double rate);

} // namespace mrs_simulate
