#pragma once

#include "harness/base/result.hpp"
#include "harness/sys/files.hpp"

#include <string>

namespace reprovip::score {

// The bytes of a file, unpacked when it is compressed by gzip; broken or cut compressed data are an error.
Result<std::string> read_unpacked(const sys::Path& file);

} // namespace reprovip::score
