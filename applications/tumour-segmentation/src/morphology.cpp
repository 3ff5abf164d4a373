#include "morphology.hpp"

#include "neighbours.hpp"
#include <algorithm>

namespace tumour {

namespace {

// The voxels of `wanted` that can be reached from `seeds` without leaving it.
Mask reached(const Mask& wanted, std::vector<std::size_t> seeds, const Grid& grid) {
  Mask found(wanted.size(), 0);
  for (const auto seed : seeds) {
    found[seed] = 1;
  }
  while (!seeds.empty()) {
    const auto at = seeds.back();
    seeds.pop_back();
    for_neighbours(grid, at, [&](std::size_t next, std::size_t) {
      if (wanted[next] != 0 && found[next] == 0) {
        found[next] = 1;
        seeds.push_back(next);
      }
    });
  }
  return found;
}

Mask inverted(Mask mask) {
  for (auto& voxel : mask) {
    voxel = voxel == 0 ? 1 : 0;
  }
  return mask;
}

} // namespace

Mask dilated(Mask mask, const Grid& grid, unsigned steps) {
  for (unsigned step = 0; step < steps; ++step) {
    const auto before = mask;
    for (std::size_t at = 0; at < mask.size(); ++at) {
      for_neighbours(grid, at,
                     [&](std::size_t next, std::size_t) { mask[at] = before[next] != 0 ? 1 : mask[at]; });
    }
  }
  return mask;
}

Mask eroded(Mask mask, const Grid& grid, unsigned steps) {
  for (unsigned step = 0; step < steps; ++step) {
    const auto before = mask;
    for (std::size_t at = 0; at < mask.size(); ++at) {
      unsigned inside = 0;
      for_neighbours(grid, at, [&](std::size_t next, std::size_t) { inside += before[next]; });
      mask[at] = inside == 6 ? before[at] : 0;
    }
  }
  return mask;
}

Parts parts_of(const Mask& mask, const Grid& grid) {
  Parts parts{std::vector<std::uint32_t>(mask.size(), 0), {}};
  std::vector<std::size_t> open;
  for (std::size_t first = 0; first < mask.size(); ++first) {
    if (mask[first] == 0 || parts.number[first] != 0) {
      continue;
    }
    const auto number = static_cast<std::uint32_t>(parts.sizes.size() + 1);
    parts.sizes.push_back(0);
    parts.number[first] = number;
    open.push_back(first);
    while (!open.empty()) {
      const auto at = open.back();
      open.pop_back();
      ++parts.sizes.back();
      for_neighbours(grid, at, [&](std::size_t next, std::size_t) {
        if (mask[next] != 0 && parts.number[next] == 0) {
          parts.number[next] = number;
          open.push_back(next);
        }
      });
    }
  }
  return parts;
}

Mask largest_part(const Mask& mask, const Grid& grid) {
  const auto parts = parts_of(mask, grid);
  if (parts.sizes.empty()) {
    return mask;
  }
  const auto largest = std::max_element(parts.sizes.begin(), parts.sizes.end()) - parts.sizes.begin() + 1;
  Mask kept(mask.size());
  std::transform(parts.number.begin(), parts.number.end(), kept.begin(),
                 [&](std::uint32_t number) { return number == largest ? 1 : 0; });
  return kept;
}

Mask with_holes_filled(Mask mask, const Grid& grid) {
  const auto background = inverted(std::move(mask));
  std::vector<std::size_t> rim;
  for (std::size_t at = 0; at < background.size(); ++at) {
    if (background[at] != 0 && is_on_rim(grid, at)) {
      rim.push_back(at);
    }
  }
  return inverted(reached(background, std::move(rim), grid));
}

} // namespace tumour
