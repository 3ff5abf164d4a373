#include "harness/voxels/inflate.hpp"

#include "harness/base/assert.hpp"

#include <zlib.h>

#include <algorithm>

namespace reprovip::voxels {

namespace {

constexpr int k_gzip_only = 15 + 16;
constexpr std::size_t k_piece = std::size_t{1} << 30; // zlib counts in 32 bits

} // namespace

struct Inflater::State {
  z_stream stream = {};
  std::span<const std::byte> file;
  std::size_t given = 0; // bytes of `file` that zlib has got
  bool at_end = false;

  void give(std::size_t from) {
    const auto piece = std::min(file.size() - from, k_piece);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(file.data() + from));
    stream.avail_in = static_cast<uInt>(piece);
    given = from + piece;
  }

  bool begin_next_member() {
    const auto from = given - stream.avail_in;
    if (file.size() - from < 2 || file[from] != std::byte{0x1F} || file[from + 1] != std::byte{0x8B}) {
      return false;
    }
    give(from);
    return inflateReset(&stream) == Z_OK;
  }
};

Inflater::Inflater(std::span<const std::byte> file) : m_state(std::make_unique<State>()) {
  m_state->file = file;
  const int started = inflateInit2(&m_state->stream, k_gzip_only);
  REPROVIP_ASSERT(started == Z_OK);
}

Inflater::~Inflater() {
  inflateEnd(&m_state->stream);
}

Result<std::size_t> Inflater::read(std::span<std::byte> out) {
  auto& state = *m_state;
  auto& stream = state.stream;
  std::size_t made = 0;
  while (made < out.size() && !state.at_end) {
    if (stream.avail_in == 0) {
      state.give(state.given);
    }
    const auto room = std::min(out.size() - made, k_piece);
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + made);
    stream.avail_out = static_cast<uInt>(room);
    const int status = inflate(&stream, Z_NO_FLUSH);
    made += room - stream.avail_out;
    if (status == Z_STREAM_END) {
      state.at_end = !state.begin_next_member();
    } else if (status != Z_OK) {
      state.at_end = true;
      return failure(ErrorKind::data, "its compressed data are broken or end too early");
    }
  }
  return made;
}

} // namespace reprovip::voxels
