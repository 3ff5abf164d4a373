#include "harness/score/readers/unpack.hpp"

#include <zlib.h>

#include <filesystem>
#include <functional>
#include <string_view>
#include <vector>

namespace reprovip::score {

namespace {

constexpr std::uint64_t k_ratio = 20;

// A plain file is read as it is, a compressed one is unpacked, member by member: gzread does all of this.
Result<void> for_each_block(const sys::Path& file, const std::function<bool(std::string_view)>& take) {
  gzFile stream = gzopen(file.c_str(), "rb");
  if (stream == nullptr) {
    return failure(ErrorKind::data, "it cannot be opened");
  }
  std::vector<char> buffer(std::size_t{1} << 18);
  int count = 0;
  while ((count = gzread(stream, buffer.data(), static_cast<unsigned>(buffer.size()))) > 0) {
    if (!take({buffer.data(), static_cast<std::size_t>(count)})) {
      gzclose(stream);
      return failure(ErrorKind::data, "it unpacks to far more than an honest file of its size",
                     "if this is no mistake, compress it less");
    }
  }
  // Only closing tells that the end was missing.
  const bool whole = gzclose(stream) == Z_OK;
  if (count < 0 || !whole) {
    return failure(ErrorKind::data, "its compressed data are broken or end too early");
  }
  return {};
}

} // namespace

Result<std::string> read_unpacked(const sys::Path& file, std::uint64_t always) {
  std::string bytes;
  std::error_code error;
  const auto packed = std::filesystem::file_size(file, error);
  const auto most = std::max<std::uint64_t>(always, error ? 0 : k_ratio * packed);
  TRY(for_each_block(file, [&](std::string_view block) {
    bytes += block;
    return bytes.size() <= most;
  }));
  return bytes;
}

} // namespace reprovip::score
