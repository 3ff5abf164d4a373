#include "harness/voxels/geometry.hpp"

#include "harness/base/format.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::voxels {

namespace {

std::string shape_of(const Image& image) {
  auto text = format("{}", fmt::join(image.dims, "×"));
  return image.components == 1 ? text : text + format(" of {} components", image.components);
}

bool differ(double a, double b, double tolerance) {
  const bool same = a == b || (std::isnan(a) && std::isnan(b));
  return !same && !(std::abs(a - b) <= tolerance);
}

double element(const Image& image, std::size_t row, std::size_t column) {
  return image.affine[4 * row + column];
}

double column_length(const Image& image, std::size_t column) {
  return std::hypot(element(image, 0, column), element(image, 1, column), element(image, 2, column));
}

std::optional<std::string> spacing_difference(const Image& a, const Image& b, double tolerance) {
  for (std::size_t axis = 0; axis < std::min(a.spacing.size(), b.spacing.size()); ++axis) {
    if (differ(a.spacing[axis], b.spacing[axis], tolerance)) {
      return format("the voxels lie elsewhere: spacing {} and {} on axis {}", a.spacing[axis],
                    b.spacing[axis], axis + 1);
    }
  }
  return std::nullopt;
}

std::optional<std::string> direction_difference(const Image& a, const Image& b, double tolerance) {
  for (std::size_t column = 0; column < 3; ++column) {
    const double x = column_length(a, column);
    const double y = column_length(b, column);
    for (std::size_t row = 0; row < 3; ++row) {
      const double left = x == 0 ? 0 : element(a, row, column) / x;
      const double right = y == 0 ? 0 : element(b, row, column) / y;
      if (differ(left, right, tolerance)) {
        return format("the voxels lie elsewhere: axis {} points to {:.6g} and {:.6g} on world axis {}",
                      column + 1, left, right, row + 1);
      }
    }
  }
  return std::nullopt;
}

std::optional<std::string> origin_difference(const Image& a, const Image& b, double tolerance) {
  for (std::size_t row = 0; row < 3; ++row) {
    if (differ(element(a, row, 3), element(b, row, 3), tolerance)) {
      return format("the voxels lie elsewhere: origin {} and {} mm on world axis {}", element(a, row, 3),
                    element(b, row, 3), row + 1);
    }
  }
  return std::nullopt;
}

} // namespace

std::optional<std::string> grid_difference(const Image& a, const Image& b, const GridTolerance& tolerance) {
  if (a.dims != b.dims || a.components != b.components) {
    return format("the images have different dimensions: {} and {}", shape_of(a), shape_of(b));
  }
  const auto longest = a.dims.empty() ? 0 : *std::max_element(a.dims.begin(), a.dims.end());
  if (auto text = spacing_difference(a, b, tolerance.spacing)) {
    return text;
  }
  if (auto text = origin_difference(a, b, tolerance.origin_per_dim * static_cast<double>(longest))) {
    return text;
  }
  return direction_difference(a, b, tolerance.direction);
}

} // namespace reprovip::voxels
