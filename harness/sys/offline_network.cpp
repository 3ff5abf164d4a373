#include "harness/sys/offline_network.hpp"

#include "harness/base/format.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>

namespace reprovip::sys {

namespace {

struct Pipe {
  std::array<int, 2> ends = {-1, -1};

  Pipe() { static_cast<void>(::pipe2(ends.data(), O_CLOEXEC)); }
  ~Pipe() {
    close(0);
    close(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void close(std::size_t end) {
    if (ends[end] >= 0) {
      ::close(ends[end]);
      ends[end] = -1;
    }
  }
};

// `reprovip-exec offline` says a word when it stands, and goes when its input ends.
pid_t start_holder(const Path& executor, Pipe& to, Pipe& from) {
  const auto program = executor.string();
  const pid_t holder = ::fork();
  if (holder == 0) {
    ::dup2(to.ends[0], 0);
    ::dup2(from.ends[1], 1);
    ::execl(program.c_str(), "reprovip-exec", "offline", static_cast<char*>(nullptr));
    ::_exit(127);
  }
  to.close(0);
  from.close(1);
  return holder;
}

bool stands(const Pipe& from) {
  char word = 0;
  ssize_t got = 0;
  do {
    got = ::read(from.ends[0], &word, 1);
  } while (got < 0 && errno == EINTR);
  return got == 1;
}

bool is_ours(const std::string& file) {
  std::error_code ignored;
  return std::filesystem::read_symlink(file, ignored) ==
         std::filesystem::read_symlink("/proc/self/ns/" + Path(file).filename().string(), ignored);
}

} // namespace

OfflineNetwork::OfflineNetwork(const Path& executor) {
  Pipe to;
  Pipe from;
  const pid_t holder = start_holder(executor, to, from);
  if (holder < 0) {
    return;
  }
  if (stands(from)) {
    // The user namespace first: it is what gives the right to the other one.
    for (const auto* kind : {"user", "net"}) {
      const auto file = format("/proc/{}/ns/{}", holder, kind);
      if (!is_ours(file)) {
        keep(file);
      }
    }
  }
  to.close(1);
  while (::waitpid(holder, nullptr, 0) < 0 && errno == EINTR) {
  }
}

OfflineNetwork::~OfflineNetwork() {
  for (const int file : m_files) {
    ::close(file);
  }
}

void OfflineNetwork::keep(const std::string& file) {
  const int opened = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (opened >= 0) {
    m_files.push_back(opened);
    m_namespaces.push_back(format("/proc/{}/fd/{}", ::getpid(), opened));
  }
}

} // namespace reprovip::sys
