#pragma once

#include <Eigen/Core>

#include "linear.hpp"
#include "parameters.hpp"
#include "signal.hpp"
#include <string>
#include <vector>

namespace mrs_quantify {

// Where a component's parameters are among those of the model.
struct Slots {
  Eigen::Index damping = 0;
  Eigen::Index gaussian = -1; // -1: none
  Eigen::Index shift = 0;
  Eigen::Index column = 0;   // amplitude; with a phase of its own, amplitude * cos
  Eigen::Index column2 = -1; // amplitude * sin; -1: none
};

// The model of time-domain quantification by a basis set (Ratiney et al. 2005):
//   s(t) = exp(i phi0) sum_m a_m exp(i phi_m) b_m(t) exp(-d_m t - (g_m t)^2 + 2 pi i f_m t)
// Lorentzian: d alone; Gaussian: g alone, bounded as d; Voigt: both. Amplitudes are linear: they are
// eliminated by variable projection (Golub and Pereyra 1973) under a_m >= 0 and the relations. What is left,
// the non-linear parameters within their bounds, is dampings (1/s), g^2 (1/s^2: g itself
// has no slope at 0), shifts (Hz), and phi0 (radians).
class Model {
public:
  Model(const Parameters& parameters, const std::vector<Points>& basis, double dwell);

  Eigen::Index parameters() const { return m_lower.size(); }
  // phi0, radians.
  double phase(const Eigen::VectorXd& parameters) const {
    return m_phase < 0 ? m_fixed_phase : parameters[m_phase];
  }
  const Eigen::VectorXd& lower() const { return m_lower; }
  const Eigen::VectorXd& upper() const { return m_upper; }
  const std::vector<Slots>& slots() const { return m_slots; }
  // Of the amplitudes: each row times the columns' values is >= 0.
  const Eigen::MatrixXd& constraints() const { return m_constraints; }
  Eigen::Index columns() const { return m_columns; }
  // Rows of constraints() that say no more than "is not negative".
  Eigen::Index sign_constraints() const { return m_sign_constraints; }

  // Real parts of the points from `first` to before `last`, then imaginary ones.
  static Eigen::VectorXd stack(const Points& points, std::size_t first, std::size_t last);

  // One column per amplitude, stacked.
  Eigen::MatrixXd design(const Eigen::VectorXd& parameters, std::size_t first, std::size_t last) const;
  // The derivative of the model by each non-linear parameter, stacked, with those amplitudes.
  Eigen::MatrixXd derivative(const Eigen::VectorXd& parameters, const Eigen::VectorXd& amplitudes,
                             std::size_t first, std::size_t last) const;
  // All components together, or one, from 0 to before `last`.
  Points evaluate(const Eigen::VectorXd& parameters, const Eigen::VectorXd& amplitudes,
                  std::size_t last) const;

private:
  Eigen::VectorXcd shape(std::size_t component, const Eigen::VectorXd& parameters, std::size_t first,
                         std::size_t last) const;
  std::complex<double> weight(std::size_t component, const Eigen::VectorXd& amplitudes) const;
  void place_nonlinear(const Parameters& parameters);
  void place_amplitudes(const Parameters& parameters);
  void constrain(const Parameters& parameters);
  Eigen::Index add_parameter(double low, double high);

  std::vector<Eigen::VectorXcd> m_basis;
  double m_dwell;
  double m_fixed_phase;      // radians
  Eigen::Index m_phase = -1; // phi0 among the parameters; -1: fixed
  std::vector<Slots> m_slots;
  Eigen::Index m_columns = 0;
  Eigen::MatrixXd m_constraints;
  Eigen::Index m_sign_constraints = 0;
  Eigen::VectorXd m_lower;
  Eigen::VectorXd m_upper;
};

} // namespace mrs_quantify
