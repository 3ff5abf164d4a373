#include "model.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace mrs_quantify {

namespace {

constexpr double k_pi = 3.14159265358979323846;
using Complex = std::complex<double>;

// Of each component, the first of those that relations of this kind make one with it.
std::vector<std::size_t> groups(const Parameters& parameters, RelationKind kind) {
  std::vector<std::size_t> leader(parameters.components.size());
  for (std::size_t i = 0; i < leader.size(); ++i) {
    leader[i] = i;
  }
  for (const auto& relation : parameters.relations) {
    if (relation.kind == kind) {
      const auto from = std::max(leader[relation.component], leader[relation.reference]);
      const auto to = std::min(leader[relation.component], leader[relation.reference]);
      std::replace(leader.begin(), leader.end(), from, to);
    }
  }
  return leader;
}

void append(Eigen::VectorXd& values, double value) {
  values.conservativeResize(values.size() + 1);
  values[values.size() - 1] = value;
}

Eigen::VectorXd stacked(const Eigen::VectorXcd& values) {
  Eigen::VectorXd both(2 * values.size());
  both << values.real(), values.imag();
  return both;
}

} // namespace

Model::Model(const Parameters& parameters, const std::vector<Points>& basis, double dwell)
    : m_dwell(dwell), m_fixed_phase(parameters.phase * k_pi / 180) {
  for (const auto& points : basis) {
    m_basis.emplace_back(
        Eigen::Map<const Eigen::VectorXcd>(points.data(), static_cast<Eigen::Index>(points.size())));
  }
  m_slots.resize(basis.size());
  place_nonlinear(parameters);
  place_amplitudes(parameters);
  constrain(parameters);
}

Eigen::Index Model::add_parameter(double low, double high) {
  append(m_lower, low);
  append(m_upper, high);
  return m_lower.size() - 1;
}

void Model::place_nonlinear(const Parameters& parameters) {
  const auto shifts = groups(parameters, RelationKind::frequency_shift);
  auto dampings = groups(parameters, RelationKind::damping);
  if (parameters.common_damping) {
    std::fill(dampings.begin(), dampings.end(), 0);
  }
  const bool gaussian = parameters.lineshape != Lineshape::lorentzian;
  const bool lorentzian = parameters.lineshape != Lineshape::gaussian;
  const auto& second = lorentzian ? parameters.gaussian_damping : parameters.damping;
  for (std::size_t i = 0; i < m_slots.size(); ++i) {
    auto& slot = m_slots[i];
    const auto& damping = m_slots[dampings[i]];
    const bool leads = dampings[i] == i;
    slot.damping = -1;
    if (lorentzian) {
      slot.damping = leads ? add_parameter(parameters.damping.low, parameters.damping.high) : damping.damping;
    }
    if (gaussian) {
      slot.gaussian =
          leads ? add_parameter(second.low * second.low, second.high * second.high) : damping.gaussian;
    }
    slot.shift = shifts[i] == i ? add_parameter(parameters.shift.low, parameters.shift.high)
                                : m_slots[shifts[i]].shift;
  }
  if (parameters.estimate_phase) {
    m_phase = add_parameter(-k_pi, k_pi);
  }
}

void Model::place_amplitudes(const Parameters& parameters) {
  const auto amplitudes = groups(parameters, RelationKind::amplitude);
  for (std::size_t i = 0; i < m_slots.size(); ++i) {
    auto& slot = m_slots[i];
    if (amplitudes[i] != i) {
      slot.column = m_slots[amplitudes[i]].column;
      continue;
    }
    slot.column = m_columns++;
    if (parameters.components[i].free_phase) {
      slot.column2 = m_columns++;
    }
  }
}

void Model::constrain(const Parameters& parameters) {
  std::vector<Eigen::VectorXd> rows;
  std::vector<bool> constrained(static_cast<std::size_t>(m_columns), false);
  for (const auto& slot : m_slots) {
    if (slot.column2 < 0 && !constrained[static_cast<std::size_t>(slot.column)]) {
      constrained[static_cast<std::size_t>(slot.column)] = true;
      rows.emplace_back(Eigen::VectorXd::Unit(m_columns, slot.column));
    }
  }
  m_sign_constraints = static_cast<Eigen::Index>(rows.size());
  for (const auto& relation : parameters.relations) {
    const auto column = m_slots[relation.component].column;
    const auto reference = m_slots[relation.reference].column;
    if (relation.kind != RelationKind::amplitude_soft || column == reference) {
      continue;
    }
    const double share = relation.percent / 100;
    const Eigen::VectorXd of = Eigen::VectorXd::Unit(m_columns, column);
    const Eigen::VectorXd by = Eigen::VectorXd::Unit(m_columns, reference);
    rows.emplace_back(of - std::max(0.0, 1 - share) * by);
    rows.emplace_back((1 + share) * by - of);
  }
  m_constraints.resize(static_cast<Eigen::Index>(rows.size()), m_columns);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    m_constraints.row(static_cast<Eigen::Index>(i)) = rows[i].transpose();
  }
}

