#pragma once

#include <array>
#include <cstddef>

namespace phantom {

// Millimetres; x to the right, y forward, z up, from the middle of the head.
struct Point {
  double x = 0;
  double y = 0;
  double z = 0;
};

Point operator+(const Point& a, const Point& b);
Point operator-(const Point& a, const Point& b);
Point operator*(double factor, const Point& a);
double length(const Point& a);

// How deep below the surface of the ellipsoid a point is, in mm, negative outside: exact at the surface,
// approximate elsewhere (k0 (1 - k0) / k1 with k0 = |p/r|, k1 = |p/r^2|).
double ellipsoid_depth(const Point& from_centre, const Point& radii);

// x' = R x + t with R = Rz Ry Rx. Angles in degrees.
class Rigid {
public:
  Rigid() = default;
  Rigid(const Point& degrees, const Point& shift);

  Point apply(const Point& point) const;
  Point undo(const Point& point) const;
  const Point& degrees() const { return m_degrees; }
  const Point& shift() const { return m_shift; }

private:
  std::array<std::array<double, 3>, 3> m_rows = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
  Point m_degrees;
  Point m_shift;
};

// Voxels with their centres about the middle of the head.
struct Grid {
  std::array<std::size_t, 3> size = {0, 0, 0};
  double spacing = 1;

  std::size_t voxels() const { return size[0] * size[1] * size[2]; }
  Point corner() const; // centre of the first voxel
};

// As many voxels as cover 176 x 216 x 160 mm.
Grid make_grid(double spacing);

} // namespace phantom
