#include "harness/voxels/nifti_write.hpp"

#include "harness/base/format.hpp"
#include "harness/voxels/deflate.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

namespace reprovip::voxels {

namespace {

constexpr std::size_t k_offset = 352; // of the voxels: header and an empty extender
constexpr std::size_t k_largest_axis = 32767;
// Voxel maps are noise, which higher levels hardly make smaller.
constexpr int k_level = 4;

// All data are written as the machine holds them.
static_assert(std::endian::native == std::endian::little);

template <typename T>
void put(std::string& header, std::size_t at, T value) {
  std::memcpy(header.data() + at, &value, sizeof(value));
}

Result<void> check(const Image& image) {
  const auto most_axes = image.components > 1 ? 3U : 7U;
  if (image.dims.empty() || image.dims.size() > most_axes) {
    return failure(ErrorKind::data,
                   format("an image of {} axes cannot be written as NIfTI", image.dims.size()));
  }
  for (const auto size : image.dims) {
    if (size == 0 || size > k_largest_axis) {
      return failure(ErrorKind::data, format("an axis of {} voxels cannot be written as NIfTI-1", size));
    }
  }
  const auto voxels =
      std::accumulate(image.dims.begin(), image.dims.end(), image.components, std::multiplies<>());
  if (image.values.size() != voxels) {
    return failure(ErrorKind::internal,
                   format("an image of {} values where its axes say {}", image.values.size(), voxels));
  }
  return {};
}

std::string header_of(const Image& image, VoxelType type) {
  std::string header(k_offset, '\0');
  put(header, 0, std::int32_t{348});
  const bool vectors = image.components > 1;
  put(header, 40, static_cast<std::int16_t>(vectors ? 5 : image.dims.size()));
  put(header, 76, 1.0F);
  for (std::size_t axis = 0; axis < 7; ++axis) {
    const auto size = axis < image.dims.size() ? image.dims[axis] : 1;
    put(header, 42 + 2 * axis, static_cast<std::int16_t>(vectors && axis == 4 ? image.components : size));
    put(header, 80 + 4 * axis,
        static_cast<float>(axis < image.spacing.size() && axis < image.dims.size() ? image.spacing[axis]
                                                                                   : 1));
  }
  put(header, 68, static_cast<std::int16_t>(vectors ? 1007 : 0)); // intent
  put(header, 70, nifti_code(type));
  put(header, 72, static_cast<std::int16_t>(8 * bytes_of(type)));
  put(header, 108, static_cast<float>(k_offset));
  put(header, 112, 1.0F);        // slope
  put(header, 123, char{2 + 8}); // mm, s
  put(header, 254, std::int16_t{2});
  for (std::size_t i = 0; i < 12; ++i) {
    put(header, 280 + 4 * i, static_cast<float>(image.affine[i]));
  }
  std::memcpy(header.data() + 344, "n+1", 4);
  return header;
}

template <typename T>
bool holds(double value) {
  if constexpr (std::is_floating_point_v<T>) {
    return true;
  } else {
    // 2^63 and 2^64 are doubles, their predecessors are not.
    const double end = std::ldexp(1.0, std::numeric_limits<T>::digits);
    return value == std::floor(value) && value < end &&
           value >= static_cast<double>(std::numeric_limits<T>::min());
  }
}

template <typename T>
Result<void> put_values(const Image& image, std::string& bytes) {
  const auto voxels = image.values.size() / image.components;
  for (std::size_t i = 0; i < image.values.size(); ++i) {
    const double value = image.values[i];
    if (!holds<T>(value)) {
      return failure(ErrorKind::data, format("a voxel of {} does not fit in the type to be written", value));
    }
    const auto place = i % image.components * voxels + i / image.components;
    put(bytes, k_offset + place * sizeof(T), static_cast<T>(value));
  }
  return {};
}

} // namespace

Result<std::string> nifti_bytes(const Image& image, VoxelType type) {
  TRY(check(image));
  auto bytes = header_of(image, type);
  bytes.resize(k_offset + image.values.size() * bytes_of(type));
  TRY(with_type(type, [&](auto zero) { return put_values<decltype(zero)>(image, bytes); }));
  return bytes;
}

Result<void> write_nifti(const sys::Path& file, const Image& image, VoxelType type) {
  TRY_ASSIGN(const auto bytes, nifti_bytes(image, type));
  return sys::write_file_atomic(file, file.extension() == ".gz" ? gzip(bytes, k_level) : bytes);
}

} // namespace reprovip::voxels
