#pragma once

#include "harness/score/metric.hpp"
#include "harness/voxels/label_patterns.hpp"
#include "harness/voxels/overlap.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace reprovip::score {

// The label images of one target, taken together.
struct LabelStack {
  std::string target;
  std::vector<std::string> members;  // names of the executions
  std::vector<std::size_t> image_of; // which distinct image each execution has
  voxels::LabelPatterns joint;       // of the distinct images
  std::vector<voxels::LabelPatterns::Pattern> patterns;
  Data grid;              // an image without voxels
  bool identical = false; // every voxel has one label in all images
};
struct LabelSet {
  std::vector<LabelStack> stacks; // by target
  // Why there is nothing to compute; absent when there is. Its decision is no when the images are known to
  // disagree.
  std::optional<Finding> obstacle;

  bool identical() const;
  // Every label of any image but 0, ascending.
  std::vector<std::int64_t> labels() const;
  // Those that are asked for; when none are, one for each of the labels.
  std::vector<voxels::Region> regions(const std::vector<voxels::Region>& asked) const;
};

// Reads every distinct image of the set once. An image that is not readable is an error.
Result<LabelSet> read_label_set(OutputSet& set);

// How often each label was given to a voxel, ascending by label, and how many voxels had that.
using LabelCounts = std::map<std::vector<std::pair<std::int64_t, std::uint32_t>>, std::uint64_t>;
LabelCounts label_counts(const LabelStack& stack);

// Writes one value per voxel, from one per pattern, as "WHAT-TARGET.nii.gz", and names the file in the
// finding; where nobody keeps files, does nothing.
Result<void> write_map(OutputSet& set, const LabelStack& stack, const std::string& what,
                       const std::vector<double>& of_pattern, Finding& finding);

} // namespace reprovip::score
