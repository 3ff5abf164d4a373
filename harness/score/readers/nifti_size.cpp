#include "harness/base/format.hpp"
#include "harness/score/readers/readers.hpp"
#include "harness/score/readers/unpack.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

namespace reprovip::score {

namespace {

template <typename T>
T field(const std::string& header, std::size_t at, bool swap) {
  std::array<char, sizeof(T)> raw{};
  std::copy_n(header.begin() + static_cast<std::ptrdiff_t>(at), sizeof(T), raw.begin());
  if (swap) {
    std::reverse(raw.begin(), raw.end());
  }
  return std::bit_cast<T>(raw);
}

struct Layout {
  double offset = 0; // of the voxels
  double bits = 0;   // per voxel
  double voxels = 1;
};

// Places of the fields: nifti1.h and nifti2.h.
template <typename Dim, typename Offset>
Layout layout(const std::string& header, bool swap, std::size_t dim, std::size_t bits, std::size_t offset) {
  Layout result;
  result.offset = static_cast<double>(field<Offset>(header, offset, swap));
  result.bits = field<std::int16_t>(header, bits, swap);
  const auto axes = std::clamp<std::int64_t>(field<Dim>(header, dim, swap), 0, 7);
  for (std::int64_t axis = 1; axis <= axes; ++axis) {
    const auto size = field<Dim>(header, dim + static_cast<std::size_t>(axis) * sizeof(Dim), swap);
    result.voxels *= std::max(1.0, static_cast<double>(size));
  }
  return result;
}

} // namespace

// ITK fills what a cut file lacks with zeros, without a word.
Result<void> check_nifti_is_whole(const sys::Path& file) {
  TRY_ASSIGN(const auto unpacked, measure_unpacked(file));
  if (unpacked.head.size() < 348) {
    return failure(ErrorKind::data, "it is too short for a NIfTI header");
  }
  const auto plain = field<std::int32_t>(unpacked.head, 0, false);
  const auto swapped = field<std::int32_t>(unpacked.head, 0, true);
  Layout needed;
  if (plain == 348 || swapped == 348) {
    needed = layout<std::int16_t, float>(unpacked.head, swapped == 348, 40, 72, 108);
  } else if ((plain == 540 || swapped == 540) && unpacked.head.size() >= 540) {
    needed = layout<std::int64_t, std::int64_t>(unpacked.head, swapped == 540, 16, 14, 168);
  } else {
    return failure(ErrorKind::data, "it does not begin with a NIfTI header");
  }
  const double size = needed.offset + needed.voxels * needed.bits / 8;
  if (static_cast<double>(unpacked.size) < size) {
    return failure(ErrorKind::data,
                   format("it ends too early: {} bytes where its header needs {:.0f}", unpacked.size, size));
  }
  return {};
}

} // namespace reprovip::score
