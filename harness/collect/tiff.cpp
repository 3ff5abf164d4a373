// TIFF 6.0 and BigTIFF: every tag and the data of its strips or tiles, wherever in the file they lie.

#include "harness/base/format.hpp"
#include "harness/collect/cursor.hpp"
#include "harness/collect/normaliser.hpp"

#include <algorithm>
#include <array>

namespace reprovip::collect {

namespace {

constexpr std::size_t k_most_in_memory = std::size_t{1} << 30;
constexpr int k_deepest = 8;

struct LeftOut {
  std::uint64_t tag;
  std::string_view name;
};
// Of the baseline, and Exif's own times.
constexpr std::array<LeftOut, 6> k_left_out = {{{305, "Software"},
                                                {306, "DateTime"},
                                                {316, "HostComputer"},
                                                {36867, "DateTimeOriginal"},
                                                {36868, "DateTimeDigitized"},
                                                {42016, "ImageUniqueID"}}};

struct Entry {
  std::uint64_t tag = 0;
  std::uint64_t type = 0;
  std::uint64_t count = 0;
  std::string_view value;
};

// Bytes of one value of types 1 to 18; 0: not known.
std::uint64_t size_of_type(std::uint64_t type) {
  constexpr std::array<std::uint64_t, 19> k_sizes = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};
  return type < k_sizes.size() ? k_sizes[type] : 0;
}

class Tiff {
public:
  Tiff(std::string_view file, sys::Sha256& hash)
      : m_file(file), m_hash(hash), m_big_endian(file.starts_with("MM")),
        m_left(4 * std::uint64_t{file.size()} + 4096) {}

  Result<void> run() {
    auto cursor = at(2);
    m_is_big = cursor.number(2) == 43;
    if (m_is_big) {
      cursor.take(4); // size of offsets, 0
    }
    m_hash.add(format("tiff {}\n", m_big_endian ? "big-endian" : "little-endian"));
    auto next = cursor.number(m_is_big ? 8 : 4);
    while (cursor.ok() && next != 0) {
      TRY_ASSIGN(next, add_directory(next, 0));
    }
    return cursor.ok() ? Result<void>() : unparsable("its header is cut short");
  }
  const std::set<std::string_view>& left_out() const { return m_left_out; }

private:
  Cursor at(std::uint64_t offset) const {
    Cursor cursor(m_file, m_big_endian);
    cursor.seek(offset);
    return cursor;
  }
  // Every byte may be named a few times, not a million times.
  bool may_add(std::uint64_t count) {
    const bool enough = count <= m_left;
    m_left -= enough ? count : m_left;
    return enough;
  }

  Result<Entry> read_entry(Cursor& cursor) {
    const std::size_t width = m_is_big ? 8 : 4;
    Entry entry;
    entry.tag = cursor.number(2);
    entry.type = cursor.number(2);
    entry.count = cursor.number(width);
    const auto inside = cursor.take(width);
    const auto one = size_of_type(entry.type);
    if (!cursor.ok() || one == 0 || entry.count > m_file.size()) {
      return unparsable("an entry of its directory makes no sense");
    }
    const auto size = one * entry.count;
    if (size <= width) {
      entry.value = inside.substr(0, static_cast<std::size_t>(size));
    } else {
      auto value = at(Cursor(inside, m_big_endian).number(width));
      entry.value = value.take(size);
      cursor.seek(value.ok() ? cursor.at() : m_file.size() + 1);
    }
    return cursor.ok() && may_add(size + 8) ? Result<Entry>(entry)
                                            : unparsable("an entry of its directory lies beyond its end");
  }

  std::vector<std::uint64_t> numbers(const Entry& entry) const {
    const auto size = size_of_type(entry.type);
    Cursor cursor(entry.value, m_big_endian);
    std::vector<std::uint64_t> all;
    for (std::uint64_t i = 0; i < entry.count && size <= 8; ++i) {
      all.push_back(cursor.number(static_cast<std::size_t>(size)));
    }
    return all;
  }

