// MATLAB's MAT-file level 5: its elements, unpacked, without the text that begins the file.

#include "harness/base/format.hpp"
#include "harness/collect/cursor.hpp"
#include "harness/collect/gzip.hpp"
#include "harness/collect/normaliser.hpp"

namespace reprovip::collect {

namespace {

constexpr std::size_t k_most_in_memory = std::size_t{1} << 30;
constexpr std::size_t k_text = 116;
constexpr std::size_t k_header = 128;
constexpr std::uint64_t k_compressed = 15;

Result<void> add_unpacked(std::string_view packed, std::uint64_t& budget, sys::Sha256& hash) {
  MemoryBytes bytes(packed);
  const auto unpacked = open_zlib(bytes, budget);
  constexpr std::size_t k_piece = std::size_t{256} << 10;
  for (auto piece = unpacked->take(k_piece); !piece.empty(); piece = unpacked->take(k_piece)) {
    hash.add(piece);
  }
  return unpacked->damage().empty() ? Result<void>() : unparsable(unpacked->damage());
}

} // namespace

bool is_mat(std::string_view head, std::string_view /*file_name*/) {
  if (head.size() < k_header || !head.starts_with("MATLAB ")) {
    return false;
  }
  const auto version_and_order = head.substr(124, 4);
  using namespace std::literals;
  return version_and_order == "\0\1IM"sv || version_and_order == "\1\0MI"sv;
}

Result<Canonical> normalise_mat(Bytes& bytes, const Context& context) {
  const auto all = bytes.whole(k_most_in_memory);
  if (!all) {
    return unparsable("it is too large");
  }
  Cursor cursor(*all, all->substr(126, 2) == "MI");
  cursor.take(k_text);
  sys::Sha256 hash;
  hash.add("mat\n");
  hash.add(cursor.take(k_header - k_text));
  while (cursor.left() > 0) {
    const auto type = cursor.number(4);
    const auto size = cursor.number(4);
    const auto data = cursor.take(size);
    if (!cursor.ok()) {
      return unparsable("an element of it lies beyond its end");
    }
    if (type == k_compressed) {
      TRY(add_unpacked(data, context.budget, hash));
    } else {
      hash.add(all->substr(cursor.at() - data.size() - 8, data.size() + 8));
    }
  }
  return Canonical{hash.finish(), {"MAT text header", "MAT compression"}};
}

} // namespace reprovip::collect
