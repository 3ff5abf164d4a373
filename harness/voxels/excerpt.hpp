#pragma once

#include "harness/voxels/image.hpp"
#include "harness/voxels/voxel_type.hpp"

#include <array>
#include <cstddef>
#include <optional>

// Small copies of images, for people to look at. Images of three axes at most, one value per voxel.
namespace reprovip::voxels {

// Voxels `from` up to but not `to`, on three axes.
struct Box {
  std::array<std::size_t, 3> from{};
  std::array<std::size_t, 3> to{};

  std::size_t voxels() const;
};
Box whole_box(const Image& image);
// The smallest box that holds every voxel that is finite and not 0; nothing when there is none.
std::optional<Box> busy_box(const Image& image);
Box united(const Box& a, const Box& b);
// Larger by up to `margin` voxels on each side, within the image.
Box widened(const Box& box, const Image& image, std::size_t margin);

// The smallest step such that every step-th voxel of the box, on each axis that has several, is at most
// `most` voxels.
std::size_t step_for(const Box& box, std::size_t most);
// Every step-th voxel of the box. Spacing and affine follow: voxels stay where they are in space.
Image excerpt(const Image& image, const Box& box, std::size_t step);

// Each number with the 9 leading bits of its significand (relative error at most 2^-9), as float32: what is
// left out compresses away.
void round_to_look_at(Image& image);
// As shades: 0 at the 1st percentile of the finite values that are not 0 (or below) to 255 at the 99th (or
// above); what is not a number is 0.
void to_shades(Image& image);
// The smallest type of integers that holds every value; nothing when one is no integer, or below 0.
std::optional<VoxelType> type_of_labels(const Image& image);

} // namespace reprovip::voxels
