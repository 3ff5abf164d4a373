#include "numbers.hpp"

#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace mrs_quantify {

bool is_finite(double value) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return (bits >> 52U & 0x7ffU) != 0x7ffU;
}

std::optional<double> read_number(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (end == text.c_str() || *end != '\0' || !is_finite(value)) {
    return std::nullopt;
  }
  return value;
}

} // namespace mrs_quantify
