#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace phantom {

enum class Tissue : std::uint8_t { none, csf, grey, white, deep_grey, vessel, necrosis, enhancing, oedema };

constexpr std::size_t k_tissues = 9;

// How many of a voxel's samples are of each tissue.
using Counts = std::array<std::uint8_t, k_tissues>;

constexpr std::size_t index_of(Tissue tissue) {
  return static_cast<std::size_t>(tissue);
}

} // namespace phantom
