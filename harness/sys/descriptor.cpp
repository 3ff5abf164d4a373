#include "harness/sys/descriptor.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace reprovip::sys {

void Descriptor::reset() {
  if (m_number >= 0) {
    ::close(m_number);
    m_number = -1;
  }
}

Error os_error(const std::string& verb, const Path& path, int error_number) {
  auto text =
      "cannot " + verb + " \"" + path.string() + "\": " + std::generic_category().message(error_number);
  std::string advice;
  if (error_number == ENOSPC || error_number == EDQUOT) {
    advice = "free some space and run again";
  } else if (error_number == EMFILE || error_number == ENFILE) {
    advice = "raise the limit of open files (ulimit -n) or run fewer jobs";
  }
  return make_error(ErrorKind::environment, std::move(text), std::move(advice));
}

Result<Descriptor> open_to_read(const Path& path) {
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!file.is_open()) {
    return tl::unexpected(os_error("read", path, errno));
  }
  // A pipe with a writer ("<(...)" of a shell) must be waited for; one without reads as empty either way.
  const int flags = ::fcntl(file.get(), F_GETFL);
  ::fcntl(file.get(), F_SETFL, flags & ~O_NONBLOCK);
  return file;
}

Result<std::size_t> read_some(const Descriptor& file, char* buffer, std::size_t size, const Path& path) {
  while (true) {
    const auto got = ::read(file.get(), buffer, size);
    if (got >= 0) {
      return static_cast<std::size_t>(got);
    }
    if (errno != EINTR) {
      return tl::unexpected(os_error("read", path, errno));
    }
  }
}

Result<void> write_all(const Descriptor& file, std::string_view bytes, const Path& path) {
  while (!bytes.empty()) {
    const auto written = ::write(file.get(), bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      return tl::unexpected(os_error("write", path, errno));
    }
  }
  return {};
}

Result<Descriptor> lock_file(const Path& path) {
  Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  if (!file.is_open()) {
    return tl::unexpected(os_error("write", path, errno));
  }
  while (::flock(file.get(), LOCK_EX) != 0) {
    if (errno != EINTR) {
      return tl::unexpected(os_error("lock", path, errno));
    }
  }
  return file;
}

} // namespace reprovip::sys
