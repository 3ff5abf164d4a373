#include "harness/collect/bytes.hpp"

#include <algorithm>
#include <utility>

namespace reprovip::collect {

namespace {

// Small enough to be hashed while it is in the processor's cache.
constexpr std::size_t k_piece = std::size_t{256} << 10;

} // namespace

std::string_view Bytes::take(std::size_t most) {
  if (m_piece.empty()) {
    m_piece = pull();
  }
  const auto taken = m_piece.substr(0, most);
  m_piece.remove_prefix(taken.size());
  m_position += taken.size();
  return taken;
}

std::string_view Bytes::peek(std::size_t count) {
  if (m_piece.size() < count) {
    std::string joined(m_piece);
    while (joined.size() < count) {
      const auto next = pull();
      if (next.empty()) {
        break;
      }
      joined += next;
    }
    m_joined = std::move(joined);
    m_piece = m_joined;
  }
  return m_piece.substr(0, count);
}

std::optional<std::string> Bytes::read(std::size_t count) {
  std::string bytes;
  while (bytes.size() < count) {
    const auto next = take(count - bytes.size());
    if (next.empty()) {
      return std::nullopt;
    }
    bytes += next;
  }
  return bytes;
}

std::optional<std::string> Bytes::read_line(std::size_t most) {
  std::string line;
  while (line.size() <= most) {
    const auto ahead = peek(1);
    if (ahead.empty()) {
      return std::nullopt;
    }
    const auto end = m_piece.find('\n');
    if (end != std::string_view::npos) {
      line += take(end);
      take(1);
      return line.size() <= most ? std::optional(line) : std::nullopt;
    }
    line += take(std::min(m_piece.size(), most + 1));
  }
  return std::nullopt;
}

bool Bytes::skip(std::uint64_t count) {
  while (count > 0) {
    const auto skipped = take(static_cast<std::size_t>(std::min<std::uint64_t>(count, k_piece)));
    if (skipped.empty()) {
      return false;
    }
    count -= skipped.size();
  }
  return true;
}

std::optional<std::string_view> Bytes::in_memory() {
  const auto all = rest();
  if (all) {
    m_piece = {};
    m_position += all->size();
  }
  return all;
}

std::optional<std::string_view> Bytes::whole(std::size_t most) {
  if (const auto all = in_memory()) {
    return all;
  }
  std::string all;
  for (auto next = take(k_piece); !next.empty(); next = take(k_piece)) {
    if (next.size() > most - all.size()) {
      return std::nullopt;
    }
    all += next;
  }
  m_joined = std::move(all);
  return m_joined;
}

std::string_view MemoryBytes::pull() {
  return std::exchange(m_pulled, true) ? std::string_view() : m_bytes;
}

std::optional<std::string_view> MemoryBytes::rest() {
  m_pulled = true;
  return m_bytes.substr(static_cast<std::size_t>(position()));
}

std::string_view HashedBytes::pull() {
  const auto next = m_memory ? m_memory->substr(m_hashed, k_piece) : m_source.take(k_piece);
  m_hashed += next.size();
  m_hash.add(next);
  return next;
}

std::optional<std::string_view> HashedBytes::rest() {
  if (!m_memory) {
    return std::nullopt;
  }
  m_hash.add(m_memory->substr(m_hashed));
  m_hashed = m_memory->size();
  return m_memory->substr(static_cast<std::size_t>(position()));
}

Digest HashedBytes::finish() {
  while (!take(k_piece).empty()) {
  }
  return m_hash.finish();
}

} // namespace reprovip::collect
