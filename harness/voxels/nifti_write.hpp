#pragma once

#include "harness/base/result.hpp"
#include "harness/sys/files.hpp"
#include "harness/voxels/image.hpp"
#include "harness/voxels/voxel_type.hpp"

#include <string>

namespace reprovip::voxels {

// The bytes of a NIfTI-1 file, uncompressed: the same image gives the same bytes. Its affine becomes the
// sform (code 2, aligned), qform is unknown, scaling is none, units are mm and s. Components stand on axis 5
// as the standard wants (intent 1007, vector). `image` has at most 7 axes (3 with components), each up to
// 32767, and as many values as they say. A value that `type` does not hold (not an integer, out of range) is
// an error; float32 rounds.
Result<std::string> nifti_bytes(const Image& image, VoxelType type);

// Writes it whole or not at all; compressed when the name ends with ".gz" (no name, no time inside).
Result<void> write_nifti(const sys::Path& file, const Image& image, VoxelType type = VoxelType::float32);

} // namespace reprovip::voxels
