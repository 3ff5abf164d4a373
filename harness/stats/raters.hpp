#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace reprovip::stats {

// What raters (executions) said of units (voxels, subjects): only how often each category was given counts,
// not who gave it. Units with the same counts may stand together.
struct RatedUnits {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> given; // (category, how often > 0), each once
  double units = 1;                                           // how many such units, > 0

  std::uint32_t raters() const;
};
struct Ratings {
  std::vector<double> categories; // their values; RatedUnits count in this list
  std::vector<RatedUnits> units;
};

struct Agreement {
  double estimate = 0;
  double observed = 0; // agreement; of Krippendorff's alpha: disagreement
  double expected = 0;
};

// Fleiss 1971. Every unit has the same number of raters, at least 2. Nothing when all give one category.
std::optional<Agreement> fleiss_kappa(const Ratings& ratings);
// Of kappa against 0, with the standard error of Fleiss, Nee & Landis 1979.
double fleiss_z(const Ratings& ratings, double kappa);

// Gwet 2008 (AC1), with missing ratings as in Gwet 2014: units with one rating count for the expected
// agreement only. Nothing when fewer than two categories occur or no unit has two ratings.
std::optional<Agreement> gwet_ac1(const Ratings& ratings);

enum class Scale { nominal, ordinal, interval, ratio };
// Krippendorff's alpha (Krippendorff 2011, "Computing Krippendorff's alpha-reliability"): units with one
// rating are left out. A ratio needs values >= 0. Nothing when nothing differs or no unit has two ratings.
std::optional<Agreement> krippendorff_alpha(const Ratings& ratings, Scale scale);

} // namespace reprovip::stats
