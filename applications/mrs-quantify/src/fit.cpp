#include "fit.hpp"

#include "crlb.hpp"
#include "mistake.hpp"
#include "optimise.hpp"
#include <algorithm>
#include <atomic>
#include <cmath>
#include <random>
#include <thread>

namespace mrs_quantify {

namespace {

constexpr double k_pi = 3.14159265358979323846;

Points subtract(const Points& from, const Points& what) {
  Points rest(what.size());
  for (std::size_t i = 0; i < what.size(); ++i) {
    rest[i] = from[i] - what[i];
  }
  return rest;
}

// Of the last tenth, where little signal is left.
double last_points_noise(const Points& residual) {
  const auto count = std::max<std::size_t>(2, residual.size() / 10);
  double sum = 0;
  for (std::size_t i = residual.size() - std::min(count, residual.size()); i < residual.size(); ++i) {
    sum += std::norm(residual[i]);
  }
  return std::sqrt(sum / static_cast<double>(2 * count));
}

// std::uniform_real_distribution differs between libraries; this does not.
double uniform(std::mt19937_64& generator) {
  return static_cast<double>(generator() >> 11U) * 0x1.0p-53;
}

Eigen::VectorXd random_point(const Model& model, std::uint64_t seed, std::size_t iteration,
                             std::size_t start) {
  const Eigen::VectorXd width = model.upper() - model.lower();
  std::seed_seq words{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32U),
                      static_cast<std::uint32_t>(iteration), static_cast<std::uint32_t>(start)};
  std::mt19937_64 generator(words);
  Eigen::VectorXd point(width.size());
  for (Eigen::Index i = 0; i < width.size(); ++i) {
    point[i] = model.lower()[i] + uniform(generator) * width[i];
  }
  return point;
}

// From `known` when there is one, and from random points. Each has a generator and a place of its own, so
// that it does not matter which thread takes it.
std::vector<Optimum> multi_start(const Problem& problem, std::size_t starts, const Settings& settings,
                                 std::size_t iteration, const Optimum* known) {
  std::vector<Eigen::VectorXd> points;
  if (known != nullptr) {
    points.push_back(known->parameters);
  }
  if (known == nullptr && starts == 0) {
    points.emplace_back(0.5 * (problem.model.lower() + problem.model.upper()));
  }
  for (std::size_t i = 0; i < starts; ++i) {
    points.push_back(random_point(problem.model, settings.seed, iteration, i));
  }
  std::vector<Optimum> optima(points.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < optima.size(); i = next++) {
      optima[i] = optimise(problem, points[i], settings.tolerance);
    }
  };
  std::vector<std::thread> threads;
  for (std::size_t i = 1; i < std::min(settings.threads, optima.size()); ++i) {
    threads.emplace_back(work);
  }
  work();
  for (auto& thread : threads) {
    thread.join();
  }
  return optima;
}

Optimum best_of(const std::vector<Optimum>& optima, Fit& fit) {
  fit.starts.clear();
  fit.best = 0;
  for (std::size_t i = 0; i < optima.size(); ++i) {
    fit.starts.push_back({optima[i].cost, optima[i].evaluations, optima[i].converged});
    fit.best = optima[i].cost < optima[fit.best].cost ? i : fit.best;
  }
  return optima[fit.best];
}

void remove_water(const Signal& signal, const Parameters& parameters, Points& data, Fit& fit) {
  if (!(parameters.water_ppm > 0)) {
    return;
  }
  const double width = parameters.water_ppm * signal.axis.frequency * 1e-6;
  auto sinusoids = hlsvd(data, signal.axis.dwell, {0, 0, parameters.water_components}, parameters.lanczos);
  sinusoids.erase(std::remove_if(sinusoids.begin(), sinusoids.end(),
                                 [&](const Sinusoid& one) { return std::abs(one.frequency) > width; }),
                  sinusoids.end());
  fit.water_sinusoids = sinusoids.size();
  fit.water = evaluate(sinusoids, signal.axis.dwell, data.size());
  data = subtract(data, fit.water);
}

// Broad components of what the metabolites leave.
void estimate_background(const Points& rest, const Signal& signal, const Parameters& parameters, Fit& fit) {
  auto sinusoids = hlsvd(rest, signal.axis.dwell, parameters.background_svd, parameters.lanczos);
  sinusoids.erase(
      std::remove_if(sinusoids.begin(), sinusoids.end(),
                     [&](const Sinusoid& one) { return one.damping < parameters.background_threshold; }),
      sinusoids.end());
  fit.background_sinusoids = sinusoids;
  fit.background = evaluate(sinusoids, signal.axis.dwell, rest.size());
}

