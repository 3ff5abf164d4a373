#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace reprovip::voxels {

// libdeflate: whole gzip files at once.

// One member without name and time: the same bytes give the same file. `level` 1 to 12.
std::string gzip(std::string_view bytes, int level);

enum class Unpacking { complete, too_long, broken };
struct Unpacked {
  Unpacking how = Unpacking::broken;
  std::size_t size = 0; // bytes written to `out`
};
// All members of `file` one after the other into `out`, each checked by its CRC; what follows the last one
// and is no member is ignored, as gzip does. `too_long`: `out` does not hold them.
Unpacked gunzip(std::span<const std::byte> file, std::span<std::byte> out);

} // namespace reprovip::voxels
