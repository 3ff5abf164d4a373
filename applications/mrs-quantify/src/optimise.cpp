#include "optimise.hpp"

#include "algebra.hpp"
#include <unsupported/Eigen/LevenbergMarquardt>
#include <utility>
#include <vector>

namespace mrs_quantify {

namespace {

constexpr int k_most_rounds = 20;
constexpr int k_most_evaluations = 400;

// PivotedQr as the one that Eigen's Levenberg-Marquardt asks for.
class Factor {
public:
  using MatrixType = Eigen::MatrixXd;
  using Scalar = double;
  using StorageIndex = int;

  explicit Factor(const Eigen::MatrixXd& jacobian) : m_qr(jacobian), m_columns(m_qr.order()) {}

  static Eigen::ComputationInfo info() { return Eigen::Success; }
  Eigen::Index rank() const { return m_qr.rank(); }
  const Eigen::MatrixXd& matrixR() const { return m_qr.r(); }
  const Eigen::PermutationMatrix<Eigen::Dynamic>& colsPermutation() const { return m_columns; }
  // matrixQ().adjoint() * vector
  const Factor& matrixQ() const { return *this; }
  const Factor& adjoint() const { return *this; }
  Eigen::VectorXd operator*(const Eigen::VectorXd& vector) const { return m_qr.adjoint_times(vector); }

private:
  PivotedQr<double> m_qr;
  Eigen::PermutationMatrix<Eigen::Dynamic> m_columns;
};

// The residual as a function of the parameters in `free`; the others stay. Steps out of the bounds count as
// steps onto them.
class Functional : public Eigen::DenseFunctor<double> {
public:
  using QRSolver = Factor;

  Functional(const Problem& problem, Eigen::VectorXd parameters, std::vector<Eigen::Index> free)
      : DenseFunctor(static_cast<int>(free.size()), static_cast<int>(problem.data.size())),
        m_problem(problem), m_parameters(std::move(parameters)), m_free(std::move(free)) {}

  int operator()(const Eigen::VectorXd& x, Eigen::VectorXd& residual) {
    at(x);
    residual = m_solution.residual;
    return 0;
  }

  int df(const Eigen::VectorXd& x, Eigen::MatrixXd& jacobian) {
    at(x);
    const auto all = m_problem.model.derivative(m_parameters, m_solution.x, m_problem.first, m_problem.last);
    for (std::size_t i = 0; i < m_free.size(); ++i) {
      const auto column = static_cast<Eigen::Index>(i);
      const Eigen::VectorXd raw = all.col(m_free[i]);
      jacobian.col(column) = times(m_solution.q, transposed_times(m_solution.q, raw)) - raw;
      if (x[column] != m_parameters[m_free[i]]) {
        jacobian.col(column).setZero();
      }
    }
    return 0;
  }

  const Eigen::VectorXd& parameters() const { return m_parameters; }
  const ConeSolution& solution() const { return m_solution; }
  int evaluations() const { return m_evaluations; }

  void at(const Eigen::VectorXd& x) {
    if (m_evaluations > 0 && x == m_last) {
      return;
    }
    m_last = x;
    for (std::size_t i = 0; i < m_free.size(); ++i) {
      const auto index = m_free[i];
      m_parameters[index] =
          std::min(std::max(x[static_cast<Eigen::Index>(i)], m_problem.model.lower()[index]),
                   m_problem.model.upper()[index]);
    }
    m_solution = cone_least_squares(m_problem.model.design(m_parameters, m_problem.first, m_problem.last),
                                    m_problem.data, m_problem.model.constraints());
    ++m_evaluations;
  }

private:
  const Problem& m_problem;
  Eigen::VectorXd m_parameters;
  std::vector<Eigen::Index> m_free;
  Eigen::VectorXd m_last;
  ConeSolution m_solution;
  int m_evaluations = 0;
};

// Those that are within their bounds, or that the cost falls towards the inside of.
std::vector<Eigen::Index> releasable(const Problem& problem, const Optimum& optimum) {
  const auto& model = problem.model;
  const auto falls = transposed_times(
      model.derivative(optimum.parameters, optimum.amplitudes.x, problem.first, problem.last),
      optimum.amplitudes.residual);
  std::vector<Eigen::Index> free;
  for (Eigen::Index i = 0; i < model.parameters(); ++i) {
    const double value = optimum.parameters[i];
    const bool stuck =
        (value <= model.lower()[i] && falls[i] <= 0) || (value >= model.upper()[i] && falls[i] >= 0);
    if (!stuck && model.lower()[i] < model.upper()[i]) {
      free.push_back(i);
    }
  }
  return free;
}

// One descent over `free`; false when it leaves the cost as it was.
bool descend(const Problem& problem, const std::vector<Eigen::Index>& free, double tolerance,
             Optimum& optimum) {
  Functional functional(problem, optimum.parameters, free);
  Eigen::VectorXd x(static_cast<Eigen::Index>(free.size()));
  for (std::size_t i = 0; i < free.size(); ++i) {
    x[static_cast<Eigen::Index>(i)] = optimum.parameters[free[i]];
  }
  Eigen::LevenbergMarquardt<Functional> search(functional);
  search.setFactor(10);
  search.setMaxfev(k_most_evaluations);
  search.setFtol(tolerance);
  search.setXtol(tolerance);
  search.minimize(x);
  functional.at(x);
  const double before = optimum.cost;
  optimum.parameters = functional.parameters();
  optimum.amplitudes = functional.solution();
  optimum.cost = optimum.amplitudes.residual.squaredNorm();
  optimum.evaluations += functional.evaluations();
  return optimum.cost < before * (1 - tolerance);
}

} // namespace

Optimum optimise(const Problem& problem, const Eigen::VectorXd& start, double tolerance) {
  Optimum optimum;
  optimum.parameters = start.cwiseMax(problem.model.lower()).cwiseMin(problem.model.upper());
  optimum.amplitudes =
      cone_least_squares(problem.model.design(optimum.parameters, problem.first, problem.last), problem.data,
                         problem.model.constraints());
  optimum.cost = optimum.amplitudes.residual.squaredNorm();
  optimum.evaluations = 1;
  for (int round = 0; round < k_most_rounds && !optimum.converged; ++round) {
    const auto free = releasable(problem, optimum);
    optimum.converged = free.empty() || !descend(problem, free, tolerance, optimum);
  }
  return optimum;
}

} // namespace mrs_quantify
