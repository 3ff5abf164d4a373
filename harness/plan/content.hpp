#pragma once

#include "harness/base/digest.hpp"
#include "harness/base/result.hpp"
#include "harness/plan/resolve.hpp"

#include <cstdint>
#include <map>

namespace reprovip::plan {

struct Content {
  Digest digest;
  std::uint64_t size = 0; // bytes
};

// Digests of files and folders; each file is read once, whatever the names that lead to it. A folder's digest
// is that of its sorted lines "<path>\0<digest>\n": names and bytes of the files count, symbolic links count
// as what they lead to, empty folders and times do not.
class ContentReader {
public:
  explicit ContentReader(HashFile hash_file) : m_hash_file(std::move(hash_file)) {}

  Result<Content> of(const sys::Path& path);

private:
  Result<Content> of_file(const sys::Path& path);
  Result<Content> of_directory(const sys::Path& path);

  HashFile m_hash_file;
  std::map<sys::Path, Content> m_known; // by canonical path
};

} // namespace reprovip::plan
