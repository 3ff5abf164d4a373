#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace tensor_fit {

// A series of volumes, or one. Voxels run over x, y, z, then volumes.
struct Series {
  std::array<std::size_t, 4> size = {{0}};
  std::vector<double> values;
  std::vector<char> header; // the 348 bytes as they were: geometry is passed on

  std::size_t voxels() const { return size[0] * size[1] * size[2]; }
};

// A NIfTI-1 file (.nii) of this machine's byte order, with its scl_slope and scl_inter applied; integers of
// 8, 16 and 32 bits and both kinds of floating point. Throws std::runtime_error that names the file.
Series read_series(const std::string& path);

// One volume of doubles with the geometry of `like`.
void write_volume(const std::string& path, const std::vector<double>& values, const Series& like);

} // namespace tensor_fit
