#include "spins.hpp"

#include "maths.hpp"
#include "matrix.hpp"

namespace mrs_simulate {

namespace {

// A state's bit i is set when spin i is down.
bool is_down(std::size_t state, std::size_t spin) {
  return ((state >> spin) & 1U) != 0;
}

std::size_t flipped(std::size_t state, std::size_t spin) {
  return state ^ (std::size_t{1} << spin);
}

// In Hz. `shifts` in Hz too.
Real make_hamiltonian(const std::vector<double>& shifts, const std::vector<Coupling>& couplings) {
  const std::size_t size = std::size_t{1} << shifts.size();
  Real hamiltonian(size);
  for (std::size_t state = 0; state < size; ++state) {
    for (std::size_t spin = 0; spin < shifts.size(); ++spin) {
      hamiltonian(state, state) += is_down(state, spin) ? -shifts[spin] / 2 : shifts[spin] / 2;
    }
    for (const auto& [first, second, hertz] : couplings) {
      const bool parallel = is_down(state, first) == is_down(state, second);
      hamiltonian(state, state) += parallel ? hertz / 4 : -hertz / 4;
      if (!parallel) {
        hamiltonian(flipped(flipped(state, first), second), state) += hertz / 2;
      }
    }
  }
  return hamiltonian;
}

// F+ = sum of I_i+: raises one spin.
Real make_raising(std::size_t spins) {
  const std::size_t size = std::size_t{1} << spins;
  Real raising(size);
  for (std::size_t state = 0; state < size; ++state) {
    for (std::size_t spin = 0; spin < spins; ++spin) {
      if (is_down(state, spin)) {
        raising(flipped(state, spin), state) = 1;
      }
    }
  }
  return raising;
}

Real upside_down(const Real& matrix) {
  Real result(matrix.size());
  for (std::size_t row = 0; row < matrix.size(); ++row) {
    for (std::size_t column = 0; column < matrix.size(); ++column) {
      result(row, column) = matrix(matrix.size() - 1 - row, column);
    }
  }
  return result;
}

// In the basis of eigenstates, where evolution is a factor per element.
void evolve(Complex& density, const std::vector<double>& energies, double seconds) {
  for (std::size_t row = 0; row < density.size(); ++row) {
    for (std::size_t column = 0; column < density.size(); ++column) {
      density(row, column) *= turn(-(energies[row] - energies[column]) * seconds);
    }
  }
}

void add_lines(std::vector<Line>& lines, const std::vector<double>& shifts, const SpinSystem& system,
               const Sequence& sequence, double weight) {
  const auto [energies, states] = diagonalise(make_hamiltonian(shifts, system.couplings));
  const Real observed = product(transposed(states), product(make_raising(shifts.size()), states));
  // 180 degrees about x turns every spin over: the states in reverse order, but for a phase that cancels.
  const Real inversion = product(transposed(states), upside_down(states));
  const Real uninversion = transposed(inversion);
  Complex density(states.size());
  for (std::size_t row = 0; row < density.size(); ++row) {
    for (std::size_t column = 0; column < density.size(); ++column) {
      density(row, column) = 0.5 * (observed(row, column) + observed(column, row));
    }
  }
  const auto refocus = [&] { density = product(product(inversion, density), uninversion); };
  evolve(density, energies, sequence.te1 / 2);
  refocus();
  evolve(density, energies, (sequence.te1 + sequence.te2) / 2);
  refocus();
  evolve(density, energies, sequence.te2 / 2);
  const double norm = weight * 4 / static_cast<double>(density.size());
  for (std::size_t row = 0; row < density.size(); ++row) {
    for (std::size_t column = 0; column < density.size(); ++column) {
      const std::complex<double> amplitude = norm * density(row, column) * observed(column, row);
      if (std::norm(amplitude) > 1e-24) {
        // The challenge's axis runs the other way: the conjugate.
        lines.push_back({energies[row] - energies[column], std::conj(amplitude)});
      }
    }
  }
}

// For every state of the spectators from `index` on.
void add_split_lines(std::vector<Line>& lines, const std::vector<double>& shifts, const SpinSystem& system,
                     const Sequence& sequence, double weight, std::size_t index) {
  if (index == system.spectators.size()) {
    add_lines(lines, shifts, system, sequence, weight);
    return;
  }
  const auto& [states, hertz] = system.spectators[index];
  for (int state = 0; state < states; ++state) {
    auto split = shifts;
    for (std::size_t spin = 0; spin < hertz.size(); ++spin) {
      split[spin] += hertz[spin] * (state - (states - 1) / 2.0);
    }
    add_split_lines(lines, split, system, sequence, weight / states, index + 1);
  }
}

} // namespace

std::vector<Line> press_lines(const SpinSystem& system, const Sequence& sequence) {
  std::vector<double> shifts;
  for (const double ppm : system.ppm) {
    shifts.push_back((ppm - sequence.centre_ppm) * sequence.megahertz);
  }
  std::vector<Line> lines;
  add_split_lines(lines, shifts, system, sequence, system.weight, 0);
  return lines;
}

Signal sample(const std::vector<Line>& lines, std::size_t points, double dwell, double rate) {
  Signal signal(points);
  const double decay = exponential(-rate * dwell);
  for (const auto& [hertz, amplitude] : lines) {
    const auto step = turn(hertz * dwell) * decay;
    auto value = amplitude;
    for (auto& point : signal) {
      point += value;
      // Written out: the library's product of complex numbers may look for NaN, and does what the compiler
      // likes.
      value = {value.real() * step.real() - value.imag() * step.imag(),
               value.real() * step.imag() + value.imag() * step.real()};
    }
  }
  return signal;
}

} // namespace mrs_simulate