Eigen::VectorXd Model::stack(const Points& points, std::size_t first, std::size_t last) {
  const Eigen::Map<const Eigen::VectorXcd> all(points.data(), static_cast<Eigen::Index>(points.size()));
  return stacked(all.segment(static_cast<Eigen::Index>(first), static_cast<Eigen::Index>(last - first)));
}

Eigen::VectorXcd Model::shape(std::size_t component, const Eigen::VectorXd& parameters, std::size_t first,
                              std::size_t last) const {
  const auto& slot = m_slots[component];
  const double damping = slot.damping < 0 ? 0 : parameters[slot.damping];
  const double gaussian = slot.gaussian < 0 ? 0 : parameters[slot.gaussian];
  const double shift = 2 * k_pi * parameters[slot.shift];
  const double zero_order = phase(parameters);
  Eigen::VectorXcd values(static_cast<Eigen::Index>(last - first));
  for (std::size_t i = first; i < last; ++i) {
    const double t = static_cast<double>(i) * m_dwell;
    const double decay = std::exp(-damping * t - gaussian * t * t);
    const double angle = shift * t + zero_order;
    values[static_cast<Eigen::Index>(i - first)] = m_basis[component][static_cast<Eigen::Index>(i)] *
                                                   Complex(decay * std::cos(angle), decay * std::sin(angle));
  }
  return values;
}

std::complex<double> Model::weight(std::size_t component, const Eigen::VectorXd& amplitudes) const {
  const auto& slot = m_slots[component];
  return {amplitudes[slot.column], slot.column2 < 0 ? 0 : amplitudes[slot.column2]};
}

Eigen::MatrixXd Model::design(const Eigen::VectorXd& parameters, std::size_t first, std::size_t last) const {
  Eigen::MatrixXd columns = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(2 * (last - first)), m_columns);
  for (std::size_t i = 0; i < m_slots.size(); ++i) {
    const auto values = shape(i, parameters, first, last);
    columns.col(m_slots[i].column) += stacked(values);
    if (m_slots[i].column2 >= 0) {
      columns.col(m_slots[i].column2) += stacked(Complex(0, 1) * values);
    }
  }
  return columns;
}

Eigen::MatrixXd Model::derivative(const Eigen::VectorXd& parameters, const Eigen::VectorXd& amplitudes,
                                  std::size_t first, std::size_t last) const {
  const auto points = static_cast<Eigen::Index>(last - first);
  Eigen::MatrixXcd sum = Eigen::MatrixXcd::Zero(points, parameters.size());
  const Eigen::VectorXd t = Eigen::VectorXd::LinSpaced(points, static_cast<double>(first) * m_dwell,
                                                       static_cast<double>(last - 1) * m_dwell);
  for (std::size_t i = 0; i < m_slots.size(); ++i) {
    const auto& slot = m_slots[i];
    const Eigen::VectorXcd values = weight(i, amplitudes) * shape(i, parameters, first, last);
    const Eigen::VectorXcd slope = t.cast<Complex>().cwiseProduct(values);
    sum.col(slot.shift) += Complex(0, 2 * k_pi) * slope;
    if (slot.damping >= 0) {
      sum.col(slot.damping) -= slope;
    }
    if (slot.gaussian >= 0) {
      sum.col(slot.gaussian) -= t.cast<Complex>().cwiseProduct(slope);
    }
    if (m_phase >= 0) {
      sum.col(m_phase) += Complex(0, 1) * values;
    }
  }
  Eigen::MatrixXd both(2 * points, parameters.size());
  both << sum.real(), sum.imag();
  return both;
}

Points Model::evaluate(const Eigen::VectorXd& parameters, const Eigen::VectorXd& amplitudes,
                       std::size_t last) const {
  Points points(last);
  Eigen::Map<Eigen::VectorXcd> sum(points.data(), static_cast<Eigen::Index>(last));
  for (std::size_t i = 0; i < m_slots.size(); ++i) {
    sum += weight(i, amplitudes) * shape(i, parameters, 0, last);
  }
  return points;
}

} // namespace mrs_quantify
