#include "harness/collect/gzip.hpp"

#include <libdeflate.h>
#include <zlib.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace reprovip::collect {

namespace {

constexpr std::size_t k_at_once = std::size_t{1} << 30;
// Deflate makes at most 258 bytes of 2 bits: 1032 to 1.
constexpr std::size_t k_largest_ratio = 1032;
constexpr std::size_t k_piece = std::size_t{256} << 10;

struct Unpacked {
  std::unique_ptr<char[]> memory;
  std::size_t size = 0;
};

class UnpackedBytes : public MemoryBytes {
public:
  explicit UnpackedBytes(Unpacked unpacked)
      : MemoryBytes({unpacked.memory.get(), unpacked.size}), m_memory(std::move(unpacked.memory)) {}

private:
  std::unique_ptr<char[]> m_memory;
};

// ISIZE, the last four bytes: the size of the last member, modulo 4 GiB. A claim, so it is held against the
// size of the file before anything is allocated.
std::size_t claimed_size(std::string_view file) {
  std::size_t size = 0;
  for (std::size_t i = 1; i <= 4; ++i) {
    size = size << 8U | static_cast<unsigned char>(file[file.size() - i]);
  }
  return size;
}

// Nothing unless `file` is a single member of a bearable size.
std::optional<Unpacked> unpack_at_once(std::string_view file, std::uint64_t budget) {
  constexpr std::size_t k_smallest_file = 18;
  if (file.size() < k_smallest_file) {
    return std::nullopt;
  }
  const auto claimed = claimed_size(file);
  if (claimed > k_at_once || claimed > budget || claimed / k_largest_ratio > file.size()) {
    return std::nullopt;
  }
  using Decompressor = std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)>;
  const Decompressor decompressor(libdeflate_alloc_decompressor(), &libdeflate_free_decompressor);
  Unpacked unpacked{std::make_unique_for_overwrite<char[]>(claimed + 1), 0};
  std::size_t used = 0;
  const auto result = libdeflate_gzip_decompress_ex(decompressor.get(), file.data(), file.size(),
                                                    unpacked.memory.get(), claimed, &used, &unpacked.size);
  if (result != LIBDEFLATE_SUCCESS || used != file.size()) {
    return std::nullopt;
  }
  return unpacked;
}

// What zlib is told of the wrapping.
constexpr int k_gzip_only = 15 + 16;
constexpr int k_zlib_only = 15;

// zlib, member after member. Takes the compressed bytes from `m_file` when there is one, else from
// `m_compressed`.
class GzipBytes : public Bytes {
public:
  GzipBytes(Bytes& compressed, std::optional<std::string_view> file, std::uint64_t& budget, int wrapping)
      : m_compressed(compressed), m_file(file), m_budget(budget), m_buffer(k_piece) {
    m_open = inflateInit2(&m_stream, wrapping) == Z_OK;
    m_damage = m_open ? "" : "zlib cannot start";
  }
  ~GzipBytes() override {
    if (m_open) {
      inflateEnd(&m_stream);
    }
  }
  GzipBytes(const GzipBytes&) = delete;
  GzipBytes& operator=(const GzipBytes&) = delete;
  std::string damage() const override { return m_damage; }

protected:
  std::string_view pull() override {
    while (m_damage.empty()) {
      if (m_stream.avail_in == 0 && !refill()) {
        m_damage = m_in_member ? "the compressed stream is cut short" : "";
        return {};
      }
      if (!m_in_member && !begin_member()) {
        return {};
      }
      const auto piece = inflate_piece();
      if (!piece.empty()) {
        return piece;
      }
    }
    return {};
  }

private:
  bool refill() {
    const auto next = m_file ? take_of_file() : m_compressed.take(k_piece);
    m_stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(next.data()));
    m_stream.avail_in = static_cast<uInt>(next.size());
    return !next.empty();
  }

  std::string_view take_of_file() {
    const auto next = m_file->substr(0, k_piece);
    m_file->remove_prefix(next.size());
    return next;
  }

  // Zero bytes after the last member are padding (tapes, block devices).
  bool skip_padding() {
    do {
      while (m_stream.avail_in > 0 && *m_stream.next_in == 0) {
        ++m_stream.next_in;
        --m_stream.avail_in;
      }
    } while (m_stream.avail_in == 0 && refill());
    return m_stream.avail_in > 0;
  }

  bool begin_member() {
    if (m_members > 0) {
      if (!skip_padding()) {
        return false;
      }
      inflateReset(&m_stream);
    }
    m_in_member = true;
    return true;
  }

  std::string_view inflate_piece() {
    m_stream.next_out = m_buffer.data();
    m_stream.avail_out = static_cast<uInt>(m_buffer.size());
    const auto before = m_stream.avail_in;
    const int result = inflate(&m_stream, Z_NO_FLUSH);
    const auto made = m_buffer.size() - m_stream.avail_out;
    const bool stuck = result == Z_BUF_ERROR && made == 0 && m_stream.avail_in == before;
    if (result == Z_STREAM_END) {
      m_in_member = false;
      ++m_members;
    } else if (stuck || (result != Z_OK && result != Z_BUF_ERROR)) {
      m_damage = "the compressed stream is corrupt";
    }
    if (made > m_budget) {
      m_damage = "it unpacks to more than a file of its size should";
      return {};
    }
    m_budget -= made;
    return {reinterpret_cast<const char*>(m_buffer.data()), made};
  }

  Bytes& m_compressed;
  std::optional<std::string_view> m_file;
  std::uint64_t& m_budget;
  std::vector<Bytef> m_buffer;
  z_stream m_stream = {};
  bool m_open = false;
  bool m_in_member = false;
  std::size_t m_members = 0;
  std::string m_damage;
};

} // namespace

bool is_gzip(std::string_view head) {
  return head.starts_with("\x1f\x8b\x08");
}

std::unique_ptr<Bytes> open_gzip(Bytes& compressed, std::uint64_t& budget) {
  const auto file = compressed.in_memory();
  if (file) {
    if (auto unpacked = unpack_at_once(*file, budget)) {
      budget -= unpacked->size;
      return std::make_unique<UnpackedBytes>(std::move(*unpacked));
    }
  }
  return std::make_unique<GzipBytes>(compressed, file, budget, k_gzip_only);
}

std::unique_ptr<Bytes> open_zlib(Bytes& compressed, std::uint64_t& budget) {
  return std::make_unique<GzipBytes>(compressed, std::nullopt, budget, k_zlib_only);
}

std::uint32_t crc_of(std::string_view bytes) {
  return static_cast<std::uint32_t>(crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

} // namespace reprovip::collect
