#pragma once

#include "grid.hpp"
#include "mixture.hpp"
#include <optional>
#include <string>

namespace tumour {

// How intensities are brought to a common scale, within the brain.
enum class Standard {
  none,        // as they are, in units of the brain's standard deviation over all contrasts
  zscore,      // mean 0, standard deviation 1
  nyul,        // landmarks (percentiles) moved to those of a standard scale, straight lines between them
  white_stripe // mean 0, standard deviation 1 of white matter
};

std::optional<Standard> parse_standard(const std::string& name);

// Percentiles that Nyul's method moves: 1, 10, 20 ... 90, 99.
constexpr std::size_t k_landmarks = 11;
using Landmarks = std::array<double, k_landmarks>;
Landmarks landmarks_of(std::vector<float> values);

// Piecewise linear from one set of landmarks to the other; the outer pieces go on.
double move_to_scale(double value, const Landmarks& from, const Landmarks& to);

// The standard scales of t1, t1ce, t2 and flair: means of the landmarks after z-score; see README.md.
const std::array<Landmarks, k_contrasts>& standard_scales();

// The contrasts t1, t1ce, t2, flair within the mask; 0 outside. Throws Mistake where a contrast is constant
// in it.
std::array<Map, k_contrasts> standardise(std::array<Map, k_contrasts> contrasts, const Mask& brain,
                                         Standard how);

} // namespace tumour
