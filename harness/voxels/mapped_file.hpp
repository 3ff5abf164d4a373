#pragma once

#include "harness/base/result.hpp"
#include "harness/sys/files.hpp"

#include <cstddef>
#include <span>
#include <utility>

namespace reprovip::voxels {

// The bytes of a regular file, mapped to be read once from the beginning to the end. The file must keep its
// size for as long as this lives.
class MappedFile {
public:
  static Result<MappedFile> open(const sys::Path& path);

  MappedFile() = default;
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept : m_bytes(std::exchange(other.m_bytes, {})) {}
  MappedFile& operator=(MappedFile&& other) noexcept {
    std::swap(m_bytes, other.m_bytes);
    return *this;
  }

  std::span<const std::byte> bytes() const { return m_bytes; }

private:
  std::span<const std::byte> m_bytes;
};

} // namespace reprovip::voxels
