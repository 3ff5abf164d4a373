#include "harness/voxels/ssim.hpp"

#include "harness/base/assert.hpp"
#include "harness/stats/sums.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace reprovip::voxels {

namespace {

// Of each voxel: x, y, x², y², xy, and whether it is not finite. x and y are taken relative to one common
// number, so that the covariances of images far from 0 do not cancel.
constexpr std::size_t k_fields = 6;
using Slice = std::array<std::vector<double>, k_fields>;

std::vector<double> weights_of(SsimWindow window) {
  const auto side = window_side(window);
  std::vector<double> weights(side, 1.0 / static_cast<double>(side));
  if (window == SsimWindow::gaussian) {
    double sum = 0;
    for (std::size_t i = 0; i < side; ++i) {
      const double distance = static_cast<double>(i) - static_cast<double>(side / 2);
      weights[i] = std::exp(-0.5 * distance * distance / (1.5 * 1.5));
      sum += weights[i];
    }
    for (auto& weight : weights) {
      weight /= sum;
    }
  }
  return weights;
}

struct Grid {
  std::array<std::size_t, 3> dims = {1, 1, 1};
  std::array<std::size_t, 3> side = {1, 1, 1}; // of the window
  std::size_t dimension = 0;

  std::size_t reach(std::size_t axis) const { return side[axis] / 2; }
  std::size_t inner(std::size_t axis) const { return dims[axis] - side[axis] + 1; }
};

std::optional<Grid> grid_of(const std::vector<std::size_t>& dims, std::size_t side) {
  Grid grid;
  for (const auto dim : dims) {
    if (dim == 0 || (dim > 1 && dim < side)) {
      return std::nullopt;
    }
    if (dim > 1) {
      REPROVIP_ASSERT(grid.dimension < 3);
      grid.dims[grid.dimension] = dim;
      grid.side[grid.dimension++] = side;
    }
  }
  return grid.dimension == 0 ? std::nullopt : std::optional(grid);
}

class Scan {
public:
  Scan(const VoxelPair& pair, const Grid& grid, const SsimQuestion& question)
      : m_pair(pair), m_grid(grid), m_weights(weights_of(question.window)),
        m_c1(square(0.01 * question.range)), m_c2(square(0.03 * question.range)),
        m_shift(extent_of(pair).mean) {
    double voxels = 1;
    for (const auto side : grid.side) {
      voxels *= static_cast<double>(side);
    }
    m_norm = question.window == SsimWindow::uniform ? voxels / (voxels - 1) : 1;
  }

  // Slices come one after the other; each output needs the last `side` of them.
  std::optional<Ssim> run() {
    std::vector<Slice> ring(m_grid.side[2]);
    for (std::size_t z = 0; z < m_grid.dims[2]; ++z) {
      smooth_in_plane(z, ring[z % ring.size()]);
      if (z + 1 >= ring.size()) {
        add_slice(ring, z + 1 - ring.size());
      }
    }
    if (m_result.windows == 0) {
      return std::nullopt;
    }
    m_result.mean = m_sum.value() / static_cast<double>(m_result.windows);
    return m_result;
  }

private:
  static double square(double x) { return x * x; }

  Slice load(std::size_t z) const {
    const auto size = m_grid.dims[0] * m_grid.dims[1];
    Slice slice;
    for (auto& field : slice) {
      field.resize(size);
    }
    for (std::size_t i = 0; i < size; ++i) {
      const double a = m_pair.a[z * size + i];
      const double b = m_pair.b[z * size + i];
      const bool finite = std::isfinite(a) && std::isfinite(b);
      const double x = finite ? a - m_shift : 0;
      const double y = finite ? b - m_shift : 0;
      slice[0][i] = x;
      slice[1][i] = y;
      slice[2][i] = x * x;
      slice[3][i] = y * y;
      slice[4][i] = x * y;
      slice[5][i] = finite ? 0 : 1;
    }
    return slice;
  }

  // Along one axis of a slice of `nx` columns: each result is the weighted sum of `side` values `step` apart.
  void smooth(const std::vector<double>& in, std::vector<double>& out, std::size_t count, std::size_t step,
              std::size_t side) const {
    out.assign(count, 0);
    for (std::size_t k = 0; k < side; ++k) {
      const double weight = side == 1 ? 1 : m_weights[k];
      const double* from = in.data() + k * step;
      for (std::size_t i = 0; i < count; ++i) {
        out[i] += weight * from[i];
      }
    }
  }

  // Rows keep their length: the last columns of each are no window and are never looked at.
  void smooth_in_plane(std::size_t z, Slice& out) {
    const auto slice = load(z);
    const auto nx = m_grid.dims[0];
    const auto along_x = slice[0].size() - m_grid.side[0] + 1;
    const auto along_y = along_x - (m_grid.side[1] - 1) * nx;
    for (std::size_t field = 0; field < k_fields; ++field) {
      smooth(slice[field], m_row, along_x, 1, m_grid.side[0]);
      smooth(m_row, out[field], along_y, nx, m_grid.side[1]);
    }
  }

  void add_slice(const std::vector<Slice>& ring, std::size_t z) {
    for (std::size_t y = 0; y < m_grid.inner(1); ++y) {
      for (std::size_t x = 0; x < m_grid.inner(0); ++x) {
        const auto centre = ((z + m_grid.reach(2)) * m_grid.dims[1] + y + m_grid.reach(1)) * m_grid.dims[0] +
                            x + m_grid.reach(0);
        if (m_pair.counts(centre)) {
          add_window(ring, z, y * m_grid.dims[0] + x);
        }
      }
    }
  }

  void add_window(const std::vector<Slice>& ring, std::size_t z, std::size_t at) {
    std::array<double, k_fields> mean{};
    for (std::size_t k = 0; k < ring.size(); ++k) {
      const auto& slice = ring[(z + k) % ring.size()];
      const double weight = ring.size() == 1 ? 1 : m_weights[k];
      for (std::size_t field = 0; field < k_fields; ++field) {
        mean[field] += weight * slice[field][at];
      }
    }
    if (mean[5] > 0) {
      return;
    }
    const double xx = m_norm * (mean[2] - mean[0] * mean[0]);
    const double yy = m_norm * (mean[3] - mean[1] * mean[1]);
    const double xy = m_norm * (mean[4] - mean[0] * mean[1]);
    const double x = mean[0] + m_shift;
    const double y = mean[1] + m_shift;
    const double value = (2 * x * y + m_c1) * (2 * xy + m_c2) / ((x * x + y * y + m_c1) * (xx + yy + m_c2));
    m_sum.add(value);
    m_result.minimum = m_result.windows == 0 ? value : std::min(m_result.minimum, value);
    ++m_result.windows;
  }

  const VoxelPair& m_pair;
  Grid m_grid;
  std::vector<double> m_weights;
  double m_c1;
  double m_c2;
  double m_shift;
  double m_norm = 1;
  std::vector<double> m_row;
  stats::Sum m_sum;
  Ssim m_result;
};

} // namespace

std::size_t window_side(SsimWindow window) {
  return window == SsimWindow::uniform ? 7 : 11;
}

std::optional<Ssim> ssim(const VoxelPair& pair, const std::vector<std::size_t>& dims,
                         const SsimQuestion& question) {
  const auto grid = grid_of(dims, window_side(question.window));
  return grid ? Scan(pair, *grid, question).run() : std::nullopt;
}

} // namespace reprovip::voxels
