#include "harness/report/base64.hpp"

#include <cstddef>
#include <cstdint>

namespace reprovip::report {

namespace {

constexpr std::string_view k_letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::uint32_t byte_at(std::string_view bytes, std::size_t place) {
  return place < bytes.size() ? static_cast<unsigned char>(bytes[place]) : 0U;
}

unsigned hex_value(char digit) {
  return static_cast<unsigned>(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

} // namespace

std::string base64(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto bits = byte_at(bytes, i) << 16U | byte_at(bytes, i + 1) << 8U | byte_at(bytes, i + 2);
    text += k_letters[bits >> 18U];
    text += k_letters[bits >> 12U & 63U];
    text += i + 1 < bytes.size() ? k_letters[bits >> 6U & 63U] : '=';
    text += i + 2 < bytes.size() ? k_letters[bits & 63U] : '=';
  }
  return text;
}

std::string hash_source(const Digest& sha256) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < sha256.hex.size(); i += 2) {
    bytes += static_cast<char>(hex_value(sha256.hex[i]) << 4U | hex_value(sha256.hex[i + 1]));
  }
  return "sha256-" + base64(bytes);
}

} // namespace reprovip::report
