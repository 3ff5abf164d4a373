#pragma once

#include <array>
#include <optional>
#include <span>

namespace reprovip::stats {

// Transforms of space: 4×4 row by row, x → A x + t in mm, last row 0 0 0 1, elements finite.
using Affine = std::array<double, 16>;
using Point = std::array<double, 3>;

// The rigid part of a transform, as FSL counts it: A ≈ Rx Ry Rz with Rx = [1 0 0; 0 c s; 0 -s c],
// Ry = [c 0 -s; 0 1 0; s 0 c], Rz = [c s 0; -s c 0; 0 0 1]; translations are the last column.
struct RigidMotion {
  Point translation{}; // mm
  Point rotation{};    // rad; y within ±π/2, and z = 0 where that is π/2
};

bool is_affine(std::span<const double> elements); // 16 finite ones, last row 0 0 0 1
Affine product(const Affine& a, const Affine& b); // b first
// Nothing when it is singular.
std::optional<Affine> inverse(const Affine& a);
Point moved(const Affine& a, const Point& point);

// The rotation closest to A (its polar factor; of a rigid transform its rotation), 3×3 row by row. Nothing
// when A is singular or mirrors.
std::optional<std::array<double, 9>> rotation_part(const Affine& a);
// Nothing when there is no rotation part.
std::optional<RigidMotion> decompose(const Affine& a);
Affine compose(const RigidMotion& motion);

// Jenkinson 1999 (FMRIB TR99MJ1): root mean square over a ball of |B A^-1 x - x|. With B A^-1 - I = [M|t]:
// sqrt(radius² / 5 tr(MᵀM) + |t + M centre|²). Of rigid transforms it is symmetric. Nothing when A is
// singular.
std::optional<double> rms_deviation(const Affine& a, const Affine& b, const Point& centre, double radius);

// Power et al. 2012: sum of |differences of translations| + radius · sum of |differences of angles|, mm.
double framewise_displacement(const RigidMotion& a, const RigidMotion& b, double radius);

// |A x - B x|, mm.
double displacement(const Affine& a, const Affine& b, const Point& point);
// Angle of the rotation from one to the other, rad, 0 to π. Rotations, 3×3 row by row.
double angle_between(const std::array<double, 9>& a, const std::array<double, 9>& b);

} // namespace reprovip::stats
