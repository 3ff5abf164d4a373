#pragma once

#include <itkImage.h>
#include <itkTransform.h>

#include "grid.hpp"
#include <string>
#include <vector>

namespace tumour {

using Image = itk::Image<float, 3>;
using Transform = itk::Transform<double, 3, 3>;

// One volume of a NIfTI file, scaled as its header says. Throws Mistake, which names the file, where it is no
// image, is cut short, has several volumes or components, or values all the same. NaN is read as 0, as ITK
// does.
Image::Pointer read_image(const std::string& path);

// .nii.gz, as floats or as labels of one byte.
void write_image(const std::string& path, const Image* image);
void write_labels(const std::string& path, const Labels& labels, const Image* like);

Grid grid_of(const Image* image);
Map map_of(const Image* image);
Image::Pointer image_of(const Map& map, const Image* like);

// The image on the voxels of `reference`, linear; `to_moving` maps the reference's points to the image's. 0
// outside.
Image::Pointer resample(const Image* image, const Image* reference, const Transform* to_moving);

} // namespace tumour
