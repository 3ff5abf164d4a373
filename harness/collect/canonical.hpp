#pragma once

#include "harness/base/digest.hpp"
#include "harness/base/result.hpp"
#include "harness/sys/files.hpp"

#include <string>
#include <vector>

namespace reprovip::collect {

struct Digests {
  std::string format;
  Digest raw;
  Digest payload;
  Digest canonical;
  std::vector<std::string> ignored; // "gzip header", "NIfTI descrip", ...
  std::string note;                 // why it is compared as bytes although it claims a format; else ""
};

// Raw, payload and canonical SHA-256 of a file. The format is told by its content, then its name; a file that
// claims a format but cannot be parsed as it falls back to its bytes, and `ignored` stays empty. What is no
// regular file, or may not be read, is an error of kind `data`; an unknown normaliser one of kind `usage`.
// Memory is bounded whatever the file says of itself: about 1 GiB for what is unpacked at once.
Result<Digests> digests_of(const sys::Path& file, const std::vector<std::string>& normalisers);
// The same for a file that the application called otherwise.
Result<Digests> digests_of(const sys::Path& file, const std::string& name,
                           const std::vector<std::string>& normalisers);

} // namespace reprovip::collect
