// PNG (ISO/IEC 15948): the pixels without compression and filters, and every chunk that is no remark.

#include "harness/base/format.hpp"
#include "harness/collect/cursor.hpp"
#include "harness/collect/gzip.hpp"
#include "harness/collect/normaliser.hpp"

#include <algorithm>
#include <array>

namespace reprovip::collect {

namespace {

using namespace std::literals;
constexpr auto k_signature = "\x89PNG\r\n\x1a\n"sv;
constexpr std::size_t k_most_in_memory = std::size_t{1} << 30;
constexpr std::uint64_t k_longest_row = std::uint64_t{256} << 20;
constexpr std::array<std::string_view, 5> k_remarks = {"tIME", "tEXt", "zTXt", "iTXt", "eXIf"};

struct Header {
  std::uint64_t width = 0;
  std::uint64_t height = 0;
  std::uint64_t bits = 0; // per pixel
  bool interlaced = false;
};

struct File {
  Header header;
  std::vector<std::string_view> data; // of the IDAT chunks
  std::set<std::string_view> remarks;
};

// The data of several chunks as one stream.
class ChunkBytes : public Bytes {
public:
  explicit ChunkBytes(const std::vector<std::string_view>& chunks) : m_chunks(chunks) {}

protected:
  std::string_view pull() override {
    while (m_next < m_chunks.size()) {
      if (const auto chunk = m_chunks[m_next++]; !chunk.empty()) {
        return chunk;
      }
    }
    return {};
  }

private:
  const std::vector<std::string_view>& m_chunks;
  std::size_t m_next = 0;
};

Result<Header> read_header(std::string_view data) {
  constexpr std::array<std::uint64_t, 7> k_channels = {1, 0, 3, 1, 2, 0, 4};
  Cursor cursor(data, true);
  Header header;
  header.width = cursor.number(4);
  header.height = cursor.number(4);
  const auto depth = cursor.number(1);
  const auto colour = cursor.number(1);
  const auto compression = cursor.number(1);
  const auto filter = cursor.number(1);
  const auto interlace = cursor.number(1);
  const bool sane = cursor.ok() && depth >= 1 && depth <= 16 && colour <= 6 && k_channels[colour] > 0 &&
                    compression == 0 && filter == 0 && interlace <= 1 && header.width > 0 &&
                    header.height > 0;
  if (!sane) {
    return unparsable("its header makes no sense");
  }
  header.bits = depth * k_channels[colour];
  header.interlaced = interlace == 1;
  if (header.width * header.bits / 8 > k_longest_row) {
    return unparsable("its rows are too long");
  }
  return header;
}

// Adds what counts of the chunks but the pixels to `hash`.
Result<File> read_chunks(std::string_view bytes, sys::Sha256& hash) {
  Cursor cursor(bytes, true);
  cursor.take(k_signature.size());
  File file;
  bool first = true;
  for (std::string_view type; type != "IEND"; first = false) {
    const auto length = cursor.number(4);
    const auto begin = cursor.at();
    type = cursor.take(4);
    const auto data = cursor.take(length);
    const auto covered = bytes.substr(begin, cursor.at() - begin);
    const auto sum = cursor.number(4);
    if (!cursor.ok() || sum != crc_of(covered)) {
      return unparsable("a chunk of it is damaged");
    }
    if (first != (type == "IHDR")) {
      return unparsable("it does not begin with its header");
    }
    if (first) {
      TRY_ASSIGN(file.header, read_header(data));
    }
    if (type == "IDAT") {
      file.data.push_back(data);
    } else if (std::find(k_remarks.begin(), k_remarks.end(), type) != k_remarks.end()) {
      file.remarks.insert(type);
    } else {
      hash.add(format("{} {}\n", type, length));
      hash.add(data);
    }
  }
  hash.add("after\n"); // bytes that no decoder reads count all the same
  hash.add(cursor.take(cursor.left()));
  return file;
}

std::uint8_t paeth(int a, int b, int c) {
  const int p = a + b - c;
  const int pa = std::abs(p - a);
  const int pb = std::abs(p - b);
  const int pc = std::abs(p - c);
  return static_cast<std::uint8_t>(pa <= pb && pa <= pc ? a : pb <= pc ? b : c);
}

// Undoes the filter `type` of `row` (section 9 of the standard). `step`: bytes of a whole pixel.
bool unfilter(int type, std::string& row, const std::string& above, std::size_t step) {
  if (type < 0 || type > 4) {
    return false;
  }
  const auto byte = [](const std::string& bytes, std::size_t at) {
    return static_cast<int>(static_cast<unsigned char>(bytes[at]));
  };
  for (std::size_t i = 0; i < row.size(); ++i) {
    const int a = i >= step ? byte(row, i - step) : 0;
    const int b = byte(above, i);
    const int c = i >= step ? byte(above, i - step) : 0;
    const std::array<int, 5> predicted = {0, a, b, (a + b) / 2, paeth(a, b, c)};
    row[i] = static_cast<char>(byte(row, i) + predicted[static_cast<std::size_t>(type)]);
  }
  return true;
}

// One image, or one of the seven of an interlaced file.
Result<void> add_rows(Bytes& pixels, std::uint64_t width, std::uint64_t height, std::uint64_t bits,
                      sys::Sha256& hash) {
  const auto length = static_cast<std::size_t>((width * bits + 7) / 8);
  const auto step = static_cast<std::size_t>(std::max<std::uint64_t>(1, bits / 8));
  std::string above;
  for (std::uint64_t y = 0; width > 0 && y < height; ++y) {
    const auto type = pixels.read(1);
    auto row = type ? pixels.read(length) : std::nullopt;
    above.resize(length);
    if (!row || !unfilter(static_cast<unsigned char>((*type)[0]), *row, above, step)) {
      return unparsable(pixels.damage().empty() ? "its pixels are cut short or damaged" : pixels.damage());
    }
    hash.add(*row);
    above = std::move(*row);
  }
  return {};
}

Result<void> add_pixels(const File& file, std::uint64_t& budget, sys::Sha256& hash) {
  struct Pass {
    std::uint64_t x, y, dx, dy;
  };
  constexpr std::array<Pass, 7> k_passes = {
      {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}}};
  ChunkBytes packed(file.data);
  const auto pixels = open_zlib(packed, budget);
  const auto& header = file.header;
  if (!header.interlaced) {
    TRY(add_rows(*pixels, header.width, header.height, header.bits, hash));
  }
  for (const auto& pass : k_passes) {
    if (header.interlaced) {
      const auto width = (header.width + pass.dx - 1 - std::min(pass.x, header.width)) / pass.dx;
      const auto height = (header.height + pass.dy - 1 - std::min(pass.y, header.height)) / pass.dy;
      TRY(add_rows(*pixels, width, height, header.bits, hash));
    }
  }
  if (!pixels->take(1).empty() || !pixels->damage().empty()) {
    return unparsable("its pixels do not end where they should");
  }
  return {};
}

} // namespace

bool is_png(std::string_view head, std::string_view /*file_name*/) {
  return head.starts_with(k_signature);
}

Result<Canonical> normalise_png(Bytes& bytes, const Context& context) {
  const auto all = bytes.whole(k_most_in_memory);
  if (!all) {
    return unparsable("it is too large");
  }
  sys::Sha256 hash;
  hash.add("png\n");
  TRY_ASSIGN(const auto file, read_chunks(*all, hash));
  hash.add("\npixels\n");
  TRY(add_pixels(file, context.budget, hash));
  Canonical canonical{hash.finish(), {"PNG compression and row filters"}};
  for (const auto remark : file.remarks) {
    canonical.ignored.push_back(format("PNG {}", remark));
  }
  return canonical;
}

} // namespace reprovip::collect
