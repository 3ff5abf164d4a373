#pragma once

#include "harness/stats/cell_means.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace reprovip::stats {

// Conditions that all differ from one of them, the reference, in one factor: which terms say what.
struct OneAtATime {
  struct Arm {
    std::size_t factor = 0;
    std::optional<std::size_t> with_subject; // the term subject x factor; none without `subject`
  };
  std::optional<std::size_t> subject; // none: a single one
  std::vector<Arm> arms;              // of all factors
};

// Whether the factors' levels in `effects` lie like that, those of two factors or more.
bool is_one_at_a_time(const Effects& effects, const OneAtATime& roles);

// Components of y = mean + subject + factors + subject x factors + run, by moments: each factor with the
// reference is a complete two-way layout, all other factors at the reference, so that its mean squares have
// the expectations of Cornfield & Tukey (1956); the variance of subjects, averaged over the conditions, has
// those of subject, of every subject x factor, and of the run. Cells count as if all had the harmonic mean of
// observations. Arms share the reference, so that their mean squares are independent but for its run. Nothing
// when a subject lacks a condition, no cell has two observations, or a term has no role.
std::optional<AnovaComponents> one_at_a_time_components(const CellMeans& cells, const OneAtATime& roles);

} // namespace reprovip::stats
