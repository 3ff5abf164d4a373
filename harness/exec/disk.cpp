#include "harness/exec/disk.hpp"

#include <climits>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>

namespace reprovip::exec {

namespace {

constexpr std::size_t k_little_room = std::size_t{64} << 10; // bytes

} // namespace

bool read_file(const char* path, Text& into, std::size_t limit) {
  const int file = ::open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    return false;
  }
  char buffer[8192];
  ssize_t got = 0;
  std::size_t total = 0;
  while (total < limit && (got = ::read(file, buffer, sizeof buffer)) > 0) {
    into.add({buffer, static_cast<std::size_t>(got)});
    total += static_cast<std::size_t>(got);
  }
  const int error = errno;
  ::close(file);
  errno = error;
  return got >= 0;
}

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) {
      return false;
    }
    bytes.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
  }
  return true;
}

bool write_file_atomic(const char* path, std::string_view bytes) {
  AtomicFile file;
  return file.open(path, 0) && file.commit(bytes);
}

AtomicFile::~AtomicFile() {
  if (m_file >= 0) {
    ::close(m_file);
    ::unlink(m_temporary.c_str());
  }
}

bool AtomicFile::open(const char* path, std::size_t room) {
  m_path.add(path);
  m_temporary.add(path).add(".tmp");
  m_file = ::open(m_temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  // Written, not fallocate: that is slower, and not every file system has it.
  static const char k_blank[4096] = {};
  bool written = m_file >= 0;
  for (std::size_t size = 0; written && size < room; size += sizeof k_blank) {
    written = write_all(m_file, {k_blank, sizeof k_blank});
  }
  return written;
}

bool AtomicFile::commit(std::string_view bytes) {
  const bool written = ::lseek(m_file, 0, SEEK_SET) == 0 && write_all(m_file, bytes) &&
                       ::ftruncate(m_file, static_cast<off_t>(bytes.size())) == 0;
  // Network file systems tell of a full disk only here.
  const bool closed = ::close(m_file) == 0;
  m_file = -1;
  if (written && closed && std::rename(m_temporary.c_str(), m_path.c_str()) == 0) {
    return true;
  }
  const int error = errno;
  ::unlink(m_temporary.c_str());
  errno = error;
  return false;
}

bool write_to(const char* path, std::string_view bytes) {
  const int file = ::open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) {
    return false;
  }
  const bool written = write_all(file, bytes);
  ::close(file);
  return written;
}

bool exists(const char* path) {
  struct stat status = {};
  return ::stat(path, &status) == 0;
}

bool is_disk_full(const char* path) {
  struct statvfs space = {};
  return ::statvfs(path, &space) == 0 && space.f_blocks > 0 &&
         space.f_bavail * space.f_frsize < k_little_room;
}

void first_line(const char* path, Text& into) {
  Text content;
  if (read_file(path, content, 8192)) {
    auto rest = content.view();
    into.add(trimmed(cut(rest, '\n')));
  }
}

void real_path(const char* path, Text& into) {
  char resolved[PATH_MAX];
  if (::realpath(path, resolved) != nullptr) {
    into.add(resolved);
  }
}

void with_mapped(const char* path, void (*visit)(std::string_view bytes, void* context), void* context) {
  const int file = ::open(path, O_RDONLY | O_CLOEXEC);
  struct stat status = {};
  if (file >= 0 && ::fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0) {
    const auto size = static_cast<std::size_t>(status.st_size);
    void* const bytes = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
    if (bytes != MAP_FAILED) {
      visit({static_cast<const char*>(bytes), size}, context);
      ::munmap(bytes, size);
    }
  }
  if (file >= 0) {
    ::close(file);
  }
}

} // namespace reprovip::exec
