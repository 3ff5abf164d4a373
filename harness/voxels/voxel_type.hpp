#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace reprovip::voxels {

// How a file holds a number.
enum class VoxelType { uint8, int8, uint16, int16, uint32, int32, uint64, int64, float32, float64 };

// "uint8" ... "float64"
std::string to_string(VoxelType type);
std::optional<VoxelType> voxel_type_of(std::string_view name);
std::size_t bytes_of(VoxelType type);
bool is_integer(VoxelType type);
// Bits of the significand: 24 and 53 of floating point; of integers 53, since a double holds them here.
int significand_bits(VoxelType type);
// The DT_ code of nifti1.h.
std::int16_t nifti_code(VoxelType type);

// Calls `use` with a value of the C++ type.
template <typename Use>
decltype(auto) with_type(VoxelType type, Use&& use) {
  switch (type) {
  case VoxelType::uint8:
    return use(std::uint8_t{});
  case VoxelType::int8:
    return use(std::int8_t{});
  case VoxelType::uint16:
    return use(std::uint16_t{});
  case VoxelType::int16:
    return use(std::int16_t{});
  case VoxelType::uint32:
    return use(std::uint32_t{});
  case VoxelType::int32:
    return use(std::int32_t{});
  case VoxelType::uint64:
    return use(std::uint64_t{});
  case VoxelType::int64:
    return use(std::int64_t{});
  case VoxelType::float32:
    return use(float{});
  case VoxelType::float64:
    break;
  }
  return use(double{});
}

} // namespace reprovip::voxels
