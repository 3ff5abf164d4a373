#pragma once

#include "anatomy.hpp"

namespace phantom {

// A glioblastoma's shape. Inside out: necrosis; an enhancing rim whose thickness varies, never below 1.6 mm
// times the axis; oedema that reaches far into white matter between the sulci, and hardly into grey. What is
// around it is pushed away. The seed gives place (in the white matter of one hemisphere), size, axes and
// irregularity.
class Glioma {
public:
  Glioma(std::uint64_t seed, const Anatomy& anatomy);

  // The tissue of a head with this tumour. `anatomy` is the one that it was made for.
  Tissue tissue_at(const Point& head, const Anatomy& anatomy) const;

  const Point& centre() const { return m_centre; }
  double radius() const { return m_radius; } // of the core, mm

private:
  void place(std::uint64_t seed, const Anatomy& anatomy);
  Point pushed_back(const Point& head) const;
  double from_core(const Point& head) const;

  Point m_centre;
  Point m_axes;
  Rigid m_turn;
  double m_radius = 0;
  double m_rim = 0;
  double m_reach = 0;
  NoiseField m_coarse;
  NoiseField m_fine;
  NoiseField m_thickness;
  NoiseField m_fingers;
};

} // namespace phantom
