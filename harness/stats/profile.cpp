#include "harness/stats/profile.hpp"

#include "harness/stats/sums.hpp"

#include <cmath>
#include <map>
#include <numbers>

namespace reprovip::stats {

Profile::Profile(const Effects& effects, Likelihood likelihood)
    : m_effects(effects), m_likelihood(likelihood) {
  auto& values = m_effects.values;
  const auto summary = moments(values);
  m_shift = summary.mean;
  m_scale = std::sqrt(summary.variance());
  for (auto& value : values) {
    value = (value - m_shift) / m_scale;
  }
  std::size_t size = 0;
  for (std::size_t t = 0; t < terms(); ++t) {
    m_offsets.push_back(size);
    size += m_effects.terms[t].levels;
    m_term_of.resize(size, t);
  }
  std::map<std::pair<std::size_t, std::size_t>, double> crossed; // column, row
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t a = 0; a < terms(); ++a) {
      for (std::size_t b = a; b < terms(); ++b) {
        crossed[{m_offsets[a] + m_effects.terms[a].level[i], m_offsets[b] + m_effects.terms[b].level[i]}] +=
            1;
      }
    }
  }
  for (const auto& [place, count] : crossed) {
    m_places.push_back({place.second, place.first});
    m_crossed.push_back(count);
  }
  if (size > 0) {
    m_factor.emplace(size, m_places);
  }
}

double Profile::df() const {
  const auto size = static_cast<double>(m_effects.values.size());
  return m_likelihood == Likelihood::restricted ? size - 1 : size;
}

// Lambda Z' values.
std::vector<double> Profile::scaled_products(const std::vector<double>& values,
                                             const std::vector<double>& theta) const {
  std::vector<double> products(m_term_of.size(), 0);
  for (std::size_t t = 0; t < terms(); ++t) {
    const auto& level = m_effects.terms[t].level;
    for (std::size_t i = 0; i < values.size(); ++i) {
      products[m_offsets[t] + level[i]] += theta[t] * values[i];
    }
  }
  return products;
}

// |values - Z Lambda u|^2 + |u|^2: summed, not subtracted, so that nothing cancels when theta is large.
double Profile::penalised_squares(const std::vector<double>& values, const std::vector<double>& u,
                                  const std::vector<double>& theta) const {
  Sum sum;
  for (std::size_t i = 0; i < values.size(); ++i) {
    double residual = values[i];
    for (std::size_t t = 0; t < terms(); ++t) {
      residual -= theta[t] * u[m_offsets[t] + m_effects.terms[t].level[i]];
    }
    sum.add(residual * residual);
  }
  for (const double effect : u) {
    sum.add(effect * effect);
  }
  return sum.value();
}

std::optional<Profile::Solved> Profile::solve(const std::vector<double>& theta) {
  Solved solved;
  const auto& values = m_effects.values;
  const std::vector<double> ones(values.size(), 1);
  std::vector<double> of_values;
  std::vector<double> of_ones;
  std::vector<double> right;
  if (m_factor) {
    std::vector<double> system(m_crossed);
    for (std::size_t i = 0; i < m_places.size(); ++i) {
      system[i] *= theta[m_term_of[m_places[i].row]] * theta[m_term_of[m_places[i].column]];
      system[i] += m_places[i].row == m_places[i].column ? 1 : 0;
    }
    if (!m_factor->factorize(system)) {
      return std::nullopt;
    }
    solved.log_determinant = m_factor->log_determinant();
    of_values = m_factor->solve(scaled_products(values, theta));
    right = scaled_products(ones, theta);
    of_ones = m_factor->solve(right);
  }
  solved.mean_weight = penalised_squares(ones, of_ones, theta);
  // 1' V^-1 y, by the generalised residuals of the ones.
  Sum product;
  for (std::size_t i = 0; i < values.size(); ++i) {
    double residual = 1;
    for (std::size_t t = 0; t < terms(); ++t) {
      residual -= theta[t] * of_ones[m_offsets[t] + m_effects.terms[t].level[i]];
    }
    product.add(residual * values[i]);
  }
  solved.mean = product.value() / solved.mean_weight;
  auto centred = values;
  for (auto& value : centred) {
    value -= solved.mean;
  }
  for (std::size_t i = 0; i < of_values.size(); ++i) {
    of_values[i] -= solved.mean * of_ones[i];
  }
  solved.squares = penalised_squares(centred, of_values, theta);
  if (m_likelihood == Likelihood::restricted) {
    solved.log_determinant += std::log(solved.mean_weight);
  }
  return solved;
}

std::optional<Profile::Point> Profile::at(const std::vector<double>& theta) {
  const auto solved = solve(theta);
  if (!solved || !(solved->squares > 0) || !std::isfinite(solved->log_determinant)) {
    return std::nullopt;
  }
  Point point;
  point.run = solved->squares / df() * m_scale * m_scale;
  point.criterion = solved->log_determinant + df() * (1 + std::log(2 * std::numbers::pi * point.run));
  point.mean = m_shift + m_scale * solved->mean;
  point.mean_error = std::sqrt(point.run / solved->mean_weight);
  return point;
}

} // namespace reprovip::stats
