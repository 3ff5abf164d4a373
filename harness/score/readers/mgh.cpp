#include "harness/base/format.hpp"
#include "harness/score/readers/readers.hpp"
#include "harness/score/readers/unpack.hpp"
#include "harness/voxels/nifti_header.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>

// FreeSurfer's volume: a header of 284 bytes, then the voxels, all big-endian; what follows is not for us.

namespace reprovip::score {

namespace {

constexpr std::size_t k_header = 284;

template <typename T>
T big_endian(const std::string& bytes, std::size_t at) {
  std::array<char, sizeof(T)> raw{};
  std::reverse_copy(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                    bytes.begin() + static_cast<std::ptrdiff_t>(at + sizeof(T)), raw.begin());
  return std::bit_cast<T>(raw);
}

template <typename T>
std::vector<double> values_of(const std::string& bytes, std::size_t count) {
  std::vector<double> values(count);
  for (std::size_t i = 0; i < count; ++i) {
    values[i] = static_cast<double>(big_endian<T>(bytes, k_header + i * sizeof(T)));
  }
  return values;
}

struct Type {
  std::string_view name;
  std::size_t size = 0;
  std::vector<double> (*read)(const std::string&, std::size_t) = nullptr;
};

Result<Type> type_of(std::int32_t code) {
  switch (code) {
  case 0:
    return Type{"uint8", 1, values_of<std::uint8_t>};
  case 1:
    return Type{"int32", 4, values_of<std::int32_t>};
  case 3:
    return Type{"float32", 4, values_of<float>};
  case 4:
    return Type{"int16", 2, values_of<std::int16_t>};
  case 10:
    return Type{"uint16", 2, values_of<std::uint16_t>};
  default:
    return failure(ErrorKind::data, format("its voxel type {} is not supported", code));
  }
}

// Spacing, direction cosines axis by axis, and the world place of the middle (goodRASFlag 0: FreeSurfer's
// own default, coronal slices).
Result<void> place(const std::string& bytes, Image& image) {
  constexpr std::array<double, 15> k_coronal = {1, 1, 1, -1, 0, 0, 0, 0, -1, 0, 1, 0, 0, 0, 0};
  auto numbers = k_coronal;
  if (big_endian<std::int16_t>(bytes, 28) > 0) {
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      numbers[i] = static_cast<double>(big_endian<float>(bytes, 30 + 4 * i));
    }
  }
  if (!std::all_of(numbers.begin(), numbers.end(), [](double number) { return std::isfinite(number); })) {
    return failure(ErrorKind::data, "its geometry is not finite");
  }
  image.affine[15] = 1;
  for (std::size_t row = 0; row < 3; ++row) {
    double middle = 0;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const double step = numbers[3 + 3 * axis + row] * numbers[axis];
      image.affine[4 * row + axis] = step;
      middle += step * static_cast<double>(image.dims[axis]) / 2;
    }
    image.affine[4 * row + 3] = numbers[12 + row] - middle;
  }
  image.spacing = {numbers[0], numbers[1], numbers[2]};
  if (image.dims.size() > 3) {
    image.spacing.push_back(1);
  }
  return {};
}

} // namespace

Result<Image> read_mgh(const sys::Path& file, const std::string&) {
  TRY_ASSIGN(const auto bytes, read_unpacked(file));
  if (bytes.size() < k_header || big_endian<std::int32_t>(bytes, 0) != 1) {
    return failure(ErrorKind::data, "it does not begin with an MGH header");
  }
  Image image;
  double count = 1;
  for (std::size_t axis = 0; axis < 4; ++axis) {
    const auto length = big_endian<std::int32_t>(bytes, 4 + 4 * axis);
    count *= length;
    if (length < 1 || count > static_cast<double>(voxels::k_most_values)) {
      return failure(ErrorKind::data, format("its axis {} of {} cannot be", axis + 1, length));
    }
    if (axis < 3 || length > 1) {
      image.dims.push_back(static_cast<std::size_t>(length));
    }
  }
  TRY_ASSIGN(const auto type, type_of(big_endian<std::int32_t>(bytes, 20)));
  if (static_cast<double>(bytes.size() - k_header) < count * static_cast<double>(type.size)) {
    return failure(ErrorKind::data,
                   format("it ends too early: {} voxels of {} do not fit", count, type.name));
  }
  TRY(place(bytes, image));
  image.datatype = type.name;
  image.values = type.read(bytes, static_cast<std::size_t>(count));
  return image;
}

} // namespace reprovip::score
