#pragma once

#include "harness/score/score.hpp"
#include "harness/study/exhibit.hpp"
#include "harness/voxels/image.hpp"

#include <string>
#include <utility>
#include <vector>

namespace reprovip::study {

// Puts volumes into a study as pictures, as small as they can be told apart by eye, while there is room.
class Gallery {
public:
  Gallery(model::Study& study, const ExhibitLimits& limits) : m_study(study), m_limits(limits) {}

  // Images of three axes and of one grid.
  using Layers = std::vector<std::pair<model::Layer, voxels::Image>>;
  // All layers or none: cut to the box of what is not 0 in labels and maps (a margin wider), every n-th
  // voxel where that is still too many. What cannot be shown is named with its reason.
  void hang(model::Picture picture, Layers layers);
  // Whether another picture may be hung: none after the first that was too large.
  bool has_room() const;
  void leave_out(const std::string& what, const std::string& why);

  const ExhibitLimits& limits() const { return m_limits; }

private:
  model::Study& m_study;
  ExhibitLimits m_limits;
  std::size_t m_used = 0; // bytes of volumes
  bool m_full = false;
};

// Why an image cannot be shown as slices, or "".
std::string not_a_volume(const voxels::Image& image);

// What readers of a store's outputs need.
score::World world_of(const store::Store& store);
// The output of one execution; nullptr when it has none.
const model::Output* output_of(const model::Study& study, std::uint32_t execution, const std::string& id);

void exhibit_logs(const store::Store& store, model::Study& study, const ExhibitLimits& limits);
void exhibit_maps(const store::Store& store, const model::Study& study, Gallery& gallery);
void exhibit_classes(const store::Store& store, const model::Study& study, Gallery& gallery);
void exhibit_movements(const store::Store& store, model::Study& study);

} // namespace reprovip::study
