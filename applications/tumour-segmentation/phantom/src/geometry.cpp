#include "geometry.hpp"

#include <algorithm>
#include <cmath>

namespace phantom {

Point operator+(const Point& a, const Point& b) {
  return {a.x + b.x, a.y + b.y, a.z + b.z};
}

Point operator-(const Point& a, const Point& b) {
  return {a.x - b.x, a.y - b.y, a.z - b.z};
}

Point operator*(double factor, const Point& a) {
  return {factor * a.x, factor * a.y, factor * a.z};
}

double length(const Point& a) {
  return std::sqrt(a.x * a.x + a.y * a.y + a.z * a.z);
}

double ellipsoid_depth(const Point& from_centre, const Point& radii) {
  const Point once = {from_centre.x / radii.x, from_centre.y / radii.y, from_centre.z / radii.z};
  const Point twice = {once.x / radii.x, once.y / radii.y, once.z / radii.z};
  const double k1 = length(twice);
  if (k1 < 1e-9) {
    return std::min({radii.x, radii.y, radii.z});
  }
  const double k0 = length(once);
  return k0 * (1 - k0) / k1;
}

Rigid::Rigid(const Point& degrees, const Point& shift) : m_degrees(degrees), m_shift(shift) {
  constexpr double k_radian = 3.141592653589793 / 180;
  const double cx = std::cos(k_radian * degrees.x);
  const double sx = std::sin(k_radian * degrees.x);
  const double cy = std::cos(k_radian * degrees.y);
  const double sy = std::sin(k_radian * degrees.y);
  const double cz = std::cos(k_radian * degrees.z);
  const double sz = std::sin(k_radian * degrees.z);
  m_rows = {{{cz * cy, cz * sy * sx - sz * cx, cz * sy * cx + sz * sx},
             {sz * cy, sz * sy * sx + cz * cx, sz * sy * cx - cz * sx},
             {-sy, cy * sx, cy * cx}}};
}

Point Rigid::apply(const Point& point) const {
  const auto row = [&](std::size_t i) {
    return m_rows[i][0] * point.x + m_rows[i][1] * point.y + m_rows[i][2] * point.z;
  };
  return Point{row(0), row(1), row(2)} + m_shift;
}

Point Rigid::undo(const Point& point) const {
  const Point moved = point - m_shift;
  const auto column = [&](std::size_t i) {
    return m_rows[0][i] * moved.x + m_rows[1][i] * moved.y + m_rows[2][i] * moved.z;
  };
  return {column(0), column(1), column(2)};
}

Point Grid::corner() const {
  const auto first = [this](std::size_t i) { return -0.5 * spacing * static_cast<double>(size[i] - 1); };
  return {first(0), first(1), first(2)};
}

Grid make_grid(double spacing) {
  const auto cover = [spacing](double extent) {
    return static_cast<std::size_t>(std::ceil(extent / spacing));
  };
  return {{cover(176), cover(216), cover(160)}, spacing};
}

} // namespace phantom
