#pragma once

#include "harness/stats/confusion.hpp"
#include "harness/voxels/image.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace reprovip::voxels {

// A label, or a union of labels taken as one.
struct Region {
  std::string name; // "4", "1+2+4", "WT"
  std::vector<std::int64_t> labels;

  bool has(std::int64_t label) const;
};

// (label in a, label in b) → voxels.
using JointHistogram = std::map<std::pair<std::int64_t, std::int64_t>, std::uint64_t>;

// In one pass, fast where labels lie in runs. Images of labels, with as many
// values.
JointHistogram joint_histogram(const Image& a, const Image& b);
// Every label of either image but 0, ascending.
std::vector<Region> regions_in(const JointHistogram& counts);
// Of two images of any shape.
std::vector<Region> regions_in(const Image& a, const Image& b);
// Labels of either image but 0 that no region has, ascending.
std::vector<std::int64_t> labels_outside(const JointHistogram& counts, const std::vector<Region>& regions);

// What regions are counted with, however many there are: one pass over the pairs of labels, then none.
class Confusions {
public:
  // Keeps the address of `counts`.
  explicit Confusions(const JointHistogram& counts);
  // `a` is the reference.
  stats::Confusion of(const Region& region) const;

private:
  struct Margins {
    std::uint64_t in_a = 0;
    std::uint64_t in_b = 0;
  };
  const JointHistogram& m_counts;
  std::map<std::int64_t, Margins> m_margins;
  std::uint64_t m_all = 0;
};

// Cohen's kappa of the labels themselves, background included: (observed - expected) / (1 - expected). None
// when both images are one and the same label everywhere.
std::optional<double> kappa_of_labels(const JointHistogram& counts);

// What weighs a label in the generalized Dice: 1, 1/V or 1/V², V the mean of its two volumes.
enum class LabelWeight { one, inverse_volume, inverse_square };
// sum w 2TP / sum w (2TP + FP + FN) over the regions that one of the two has (Crum et al. 2006); with 1/V
// that is their mean Dice. None when there is no such region.
std::optional<double> generalized_dice(const std::vector<stats::Confusion>& regions, LabelWeight weight);

} // namespace reprovip::voxels
