#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// The header of NIfTI-1 and NIfTI-2. Names and offsets: nifti1.h and nifti2.h of the NIfTI Data Format
// Working Group.
namespace reprovip::collect {

constexpr std::size_t k_nifti_header_1 = 348;
constexpr std::size_t k_nifti_header_2 = 540;

struct NiftiKind {
  int version = 0; // 0: no NIfTI
  bool swapped = false;
};
NiftiKind nifti_kind(std::string_view head);

// What both versions say, in the widest types.
struct NiftiHeader {
  bool swapped = false;
  bool pair = false; // the voxels are in another file
  std::size_t size = 0;
  std::array<std::int64_t, 8> dim = {};
  std::array<double, 8> pixdim = {};
  std::int16_t datatype = 0;
  double vox_offset = 0;
  std::array<double, 2> scaling = {};
  std::array<double, 2> slice_times = {};  // slice_duration, toffset
  std::array<std::int64_t, 4> slices = {}; // slice_start, slice_end, slice_code, dim_info
  int qform_code = 0;
  int sform_code = 0;
  std::array<double, 6> qform = {};
  std::array<std::array<double, 4>, 3> sform = {};
  int units = 0;
  int intent_code = 0;
  std::array<double, 3> intent = {};
  std::string intent_name;
};

// `bytes` is as long as the version's header.
NiftiHeader read_nifti_header(std::string_view bytes, NiftiKind kind);
// One int32 as the file's byte order has it.
std::int32_t nifti_int32(std::string_view bytes, std::size_t offset, bool swapped);

} // namespace reprovip::collect
