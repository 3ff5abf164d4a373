#pragma once

#include <string>
#include <vector>

#include "harness/base/digest.hpp"
#include "harness/base/result.hpp"
#include "harness/sys/files.hpp"

namespace reprovip::collect {

struct Digests {
  std::string format;
  Digest raw;
  Digest payload;
  Digest canonical;
  std::vector<std::string> ignored; // "gzip header", "NIfTI descrip", ...
};

// Raw, payload and canonical SHA-256 of a file. The format is told by its content, then its name; a file that claims a
// format but cannot be parsed as it falls back to its bytes, and `ignored` stays empty.
Result<Digests> digests_of(const sys::Path& file, const std::vector<std::string>& normalisers);

} // namespace reprovip::collect
