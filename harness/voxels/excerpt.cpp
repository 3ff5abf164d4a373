#include "harness/voxels/excerpt.hpp"

#include "harness/base/assert.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

namespace reprovip::voxels {

namespace {

using Sizes = std::array<std::size_t, 3>;

Sizes sizes_of(const Image& image) {
  Sizes sizes{1, 1, 1};
  REPROVIP_ASSERT(image.components == 1);
  for (std::size_t axis = 0; axis < image.dims.size(); ++axis) {
    REPROVIP_ASSERT(axis < 3 || image.dims[axis] == 1);
    if (axis < 3) {
      sizes[axis] = image.dims[axis];
    }
  }
  return sizes;
}

std::size_t steps(std::size_t length, std::size_t step) {
  return (length + step - 1) / step;
}

std::size_t voxels_at(const Box& box, std::size_t step) {
  std::size_t count = 1;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    count *= steps(box.to[axis] - box.from[axis], step);
  }
  return count;
}

// Column `axis` of the affine grows with the step; the origin moves to the first voxel kept.
std::array<double, 16> moved(std::array<double, 16> affine, const Box& box, std::size_t step) {
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      affine[4 * row + 3] += affine[4 * row + axis] * static_cast<double>(box.from[axis]);
    }
    for (std::size_t axis = 0; axis < 3; ++axis) {
      affine[4 * row + axis] *= static_cast<double>(step);
    }
  }
  return affine;
}

double percentile(std::vector<double>& values, double share) {
  const auto place = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + place, values.end());
  return values[static_cast<std::size_t>(place)];
}

} // namespace

std::size_t Box::voxels() const {
  return voxels_at(*this, 1);
}

Box whole_box(const Image& image) {
  return {{0, 0, 0}, sizes_of(image)};
}

std::optional<Box> busy_box(const Image& image) {
  const auto sizes = sizes_of(image);
  Box box{sizes, {0, 0, 0}};
  std::size_t index = 0;
  for (std::size_t z = 0; z < sizes[2]; ++z) {
    for (std::size_t y = 0; y < sizes[1]; ++y) {
      for (std::size_t x = 0; x < sizes[0]; ++x, ++index) {
        if (const double value = image.values[index]; std::isfinite(value) && value != 0) {
          const Sizes place{x, y, z};
          for (std::size_t axis = 0; axis < 3; ++axis) {
            box.from[axis] = std::min(box.from[axis], place[axis]);
            box.to[axis] = std::max(box.to[axis], place[axis] + 1);
          }
        }
      }
    }
  }
  return box.to[0] == 0 ? std::nullopt : std::optional(box);
}

Box united(const Box& a, const Box& b) {
  Box box;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    box.from[axis] = std::min(a.from[axis], b.from[axis]);
    box.to[axis] = std::max(a.to[axis], b.to[axis]);
  }
  return box;
}

Box widened(const Box& box, const Image& image, std::size_t margin) {
  const auto sizes = sizes_of(image);
  auto wide = box;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    wide.from[axis] -= std::min(wide.from[axis], margin);
    wide.to[axis] = std::min(wide.to[axis] + margin, sizes[axis]);
  }
  return wide;
}

std::size_t step_for(const Box& box, std::size_t most) {
  std::size_t step = 1;
  while (voxels_at(box, step) > std::max<std::size_t>(most, 1)) {
    ++step;
  }
  return step;
}

Image excerpt(const Image& image, const Box& box, std::size_t step) {
  const auto sizes = sizes_of(image);
  Image part;
  part.datatype = image.datatype;
  part.labels = image.labels;
  part.affine = moved(image.affine, box, step);
  for (std::size_t axis = 0; axis < 3; ++axis) {
    part.dims.push_back(steps(box.to[axis] - box.from[axis], step));
    part.spacing.push_back((axis < image.spacing.size() ? image.spacing[axis] : 1) *
                           static_cast<double>(step));
  }
  part.values.reserve(voxels_at(box, step));
  for (std::size_t z = box.from[2]; z < box.to[2]; z += step) {
    for (std::size_t y = box.from[1]; y < box.to[1]; y += step) {
      for (std::size_t x = box.from[0]; x < box.to[0]; x += step) {
        part.values.push_back(image.values[(z * sizes[1] + y) * sizes[0] + x]);
      }
    }
  }
  return part;
}

void round_to_look_at(Image& image) {
  constexpr std::uint32_t k_dropped = 23 - 8; // of the stored bits of the significand
  for (auto& value : image.values) {
    const auto number = static_cast<float>(value);
    if (std::isfinite(number)) {
      const auto bits = std::bit_cast<std::uint32_t>(number) + (1U << (k_dropped - 1));
      const auto rounded = std::bit_cast<float>(bits & ~((1U << k_dropped) - 1));
      value = static_cast<double>(std::isfinite(rounded) ? rounded : number);
    }
  }
}

void to_shades(Image& image) {
  std::vector<double> seen;
  std::copy_if(image.values.begin(), image.values.end(), std::back_inserter(seen),
               [](double value) { return std::isfinite(value) && value != 0; });
  const double low = seen.empty() ? 0 : std::min(percentile(seen, 0.01), 0.0);
  const double high = seen.empty() ? 1 : percentile(seen, 0.99);
  const double range = high > low ? high - low : 1;
  for (auto& value : image.values) {
    const double share = std::isfinite(value) ? std::clamp((value - low) / range, 0.0, 1.0) : 0;
    value = std::round(255 * share);
  }
}

std::optional<VoxelType> type_of_labels(const Image& image) {
  double largest = 0;
  for (const double value : image.values) {
    if (!(value >= 0) || value != std::floor(value)) {
      return std::nullopt;
    }
    largest = std::max(largest, value);
  }
  if (largest > 2147483647.0) {
    return std::nullopt;
  }
  return largest <= 255 ? VoxelType::uint8 : largest <= 65535 ? VoxelType::uint16 : VoxelType::int32;
}

} // namespace reprovip::voxels
