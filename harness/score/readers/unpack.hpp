#pragma once

#include "harness/base/result.hpp"
#include "harness/sys/files.hpp"

#include <cstdint>
#include <string>

namespace reprovip::score {

// The bytes of a file, unpacked when it is compressed by gzip; broken or cut compressed data are an error, as
// is a file that unpacks to more than `always` and more than 20 times its size.
Result<std::string> read_unpacked(const sys::Path& file, std::uint64_t always = std::uint64_t{2} << 30);

} // namespace reprovip::score
