#include "metrics.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

namespace mrs_quantify {

namespace {

constexpr std::size_t k_lags = 20;

using Amplitudes = std::map<std::string, double>;

std::optional<double> sum(const Amplitudes& amplitudes, const std::vector<std::string>& names) {
  std::optional<double> total;
  for (const auto& name : names) {
    const auto found = amplitudes.find(name);
    if (found != amplitudes.end()) {
      total = total.value_or(0) + found->second;
    }
  }
  return total;
}

void add_ratios(const Amplitudes& amplitudes, Metrics& metrics) {
  const auto creatine = sum(amplitudes, {"Cr", "PCr"});
  const auto add = [&](const std::string& name, const std::optional<double>& value) {
    if (value) {
      metrics.emplace_back(name, *value);
    }
  };
  add("tCr", creatine);
  const std::vector<std::pair<std::string, std::vector<std::string>>> sums = {
      {"tNAA", {"NAA", "NAAG"}}, {"tCho", {"GPC", "PCho", "Cho"}},
      {"Glx", {"Glu", "Gln"}},   {"NAA", {"NAA"}},
      {"Glu", {"Glu"}},          {"Gln", {"Gln"}},
      {"Ins", {"Ins"}},          {"Tau", {"Tau"}},
      {"GABA", {"GABA"}},        {"Lac", {"Lac"}}};
  for (const auto& item : sums) {
    const auto value = sum(amplitudes, item.second);
    if (item.second.size() > 1) {
      add(item.first, value);
    }
    if (value && creatine && *creatine > 0) {
      metrics.emplace_back(item.first + "/tCr", *value / *creatine);
    }
  }
}

// Of lags 1 to k_lags; complex noise has squared magnitudes of 2 degrees of freedom over 2n.
std::vector<std::complex<double>> autocorrelation(const Points& residual) {
  std::vector<std::complex<double>> lags;
  double power = 0;
  for (const auto& point : residual) {
    power += std::norm(point);
  }
  for (std::size_t lag = 1; power > 0 && lag <= k_lags && lag < residual.size(); ++lag) {
    std::complex<double> product = 0;
    for (std::size_t i = lag; i < residual.size(); ++i) {
      product += residual[i] * std::conj(residual[i - lag]);
    }
    lags.push_back(product / power);
  }
  return lags;
}

void add_whiteness(const Points& residual, Metrics& metrics) {
  const auto lags = autocorrelation(residual);
  if (lags.size() < k_lags) {
    return;
  }
  const auto n = static_cast<double>(residual.size());
  double statistic = 0;
  for (std::size_t i = 0; i < lags.size(); ++i) {
    statistic += std::norm(lags[i]) / (n - static_cast<double>(i + 1));
  }
  statistic *= 2 * n * (n + 2);
  metrics.emplace_back("residual_lag1", lags.front().real());
  metrics.emplace_back("residual_whiteness_p", chi_squared_tail(statistic, 2.0 * k_lags));
}

double root_mean_square(const Points& points) {
  double total = 0;
  for (const auto& point : points) {
    total += std::norm(point);
  }
  return std::sqrt(total / static_cast<double>(2 * points.size()));
}

} // namespace

std::string metabolite(const std::string& component) {
  static const std::map<std::string, std::string> others = {
      {"Cre", "Cr"}, {"mI", "Ins"}, {"mIns", "Ins"}, {"PCh", "PCho"}, {"Scyllo", "sIns"}};
  const auto name = component.substr(0, component.find('_'));
  const auto found = others.find(name);
  return found == others.end() ? name : found->second;
}

double chi_squared_tail(double x, double degrees) {
  // Wilson and Hilferty (1931): the cube root is nearly normal; to about 1e-3 from 10 degrees.
  if (x <= 0) {
    return 1;
  }
  const double spread = 2 / (9 * degrees);
  const double z = (std::cbrt(x / degrees) - (1 - spread)) / std::sqrt(spread);
  return 0.5 * std::erfc(z / std::sqrt(2.0));
}

Metrics measure(const Fit& fit) {
  Metrics metrics;
  Amplitudes amplitudes;
  double largest = 0;
  for (const auto& estimate : fit.estimates) {
    amplitudes[metabolite(estimate.name)] += estimate.amplitude;
  }
  for (const auto& point : fit.model) {
    largest = std::max(largest, std::abs(point));
  }
  add_ratios(amplitudes, metrics);
  metrics.emplace_back("damping", fit.estimates.front().damping);
  metrics.emplace_back("noise", fit.noise);
  if (fit.noise > 0) {
    metrics.emplace_back("snr", largest / fit.noise);
    metrics.emplace_back("residual_to_noise", root_mean_square(fit.residual) / fit.noise);
  }
  add_whiteness(fit.residual, metrics);
  metrics.emplace_back("cost", fit.cost);
  metrics.emplace_back("converged", fit.converged ? 1 : 0);
  metrics.emplace_back("starts", static_cast<double>(fit.starts.size()));
  const double best = fit.starts[fit.best].cost;
  metrics.emplace_back(
      "starts_agreeing",
      static_cast<double>(std::count_if(fit.starts.begin(), fit.starts.end(),
                                        [best](const Start& start) { return start.cost <= best * 1.001; })));
  return metrics;
}

} // namespace mrs_quantify
