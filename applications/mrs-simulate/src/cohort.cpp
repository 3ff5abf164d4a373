#include "cohort.hpp"

#include "maths.hpp"
#include "random.hpp"
#include <algorithm>
#include <cmath>
#include <map>

namespace mrs_simulate {

namespace {

constexpr double k_damping = 12.6;
constexpr double k_damping_sd = 2;
constexpr double k_least_damping = 5;
constexpr double k_subject_shift_sd = 1;
constexpr double k_component_shift_sd = 0.2;
// Protons of water in a voxel of 60 % grey matter, mmol/l (the challenge's README).
constexpr double k_water = 2 * 29697.0;

Signal sample_broad_lines(const std::vector<BroadLine>& lines, const Acquisition& acquisition) {
  Signal sum(acquisition.points);
  for (const auto& [ppm, width, protons] : lines) {
    const double hertz = (acquisition.sequence.centre_ppm - ppm) * acquisition.sequence.megahertz;
    // Of a Gaussian line with this full width at half maximum.
    const double curvature = k_pi * width * k_pi * width / (4 * logarithm(2));
    for (std::size_t i = 0; i < sum.size(); ++i) {
      const double time = static_cast<double>(i) * acquisition.dwell;
      sum[i] += protons * exponential(-std::min(curvature * time * time, 600.0)) * turn(hertz * time);
    }
  }
  return sum;
}

// Log-normal of this mean and coefficient of variation.
double draw_concentration(const Component& component, double variability, Random& random) {
  const double variation = component.variation * variability;
  const double variance = logarithm(1 + variation * variation);
  return component.mean * exponential(std::sqrt(variance) * random.normal() - variance / 2);
}

std::vector<Truth> draw_truth(const std::vector<Component>& basis, const Options& options,
                              std::size_t index) {
  Random random(options.seed, 2 * index);
  const double spread = options.variability;
  const double damping = std::max(k_least_damping, k_damping + spread * k_damping_sd * random.normal());
  const double shift = spread * k_subject_shift_sd * random.normal();
  std::vector<Truth> truth;
  std::map<std::string, double> shifts;
  for (const auto& component : basis) {
    const double amplitude = draw_concentration(component, spread, random);
    const double own = shift + spread * k_component_shift_sd * random.normal();
    const auto leader = shifts.find(component.moves_with);
    shifts[component.name] = leader == shifts.end() ? own : leader->second;
    truth.push_back({amplitude, damping, shifts[component.name]});
  }
  return truth;
}

void add(Signal& sum, const Signal& basis, const Truth& truth, double dwell) {
  for (std::size_t i = 0; i < sum.size(); ++i) {
    const double time = static_cast<double>(i) * dwell;
    const double size = truth.amplitude * exponential(-truth.damping * time);
    const auto phase = turn(truth.shift * time);
    sum[i] += std::complex<double>{size * (basis[i].real() * phase.real() - basis[i].imag() * phase.imag()),
                                   size * (basis[i].real() * phase.imag() + basis[i].imag() * phase.real())};
  }
}

} // namespace

std::vector<Component> make_basis(const Acquisition& acquisition) {
  std::vector<Component> basis;
  for (const auto& metabolite : make_metabolites()) {
    std::vector<Line> lines;
    for (const auto& system : metabolite.systems) {
      const auto more = press_lines(system, acquisition.sequence);
      lines.insert(lines.end(), more.begin(), more.end());
    }
    basis.push_back({metabolite.name, sample(lines, acquisition.points, acquisition.dwell, acquisition.decay),
                     metabolite.mean, metabolite.variation, metabolite.moves_with});
  }
  const auto broad = make_macromolecules();
  basis.push_back({"Mac", sample_broad_lines(broad.lines, acquisition), broad.mean, broad.variation, ""});
  return basis;
}

double noise_level(const Acquisition& acquisition, double snr) {
  const double naa = make_metabolites().front().mean;
  // The sum of a geometric series: the height of a Lorentzian line of 3 protons in the discrete spectrum.
  const double rate = acquisition.decay + k_damping;
  const double height = 3 * naa / (1 - exponential(-rate * acquisition.dwell));
  return height / (snr * std::sqrt(static_cast<double>(acquisition.points)));
}

Subject make_subject(const Acquisition& acquisition, const std::vector<Component>& basis,
                     const Options& options, std::size_t index) {
  Subject subject;
  subject.truth = draw_truth(basis, options, index);
  subject.noise = noise_level(acquisition, options.snr);
  subject.signal.resize(acquisition.points);
  for (std::size_t i = 0; i < basis.size(); ++i) {
    add(subject.signal, basis[i].signal, subject.truth[i], acquisition.dwell);
  }
  const auto& first = subject.truth.front();
  subject.water = sample({{first.shift, k_water}}, acquisition.points, acquisition.dwell,
                         acquisition.water_decay + first.damping);
  Random random(options.seed, 2 * index + 1);
  for (auto& point : subject.signal) {
    const double real = subject.noise * random.normal();
    point += std::complex<double>{real, subject.noise * random.normal()};
  }
  return subject;
}

} // namespace mrs_simulate
