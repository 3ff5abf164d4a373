#include "harness/voxels/nifti.hpp"

#include "harness/base/format.hpp"
#include "harness/voxels/deflate.hpp"
#include "harness/voxels/inflate.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace reprovip::voxels {

namespace {

// Deflate makes at most 258 bytes of 2 bits.
constexpr std::uint64_t k_largest_ratio = 1032;
// More than this after the voxels is no padding.
constexpr std::size_t k_most_excess = std::size_t{64} << 20;

tl::unexpected<Error> ends_too_early(std::uint64_t size, const NiftiHeader& header) {
  return failure(ErrorKind::data,
                 format("it ends too early: {} bytes where its header needs {}", size, header.size()),
                 "it was cut while it was written or copied: make it again");
}

bool is_gzip(std::span<const std::byte> file) {
  return file.size() >= 2 && file[0] == std::byte{0x1F} && file[1] == std::byte{0x8B};
}

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Result<NiftiHeader> packed_header(std::span<const std::byte> packed) {
  std::array<std::byte, k_nifti_head> head{};
  Inflater inflater(packed);
  TRY_ASSIGN(const auto size, inflater.read(head));
  TRY_ASSIGN(auto header, parse_nifti_header(text_of(std::span(head).first(size))));
  if (header.size() / k_largest_ratio > packed.size()) {
    return failure(ErrorKind::data,
                   format("its header announces {} bytes, more than its {} compressed bytes can hold",
                          header.size(), packed.size()));
  }
  return header;
}

// For files that go on after their voxels: what follows is checked, not kept.
Result<std::size_t> inflate_beginning(std::span<const std::byte> packed, std::span<std::byte> out) {
  Inflater inflater(packed);
  TRY_ASSIGN(const auto size, inflater.read(out));
  std::vector<std::byte> piece(std::size_t{1} << 16);
  std::size_t excess = 0;
  std::size_t more = 0;
  do {
    TRY_ASSIGN(more, inflater.read(piece));
    excess += more;
  } while (more == piece.size() && excess <= k_most_excess);
  if (excess > k_most_excess) {
    return failure(ErrorKind::data,
                   format("it goes on for more than {} bytes after its voxels", k_most_excess));
  }
  return size;
}

template <typename Bits, typename Swap>
void swap_each(std::span<std::byte> bytes, Swap swap) {
  for (std::size_t at = 0; at + sizeof(Bits) <= bytes.size(); at += sizeof(Bits)) {
    Bits bits{};
    std::memcpy(&bits, bytes.data() + at, sizeof(Bits));
    bits = swap(bits);
    std::memcpy(bytes.data() + at, &bits, sizeof(Bits));
  }
}

void swap_numbers(std::span<std::byte> bytes, std::size_t size) {
  switch (size) {
  case 2:
    return swap_each<std::uint16_t>(bytes, [](std::uint16_t bits) { return __builtin_bswap16(bits); });
  case 4:
    return swap_each<std::uint32_t>(bytes, [](std::uint32_t bits) { return __builtin_bswap32(bits); });
  case 8:
    return swap_each<std::uint64_t>(bytes, [](std::uint64_t bits) { return __builtin_bswap64(bits); });
  default:
    return;
  }
}

bool is_aligned(std::span<const std::byte> voxels, VoxelType type) {
  return reinterpret_cast<std::uintptr_t>(voxels.data()) % bytes_of(type) == 0;
}

// From one volume per component to components side by side.
std::vector<double> side_by_side(const std::vector<double>& planes, std::size_t components) {
  const auto voxels = planes.size() / components;
  std::vector<double> values(planes.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = planes[i % components * voxels + i / components];
  }
  return values;
}

Result<Image> image_of(const NiftiVolume& volume) {
  const auto& header = volume.header;
  TRY(check_memory(header.values() * sizeof(double)));
  Image image;
  image.dims = header.dims;
  image.spacing = header.spacing;
  image.affine = header.affine;
  image.datatype = to_string(header.type);
  image.components = header.components;
  image.values.resize(header.values());
  copy_values(volume, 0, image.values);
  if (header.planar) {
    image.values = side_by_side(image.values, image.components);
  }
  return image;
}

} // namespace

Result<NiftiVolume> NiftiReader::unpack(std::span<const std::byte> packed) {
  TRY_ASSIGN(const auto header, packed_header(packed));
  TRY_ASSIGN(const auto out, m_buffer.take(header.size()));
  const auto unpacked = gunzip(packed, out);
  auto size = unpacked.size;
  if (unpacked.how == Unpacking::broken) {
    return failure(ErrorKind::data, "its compressed data are broken or end too early",
                   "it was cut or damaged while it was written or copied: make it again");
  }
  if (unpacked.how == Unpacking::too_long) {
    TRY_ASSIGN(size, inflate_beginning(packed, out));
  }
  if (size < header.size()) {
    return ends_too_early(size, header);
  }
  auto voxels = out.subspan(header.offset);
  if (!is_aligned(voxels, header.type)) {
    std::memmove(out.data(), voxels.data(), voxels.size());
    voxels = out.first(voxels.size());
  }
  if (header.swapped) {
    swap_numbers(voxels, bytes_of(header.type));
  }
  return NiftiVolume{header, voxels};
}

Result<std::span<std::byte>> NiftiReader::copy(std::span<const std::byte> voxels) {
  TRY_ASSIGN(const auto out, m_buffer.take(voxels.size()));
  std::copy(voxels.begin(), voxels.end(), out.begin());
  return out;
}

Result<NiftiVolume> NiftiReader::read(std::span<const std::byte> file) {
  if (is_gzip(file)) {
    return unpack(file);
  }
  TRY_ASSIGN(const auto header, parse_nifti_header(text_of(file.first(std::min(file.size(), k_nifti_head)))));
  if (file.size() < header.size()) {
    return ends_too_early(file.size(), header);
  }
  const auto voxels = file.subspan(header.offset, header.size() - header.offset);
  if (!header.swapped && is_aligned(voxels, header.type)) {
    return NiftiVolume{header, voxels};
  }
  TRY_ASSIGN(const auto copied, copy(voxels));
  if (header.swapped) {
    swap_numbers(copied, bytes_of(header.type));
  }
  return NiftiVolume{header, copied};
}

Result<NiftiVolume> NiftiReader::read(const sys::Path& path) {
  TRY_ASSIGN(m_file, MappedFile::open(path));
  auto volume = read(m_file.bytes());
  if (is_gzip(m_file.bytes())) {
    m_file = MappedFile();
  }
  return volume;
}

void copy_values(const NiftiVolume& volume, std::size_t first, std::span<double> values) {
  const auto& header = volume.header;
  with_type(header.type, [&](auto zero) {
    using T = decltype(zero);
    const auto* stored = reinterpret_cast<const T*>(volume.voxels.data()) + first;
    if (!header.scaled) {
      std::transform(stored, stored + values.size(), values.begin(),
                     [](T value) { return static_cast<double>(value); });
      return;
    }
    std::transform(stored, stored + values.size(), values.begin(),
                   [&](T value) { return header.slope * static_cast<double>(value) + header.intercept; });
  });
}

Result<Image> read_nifti(std::span<const std::byte> file) {
  NiftiReader reader;
  TRY_ASSIGN(const auto volume, reader.read(file));
  return image_of(volume);
}

Result<Image> read_nifti(const sys::Path& path) {
  NiftiReader reader;
  TRY_ASSIGN(const auto volume, reader.read(path));
  return image_of(volume);
}

} // namespace reprovip::voxels