// As cQUEST: what a soft relation holds back has the uncertainty of its reference, times their ratio.
void bind_soft(const Parameters& parameters, Fit& fit) {
  for (const auto& relation : parameters.relations) {
    auto& follower = fit.estimates[relation.component];
    const auto& reference = fit.estimates[relation.reference];
    if (relation.kind == RelationKind::amplitude_soft && reference.amplitude > 0) {
      const double ratio = follower.amplitude / reference.amplitude;
      if (std::abs(std::abs(ratio - 1) - relation.percent / 100) < 1e-9) {
        follower.unit_sd = ratio * reference.unit_sd;
        follower.sd = ratio * reference.sd;
      }
    }
  }
}

Estimate make_estimate(const Component& component, const Slots& slots, const Model& model,
                       const Optimum& optimum, const Bounds& bounds, double noise) {
  Estimate estimate;
  estimate.name = component.name;
  estimate.macromolecule = component.macromolecule;
  const double real = optimum.amplitudes.x[slots.column];
  const auto& variance = bounds.amplitudes;
  estimate.amplitude = std::max(0.0, real);
  estimate.unit_sd = std::sqrt(variance(slots.column, slots.column));
  if (slots.column2 >= 0) {
    const double imaginary = optimum.amplitudes.x[slots.column2];
    const double size = std::hypot(real, imaginary);
    Eigen::VectorXd gradient = Eigen::VectorXd::Zero(variance.cols());
    gradient[slots.column] = size > 0 ? real / size : 1;
    gradient[slots.column2] = size > 0 ? imaginary / size : 0;
    estimate.amplitude = size;
    estimate.unit_sd = std::sqrt(gradient.dot(variance * gradient));
    estimate.phase = std::atan2(imaginary, real) * 180 / k_pi;
  }
  estimate.sd = noise * estimate.unit_sd;
  estimate.damping = slots.damping < 0 ? 0 : optimum.parameters[slots.damping];
  estimate.gaussian = slots.gaussian < 0 ? 0 : std::sqrt(optimum.parameters[slots.gaussian]);
  estimate.shift = optimum.parameters[slots.shift];
  estimate.shift_at_bound =
      estimate.shift <= model.lower()[slots.shift] || estimate.shift >= model.upper()[slots.shift];
  const double shift_sd = noise * bounds.parameters[slots.shift];
  estimate.shift_sd = estimate.shift_at_bound || shift_sd > 1e100 ? -1 : shift_sd;
  estimate.at_zero = estimate.amplitude <= 0;
  return estimate;
}

} // namespace

std::size_t last_point(const Signal& signal, const Parameters& parameters) {
  const auto last = parameters.last_point == 0 ? signal.points.size() : parameters.last_point;
  if (last > signal.points.size()) {
    throw Mistake(parameters.file, parameters.last_point_line,
                  "lastPoint is " + std::to_string(last) + ", the signal has " +
                      std::to_string(signal.points.size()) + " points; lower lastPoint");
  }
  if (parameters.truncated + 2 > last) {
    throw Mistake(parameters.file, parameters.last_point_line,
                  "nbTrunc leaves no points of the signal's " + std::to_string(last) + " to fit; lower it");
  }
  return last;
}

Fit quantify(const Signal& signal, const std::vector<Points>& basis, const Parameters& parameters,
             const Settings& settings) {
  Fit fit;
  const auto last = last_point(signal, parameters);
  const Model model(parameters, basis, signal.axis.dwell);
  Points data(signal.points.begin(), signal.points.begin() + static_cast<std::ptrdiff_t>(last));
  remove_water(signal, parameters, data, fit);
  fit.background.resize(last);
  std::size_t first = parameters.truncated;
  const Problem problem{model, Model::stack(data, first, last), first, last};
  auto optimum = best_of(multi_start(problem, parameters.starts, settings, 0, nullptr), fit);
  for (std::size_t i = 1; i < parameters.iterations && parameters.background; ++i) {
    const auto rest = subtract(data, model.evaluate(optimum.parameters, optimum.amplitudes.x, last));
    estimate_background(rest, signal, parameters, fit);
    first = 0;
    const Problem without{model, Model::stack(subtract(data, fit.background), first, last), first, last};
    optimum = best_of(multi_start(without, parameters.starts, settings, i, &optimum), fit);
  }
  fit.model = model.evaluate(optimum.parameters, optimum.amplitudes.x, last);
  fit.residual = subtract(subtract(data, fit.background), fit.model);
  fit.noise = last_points_noise(fit.residual);
  fit.cost = optimum.cost;
  fit.converged = optimum.converged;
  fit.phase = model.phase(optimum.parameters) * 180 / k_pi;
  const auto bounds = model_bounds(model, optimum.parameters, optimum.amplitudes, first, last);
  for (std::size_t i = 0; i < basis.size(); ++i) {
    fit.estimates.push_back(
        make_estimate(parameters.components[i], model.slots()[i], model, optimum, bounds, fit.noise));
  }
  bind_soft(parameters, fit);
  return fit;
}

} // namespace mrs_quantify
