#pragma once

#include <optional>
#include <string>
#include <vector>

namespace reprovip::model {

// `image`: shades, 0 to 255, of what lies below; `labels`: names of regions, of one class of an output;
// `truth`: the same, of the ground truth; `map`: numbers of one sign or two.
enum class LayerRole { image, labels, truth, map };
struct Layer {
  LayerRole role = LayerRole::map;
  std::string name;    // "class A: sub-01 threads=1 r001"
  std::string exhibit; // key of Study::exhibits: a gzipped NIfTI
  std::string unit;    // of a map, if it has one
};

// Volumes of one grid that a page shows as slices, one over the other.
struct Picture {
  std::string title;
  std::string output;
  std::string metric;             // that wrote the map, by id
  std::vector<std::string> notes; // what the volumes leave out of the files: "every second voxel"
  std::vector<Layer> layers;      // lowest first
};

// Of one output that is a transform: how far each execution's lies from that of its subject's largest class.
struct Movement {
  double translation_mm = 0; // between the last columns
  double rotation_deg = 0;   // between the rotation parts
};
struct Movements {
  std::string output;
  std::vector<std::optional<Movement>> of; // by execution of the plan
};

} // namespace reprovip::model
