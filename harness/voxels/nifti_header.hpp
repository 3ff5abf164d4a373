#pragma once

#include "harness/base/result.hpp"
#include "harness/voxels/voxel_type.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace reprovip::voxels {

// Bytes of a file that tell all about it, or all of a shorter file.
constexpr std::size_t k_nifti_head = 544;
// What we are willing to read: 16 GiB as doubles.
constexpr std::uint64_t k_most_values = std::uint64_t{1} << 31;

// What a NIfTI-1 or -2 file in one part says of its voxels.
struct NiftiHeader {
  std::vector<std::size_t> dims; // at least 3; later axes of length 1 at the end are left out
  std::size_t components = 1;    // axis 5 of vectors, the numbers of a complex, the channels of a colour
  bool planar = false;           // components stand one volume after the other
  std::vector<double> spacing;   // mm; axis 4: s, or as the file says
  // voxel → mm, right-anterior-superior: sform when its code is above 0, else qform, else the spacing alone
  std::array<double, 16> affine{};
  VoxelType type = VoxelType::float32; // of one number
  bool swapped = false;                // numbers are big-endian
  bool scaled = false;                 // value = slope * stored + intercept
  double slope = 1;                    // not 0
  double intercept = 0;
  std::uint64_t offset = 0; // of the voxels, bytes

  std::size_t voxels() const;
  std::size_t values() const { return voxels() * components; }
  // Bytes from the beginning of the file to the end of the voxels.
  std::uint64_t size() const { return offset + values() * bytes_of(type); }
};

// `head` begins the file. Refuses what makes no sense: not NIfTI, parts in two files, axes below 1, more than
// k_most_values, voxels that begin inside the header, an affine or a scaling in use that is not finite, a
// type that no double holds.
Result<NiftiHeader> parse_nifti_header(std::string_view head);

} // namespace reprovip::voxels
