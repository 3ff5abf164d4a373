#include "noise_field.hpp"

#include "random.hpp"
#include <array>
#include <cmath>

namespace phantom {

namespace {

constexpr std::size_t k_side = 16;

struct Axis {
  std::array<std::size_t, 4> index;
  std::array<double, 4> weight;
};

Axis along(double position) {
  const double floor = std::floor(position);
  const double t = position - floor;
  const double u = 1 - t;
  Axis axis;
  const auto first = static_cast<std::int64_t>(floor) - 1;
  for (std::size_t i = 0; i < 4; ++i) {
    axis.index[i] = static_cast<std::size_t>(first + static_cast<std::int64_t>(i)) % k_side;
  }
  axis.weight = {u * u * u / 6, (4 - 6 * t * t + 3 * t * t * t) / 6, (4 - 6 * u * u + 3 * u * u * u) / 6,
                 t * t * t / 6};
  return axis;
}

} // namespace

NoiseField::NoiseField(std::uint64_t seed, std::uint64_t stream, double cell)
    : m_cell(cell), m_lattice(k_side * k_side * k_side) {
  // Uniform in +-sqrt(3) has variance 1; a cubic B-spline leaves 151/315 of it per axis, averaged over space.
  const double amplitude = std::sqrt(3.0) / std::sqrt(151.0 / 315 * (151.0 / 315) * (151.0 / 315));
  const Random random(seed, stream);
  for (std::size_t i = 0; i < m_lattice.size(); ++i) {
    m_lattice[i] = amplitude * (2 * random.uniform(i) - 1);
  }
}

double NoiseField::at(const Point& point) const {
  const Axis x = along(point.x / m_cell);
  const Axis y = along(point.y / m_cell);
  const Axis z = along(point.z / m_cell);
  double sum = 0;
  for (std::size_t k = 0; k < 4; ++k) {
    double plane = 0;
    for (std::size_t j = 0; j < 4; ++j) {
      const double* row = &m_lattice[(z.index[k] * k_side + y.index[j]) * k_side];
      plane += y.weight[j] * (x.weight[0] * row[x.index[0]] + x.weight[1] * row[x.index[1]] +
                              x.weight[2] * row[x.index[2]] + x.weight[3] * row[x.index[3]]);
    }
    sum += z.weight[k] * plane;
  }
  return sum;
}

} // namespace phantom
