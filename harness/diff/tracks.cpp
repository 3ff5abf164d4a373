#include "harness/base/format.hpp"
#include "harness/diff/differ.hpp"
#include "harness/diff/voxel_places.hpp"
#include "harness/score/readers/unpack.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>

namespace reprovip::diff {

namespace {

using Point = std::array<double, 3>;
using Streamline = std::vector<Point>;

struct Header {
  std::string text;
  std::map<std::string, std::string> keys; // the last of each
};

// Up to the line END.
Result<Header> header_of(const std::string& bytes) {
  Header header;
  for (std::size_t at = 0; at < bytes.size();) {
    const auto end = bytes.find('\n', at);
    if (end == std::string::npos) {
      break;
    }
    const auto line = bytes.substr(at, end - at);
    if (line == "END") {
      return header;
    }
    header.text += line + "\n";
    if (const auto colon = line.find(": "); colon != std::string::npos) {
      header.keys[line.substr(0, colon)] = line.substr(colon + 2);
    }
    at = end + 1;
  }
  return failure(ErrorKind::data, "its header has no line END");
}

Result<std::size_t> offset_of(const Header& header) {
  const auto file = header.keys.find("file");
  std::size_t offset = 0;
  if (file != header.keys.end() && file->second.starts_with(". ")) {
    const auto* first = file->second.data() + 2;
    const auto* last = file->second.data() + file->second.size();
    if (std::from_chars(first, last, offset).ec == std::errc{}) {
      return offset;
    }
  }
  return failure(ErrorKind::data, "its header does not say where the data begin");
}

double number_at(const std::string& bytes, std::size_t at, std::size_t size, bool swapped) {
  std::array<char, 8> raw{};
  std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), size, raw.begin());
  if (swapped) {
    std::reverse(raw.begin(), raw.begin() + static_cast<std::ptrdiff_t>(size));
  }
  if (size == 8) {
    return std::bit_cast<double>(raw);
  }
  std::array<char, 4> single{};
  std::copy_n(raw.begin(), 4, single.begin());
  return static_cast<double>(std::bit_cast<float>(single));
}

// Triplets; NaN ends a streamline, infinity the file.
Result<std::vector<Streamline>> streamlines_of(const std::string& bytes, const Header& header) {
  TRY_ASSIGN(auto at, offset_of(header));
  const auto type = header.keys.contains("datatype") ? header.keys.at("datatype") : "Float32LE";
  const std::size_t size = type.starts_with("Float64") ? 8 : 4;
  const bool swapped = type.ends_with("BE") == (std::endian::native == std::endian::little);
  std::vector<Streamline> all;
  Streamline current;
  for (; at + 3 * size <= bytes.size(); at += 3 * size) {
    const Point point = {number_at(bytes, at, size, swapped), number_at(bytes, at + size, size, swapped),
                         number_at(bytes, at + 2 * size, size, swapped)};
    if (std::isinf(point[0])) {
      return all;
    }
    if (std::isnan(point[0])) {
      all.push_back(std::exchange(current, {}));
    } else {
      current.push_back(point);
    }
  }
  return failure(ErrorKind::data, "its data have no end");
}

double distance(const Point& a, const Point& b) {
  return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

struct Summary {
  std::size_t points = 0;
  double mean_length = 0;
};

Summary summary_of(const std::vector<Streamline>& streamlines) {
  Summary summary;
  double length = 0;
  for (const auto& streamline : streamlines) {
    summary.points += streamline.size();
    for (std::size_t i = 1; i < streamline.size(); ++i) {
      length += distance(streamline[i - 1], streamline[i]);
    }
  }
  summary.mean_length = streamlines.empty() ? 0 : length / static_cast<double>(streamlines.size());
  return summary;
}

Part counts_part(const std::vector<Streamline>& a, const std::vector<Streamline>& b) {
  const auto of_a = summary_of(a);
  const auto of_b = summary_of(b);
  return {"streamlines",
          {format("{} | {}, {} | {} points, mean length {:.6g} | {:.6g} mm", a.size(), b.size(), of_a.points,
                  of_b.points, of_a.mean_length, of_b.mean_length)},
          Json::object({{"count_a", a.size()},
                        {"count_b", b.size()},
                        {"points_a", of_a.points},
                        {"points_b", of_b.points},
                        {"mean_length_a", of_a.mean_length},
                        {"mean_length_b", of_b.mean_length}})};
}

// Streamline by streamline, in the order of the files.
Part places_part(const std::vector<Streamline>& a, const std::vector<Streamline>& b) {
  const auto common = std::min(a.size(), b.size());
  std::size_t different = 0;
  std::size_t first = common;
  double farthest = 0;
  for (std::size_t i = 0; i < common; ++i) {
    if (a[i] == b[i]) {
      continue;
    }
    first = different++ == 0 ? i : first;
    for (std::size_t j = 0; j < std::min(a[i].size(), b[i].size()); ++j) {
      farthest = std::max(farthest, distance(a[i][j], b[i][j]));
    }
  }
  Part part{"in order",
            {share_text(different, common) + " of the same number differ"},
            Json::object({{"different", different}, {"of", common}})};
  if (different > 0) {
    part.lines.push_back(
        format("first: number {}, {} | {} points; points of one number at most {:.6g} mm apart", first,
               a[first].size(), b[first].size(), farthest));
    part.json.set("first", first);
    part.json.set("max_mm", farthest);
  }
  auto sorted_a = a;
  auto sorted_b = b;
  std::ranges::sort(sorted_a);
  std::ranges::sort(sorted_b);
  if (different > 0 && sorted_a == sorted_b) {
    part.lines.emplace_back("the same streamlines in another order");
    part.json.set("same_in_other_order", true);
  }
  return part;
}

} // namespace

Result<void> diff_tracks(const Pair& pair, const Options& options, Difference& difference) {
  TRY_ASSIGN(const auto bytes_a, score::read_unpacked(pair.a.file));
  TRY_ASSIGN(const auto bytes_b, score::read_unpacked(pair.b.file));
  TRY_ASSIGN(const auto header_a, header_of(bytes_a));
  TRY_ASSIGN(const auto header_b, header_of(bytes_b));
  TRY_ASSIGN(const auto a, streamlines_of(bytes_a, header_a));
  TRY_ASSIGN(const auto b, streamlines_of(bytes_b, header_b));
  if (auto part = header_lines_part(header_a.text, header_b.text, options)) {
    difference.parts.push_back(std::move(*part));
  }
  difference.parts.push_back(counts_part(a, b));
  difference.parts.push_back(places_part(a, b));
  return {};
}

Result<std::optional<Part>> mif_header_part(const Pair& pair, const Options& options) {
  TRY_ASSIGN(const auto bytes_a, score::read_unpacked(pair.a.file));
  TRY_ASSIGN(const auto bytes_b, score::read_unpacked(pair.b.file));
  TRY_ASSIGN(const auto a, header_of(bytes_a));
  TRY_ASSIGN(const auto b, header_of(bytes_b));
  return header_lines_part(a.text, b.text, options);
}

} // namespace reprovip::diff
