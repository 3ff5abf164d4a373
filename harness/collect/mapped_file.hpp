#pragma once

#include "harness/base/result.hpp"
#include "harness/sys/files.hpp"

#include <string_view>
#include <utility>

namespace reprovip::collect {

// A regular file's bytes, read by the kernel as they are used. Never blocks and never follows a symbolic
// link: what is no regular file is an error of kind `data`.
class MappedFile {
public:
  static Result<MappedFile> open(const sys::Path& path);
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept : m_bytes(std::exchange(other.m_bytes, {})) {}
  MappedFile& operator=(MappedFile&& other) noexcept {
    std::swap(m_bytes, other.m_bytes);
    return *this;
  }

  std::string_view bytes() const { return m_bytes; }

private:
  explicit MappedFile(std::string_view bytes) : m_bytes(bytes) {}
  std::string_view m_bytes;
};

} // namespace reprovip::collect
