#include "harness/base/format.hpp"
#include "harness/collect/found.hpp"

namespace reprovip::collect {

namespace {

// Length of the UTF-8 sequence (RFC 3629) that begins at `at`, or 0 when it is none.
std::size_t utf8_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto first = byte(at);
  const std::size_t length = first < 0x80                    ? 1
                             : first >= 0xc2 && first < 0xe0 ? 2
                             : first >= 0xe0 && first < 0xf0 ? 3
                             : first >= 0xf0 && first < 0xf5 ? 4
                                                             : 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xc0U) != 0x80U) {
      return 0;
    }
  }
  const auto second = byte(at + 1);
  const bool overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
  const bool surrogate = first == 0xed && second >= 0xa0;
  const bool beyond = first == 0xf4 && second >= 0x90;
  return overlong || surrogate || beyond ? 0 : length;
}

} // namespace

std::string path_text(const sys::Path& path) {
  const auto& bytes = path.native();
  std::string text;
  for (std::size_t at = 0; at < bytes.size();) {
    const auto length = utf8_length(bytes, at);
    const auto byte = static_cast<unsigned char>(bytes[at]);
    if (length == 0 || byte < 0x20 || byte == 0x7f) {
      text += format("\\x{:02x}", byte);
      ++at;
    } else {
      text += bytes[at] == '\\' ? std::string("\\\\") : bytes.substr(at, length);
      at += length;
    }
  }
  return text;
}

} // namespace reprovip::collect
