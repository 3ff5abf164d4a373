#include "harness/voxels/deflate.hpp"

#include "harness/base/assert.hpp"

#include <libdeflate.h>

#include <memory>

namespace reprovip::voxels {

namespace {

using Compressor = std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)>;
using Decompressor = std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)>;

bool is_member(std::span<const std::byte> bytes) {
  return bytes.size() >= 2 && bytes[0] == std::byte{0x1F} && bytes[1] == std::byte{0x8B};
}

} // namespace

std::string gzip(std::string_view bytes, int level) {
  const Compressor compressor(libdeflate_alloc_compressor(level), &libdeflate_free_compressor);
  REPROVIP_ASSERT(compressor != nullptr);
  std::string packed(libdeflate_gzip_compress_bound(compressor.get(), bytes.size()), '\0');
  const auto size =
      libdeflate_gzip_compress(compressor.get(), bytes.data(), bytes.size(), packed.data(), packed.size());
  REPROVIP_ASSERT(size > 0);
  packed.resize(size);
  return packed;
}

Unpacked gunzip(std::span<const std::byte> file, std::span<std::byte> out) {
  const Decompressor decompressor(libdeflate_alloc_decompressor(), &libdeflate_free_decompressor);
  REPROVIP_ASSERT(decompressor != nullptr);
  Unpacked result;
  do {
    std::size_t taken = 0;
    std::size_t made = 0;
    const auto rest = out.subspan(result.size);
    const auto status = libdeflate_gzip_decompress_ex(decompressor.get(), file.data(), file.size(),
                                                      rest.data(), rest.size(), &taken, &made);
    if (status != LIBDEFLATE_SUCCESS) {
      result.how = status == LIBDEFLATE_INSUFFICIENT_SPACE ? Unpacking::too_long : Unpacking::broken;
      return result;
    }
    file = file.subspan(taken);
    result.size += made;
  } while (is_member(file));
  result.how = Unpacking::complete;
  return result;
}

} // namespace reprovip::voxels