  // Gives the offset of the next directory.
  Result<std::uint64_t> add_directory(std::uint64_t offset, int depth) {
    if (depth > k_deepest || !m_seen.insert(offset).second) {
      return unparsable("its directories go round in circles");
    }
    auto cursor = at(offset);
    const auto count = cursor.number(m_is_big ? 8 : 2);
    m_hash.add("directory\n");
    std::vector<Entry> entries;
    for (std::uint64_t i = 0; i < count && cursor.ok(); ++i) {
      TRY_ASSIGN(const auto entry, read_entry(cursor));
      entries.push_back(entry);
    }
    const auto next = cursor.number(m_is_big ? 8 : 4);
    if (!cursor.ok()) {
      return unparsable("a directory of it is cut short");
    }
    for (const auto& entry : entries) {
      TRY(add_entry(entry, entries, depth));
    }
    return next;
  }

  Result<void> add_entry(const Entry& entry, const std::vector<Entry>& entries, int depth) {
    const auto* left_out = std::find_if(k_left_out.begin(), k_left_out.end(),
                                        [&](const LeftOut& known) { return known.tag == entry.tag; });
    if (left_out != k_left_out.end()) {
      m_left_out.insert(left_out->name);
      return {};
    }
    m_hash.add(format("{} {} {}\n", entry.tag, entry.type, entry.count));
    switch (entry.tag) {
    case 273: // StripOffsets, with StripByteCounts
      return add_pieces(entry, 279, entries);
    case 324: // TileOffsets, with TileByteCounts
      return add_pieces(entry, 325, entries);
    case 288: // FreeOffsets
    case 289: // FreeByteCounts
      return {};
    case 513: // JPEGInterchangeFormat, with its length
      return add_pieces(entry, 514, entries);
    case 330:   // SubIFDs
    case 34665: // Exif
    case 34853: // GPS
    case 40965: // Interoperability
      for (const auto offset : numbers(entry)) {
        TRY(add_directory(offset, depth + 1));
      }
      return {};
    default:
      m_hash.add(entry.value);
      return {};
    }
  }

  Result<void> add_pieces(const Entry& offsets, std::uint64_t sizes_tag, const std::vector<Entry>& entries) {
    const auto sizes_entry = std::find_if(entries.begin(), entries.end(),
                                          [&](const Entry& entry) { return entry.tag == sizes_tag; });
    const auto sizes = sizes_entry == entries.end() ? std::vector<std::uint64_t>() : numbers(*sizes_entry);
    const auto begins = numbers(offsets);
    if (sizes.size() != begins.size()) {
      return unparsable("its strips or tiles have no sizes");
    }
    for (std::size_t i = 0; i < begins.size(); ++i) {
      auto cursor = at(begins[i]);
      const auto piece = cursor.take(sizes[i]);
      if (!cursor.ok() || !may_add(sizes[i])) {
        return unparsable("its strips or tiles lie beyond its end, or in each other");
      }
      m_hash.add(piece);
    }
    return {};
  }

  std::string_view m_file;
  sys::Sha256& m_hash;
  bool m_big_endian;
  bool m_is_big = false;
  std::uint64_t m_left;
  std::set<std::uint64_t> m_seen;
  std::set<std::string_view> m_left_out;
};

} // namespace

bool is_tiff(std::string_view head, std::string_view /*file_name*/) {
  using namespace std::literals;
  return head.starts_with("II*\0"sv) || head.starts_with("MM\0*"sv) || head.starts_with("II+\0"sv) ||
         head.starts_with("MM\0+"sv);
}

Result<Canonical> normalise_tiff(Bytes& bytes, const Context& /*context*/) {
  const auto all = bytes.whole(k_most_in_memory);
  if (!all) {
    return unparsable("it is too large");
  }
  sys::Sha256 hash;
  Tiff tiff(*all, hash);
  TRY(tiff.run());
  Canonical canonical{hash.finish(), {"TIFF places of directories, values and data"}};
  for (const auto name : tiff.left_out()) {
    canonical.ignored.push_back(format("TIFF {}", name));
  }
  return canonical;
}

} // namespace reprovip::collect
