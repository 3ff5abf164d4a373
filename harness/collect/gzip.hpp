#pragma once

#include "harness/collect/bytes.hpp"

#include <cstdint>
#include <memory>

namespace reprovip::collect {

bool is_gzip(std::string_view head);

// What the members of a gzip file (RFC 1952) hold together. A single member is unpacked at once, a larger one
// or several in pieces; `damage` tells a stream that is cut, corrupt or beyond `budget`.
std::unique_ptr<Bytes> open_gzip(Bytes& compressed, std::uint64_t& budget);
// The same for a zlib stream (RFC 1950), as other formats hold it.
std::unique_ptr<Bytes> open_zlib(Bytes& compressed, std::uint64_t& budget);
// CRC-32 as in gzip and PNG.
std::uint32_t crc_of(std::string_view bytes);

} // namespace reprovip::collect
