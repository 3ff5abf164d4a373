#pragma once

#include "images_itk.hpp"

namespace tumour {

struct BiasSettings {
  unsigned shrink = 4;      // the field is estimated on every so many-th voxel
  unsigned iterations = 25; // at most, on each level
  unsigned levels = 3;      // of the B-spline's control points, doubled each time
};

// The image divided by its bias field, which N4 estimates within the mask. Varies with the number of threads.
Image::Pointer correct_bias(const Image* image, const Mask& mask, const BiasSettings& settings);

} // namespace tumour
