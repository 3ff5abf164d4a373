#pragma once

#include "geometry.hpp"
#include "noise_field.hpp"
#include "tissue.hpp"
#include <cstdint>

namespace phantom {

// A brain without its skull, from ellipsoids: cerebrum with folded cortex, cerebellum, brain stem,
// ventricles, deep grey matter, corpus callosum, choroid plexus and sagittal sinus. A seed gives it its size
// (+-6 % per axis), its smooth deformation (3 mm), its ventricles' size, its folds and the thickness of its
// cortex.
class Anatomy {
public:
  explicit Anatomy(std::uint64_t seed);

  Tissue tissue_at(const Point& head) const;
  // Depth below the cerebrum's hull, mm, negative outside.
  double cerebral_depth(const Point& head) const;

private:
  Point canonical(const Point& head) const;
  Tissue cerebrum(const Point& p, double depth) const;
  Tissue cortex(const Point& p, double depth) const;
  double sulcus_distance(const Point& p) const;
  double ventricle_depth(const Point& p) const;

  Point m_scale;
  double m_ventricles;
  double m_sulci; // half width of a sulcus, mm
  NoiseField m_warp_x;
  NoiseField m_warp_y;
  NoiseField m_warp_z;
  NoiseField m_primary;
  NoiseField m_secondary;
  NoiseField m_thickness;
};

} // namespace phantom
