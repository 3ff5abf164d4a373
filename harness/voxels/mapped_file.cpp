#include "harness/voxels/mapped_file.hpp"

#include "harness/sys/descriptor.hpp"

#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>

namespace reprovip::voxels {

Result<MappedFile> MappedFile::open(const sys::Path& path) {
  TRY_ASSIGN(const auto file, sys::open_to_read(path));
  struct stat status = {};
  if (::fstat(file.get(), &status) != 0) {
    return tl::unexpected(sys::os_error("read", path, errno));
  }
  if (!S_ISREG(status.st_mode)) {
    return failure(ErrorKind::data, "it is no regular file");
  }
  MappedFile mapped;
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size == 0) {
    return mapped;
  }
  void* const memory = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
  if (memory == MAP_FAILED) {
    return tl::unexpected(sys::os_error("map", path, errno));
  }
  ::madvise(memory, size, MADV_SEQUENTIAL);
  mapped.m_bytes = {static_cast<const std::byte*>(memory), size};
  return mapped;
}

MappedFile::~MappedFile() {
  if (!m_bytes.empty()) {
    ::munmap(const_cast<std::byte*>(m_bytes.data()), m_bytes.size());
  }
}

} // namespace reprovip::voxels
