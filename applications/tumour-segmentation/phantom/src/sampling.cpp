#include "sampling.hpp"

#include "slabs.hpp"
#include <algorithm>
#include <numeric>

namespace phantom {

namespace {

std::size_t of(const Counts& voxel, Tissue tissue) {
  return voxel[index_of(tissue)];
}

std::size_t all(const Counts& voxel) {
  return std::accumulate(voxel.begin(), voxel.end(), std::size_t{0});
}

std::uint8_t tumour_label(const Counts& voxel) {
  const std::size_t necrosis = of(voxel, Tissue::necrosis);
  const std::size_t enhancing = of(voxel, Tissue::enhancing);
  const std::size_t core = necrosis + enhancing;
  const std::size_t whole = core + of(voxel, Tissue::oedema);
  if (whole == 0 || 2 * whole < all(voxel)) {
    return 0;
  }
  if (2 * core < whole) {
    return 2;
  }
  return 2 * enhancing < core ? 1 : 4;
}

std::uint8_t tissue_label(const Counts& voxel) {
  const std::array<std::size_t, 6> votes = {of(voxel, Tissue::none),
                                            of(voxel, Tissue::csf),
                                            of(voxel, Tissue::grey) + of(voxel, Tissue::deep_grey),
                                            of(voxel, Tissue::white),
                                            of(voxel, Tissue::vessel),
                                            of(voxel, Tissue::necrosis) + of(voxel, Tissue::enhancing) +
                                                of(voxel, Tissue::oedema)};
  return static_cast<std::uint8_t>(std::max_element(votes.begin(), votes.end()) - votes.begin());
}

Counts count(const Point& centre, double spacing, const Rigid& scanner,
             const std::function<Tissue(const Point&)>& head, std::size_t side) {
  Counts counts = {};
  const double step = spacing / static_cast<double>(side);
  const auto offset = [&](std::size_t i) { return (static_cast<double>(i) + 0.5) * step - 0.5 * spacing; };
  for (std::size_t k = 0; k < side; ++k) {
    for (std::size_t j = 0; j < side; ++j) {
      for (std::size_t i = 0; i < side; ++i) {
        const Point at = centre + Point{offset(i), offset(j), offset(k)};
        ++counts[index_of(head(scanner.undo(at)))];
      }
    }
  }
  return counts;
}

} // namespace

std::vector<Counts> sample(const Grid& grid, const Rigid& scanner,
                           const std::function<Tissue(const Point&)>& head, const Sampling& sampling) {
  std::vector<Counts> voxels(grid.voxels());
  const Point corner = grid.corner();
  // Neighbouring slices cost about the same: rows are dealt out, not slabs of slices.
  const std::size_t rows = grid.size[1] * grid.size[2];
  const std::size_t threads = std::max<std::size_t>(1, sampling.threads);
  in_slabs(threads, threads, [&](std::size_t first, std::size_t past) {
    for (std::size_t thread = first; thread < past; ++thread) {
      for (std::size_t row = thread; row < rows; row += threads) {
        const double y = corner.y + grid.spacing * static_cast<double>(row % grid.size[1]);
        const double z = corner.z + grid.spacing * static_cast<double>(row / grid.size[1]);
        for (std::size_t i = 0; i < grid.size[0]; ++i) {
          const Point centre = {corner.x + grid.spacing * static_cast<double>(i), y, z};
          voxels[row * grid.size[0] + i] = count(centre, grid.spacing, scanner, head, sampling.side);
        }
      }
    }
  });
  return voxels;
}

std::vector<std::uint8_t> tumour_labels(const std::vector<Counts>& voxels) {
  std::vector<std::uint8_t> labels(voxels.size());
  std::transform(voxels.begin(), voxels.end(), labels.begin(), tumour_label);
  return labels;
}

std::vector<std::uint8_t> tissue_labels(const std::vector<Counts>& voxels) {
  std::vector<std::uint8_t> labels(voxels.size());
  std::transform(voxels.begin(), voxels.end(), labels.begin(), tissue_label);
  return labels;
}

double fraction_of(const Counts& voxel, Class tissue) {
  std::size_t count = 0;
  switch (tissue) {
  case Class::csf:
    count = of(voxel, Tissue::csf);
    break;
  case Class::grey:
    count = of(voxel, Tissue::grey) + of(voxel, Tissue::deep_grey);
    break;
  case Class::white:
    count = of(voxel, Tissue::white);
    break;
  }
  return static_cast<double>(count) / static_cast<double>(all(voxel));
}

bool in_head(const Counts& voxel) {
  return 2 * of(voxel, Tissue::none) <= all(voxel);
}

} // namespace phantom
