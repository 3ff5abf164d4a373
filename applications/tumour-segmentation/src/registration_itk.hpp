#pragma once

#include "images_itk.hpp"

namespace tumour {

struct RegistrationSettings {
  double sampling = 0.1;    // the share of voxels that the metric looks at, drawn at random; 1: all of them
  unsigned iterations = 60; // at most, on each level
  int seed = 1;             // of the draw
};

struct Registration {
  Transform::Pointer transform; // from points of the fixed image to points of the moving one
  double metric = 0;            // Mattes' mutual information, negative
  unsigned iterations = 0;      // of the last level
};

// A rigid transform by Mattes' mutual information: centres first, then two levels of a pyramid. With two
// threads and more each run differs in the last digits. Throws Mistake when the images do not overlap;
// `names` says which they are, as "t2 to t1ce".
Registration register_rigid(const Image* fixed, const Image* moving, const RegistrationSettings& settings,
                            const std::string& names);

// ITK's text (.tfm), every digit.
void write_transform(const std::string& path, const Transform* transform);

} // namespace tumour
