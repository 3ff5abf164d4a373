#include "glioma.hpp"

#include "random.hpp"
#include <algorithm>
#include <cmath>

namespace phantom {

namespace {

enum Stream : std::uint64_t { k_shape = 200, k_place, k_coarse, k_fine, k_rim, k_reach };

constexpr double k_thinnest_rim = 1.6; // mm
constexpr double k_push = 0.25;

} // namespace

Glioma::Glioma(std::uint64_t seed, const Anatomy& anatomy)
    : m_coarse(seed, k_coarse, 13), m_fine(seed, k_fine, 6), m_thickness(seed, k_rim, 9),
      m_fingers(seed, k_reach, 14) {
  Draws draws(seed, k_shape);
  const double third = draws.between(0.0, 1.0);
  m_radius = 10 + 13 * third;
  m_axes = {draws.between(0.82, 1.22), draws.between(0.82, 1.22), 1};
  m_axes.z = 1 / (m_axes.x * m_axes.y);
  m_turn = Rigid({draws.between(-90, 90), draws.between(-90, 90), draws.between(-90, 90)}, {});
  m_rim = std::min(draws.between(2.5, 6.0), 0.42 * m_radius);
  m_reach = draws.between(8, 22);
  place(seed, anatomy);
}

void Glioma::place(std::uint64_t seed, const Anatomy& anatomy) {
  Draws draws(seed, k_place);
  const double side = draws.between(-1, 1) < 0 ? -1 : 1;
  // In a head without any such place the last try counts: the shape is cut at the hull anyway.
  for (int i = 0; i < 1000; ++i) {
    m_centre = {side * draws.between(16, 46), draws.between(-55, 50), draws.between(0, 48)};
    if (anatomy.tissue_at(m_centre) == Tissue::white &&
        anatomy.cerebral_depth(m_centre) > 0.85 * m_radius + 2) {
      return;
    }
  }
}

Point Glioma::pushed_back(const Point& head) const {
  const Point from = head - m_centre;
  const double ratio = length(from) / (1.25 * m_radius);
  const double squared = ratio * ratio;
  return m_centre + (1 - k_push / (1 + squared * squared)) * from;
}

double Glioma::from_core(const Point& head) const {
  const Point turned = m_turn.undo(head - m_centre);
  const double distance = length({turned.x / m_axes.x, turned.y / m_axes.y, turned.z / m_axes.z});
  if (distance > 2.2 * m_radius) {
    return distance - m_radius; // too far for the bumps to matter
  }
  const double bumps = 0.15 * m_coarse.at(head) + 0.05 * m_fine.at(head);
  return distance - m_radius * (1 + std::clamp(bumps, -0.45, 0.45));
}

Tissue Glioma::tissue_at(const Point& head, const Anatomy& anatomy) const {
  const Point before = pushed_back(head);
  const Tissue healthy = anatomy.tissue_at(before);
  const double outside = from_core(head);
  if (healthy == Tissue::none || outside > 2.2 * m_reach) {
    return healthy;
  }
  if (outside < 0) {
    if (healthy == Tissue::csf && anatomy.cerebral_depth(before) < 2) {
      return healthy;
    }
    const double rim = std::max(k_thinnest_rim, m_rim * (1 + 0.45 * m_thickness.at(head)));
    return outside < -rim ? Tissue::necrosis : Tissue::enhancing;
  }
  const bool across = head.x * m_centre.x < 0 && std::abs(head.x) > 12;
  const double reach = across ? 0 : m_reach * std::clamp(0.7 + 0.45 * m_fingers.at(head), 0.1, 2.2);
  switch (healthy) {
  case Tissue::white:
    return outside < std::max(1.5, reach) ? Tissue::oedema : healthy;
  case Tissue::deep_grey:
    return outside < std::max(1.5, 0.4 * reach) ? Tissue::oedema : healthy;
  case Tissue::grey:
    return outside < std::max(1.5, 0.15 * reach) ? Tissue::oedema : healthy;
  default:
    return healthy;
  }
}

} // namespace phantom
