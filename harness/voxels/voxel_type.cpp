#include "harness/voxels/voxel_type.hpp"

#include <algorithm>
#include <array>

namespace reprovip::voxels {

namespace {

struct Row {
  VoxelType type;
  const char* name;
  std::int16_t code;
};
constexpr std::array<Row, 10> k_rows = {{{VoxelType::uint8, "uint8", 2},
                                         {VoxelType::int8, "int8", 256},
                                         {VoxelType::uint16, "uint16", 512},
                                         {VoxelType::int16, "int16", 4},
                                         {VoxelType::uint32, "uint32", 768},
                                         {VoxelType::int32, "int32", 8},
                                         {VoxelType::uint64, "uint64", 1280},
                                         {VoxelType::int64, "int64", 1024},
                                         {VoxelType::float32, "float32", 16},
                                         {VoxelType::float64, "float64", 64}}};

const Row& row_of(VoxelType type) {
  return *std::find_if(k_rows.begin(), k_rows.end(), [type](const Row& row) { return row.type == type; });
}

} // namespace

std::string to_string(VoxelType type) {
  return row_of(type).name;
}

std::optional<VoxelType> voxel_type_of(std::string_view name) {
  const auto found =
      std::find_if(k_rows.begin(), k_rows.end(), [name](const Row& row) { return row.name == name; });
  return found == k_rows.end() ? std::nullopt : std::optional(found->type);
}

std::size_t bytes_of(VoxelType type) {
  return with_type(type, [](auto zero) { return sizeof(zero); });
}

bool is_integer(VoxelType type) {
  return type != VoxelType::float32 && type != VoxelType::float64;
}

int significand_bits(VoxelType type) {
  return type == VoxelType::float32 ? 24 : 53;
}

std::int16_t nifti_code(VoxelType type) {
  return row_of(type).code;
}

} // namespace reprovip::voxels
