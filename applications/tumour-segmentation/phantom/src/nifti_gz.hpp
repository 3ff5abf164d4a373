#pragma once

#include "geometry.hpp"
#include <cstdint>
#include <string>
#include <vector>

namespace phantom {

// One volume as NIfTI-1, compressed (.nii.gz) without a time or a name in it: the same voxels give the same
// bytes with the same zlib. The affine is scanner space (sform and qform code 1), right, front, up. Throws
// std::runtime_error that names the file.
void write_volume(const std::string& path, const std::vector<std::uint8_t>& values, const Grid& grid);
void write_volume(const std::string& path, const std::vector<std::int16_t>& values, const Grid& grid);
void write_volume(const std::string& path, const std::vector<float>& values, const Grid& grid);

} // namespace phantom
