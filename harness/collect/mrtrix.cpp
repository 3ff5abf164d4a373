// MRtrix images (.mif, .mih) and tracks (.tck): a text header of "key: value" lines up to END, then data from
// the offset that the key "file" names.

#include "harness/base/format.hpp"
#include "harness/collect/normaliser.hpp"
#include "harness/collect/scrub.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

namespace reprovip::collect {

namespace {

constexpr std::size_t k_longest_header = std::size_t{64} << 20;
constexpr std::size_t k_most_in_memory = std::size_t{1} << 30;

using Member = std::pair<std::string, std::string>;
struct Header {
  std::vector<Member> members; // without "file"
  std::string file;
};

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  const auto last = text.find_last_not_of(" \t\r");
  return first == std::string_view::npos ? std::string() : std::string(text.substr(first, last - first + 1));
}

Result<Header> read_header(Bytes& bytes) {
  Header header;
  bytes.read_line(k_head);
  while (bytes.position() < k_longest_header) {
    const auto line = bytes.read_line(k_longest_header);
    if (!line) {
      return unparsable("its header has no END");
    }
    if (trimmed(*line) == "END") {
      return header;
    }
    const auto colon = line->find(':');
    if (colon == std::string::npos) {
      return unparsable("a line of its header has no key");
    }
    const auto key = trimmed(line->substr(0, colon));
    const auto value = trimmed(line->substr(colon + 1));
    if (key == "file") {
      header.file = value;
    } else {
      header.members.emplace_back(key, value);
    }
  }
  return unparsable("its header is too long");
}

// Of ". OFFSET": data in the same file. Nothing for another file.
std::optional<std::uint64_t> data_offset(const std::string& file) {
  if (!file.starts_with(". ")) {
    return std::nullopt;
  }
  const auto text = trimmed(file.substr(2));
  std::uint64_t offset = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), offset);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(offset) : std::nullopt;
}

// Keys sorted; the lines of one key (transform, dw_scheme) keep their order.
std::string describe(Header& header, const std::vector<std::string_view>& dropped, const Context& context,
                     std::vector<std::string>& ignored) {
  std::stable_sort(header.members.begin(), header.members.end(),
                   [](const Member& a, const Member& b) { return a.first < b.first; });
  std::string text;
  for (const auto& [key, value] : header.members) {
    if (std::find(dropped.begin(), dropped.end(), key) == dropped.end()) {
      text += format("{}: {}\n", key, value);
    }
  }
  for (const auto key : dropped) {
    ignored.push_back(format("MRtrix {}", key));
  }
  return scrub(text, context.named, ignored);
}

std::vector<std::string_view> dropped_keys(const Context& context) {
  std::vector<std::string_view> keys = {"command_history", "mrtrix_version", "timestamp"};
  if (context.named.count("total-count") != 0) {
    keys.emplace_back("total_count");
  }
  return keys;
}

bool skip_to(Bytes& bytes, std::uint64_t offset) {
  return offset >= bytes.position() && bytes.skip(offset - bytes.position());
}

void add_rest(Bytes& bytes, sys::Sha256& hash) {
  constexpr std::size_t k_piece = std::size_t{256} << 10;
  for (auto piece = bytes.take(k_piece); !piece.empty(); piece = bytes.take(k_piece)) {
    hash.add(piece);
  }
}

// How the numbers of tracks are written.
struct NumberType {
  std::size_t bytes = 4;
  bool big_endian = false;
};

std::optional<NumberType> number_type(const Header& header) {
  for (const auto& [key, value] : header.members) {
    if (key == "datatype" && value.size() == 9 && value.starts_with("Float")) {
      const auto bits = value.substr(5, 2);
      const auto order = value.substr(7);
      if ((bits == "32" || bits == "64") && (order == "LE" || order == "BE")) {
        return NumberType{bits == "32" ? std::size_t{4} : std::size_t{8}, order == "BE"};
      }
    }
  }
  return std::nullopt;
}

bool is_nan_at(std::string_view data, std::size_t offset, NumberType type) {
  std::array<char, 8> raw = {};
  std::memcpy(raw.data(), data.data() + offset, type.bytes);
  if (type.big_endian) {
    std::reverse(raw.begin(), raw.begin() + static_cast<std::ptrdiff_t>(type.bytes));
  }
  float single = 0;
  double number = 0;
  std::memcpy(&single, raw.data(), sizeof(single));
  std::memcpy(&number, raw.data(), sizeof(number));
  return type.bytes == 4 ? std::isnan(single) : std::isnan(number);
}

// A triplet of NaN ends a streamline; what follows the last one is the end of the file (a triplet of
// infinities).
void add_sorted_streamlines(std::string_view data, NumberType type, sys::Sha256& hash) {
  std::vector<std::string_view> streamlines;
  const auto triplet = 3 * type.bytes;
  std::size_t begin = 0;
  for (std::size_t i = 0; i + triplet <= data.size(); i += triplet) {
    if (is_nan_at(data, i, type)) {
      streamlines.push_back(data.substr(begin, i + triplet - begin));
      begin = i + triplet;
    }
  }
  std::sort(streamlines.begin(), streamlines.end());
  for (const auto streamline : streamlines) {
    hash.add(streamline);
  }
  hash.add(data.substr(begin));
}

Result<void> add_tracks(Bytes& bytes, const Header& header, const Context& context, sys::Sha256& hash,
                        std::vector<std::string>& ignored) {
  const auto type = number_type(header);
  if (context.named.count("streamline-order") == 0 || !type) {
    add_rest(bytes, hash);
    return {};
  }
  const auto data = bytes.whole(k_most_in_memory);
  if (!data) {
    return unparsable("it has too many tracks to sort them");
  }
  add_sorted_streamlines(*data, *type, hash);
  ignored.emplace_back("order of the streamlines");
  return {};
}

Result<Canonical> normalise_mrtrix(Bytes& bytes, const Context& context, bool is_tracks) {
  TRY_ASSIGN(auto header, read_header(bytes));
  Canonical canonical;
  sys::Sha256 hash;
  hash.add(is_tracks ? "mrtrix tracks\n" : "mrtrix image\n");
  hash.add(describe(header, dropped_keys(context), context, canonical.ignored));
  const auto offset = data_offset(header.file);
  if (!offset) {
    hash.add("file: " + header.file + "\n");
    add_rest(bytes, hash);
  } else {
    hash.add("data\n");
    if (!skip_to(bytes, *offset)) {
      return unparsable("its data begin beyond its end");
    }
    if (is_tracks) {
      TRY(add_tracks(bytes, header, context, hash, canonical.ignored));
    } else {
      add_rest(bytes, hash);
    }
  }
  canonical.digest = hash.finish();
  return canonical;
}

bool begins_with_line(std::string_view head, std::string_view line) {
  return head.starts_with(line) && head.size() > line.size() &&
         (head[line.size()] == '\n' || head[line.size()] == '\r' || head[line.size()] == ' ');
}

} // namespace

bool is_mif(std::string_view head, std::string_view /*file_name*/) {
  return begins_with_line(head, "mrtrix image");
}

Result<Canonical> normalise_mif(Bytes& bytes, const Context& context) {
  return normalise_mrtrix(bytes, context, false);
}

bool is_tck(std::string_view head, std::string_view /*file_name*/) {
  return begins_with_line(head, "mrtrix tracks");
}

Result<Canonical> normalise_tck(Bytes& bytes, const Context& context) {
  return normalise_mrtrix(bytes, context, true);
}

} // namespace reprovip::collect
