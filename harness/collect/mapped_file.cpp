#include "harness/collect/mapped_file.hpp"

#include "harness/base/format.hpp"
#include "harness/sys/descriptor.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>

namespace reprovip::collect {

namespace {

// What the program wrote and we may not read is the data's fault; a disk that fails is not.
Error cannot_read(const sys::Path& path, int error_number) {
  auto error = sys::os_error("read", path, error_number);
  if (error_number == EACCES || error_number == EPERM || error_number == ELOOP || error_number == ENXIO) {
    error.kind = ErrorKind::data;
  }
  return error;
}

} // namespace

Result<MappedFile> MappedFile::open(const sys::Path& path) {
  const sys::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY));
  struct stat status = {};
  if (!file.is_open() || ::fstat(file.get(), &status) != 0) {
    return tl::unexpected(cannot_read(path, errno));
  }
  if (!S_ISREG(status.st_mode)) {
    return failure(ErrorKind::data, format("\"{}\" is no regular file", path.string()));
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size == 0) {
    return MappedFile(std::string_view());
  }
  void* memory = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
  if (memory == MAP_FAILED) {
    return tl::unexpected(cannot_read(path, errno));
  }
  ::madvise(memory, size, MADV_SEQUENTIAL);
  return MappedFile({static_cast<const char*>(memory), size});
}

MappedFile::~MappedFile() {
  if (!m_bytes.empty()) {
    ::munmap(const_cast<char*>(m_bytes.data()), m_bytes.size());
  }
}

} // namespace reprovip::collect
