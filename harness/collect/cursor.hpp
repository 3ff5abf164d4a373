#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace reprovip::collect {

// Reads a file in memory. Never beyond its end: what is not there is 0 or "", and `ok` is false from then on.
class Cursor {
public:
  explicit Cursor(std::string_view bytes, bool big_endian = false)
      : m_bytes(bytes), m_big_endian(big_endian) {}

  bool ok() const { return m_ok; }
  std::size_t at() const { return m_at; }
  std::size_t left() const { return m_bytes.size() - m_at; }
  bool big_endian() const { return m_big_endian; }
  void set_big_endian(bool big_endian) { m_big_endian = big_endian; }

  void seek(std::uint64_t at) {
    m_ok = m_ok && at <= m_bytes.size();
    m_at = m_ok ? static_cast<std::size_t>(at) : m_at;
  }
  std::string_view take(std::uint64_t count) {
    m_ok = m_ok && count <= left();
    if (!m_ok) {
      return {};
    }
    const auto taken = m_bytes.substr(m_at, static_cast<std::size_t>(count));
    m_at += taken.size();
    return taken;
  }
  // Unsigned, of 1 to 8 bytes.
  std::uint64_t number(std::size_t size) {
    const auto raw = take(size);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < raw.size(); ++i) {
      value = value << 8U | static_cast<unsigned char>(raw[m_big_endian ? i : raw.size() - 1 - i]);
    }
    return value;
  }
  // Up to the next `end`, which is taken too.
  std::string_view take_until(char end) {
    const auto found = m_bytes.find(end, m_at);
    m_ok = m_ok && found != std::string_view::npos;
    if (!m_ok) {
      return {};
    }
    const auto taken = m_bytes.substr(m_at, found - m_at);
    m_at = found + 1;
    return taken;
  }

private:
  std::string_view m_bytes;
  std::size_t m_at = 0;
  bool m_big_endian;
  bool m_ok = true;
};

} // namespace reprovip::collect
