#include "harness/voxels/surfels.hpp"

#include <cmath>
#include <utility>
#include <vector>

namespace reprovip::voxels {

namespace {

using Point = std::array<double, 3>;
using Triangles = std::vector<Point>; // half the cross product of two sides each

unsigned bits_in(CornerCode code) {
  unsigned count = 0;
  for (; code != 0; code &= code - 1) {
    ++count;
  }
  return count;
}

bool has(CornerCode code, unsigned corner) {
  return (code >> corner & 1U) != 0;
}

// The voxels of `code` that are joined with `corner` through faces.
CornerCode joined_with(CornerCode code, unsigned corner) {
  CornerCode group = 1U << corner;
  for (int round = 0; round < 8; ++round) {
    for (unsigned one = 0; one < 8; ++one) {
      for (unsigned axis = 0; axis < 3; ++axis) {
        if (has(group, one) && has(code, one ^ (1U << axis))) {
          group |= 1U << (one ^ (1U << axis));
        }
      }
    }
  }
  return group;
}

// The middles of the edges that lead out of the group, and the two sides of the cube that each lies on.
struct Cut {
  Point middle{};
  std::array<unsigned, 2> sides{}; // 2 axis + 0 or 1
};

std::vector<Cut> cuts_of(CornerCode group) {
  std::vector<Cut> cuts;
  for (unsigned corner = 0; corner < 8; ++corner) {
    for (unsigned axis = 0; axis < 3; ++axis) {
      if (!has(group, corner) || has(group, corner ^ (1U << axis))) {
        continue;
      }
      auto& cut = cuts.emplace_back();
      std::size_t side = 0;
      for (unsigned other = 0; other < 3; ++other) {
        const unsigned where = corner >> other & 1U;
        cut.middle[other] = other == axis ? 0.5 : where;
        if (other != axis) {
          cut.sides[side++] = 2 * other + where;
        }
      }
    }
  }
  return cuts;
}

bool share_a_side(const Cut& a, const Cut& b) {
  return a.sides[0] == b.sides[0] || a.sides[0] == b.sides[1] || a.sides[1] == b.sides[0] ||
         a.sides[1] == b.sides[1];
}

// A group's cuts are a polygon: on each side of the cube lie two of them or none.
std::vector<Point> polygon_of(CornerCode group) {
  auto cuts = cuts_of(group);
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
    for (std::size_t j = i + 1; j < cuts.size(); ++j) {
      if (share_a_side(cuts[i], cuts[j])) {
        std::swap(cuts[i + 1], cuts[j]);
        break;
      }
    }
  }
  std::vector<Point> points;
  for (const auto& cut : cuts) {
    points.push_back(cut.middle);
  }
  return points;
}

Point half_cross(const Point& a, const Point& b, const Point& c) {
  const Point u = {b[0] - a[0], b[1] - a[1], b[2] - a[2]};
  const Point v = {c[0] - a[0], c[1] - a[1], c[2] - a[2]};
  return {(u[1] * v[2] - u[2] * v[1]) / 2, (u[2] * v[0] - u[0] * v[2]) / 2, (u[0] * v[1] - u[1] * v[0]) / 2};
}

double area(const Point& normal, const Point& scale) {
  return std::sqrt(normal[0] * scale[0] * normal[0] * scale[0] + normal[1] * scale[1] * normal[1] * scale[1] +
                   normal[2] * scale[2] * normal[2] * scale[2]);
}

double area(const Triangles& triangles, const Point& scale) {
  double sum = 0;
  for (const auto& normal : triangles) {
    sum += area(normal, scale);
  }
  return sum;
}

// The largest cut of the polygon's points first..last into triangles.
Triangles triangles_of(const std::vector<Point>& polygon, std::size_t first, std::size_t last) {
  Triangles best;
  for (std::size_t middle = first + 1; middle < last; ++middle) {
    auto some = triangles_of(polygon, first, middle);
    const auto others = triangles_of(polygon, middle, last);
    some.insert(some.end(), others.begin(), others.end());
    some.push_back(half_cross(polygon[first], polygon[middle], polygon[last]));
    // Sums in another order differ by rounding: a later cut must be larger by more.
    if (best.empty() || area(some, {1, 1, 1}) > area(best, {1, 1, 1}) + 1e-9) {
      best = std::move(some);
    }
  }
  return best;
}

Triangles triangles_of(CornerCode code) {
  const CornerCode inside = bits_in(code) > 4 ? code ^ 255U : code;
  Triangles all;
  CornerCode done = 0;
  for (unsigned corner = 0; corner < 8; ++corner) {
    if (!has(inside, corner) || has(done, corner)) {
      continue;
    }
    const auto group = joined_with(inside, corner);
    done |= group;
    const auto polygon = polygon_of(group);
    if (!polygon.empty()) {
      const auto some = triangles_of(polygon, 0, polygon.size() - 1);
      all.insert(all.end(), some.begin(), some.end());
    }
  }
  return all;
}

double line_length(CornerCode code, const Grid& grid) {
  const double diagonal = std::hypot(grid.spacing[0], grid.spacing[1]) / 2;
  switch (code) {
  case 0:
  case 15:
    return 0;
  case 3: // one row inside: a line along x
  case 12:
    return grid.spacing[0];
  case 5:
  case 10:
    return grid.spacing[1];
  case 6: // two voxels that share a corner only
  case 9:
    return 2 * diagonal;
  default:
    return diagonal;
  }
}

} // namespace

std::array<double, 256> corner_surfaces(const Grid& grid) {
  std::array<double, 256> surfaces{};
  if (grid.dims[2] == 1) {
    for (CornerCode code = 0; code < 16; ++code) {
      surfaces[code] = line_length(code, grid);
    }
    return surfaces;
  }
  const auto& s = grid.spacing;
  for (CornerCode code = 0; code < 256; ++code) {
    surfaces[code] = area(triangles_of(code), {s[1] * s[2], s[0] * s[2], s[0] * s[1]});
  }
  return surfaces;
}

} // namespace reprovip::voxels
