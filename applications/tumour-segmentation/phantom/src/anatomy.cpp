#include "anatomy.hpp"

#include "random.hpp"
#include <algorithm>
#include <cmath>

namespace phantom {

namespace {

constexpr double k_warp = 3;           // mm
constexpr double k_subarachnoid = 1.5; // mm
constexpr double k_tentorium = -14;    // z, mm

const Point k_cerebrum = {0, 0, 8};
const Point k_cerebrum_radii = {67, 85, 62};

enum Stream : std::uint64_t { k_sizes = 100, k_warps, k_folds = 104, k_folds_2, k_cortex };

// Flat from below.
double cerebrum_depth(const Point& p) {
  return std::min(ellipsoid_depth(p - k_cerebrum, k_cerebrum_radii), 0.9 * (p.z + 28));
}

double cerebellum_depth(const Point& p) {
  return std::min(ellipsoid_depth(p - Point{0, -48, -32}, {50, 31, 26}), k_tentorium - p.z);
}

double stem_depth(const Point& p) {
  return std::min(ellipsoid_depth(p - Point{0, -20, -34}, {12, 13, 40}), -p.z);
}

// Both sides at once: the right one's ellipsoid for |x|.
double paired(const Point& p, const Point& centre, const Point& radii) {
  return ellipsoid_depth(Point{std::abs(p.x), p.y, p.z} - centre, radii);
}

bool in_deep_grey(const Point& p) {
  return paired(p, {11, -12, 5}, {8, 15, 9}) > 0 || // thalamus
         paired(p, {16, 20, 12}, {5, 13, 8}) > 0 || // caudate nucleus
         paired(p, {26, 4, 2}, {6, 15, 9}) > 0;     // putamen and pallidum
}

double lateral_fissure_distance(const Point& p) {
  const double sideways = std::max(0.0, 36 - std::abs(p.x));
  const double along = std::max(0.0, std::abs(p.y + 2) - 26);
  const double plane = p.z + 6 + 0.3 * p.y;
  return std::sqrt(plane * plane + sideways * sideways + along * along);
}

} // namespace

Anatomy::Anatomy(std::uint64_t seed)
    : m_warp_x(seed, k_warps, 45), m_warp_y(seed, k_warps + 1, 45), m_warp_z(seed, k_warps + 2, 45),
      m_primary(seed, k_folds, 11), m_secondary(seed, k_folds_2, 8), m_thickness(seed, k_cortex, 20) {
  Draws draws(seed, k_sizes);
  m_scale = {draws.between(0.94, 1.06), draws.between(0.94, 1.06), draws.between(0.94, 1.06)};
  m_ventricles = draws.between(0.8, 1.3);
  m_sulci = draws.between(0.7, 1.3);
}

Point Anatomy::canonical(const Point& head) const {
  const Point p = {head.x / m_scale.x, head.y / m_scale.y, head.z / m_scale.z};
  return p + k_warp * Point{m_warp_x.at(p), m_warp_y.at(p), m_warp_z.at(p)};
}

double Anatomy::cerebral_depth(const Point& head) const {
  return cerebrum_depth(canonical(head));
}

Tissue Anatomy::tissue_at(const Point& head) const {
  // Far outside there is nothing to deform.
  if (ellipsoid_depth(head, {90, 110, 90}) < 0) {
    return Tissue::none;
  }
  const Point p = canonical(head);
  const double cerebellum = cerebellum_depth(p);
  const double stem = stem_depth(p);
  const double depth = cerebrum_depth(p);
  if (std::max({cerebellum, stem, depth}) <= 0) {
    return Tissue::none;
  }
  if (ellipsoid_depth(p - Point{0, -36, -32}, {6, 5, 10}) > 0) {
    return Tissue::csf; // fourth ventricle
  }
  if (stem > 1) {
    return Tissue::white;
  }
  if (cerebellum > 0) {
    if (cerebellum < k_subarachnoid) {
      return Tissue::csf;
    }
    return cerebellum < 9 + 3 * m_primary.at(p) ? Tissue::grey : Tissue::white;
  }
  return depth > 0 ? cerebrum(p, depth) : Tissue::csf;
}

double Anatomy::ventricle_depth(const Point& p) const {
  const double s = m_ventricles;
  const double lateral = std::max(
      {paired(p, {11, -2, 17}, {6 * s, 28, 7 * s}), paired(p, {9, 26, 11}, {5 * s, 12, 8 * s}),
       paired(p, {20, -38, 10}, {6 * s, 17, 6 * s}), paired(p, {31, -18, -13}, {3.5 * s, 14, 4 * s})});
  const double third = ellipsoid_depth(p - Point{0, -4, 2}, {2.2 * s, 13, 9});
  return std::max(lateral, third);
}

Tissue Anatomy::cerebrum(const Point& p, double depth) const {
  const double sinus_x = p.x;
  const double sinus_d = depth - 2.5;
  if (p.z > 0 && sinus_x * sinus_x + sinus_d * sinus_d < 2.5 * 2.5) {
    return Tissue::vessel;
  }
  if (ventricle_depth(p) > 0) {
    return paired(p, {17, -26, 15}, {2, 6, 2}) > 0 ? Tissue::vessel : Tissue::csf; // choroid plexus
  }
  if (in_deep_grey(p)) {
    return Tissue::deep_grey;
  }
  return cortex(p, depth);
}

double Anatomy::sulcus_distance(const Point& p) const {
  // Sulci are sheets at right angles to the surface, so their place is a function of where below the surface
  // the point is; |noise| grows with the distance from a sheet by about 1 / (0.75 cells).
  const Point from = p - k_cerebrum;
  const double depth = ellipsoid_depth(from, k_cerebrum_radii);
  if (depth > 26) {
    return depth;
  }
  const Point relative = {from.x / k_cerebrum_radii.x, from.y / k_cerebrum_radii.y,
                          from.z / k_cerebrum_radii.z};
  const double shrink = std::max(0.3, length(relative));
  const Point surface = 1 / shrink * from;
  const auto sheet = [&](const NoiseField& field, double cell, double bottom) {
    const double across = std::abs(field.at(surface)) * 0.75 * cell * shrink;
    const double below = std::max(0.0, depth - bottom);
    return std::sqrt(across * across + below * below);
  };
  return std::min(sheet(m_primary, 11, 18), sheet(m_secondary, 8, 9));
}

Tissue Anatomy::cortex(const Point& p, double depth) const {
  const bool in_callosum = ellipsoid_depth(p - Point{0, -2, 4}, {30, 46, 24}) > 0;
  const double midline = in_callosum ? 1e3 : std::abs(p.x);
  if (depth < k_subarachnoid || midline < 1) {
    return Tissue::csf;
  }
  const double lateral = lateral_fissure_distance(p);
  if (lateral < 1.8 * m_sulci) {
    return Tissue::csf;
  }
  const double thickness = 2.9 + 0.3 * m_thickness.at(p);
  const double sulcus = sulcus_distance(p) - m_sulci;
  if (sulcus < 0) {
    return Tissue::csf;
  }
  const double nearest = std::min({depth - k_subarachnoid, midline - 1, lateral - 1.8 * m_sulci, sulcus});
  return nearest < thickness ? Tissue::grey : Tissue::white;
}

} // namespace phantom
