#include "harness/plan/content.hpp"

#include "harness/base/format.hpp"
#include "harness/sys/files.hpp"
#include "harness/sys/hash.hpp"

#include <filesystem>

namespace reprovip::plan {

namespace fs = std::filesystem;

Result<Content> ContentReader::of(const sys::Path& path) {
  std::error_code error;
  const auto canonical = fs::canonical(path, error);
  if (error) {
    return failure(ErrorKind::data, format("cannot read \"{}\": {}", path.string(), error.message()));
  }
  if (const auto known = m_known.find(canonical); known != m_known.end()) {
    return known->second;
  }
  const auto status = fs::status(canonical, error);
  if (status.type() != fs::file_type::regular && status.type() != fs::file_type::directory) {
    return failure(ErrorKind::data, format("\"{}\" is neither a file nor a folder", path.string()));
  }
  const bool is_directory = status.type() == fs::file_type::directory;
  TRY_ASSIGN(const auto content, is_directory ? of_directory(canonical) : of_file(canonical));
  m_known.emplace(canonical, content);
  return content;
}

Result<Content> ContentReader::of_file(const sys::Path& path) {
  Content content;
  TRY_ASSIGN(content.digest, m_hash_file(path));
  std::error_code ignored;
  content.size = fs::file_size(path, ignored);
  return content;
}

Result<Content> ContentReader::of_directory(const sys::Path& path) {
  TRY_ASSIGN(const auto entries, sys::list_tree(path));
  Content content;
  sys::Sha256 hash;
  for (const auto& entry : entries) {
    if (entry.kind == sys::FileKind::directory) {
      continue;
    }
    // A folder that a link inside leads to may hold the link itself: only links to files are followed.
    std::error_code ignored;
    if (entry.kind == sys::FileKind::symlink && fs::is_directory(path / entry.relative, ignored)) {
      return failure(ErrorKind::data,
                     format("\"{}\" is a symbolic link to a folder", (path / entry.relative).string()),
                     "name that folder as an input of its own, or copy it");
    }
    TRY_ASSIGN(const auto file, of(path / entry.relative));
    content.size += file.size;
    hash.add(entry.relative.string());
    hash.add(std::string_view("\0", 1));
    hash.add(file.digest.hex);
    hash.add("\n");
  }
  content.digest = hash.finish();
  return content;
}

} // namespace reprovip::plan
