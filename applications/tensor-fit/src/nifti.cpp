#include "nifti.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace tensor_fit {

namespace {

// Offsets of NIfTI-1's fields.
constexpr std::size_t k_header_size = 348;
constexpr std::size_t k_dim = 40;
constexpr std::size_t k_datatype = 70;
constexpr std::size_t k_bitpix = 72;
constexpr std::size_t k_vox_offset = 108;
constexpr std::size_t k_slope = 112;
constexpr std::size_t k_inter = 116;
constexpr std::size_t k_descrip = 148;
constexpr std::size_t k_magic = 344;
constexpr std::int16_t k_float64 = 64;

template <class T>
T load(const char* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

template <class T>
void store(std::vector<char>& bytes, std::size_t offset, T value) {
  std::memcpy(bytes.data() + offset, &value, sizeof value);
}

struct Type {
  std::int16_t code;
  std::size_t size;
  double (*read)(const char*);
};

template <class T>
double as_double(const char* bytes) {
  return static_cast<double>(load<T>(bytes));
}

constexpr Type k_types[] = {{2, 1, as_double<std::uint8_t>},    {4, 2, as_double<std::int16_t>},
                            {8, 4, as_double<std::int32_t>},    {16, 4, as_double<float>},
                            {64, 8, as_double<double>},         {256, 1, as_double<std::int8_t>},
                            {512, 2, as_double<std::uint16_t>}, {768, 4, as_double<std::uint32_t>}};

std::vector<char> read_bytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw std::runtime_error(path + ": cannot be read");
  }
  return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace

Series read_series(const std::string& path) {
  const auto bytes = read_bytes(path);
  const auto refuse = [&path](const char* why) -> std::runtime_error {
    return std::runtime_error(path + ": " + why);
  };
  if (bytes.size() < k_header_size || load<std::int32_t>(bytes.data()) != 348 ||
      std::memcmp(bytes.data() + k_magic, "n+1", 4) != 0) {
    throw refuse("not a NIfTI-1 file (.nii) of this byte order");
  }
  Series series;
  series.header.assign(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(k_header_size));
  const auto dimensions = load<std::int16_t>(bytes.data() + k_dim);
  std::size_t count = 1;
  for (std::size_t i = 0; i < 4; ++i) {
    const auto size = static_cast<std::int16_t>(i) < dimensions
                          ? load<std::int16_t>(bytes.data() + k_dim + 2 * (i + 1))
                          : 1;
    if (size < 1) {
      throw refuse("has a size below 1");
    }
    series.size[i] = static_cast<std::size_t>(size);
    count *= series.size[i];
  }
  const auto code = load<std::int16_t>(bytes.data() + k_datatype);
  const auto* const type = std::find_if(std::begin(k_types), std::end(k_types),
                                        [code](const Type& known) { return known.code == code; });
  if (type == std::end(k_types)) {
    throw refuse("has a data type that is not read: use integers up to 32 bits, or floating point");
  }
  const auto offset = static_cast<std::size_t>(std::max(0.0F, load<float>(bytes.data() + k_vox_offset)));
  if (offset < k_header_size || offset > bytes.size() || (bytes.size() - offset) / type->size < count) {
    throw refuse("is cut short");
  }
  const auto stored_slope = static_cast<double>(load<float>(bytes.data() + k_slope));
  const auto inter = static_cast<double>(load<float>(bytes.data() + k_inter));
  const bool scaled = stored_slope != 0;
  series.values.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double value = type->read(bytes.data() + offset + i * type->size);
    series.values.push_back(scaled ? value * stored_slope + inter : value);
  }
  return series;
}

void write_volume(const std::string& path, const std::vector<double>& values, const Series& like) {
  auto header = like.header;
  store(header, k_dim, std::int16_t{3});
  for (std::size_t i = 4; i < 8; ++i) {
    store(header, k_dim + 2 * i, std::int16_t{1});
  }
  store(header, k_datatype, k_float64);
  store(header, k_bitpix, std::int16_t{64});
  store(header, k_vox_offset, 352.0F);
  store(header, k_slope, 1.0F);
  store(header, k_inter, 0.0F);
  std::fill(header.begin() + k_descrip, header.begin() + k_descrip + 104, '\0'); // descrip and aux_file
  std::memcpy(header.data() + k_magic, "n+1", 4);
  header.resize(352); // no extension follows
  std::ofstream file(path, std::ios::binary);
  file.write(header.data(), static_cast<std::streamsize>(header.size()));
  file.write(reinterpret_cast<const char*>(values.data()),
             static_cast<std::streamsize>(values.size() * sizeof(double)));
  file.close();
  if (!file) {
    throw std::runtime_error(path + ": cannot be written");
  }
}

} // namespace tensor_fit
