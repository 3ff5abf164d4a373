#pragma once

#include "harness/base/result.hpp"
#include "harness/voxels/nifti.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <optional>

namespace reprovip::voxels {

// An image in memory as a volume, without copy; `image` must live as long. Components stand side by side.
NiftiVolume volume_of(const Image& image);

// Reads volume number `index`, with a reader that no other thread has.
using ReadVolume = std::function<Result<NiftiVolume>(std::size_t index, NiftiReader& reader)>;
using UseVolume = std::function<Result<void>(std::size_t index, const NiftiVolume& volume)>;

// Gives volumes 0 to count - 1 to `use`, in this order and one at a time, whatever the number of threads;
// meanwhile the next ones are read. At most `threads` volumes are in memory. Stops at the first error, that
// of the lowest index.
Result<void> for_each_volume(std::size_t count, unsigned threads, const ReadVolume& read,
                             const UseVolume& use);

// Threads that are worth having: those of the machine, at most 4.
unsigned default_threads();

// Its geometry and type, without values.
Image grid_of(const NiftiHeader& header);

// Numbers that are taken through all loops while they are in the cache.
constexpr std::size_t k_tile = 2048;

// Calls `use(first, numbers, count)` tile after tile: with `const float*` for float32 that is not scaled,
// else with `const double*`.
template <typename Use>
void for_each_tile(const NiftiVolume& volume, Use&& use) {
  const auto total = volume.header.values();
  const bool as_it_is = !volume.header.scaled;
  std::array<double, k_tile> converted;
  for (std::size_t first = 0; first < total; first += k_tile) {
    const auto count = std::min(k_tile, total - first);
    if (as_it_is && volume.header.type == VoxelType::float32) {
      use(first, reinterpret_cast<const float*>(volume.voxels.data()) + first, count);
    } else if (as_it_is && volume.header.type == VoxelType::float64) {
      use(first, reinterpret_cast<const double*>(volume.voxels.data()) + first, count);
    } else {
      copy_values(volume, first, std::span(converted).first(count));
      use(first, static_cast<const double*>(converted.data()), count);
    }
  }
}

} // namespace reprovip::voxels
