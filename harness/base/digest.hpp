#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace reprovip {

// A SHA-256 as 64 lower-case hex digits, or nothing. Made by `sys/hash.hpp`.
struct Digest {
  std::string hex;

  bool empty() const { return hex.empty(); }
  // Enough to tell digests apart when a person reads them.
  std::string brief() const { return hex.substr(0, 12); }
  auto operator<=>(const Digest&) const = default;
};

} // namespace reprovip

template <>
struct std::hash<reprovip::Digest> {
  std::size_t operator()(const reprovip::Digest& digest) const noexcept {
    return std::hash<std::string>{}(digest.hex);
  }
};
