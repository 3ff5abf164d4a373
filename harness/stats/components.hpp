#pragma once

#include "harness/stats/limits.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace reprovip::stats {

// A random effect: which of its levels each observation has.
struct Term {
  std::string name;
  std::vector<std::uint32_t> level; // of each observation, each of 0 ... levels - 1 at least once
  std::uint32_t levels = 0;
};

// y = mean + one random effect per term + what is left ("run").
struct Effects {
  std::vector<double> values;
  std::vector<Term> terms;
};

// Every two observations with the same level of `fine` have the same level of `coarse`.
bool refines(const Term& fine, const Term& coarse);

// The finest division that both refine: as many levels as parts in which the levels of a and b hang together.
Term common(const Term& a, const Term& b);

// Whether analysis of variance gives the estimators (Tjur 1984, International Statistical Review 52): all
// levels of a term have the same number of observations, and of every two terms one refines the other, or
// they are crossed evenly within a common one (a term, or the mean). Complete crossed and nested designs are.
bool is_orthogonal(const Effects& effects);

struct MeanSquare {
  double ms = 0;
  double df = 0;
};

// Of each term in order, then of the run.
struct AnovaComponents {
  std::vector<MeanSquare> squares;
  // Component i is the sum of weights[i][j] * squares[j].ms: its expected mean square, solved. May be
  // negative.
  std::vector<std::vector<double>> weights;

  double component(std::size_t i) const;
};
// Needs an orthogonal design of terms that are all different. Nothing when no degrees of freedom are left for
// a term or the run. Sums of squares are those of effects swept out one after the other, so that large terms
// do not round small ones away.
std::optional<AnovaComponents> anova_components(const Effects& effects);

// Modified large-sample limits (Graybill & Wang 1980; Ting, Burdick, Graybill, Jeyaratnam & Lu 1990; Burdick
// & Graybill 1992), without their terms between mean squares of one sign.
class LargeSampleLimits {
public:
  LargeSampleLimits(std::vector<MeanSquare> squares, double confidence);

  // Of the sum of weights[j] * squares[j].ms, any sign.
  Limits of(const std::vector<double>& weights) const;
  // Of part / whole, both sums of mean squares, within 0 and 1: the shares r for which part - r whole may be
  // 0. Exact when two mean squares are involved (the limits of ICC).
  Limits of_share(const std::vector<double>& part, const std::vector<double>& whole) const;

private:
  double distance(const std::vector<double>& weights, bool upper) const;

  std::vector<MeanSquare> m_squares;
  std::vector<double> m_g;                  // 1 - 1 / F(upper; df, inf)
  std::vector<double> m_h;                  // 1 / F(lower; df, inf) - 1
  std::vector<std::vector<double>> m_upper; // F(upper; df_i, df_j)
  std::vector<std::vector<double>> m_lower; // F(lower; df_i, df_j)
};

} // namespace reprovip::stats
