#pragma once

#include "harness/base/result.hpp"
#include "harness/score/data.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace reprovip::score {

// A label, or a union of labels taken as one.
struct Region {
  std::string name; // "4", "1+2+4"
  std::vector<std::int64_t> labels;
};

struct Overlap {
  std::uint64_t in_a = 0; // voxels
  std::uint64_t in_b = 0;
  std::uint64_t in_both = 0;
};

// (label in a, label in b) → voxels. Images of labels with the same number of voxels.
using JointHistogram = std::map<std::pair<std::int64_t, std::int64_t>, std::uint64_t>;

JointHistogram joint_histogram(const Image& a, const Image& b);
// Every label of either image but 0, ascending.
std::vector<Region> regions_in(const JointHistogram& counts);
// Of two images of any shape.
std::vector<Region> regions_in(const Image& a, const Image& b);
Overlap overlap_of(const JointHistogram& counts, const Region& region);

// "1, 2, 1+2+4"; "" gives none.
Result<std::vector<Region>> parse_regions(const std::string& text);

} // namespace reprovip::score
