// TrackVis tracks (.trk): as they are, or with their streamlines sorted.

#include "harness/base/format.hpp"
#include "harness/collect/cursor.hpp"
#include "harness/collect/normaliser.hpp"

#include <algorithm>

namespace reprovip::collect {

namespace {

constexpr std::size_t k_most_in_memory = std::size_t{1} << 30;
constexpr std::uint64_t k_header = 1000;
constexpr std::uint64_t k_scalars_at = 36;
constexpr std::uint64_t k_properties_at = 238;
constexpr std::uint64_t k_size_at = 996;

std::uint64_t number_at(std::string_view header, std::uint64_t at, std::size_t size, bool big_endian) {
  Cursor cursor(header, big_endian);
  cursor.seek(at);
  return cursor.number(size);
}

} // namespace

bool is_trk(std::string_view head, std::string_view /*file_name*/) {
  using namespace std::literals;
  return head.starts_with("TRACK\0"sv);
}

Result<Canonical> normalise_trk(Bytes& bytes, const Context& context) {
  if (context.named.count("streamline-order") == 0) {
    return Canonical{};
  }
  const auto all = bytes.whole(k_most_in_memory);
  if (!all) {
    return unparsable("it has too many tracks to sort them");
  }
  const bool big_endian = number_at(*all, k_size_at, 4, true) == k_header;
  Cursor cursor(*all, big_endian);
  const auto header = cursor.take(k_header);
  if (!cursor.ok() || number_at(header, k_size_at, 4, big_endian) != k_header) {
    return unparsable("its header makes no sense");
  }
  const auto per_point = 3 + number_at(header, k_scalars_at, 2, big_endian);
  const auto per_line = number_at(header, k_properties_at, 2, big_endian);
  std::vector<std::string_view> streamlines;
  while (cursor.left() > 0) {
    const auto begin = cursor.at();
    const auto points = cursor.number(4);
    cursor.take(4 * (points * per_point + per_line));
    if (!cursor.ok()) {
      return unparsable("a streamline of it is cut short");
    }
    streamlines.push_back(all->substr(begin, cursor.at() - begin));
  }
  std::sort(streamlines.begin(), streamlines.end());
  sys::Sha256 hash;
  hash.add("trk\n");
  hash.add(header);
  for (const auto streamline : streamlines) {
    hash.add(streamline);
  }
  return Canonical{hash.finish(), {"order of the streamlines"}};
}

} // namespace reprovip::collect
