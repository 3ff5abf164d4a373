#include "harness/voxels/masks.hpp"

#include "harness/base/format.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace reprovip::voxels {

namespace {

void extend(Box& box, const Box& other) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    box.low[axis] = std::min(box.low[axis], other.low[axis]);
    box.high[axis] = std::max(box.high[axis], other.high[axis]);
  }
}

// The runs of one label in a line of voxels, as run(label, begin, end).
template <typename Run>
void each_run(const double* line, std::size_t length, Run run) {
  for (std::size_t begin = 0; begin < length;) {
    std::size_t end = begin + 1;
    while (end < length && line[end] == line[begin]) {
      ++end;
    }
    if (line[begin] != 0) {
      run(static_cast<std::int64_t>(line[begin]), begin, end);
    }
    begin = end;
  }
}

std::optional<Box> box_of(const Region& region, const std::map<std::int64_t, Box>& a,
                          const std::map<std::int64_t, Box>& b) {
  std::optional<Box> box;
  for (const auto label : region.labels) {
    for (const auto* boxes : {&a, &b}) {
      const auto found = boxes->find(label);
      if (found == boxes->end()) {
        continue;
      }
      if (!box) {
        box = found->second;
      }
      extend(*box, found->second);
    }
  }
  return box;
}

// Copies the region into the mask, and counts it.
std::uint64_t cut_out(const Image& image, const Grid& grid, const Box& box, const Region& region,
                      const MaskPair& pair, std::vector<std::uint8_t>& mask) {
  std::uint64_t count = 0;
  const auto length = box.high[0] - box.low[0];
  for (std::size_t z = box.low[2]; z < box.high[2]; ++z) {
    for (std::size_t y = box.low[1]; y < box.high[1]; ++y) {
      const auto* from = image.values.data() + grid.at(box.low[0], y, z);
      auto* to = mask.data() + pair.grid.at(pair.inside.low[0], pair.inside.low[1] + y - box.low[1],
                                            pair.inside.low[2] + z - box.low[2]);
      each_run(from, length, [&](std::int64_t label, std::size_t begin, std::size_t end) {
        if (region.has(label)) {
          std::fill(to + begin, to + end, std::uint8_t{1});
          count += end - begin;
        }
      });
    }
  }
  return count;
}

// One voxel more on each side; where that is still of the image, `inside` has it too.
MaskPair around(const Grid& grid, Box& box) {
  MaskPair pair;
  pair.grid.spacing = grid.spacing;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if (axis == 2 && grid.dims[2] == 1) {
      pair.grid.dims[axis] = 1;
      pair.inside.low[axis] = 0;
      pair.inside.high[axis] = 1;
      continue;
    }
    pair.grid.dims[axis] = box.high[axis] - box.low[axis] + 2;
    const bool more_below = box.low[axis] > 0;
    const bool more_above = box.high[axis] < grid.dims[axis];
    box.low[axis] -= more_below ? 1 : 0;
    box.high[axis] += more_above ? 1 : 0;
    pair.inside.low[axis] = more_below ? 0 : 1;
    pair.inside.high[axis] = pair.inside.low[axis] + box.high[axis] - box.low[axis];
  }
  return pair;
}

void clear_inside(const MaskPair& pair, std::vector<std::uint8_t>& mask) {
  for (std::size_t z = pair.inside.low[2]; z < pair.inside.high[2]; ++z) {
    for (std::size_t y = pair.inside.low[1]; y < pair.inside.high[1]; ++y) {
      auto* line = mask.data() + pair.grid.at(0, y, z);
      std::fill(line + pair.inside.low[0], line + pair.inside.high[0], std::uint8_t{0});
    }
  }
}

} // namespace

Result<Grid> grid_of(const Image& image) {
  auto dims = image.dims;
  while (dims.size() > 2 && dims.back() == 1) {
    dims.pop_back();
  }
  if (dims.empty() || dims.size() > 3 || image.components != 1) {
    return failure(ErrorKind::data, "distances are of images with two or three axes and one value a voxel");
  }
  Grid grid;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    grid.dims[axis] = axis < dims.size() ? dims[axis] : 1;
    grid.spacing[axis] = 1;
    if (axis < dims.size()) {
      const double spacing = axis < image.spacing.size() ? std::abs(image.spacing[axis]) : 0;
      if (!(spacing > 0) || !std::isfinite(spacing)) {
        return failure(ErrorKind::data,
                       format("the image does not say how far apart voxels are along axis {}", axis + 1));
      }
      grid.spacing[axis] = spacing;
    }
  }
  if (grid.size() != image.values.size()) {
    return failure(ErrorKind::data, "the image has not as many values as voxels");
  }
  return grid;
}

double diagonal(const Grid& grid) {
  const auto side = [&](std::size_t axis) {
    return static_cast<double>(grid.dims[axis]) * grid.spacing[axis];
  };
  return grid.dims[2] == 1 ? std::hypot(side(0), side(1)) : std::hypot(side(0), side(1), side(2));
}

std::map<std::int64_t, Box> label_boxes(const Image& image, const Grid& grid) {
  std::map<std::int64_t, Box> boxes;
  for (std::size_t z = 0; z < grid.dims[2]; ++z) {
    for (std::size_t y = 0; y < grid.dims[1]; ++y) {
      each_run(image.values.data() + grid.at(0, y, z), grid.dims[0],
               [&](std::int64_t label, std::size_t begin, std::size_t end) {
                 const Box run = {{begin, y, z}, {end, y + 1, z + 1}};
                 const auto [found, is_new] = boxes.emplace(label, run);
                 if (!is_new) {
                   extend(found->second, run);
                 }
               });
    }
  }
  return boxes;
}

MaskPair masks_of(const Image& a, const Image& b, const Grid& grid,
                  const std::map<std::int64_t, Box>& boxes_a, const std::map<std::int64_t, Box>& boxes_b,
                  const Region& region, Outside outside) {
  auto box = box_of(region, boxes_a, boxes_b);
  if (!box) {
    return {};
  }
  auto pair = around(grid, *box);
  const std::uint8_t beyond = outside == Outside::foreground ? 1 : 0;
  pair.a.assign(pair.grid.size(), beyond);
  if (beyond != 0) {
    clear_inside(pair, pair.a);
  }
  pair.b = pair.a;
  pair.in_a = cut_out(a, grid, *box, region, pair, pair.a);
  pair.in_b = cut_out(b, grid, *box, region, pair, pair.b);
  return pair;
}

} // namespace reprovip::voxels
