#pragma once

#include "harness/score/metric.hpp"
#include "harness/voxels/volume_moments.hpp"
#include "harness/voxels/volumes.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace reprovip::score {

// The images of a set, one after another.

// What the volumes have in common.
struct VolumeSet {
  Image grid;            // geometry, no values
  int mantissa = 53;     // bits of their narrowest type
  double resolution = 0; // of integers the largest step; 0 when one of them is not of integers
  std::string obstacle;  // why their voxels cannot be compared, "" when they can
};

using UseMember =
    std::function<Result<void>(const OutputSet::Member& member, const voxels::NiftiVolume& volume)>;

// Gives `members` to `use` in this order, up to the first obstacle; NIfTI is read ahead by other threads and
// not kept. Components stand side by side. What is no image is an error.
Result<VolumeSet> stream_volumes(OutputSet& set, const std::vector<OutputSet::Member>& members,
                                 const UseMember& use);

// All of `set` into `moments`; data that are the same in all of them are read once.
Result<VolumeSet> stream_moments(OutputSet& set, voxels::VolumeMoments& moments);

// Why there is no statistic over the repetitions of one subject; "" when there is.
std::string too_few_repetitions(const OutputSet& set);
// No estimate, and known to disagree.
Finding disagreement(std::string reason);

} // namespace reprovip::score
