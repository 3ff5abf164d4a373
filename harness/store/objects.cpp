// Content-addressed files. An object appears under its name by rename only, so a name is always the whole
// object.

#include "harness/base/format.hpp"
#include "harness/store/layout.hpp"
#include "harness/store/state.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <vector>

namespace reprovip::store {

namespace {

constexpr mode_t k_object_mode = 0444;

sys::Path temporary_beside(const sys::Path& object) {
  static std::atomic<unsigned> counter{0};
  return object.parent_path() / format(".{}.{}-{}.tmp", object.filename().string(), ::getpid(), counter++);
}

Result<void> copy_bytes(const sys::Descriptor& from, const sys::Path& from_path, const sys::Descriptor& to,
                        const sys::Path& to_path) {
  std::vector<char> buffer(std::size_t{1} << 20);
  while (true) {
    TRY_ASSIGN(const auto got, sys::read_some(from, buffer.data(), buffer.size(), from_path));
    if (got == 0) {
      return {};
    }
    TRY(sys::write_all(to, {buffer.data(), got}, to_path));
  }
}

Result<void> copy_whole(const sys::Path& from, const sys::Path& to) {
  TRY_ASSIGN(const auto source, sys::open_to_read(from));
  const sys::Descriptor target(::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
  if (!target.is_open()) {
    return tl::unexpected(sys::os_error("write", to, errno));
  }
  return copy_bytes(source, from, target, to);
}

Result<void> rename_into_place(const sys::Path& from, const sys::Path& object) {
  // Refused for files of another user (a container's root): they are still kept.
  static_cast<void>(::chmod(from.c_str(), k_object_mode));
  if (std::rename(from.c_str(), object.c_str()) != 0) {
    return tl::unexpected(sys::os_error("keep as \"" + object.string() + "\"", from, errno));
  }
  return {};
}

Result<void> copy_into_place(const sys::Path& file, const sys::Path& object) {
  const auto temporary = temporary_beside(object);
  auto done = copy_whole(file, temporary);
  if (done) {
    done = rename_into_place(temporary, object);
  }
  ::unlink(done ? file.c_str() : temporary.c_str());
  return done;
}

// Another name of the same file (a hard link to an input) must not become an object: whoever owns that name
// may change it.
Result<void> move_into_place(const sys::Path& file, const struct stat& status, const sys::Path& object) {
  TRY(sys::make_directories(object.parent_path()));
  struct stat directory = {};
  const bool same_disk =
      ::stat(object.parent_path().c_str(), &directory) == 0 && directory.st_dev == status.st_dev;
  if (status.st_nlink > 1 || !same_disk) {
    return copy_into_place(file, object);
  }
  return rename_into_place(file, object);
}

// A power cut may leave an object shorter than it was: such a one is replaced.
bool is_kept(const sys::Path& object, off_t size) {
  struct stat status = {};
  return ::lstat(object.c_str(), &status) == 0 && S_ISREG(status.st_mode) && status.st_size == size;
}

Result<void> flush_object(const sys::Path& object) {
  TRY(flush_path(object));
  return flush_path(object.parent_path());
}

} // namespace

Result<void> Store::keep_object(const sys::Path& file, const Digest& digest) {
  TRY(m_state->may_write());
  struct stat status = {};
  if (::lstat(file.c_str(), &status) != 0) {
    return tl::unexpected(sys::os_error("keep", file, errno));
  }
  if (!S_ISREG(status.st_mode)) {
    return failure(ErrorKind::internal, format("cannot keep \"{}\": it is no regular file", file.string()));
  }
  const auto target = object_path(m_state->root, digest);
  if (is_kept(target, status.st_size)) {
    ::unlink(file.c_str());
    return {};
  }
  m_state->dirty = true;
  TRY(move_into_place(file, status, target));
  return m_state->durable ? flush_object(target) : Result<void>();
}

Result<void> Store::keep_bytes(std::string_view bytes, const Digest& digest) {
  TRY(m_state->may_write());
  const auto target = object_path(m_state->root, digest);
  if (is_kept(target, static_cast<off_t>(bytes.size()))) {
    return {};
  }
  m_state->dirty = true;
  TRY(sys::write_file_atomic(target, bytes, m_state->durability()));
  static_cast<void>(::chmod(target.c_str(), k_object_mode));
  return {};
}

bool Store::has_object(const Digest& digest) const {
  return !digest.empty() && ::access(object_path(m_state->root, digest).c_str(), F_OK) == 0;
}

Result<sys::Path> Store::object(const Digest& digest) const {
  if (!has_object(digest)) {
    return failure(ErrorKind::data, format("the bytes of sha256 {} are not in the store", digest.brief()),
                   "its digest alone was kept, or \"reprovip gc\" removed it; run again with --force");
  }
  return object_path(m_state->root, digest);
}

} // namespace reprovip::store
