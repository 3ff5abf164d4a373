#include "harness/exec/detach.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace reprovip::exec {

namespace {

constexpr int k_internal_error = 70;

bool complain() {
  std::fprintf(stderr, "reprovip-exec: cannot go on in the background: %s\n", std::strerror(errno));
  return false;
}

[[noreturn]] void wait_for_word(int door, pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  unsigned char word = k_internal_error;
  while (::read(door, &word, 1) < 0 && errno == EINTR) {
  }
  ::_exit(word);
}

void replace_stream(int stream, const char* path, int flags) {
  const int file = ::open(path, flags, 0666);
  if (file >= 0 && file != stream) {
    ::dup2(file, stream);
    ::close(file);
  }
}

} // namespace

bool Detached::begin() {
  int doors[2] = {-1, -1};
  if (::pipe2(doors, O_CLOEXEC) != 0) {
    return complain();
  }
  const pid_t child = ::fork();
  if (child < 0) {
    return complain();
  }
  if (child > 0) {
    ::close(doors[1]);
    wait_for_word(doors[0], child);
  }
  ::close(doors[0]);
  m_door = doors[1];
  ::setsid();
  const pid_t grandchild = ::fork();
  if (grandchild < 0) {
    return complain();
  }
  if (grandchild > 0) {
    ::_exit(0);
  }
  return ::chdir("/") == 0 || complain();
}

void Detached::tell_parent(int status, const char* error_file) {
  if (m_door < 0) {
    return;
  }
  replace_stream(0, "/dev/null", O_RDONLY);
  replace_stream(1, "/dev/null", O_WRONLY);
  replace_stream(2, "/dev/null", O_WRONLY);
  if (error_file != nullptr) {
    replace_stream(2, error_file, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW);
  }
  const auto word = static_cast<unsigned char>(status);
  // The parent may have gone, with its connection.
  [[maybe_unused]] const auto told = ::write(m_door, &word, 1);
  ::close(m_door);
  m_door = -1;
}

} // namespace reprovip::exec
