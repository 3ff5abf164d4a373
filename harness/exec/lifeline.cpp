#include "harness/exec/lifeline.hpp"

#include "harness/exec/text.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace reprovip::exec {

namespace {

constexpr mode_t k_everyone = 0666; // a container's user may be another

int open_lifeline(const char* record, int flags) {
  Text path(record);
  path.add(".alive");
  return ::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW);
}

} // namespace

int hold_lifeline(const char* record) {
  Text path(record);
  path.add(".alive");
  if (::mkfifo(path.c_str(), k_everyone) != 0 && errno != EEXIST) {
    return -1;
  }
  ::chmod(path.c_str(), k_everyone);
  // For reading too: else opening would wait for the inner end.
  return open_lifeline(record, O_RDWR);
}

int grasp_lifeline(const char* record) {
  const int file = open_lifeline(record, O_RDONLY | O_NONBLOCK);
  struct stat status = {};
  if (file >= 0 && (::fstat(file, &status) != 0 || !S_ISFIFO(status.st_mode))) {
    ::close(file);
    return -1;
  }
  return file;
}

} // namespace reprovip::exec
