#pragma once

#include "harness/base/result.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace reprovip::voxels {

// The fields of a NIfTI-1 or -2 header that speak of voxels, as they stand there.
struct NiftiFields {
  int version = 1;
  bool swapped = false;
  bool in_two_files = false;
  std::array<std::int64_t, 8> dim{};
  std::array<double, 8> pixdim{};
  std::int32_t intent = 0;
  std::int32_t datatype = 0;
  double offset = 0;
  double slope = 0;
  double intercept = 0;
  std::int32_t units = 0;
  std::int32_t qform_code = 0;
  std::int32_t sform_code = 0;
  std::array<double, 3> quaternion{};
  std::array<double, 3> qoffset{};
  std::array<double, 12> sform{}; // row by row
};

Result<NiftiFields> read_nifti_fields(std::string_view head);

} // namespace reprovip::voxels
