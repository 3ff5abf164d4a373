#pragma once

#include "harness/base/digest.hpp"
#include "harness/sys/hash.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace reprovip::collect {

// Bytes read once, from the front: of a file in memory, of a stream that is decompressed, of an archive's
// member.
class Bytes {
public:
  virtual ~Bytes() = default;

  // The next bytes, at most `most`; empty at the end only. Valid until the next call.
  std::string_view take(std::size_t most);
  // The first bytes of what is left without taking them: `count`, or all when there are fewer.
  std::string_view peek(std::size_t count);
  // Exactly `count` bytes (a few: they are copied), or nothing when there are fewer.
  std::optional<std::string> read(std::size_t count);
  // Up to the next line feed, without it; nothing at the end or when the line is longer than `most`.
  std::optional<std::string> read_line(std::size_t most);
  // False when there are fewer.
  bool skip(std::uint64_t count);
  // All that is left, when it is in memory anyway; nothing is taken otherwise.
  std::optional<std::string_view> in_memory();
  // All that is left, or nothing when it is more than `most` and not in memory already.
  std::optional<std::string_view> whole(std::size_t most);

  // How many were taken.
  std::uint64_t position() const { return m_position; }
  // Why the bytes ended before their end; "" when they did not.
  virtual std::string damage() const { return {}; }

protected:
  // The next piece, valid until the next call; empty at the end.
  virtual std::string_view pull() = 0;
  // All from `position` on, which nobody pulls afterwards.
  virtual std::optional<std::string_view> rest() { return std::nullopt; }

private:
  std::string_view m_piece;
  std::string m_joined;
  std::uint64_t m_position = 0;
};

// The bytes live as long as their owner.
class MemoryBytes : public Bytes {
public:
  explicit MemoryBytes(std::string_view bytes) : m_bytes(bytes) {}

protected:
  std::string_view pull() override;
  std::optional<std::string_view> rest() override;

private:
  std::string_view m_bytes;
  bool m_pulled = false;
};

// Passes bytes on and hashes them on their way. The source is for nobody else from now on.
class HashedBytes : public Bytes {
public:
  explicit HashedBytes(Bytes& source) : m_source(source), m_memory(source.in_memory()) {}
  std::string damage() const override { return m_source.damage(); }
  // Takes what is left. Nothing may be read after.
  Digest finish();

protected:
  std::string_view pull() override;
  std::optional<std::string_view> rest() override;

private:
  Bytes& m_source;
  std::optional<std::string_view> m_memory;
  std::size_t m_hashed = 0; // of m_memory
  sys::Sha256 m_hash;
};

} // namespace reprovip::collect
