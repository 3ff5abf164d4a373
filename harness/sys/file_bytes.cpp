// The bytes of single files; trees of files are in files.cpp.

#include "harness/sys/descriptor.hpp"
#include "harness/sys/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>

namespace reprovip::sys {

namespace {

// Opens `path` for writing and makes its parents only when they turn out to be missing.
Result<Descriptor> open_to_write(const Path& path, int flags) {
  const auto open_it = [&] { return Descriptor(::open(path.c_str(), O_WRONLY | O_CLOEXEC | flags, 0666)); };
  auto file = open_it();
  if (!file.is_open() && errno == ENOENT && path.has_parent_path()) {
    TRY(make_directories(path.parent_path()));
    file = open_it();
  }
  if (!file.is_open()) {
    return tl::unexpected(os_error("write", path, errno));
  }
  return file;
}

// Unique among the threads and processes of this machine; another machine on the same file system differs by
// chance of its process ids only, and O_EXCL then gives an error rather than a mixed file.
Path temporary_beside(const Path& path) {
  static std::atomic<unsigned> counter{0};
  return path.parent_path() / ("." + path.filename().string() + "." + std::to_string(::getpid()) + "-" +
                               std::to_string(counter++) + ".tmp");
}

Result<void> flush(const Path& path, int flags) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | flags));
  if (!file.is_open() || ::fsync(file.get()) != 0) {
    return tl::unexpected(os_error("flush", path, errno));
  }
  return {};
}

Result<void> write_new(const Path& path, std::string_view bytes, Durability durability) {
  TRY_ASSIGN(const auto file, open_to_write(path, O_CREAT | O_EXCL));
  TRY(write_all(file, bytes, path));
  if (durability == Durability::flushed && ::fdatasync(file.get()) != 0) {
    return tl::unexpected(os_error("flush", path, errno));
  }
  return {};
}

} // namespace

Result<std::string> read_file(const Path& path) {
  TRY_ASSIGN(const auto file, open_to_read(path));
  struct stat status = {};
  if (::fstat(file.get(), &status) != 0) {
    return tl::unexpected(os_error("read", path, errno));
  }
  // One byte more than its size tells the end in the same read; files in /proc say size 0.
  std::string bytes(status.st_size > 0 ? static_cast<std::size_t>(status.st_size) + 1 : 4096, '\0');
  std::size_t used = 0;
  while (true) {
    TRY_ASSIGN(const auto got, read_some(file, bytes.data() + used, bytes.size() - used, path));
    if (got == 0) {
      break;
    }
    used += got;
    if (used == bytes.size()) {
      bytes.resize(bytes.size() * 2);
    }
  }
  bytes.resize(used);
  return bytes;
}

Result<std::string> read_tail(const Path& path, std::size_t limit) {
  TRY_ASSIGN(const auto file, open_to_read(path));
  const auto size = ::lseek(file.get(), 0, SEEK_END);
  const auto start = std::max<off_t>(0, size - static_cast<off_t>(limit));
  if (size < 0 || ::lseek(file.get(), start, SEEK_SET) < 0) {
    return tl::unexpected(os_error("read", path, errno));
  }
  std::string bytes(static_cast<std::size_t>(size - start), '\0');
  std::size_t used = 0;
  while (used < bytes.size()) {
    TRY_ASSIGN(const auto got, read_some(file, bytes.data() + used, bytes.size() - used, path));
    if (got == 0) {
      break;
    }
    used += got;
  }
  bytes.resize(used);
  return bytes;
}

Result<void> write_file_atomic(const Path& path, std::string_view bytes, Durability durability) {
  const auto temporary = temporary_beside(path);
  auto written = write_new(temporary, bytes, durability);
  if (written && std::rename(temporary.c_str(), path.c_str()) != 0) {
    written = tl::unexpected(os_error("write", path, errno));
  }
  if (!written) {
    ::unlink(temporary.c_str());
    return written;
  }
  if (durability == Durability::flushed) {
    return flush(path.has_parent_path() ? path.parent_path() : Path("."), O_DIRECTORY);
  }
  return {};
}

Result<void> append_line(const Path& path, std::string_view line) {
  TRY_ASSIGN(const auto file, open_to_write(path, O_CREAT | O_APPEND));
  return write_all(file, std::string(line) + "\n", path);
}

} // namespace reprovip::sys
