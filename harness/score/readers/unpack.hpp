#pragma once

#include "harness/base/result.hpp"
#include "harness/sys/files.hpp"

#include <cstdint>
#include <string>

namespace reprovip::score {

// The bytes of a file, unpacked when it is compressed by gzip; broken or cut compressed data are an error.
Result<std::string> read_unpacked(const sys::Path& file);

struct Unpacked {
  std::string head; // the first bytes, at most 1 KiB
  std::uint64_t size = 0;
};
// Reads all of it, keeps only its beginning.
Result<Unpacked> measure_unpacked(const sys::Path& file);

} // namespace reprovip::score
