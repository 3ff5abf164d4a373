#include "tests/fuzz/png_sums.hpp"

#include "harness/collect/cursor.hpp"
#include "harness/collect/gzip.hpp"

namespace tests {

std::string with_png_sums(std::string_view bytes) {
  std::string mended(bytes);
  reprovip::collect::Cursor cursor(bytes, true);
  cursor.take(8);
  while (cursor.left() > 0) {
    const auto length = cursor.number(4);
    const auto begin = cursor.at();
    cursor.take(length + 4);
    const auto end = cursor.at();
    cursor.take(4);
    if (!cursor.ok()) {
      break;
    }
    const auto sum = reprovip::collect::crc_of(bytes.substr(begin, end - begin));
    for (unsigned i = 0; i < 4; ++i) {
      mended[end + i] = static_cast<char>(sum >> (24 - 8 * i) & 0xffU);
    }
  }
  return mended;
}

} // namespace tests
