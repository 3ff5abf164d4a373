#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace reprovip::voxels {

struct Image {
  std::vector<std::size_t> dims;   // first axis fastest in `values`
  std::vector<double> spacing;     // mm (axis 4: s or what the file says)
  std::array<double, 16> affine{}; // voxel → mm, right-anterior-superior, row by row
  std::string datatype;            // of the file: "uint8", "int16", "float32" ...
  std::size_t components = 1;      // values per voxel, fastest of all
  bool labels = false;             // values are known to be integers, names of regions
  std::vector<double> values;      // scaled as the file says
};

} // namespace reprovip::voxels
