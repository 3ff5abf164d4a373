#include "harness/base/format.hpp"
#include "harness/score/readers/mif_header.hpp"
#include "harness/score/readers/readers.hpp"
#include "harness/score/readers/unpack.hpp"
#include "harness/voxels/nifti_header.hpp"

#include <bit>
#include <cstdlib>
#include <cstring>

namespace reprovip::score {

namespace {

template <typename T>
T load(const char* at, bool swap) {
  std::array<char, sizeof(T)> raw{};
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    raw[swap ? sizeof(T) - 1 - i : i] = at[i];
  }
  return std::bit_cast<T>(raw);
}

struct Datatype {
  std::string name; // ours
  std::size_t bits = 0;
  double (*load)(const char*, bool swap) = nullptr;
};

template <typename T>
Datatype datatype(const char* name) {
  return {name, 8 * sizeof(T),
          [](const char* at, bool swap) { return static_cast<double>(load<T>(at, swap)); }};
}

Result<Datatype> datatype_of(std::string word) {
  if (word.ends_with("LE") || word.ends_with("BE")) {
    word.resize(word.size() - 2);
  }
  static const std::map<std::string, Datatype> known = {{"Bit", {"bit", 1, nullptr}},
                                                        {"Int8", datatype<std::int8_t>("int8")},
                                                        {"UInt8", datatype<std::uint8_t>("uint8")},
                                                        {"Int16", datatype<std::int16_t>("int16")},
                                                        {"UInt16", datatype<std::uint16_t>("uint16")},
                                                        {"Int32", datatype<std::int32_t>("int32")},
                                                        {"UInt32", datatype<std::uint32_t>("uint32")},
                                                        {"Int64", datatype<std::int64_t>("int64")},
                                                        {"UInt64", datatype<std::uint64_t>("uint64")},
                                                        {"Float32", datatype<float>("float32")},
                                                        {"Float64", datatype<double>("float64")}};
  const auto found = known.find(word);
  if (found == known.end()) {
    return failure(ErrorKind::data, format("its data type \"{}\" is not supported", word));
  }
  return found->second;
}

// Distance in stored voxels between neighbours along each axis; the fastest has rank 1.
std::vector<std::ptrdiff_t> strides_of(const MifHeader& header) {
  std::vector<std::ptrdiff_t> strides(header.dims.size());
  std::ptrdiff_t step = 1;
  for (int rank = 1; rank <= static_cast<int>(header.layout.size()); ++rank) {
    for (std::size_t axis = 0; axis < header.layout.size(); ++axis) {
      if (std::abs(header.layout[axis]) == rank) {
        strides[axis] = header.layout[axis] < 0 ? -step : step;
        step *= static_cast<std::ptrdiff_t>(header.dims[axis]);
      }
    }
  }
  return strides;
}

double stored_value(const MifHeader& header, const Datatype& type, const char* data, std::size_t at,
                    bool swap) {
  double value = 0;
  if (type.load == nullptr) {
    // Bits are packed from the most significant one.
    value = (static_cast<unsigned char>(data[at / 8]) >> (7 - at % 8)) & 1;
  } else {
    value = type.load(data + at * type.bits / 8, swap);
  }
  return header.offset == 0 && header.scale == 1 ? value : header.offset + header.scale * value;
}

// Voxels in the order of the axes, whatever order they are stored in.
std::vector<double> voxels(const MifHeader& header, const Datatype& type, const char* data,
                           std::size_t count) {
  const bool file_is_big = header.datatype.ends_with("BE");
  const bool swap = file_is_big != (std::endian::native == std::endian::big) && type.bits > 8;
  const auto strides = strides_of(header);
  std::ptrdiff_t at = 0;
  for (std::size_t axis = 0; axis < strides.size(); ++axis) {
    at += strides[axis] < 0 ? -strides[axis] * (static_cast<std::ptrdiff_t>(header.dims[axis]) - 1) : 0;
  }
  std::vector<std::size_t> position(strides.size(), 0);
  std::vector<double> values(count);
  for (auto& value : values) {
    value = stored_value(header, type, data, static_cast<std::size_t>(at), swap);
    for (std::size_t axis = 0; axis < position.size(); ++axis) {
      at += strides[axis];
      if (++position[axis] < header.dims[axis]) {
        break;
      }
      at -= strides[axis] * static_cast<std::ptrdiff_t>(header.dims[axis]);
      position[axis] = 0;
    }
  }
  return values;
}

std::array<double, 16> affine_of(const MifHeader& header) {
  std::array<double, 16> affine{};
  affine[15] = 1;
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const double spacing = axis < header.spacing.size() ? header.spacing[axis] : 1;
      affine[row * 4 + axis] = header.transform[row * 4 + axis] * spacing;
    }
    affine[row * 4 + 3] = header.transform[row * 4 + 3];
  }
  return affine;
}

} // namespace

Result<Image> read_mif(const sys::Path& file, const std::string&) {
  TRY_ASSIGN(const auto bytes, read_unpacked(file));
  TRY_ASSIGN(const auto header, parse_mif_header(bytes));
  TRY_ASSIGN(const auto type, datatype_of(header.datatype));
  std::size_t count = 1;
  for (const auto dim : header.dims) {
    count *= dim;
  }
  if (count > voxels::k_most_values) {
    return failure(ErrorKind::data, format("it has {} voxels, more than this can hold", count));
  }
  if (bytes.size() - header.data_offset < (count * type.bits + 7) / 8) {
    return failure(ErrorKind::data,
                   format("it ends too early: {} voxels of \"{}\" do not fit", count, header.datatype));
  }
  Image image;
  image.dims = header.dims;
  image.spacing = header.spacing;
  image.affine = affine_of(header);
  image.datatype = type.name;
  image.values = voxels(header, type, bytes.data() + header.data_offset, count);
  return image;
}

} // namespace reprovip::score
