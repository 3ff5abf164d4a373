#pragma once

#include "harness/stats/linear.hpp"
#include "harness/stats/reml.hpp"

#include <optional>
#include <vector>

namespace reprovip::stats {

// The likelihood of one data set as a function of theta: the standard deviation of each term over that of the
// run.
class Profile {
public:
  Profile(const Effects& effects, Likelihood likelihood);

  struct Point {
    double criterion = 0;
    double run = 0; // variance
    double mean = 0;
    double mean_error = 0;
  };
  // The run's variance is the best one for theta; nothing when it is 0 or theta is too large to compute with.
  std::optional<Point> at(const std::vector<double>& theta);

  std::size_t terms() const { return m_effects.terms.size(); }

private:
  struct Solved {
    double log_determinant = 0; // of the penalised system and of the mean's
    double squares = 0;         // penalised, of the residuals
    double mean = 0;
    double mean_weight = 0;
  };
  std::optional<Solved> solve(const std::vector<double>& theta);
  std::vector<double> scaled_products(const std::vector<double>& values,
                                      const std::vector<double>& theta) const;
  double penalised_squares(const std::vector<double>& values, const std::vector<double>& u,
                           const std::vector<double>& theta) const;
  double df() const;

  Effects m_effects; // shifted and scaled values
  Likelihood m_likelihood;
  double m_shift = 0;
  double m_scale = 1;
  std::vector<std::size_t> m_offsets;          // of each term among the effects
  std::vector<SparseCholesky::Place> m_places; // of the lower triangle
  std::vector<double> m_crossed;               // Z'Z there
  std::vector<std::size_t> m_term_of;          // of each effect
  std::optional<SparseCholesky> m_factor;
};

} // namespace reprovip::stats
