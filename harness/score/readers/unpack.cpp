#include "harness/score/readers/unpack.hpp"

#include <zlib.h>

#include <functional>
#include <string_view>
#include <vector>

namespace reprovip::score {

namespace {

// A plain file is read as it is, a compressed one is unpacked, member by member: gzread does all of this.
Result<void> for_each_block(const sys::Path& file, const std::function<void(std::string_view)>& take) {
  gzFile stream = gzopen(file.c_str(), "rb");
  if (stream == nullptr) {
    return failure(ErrorKind::data, "it cannot be opened");
  }
  std::vector<char> buffer(std::size_t{1} << 18);
  int count = 0;
  while ((count = gzread(stream, buffer.data(), static_cast<unsigned>(buffer.size()))) > 0) {
    take({buffer.data(), static_cast<std::size_t>(count)});
  }
  // Only closing tells that the end was missing.
  const bool whole = gzclose(stream) == Z_OK;
  if (count < 0 || !whole) {
    return failure(ErrorKind::data, "its compressed data are broken or end too early");
  }
  return {};
}

} // namespace

Result<std::string> read_unpacked(const sys::Path& file) {
  std::string bytes;
  TRY(for_each_block(file, [&bytes](std::string_view block) { bytes += block; }));
  return bytes;
}

} // namespace reprovip::score
