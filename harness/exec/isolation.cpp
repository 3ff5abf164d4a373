#include "harness/exec/isolation.hpp"

#include "harness/exec/disk.hpp"

#include <fcntl.h>
#include <linux/mount.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>

// <sys/mount.h> and <linux/mount.h> exclude each other in older libraries.
extern "C" int mount(const char*, const char*, const char*, unsigned long, const void*) noexcept;

namespace reprovip::exec {

namespace {

constexpr unsigned long k_bind = 4096;
constexpr unsigned long k_recursive = 16384;
constexpr unsigned long k_slave = 1UL << 19;
constexpr int k_of_whole_tree = 0x8000; // AT_RECURSIVE

int write_map(const char* path, const char* format, unsigned id) {
  char text[32];
  const int size = std::snprintf(text, sizeof text, format, id, id);
  return write_to(path, {text, static_cast<std::size_t>(size)}) ? 0 : errno;
}

// The user stays itself: files that it makes are its own, here and outside.
int map_ourselves(unsigned user, unsigned group) {
  int error = write_map("/proc/self/setgroups", "deny", 0);
  error = error != 0 ? error : write_map("/proc/self/uid_map", "%u %u 1\n", user);
  return error != 0 ? error : write_map("/proc/self/gid_map", "%u %u 1\n", group);
}

// 0, or the number of the error.
int enter_new(int kind) {
  if (::unshare(kind) == 0) {
    return 0;
  }
  if (errno != EPERM) {
    return errno;
  }
  const unsigned user = ::geteuid();
  const unsigned group = ::getegid();
  return ::unshare(kind | CLONE_NEWUSER) == 0 ? map_ourselves(user, group) : errno;
}

bool join_all(const char* const* files) {
  for (; *files != nullptr; ++files) {
    const int file = ::open(*files, O_RDONLY | O_CLOEXEC);
    if (file < 0 || ::setns(file, 0) != 0) {
      return false;
    }
  }
  return true;
}

// Programs that talk to themselves over it, as some parallel ones do, go on working.
void bring_up_loopback() {
  const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ifreq request = {};
  std::strcpy(request.ifr_name, "lo");
  request.ifr_flags = IFF_UP;
  ::ioctl(socket, SIOCSIFFLAGS, &request);
  ::close(socket);
}

int cut_network(const Isolation& isolation) {
  if (isolation.join != nullptr && join_all(isolation.join)) {
    return 0;
  }
  const int error = enter_new(CLONE_NEWNET);
  if (error == 0) {
    bring_up_loopback();
  }
  return error;
}

// A mount of the path over itself, with other rights.
int remount(const char* path, std::uint64_t set, std::uint64_t clear) {
  mount_attr attributes = {};
  attributes.attr_set = set;
  attributes.attr_clr = clear;
  return ::mount(path, path, nullptr, k_bind | k_recursive, nullptr) == 0 &&
                 ::syscall(SYS_mount_setattr, AT_FDCWD, path, k_of_whole_tree, &attributes,
                           sizeof attributes) == 0
             ? 0
             : errno;
}

int protect(const Isolation& isolation) {
  int error = enter_new(CLONE_NEWNS);
  // What we mount is for us alone.
  if (error == 0 && ::mount(nullptr, "/", nullptr, k_recursive | k_slave, nullptr) != 0) {
    error = errno;
  }
  for (const auto* path = isolation.read_only; error == 0 && *path != nullptr; ++path) {
    error = remount(*path, MOUNT_ATTR_RDONLY, 0);
  }
  if (isolation.writable != nullptr && ::access(isolation.writable, W_OK) != 0 && errno == EROFS) {
    const int again = remount(isolation.writable, 0, MOUNT_ATTR_RDONLY);
    error = error != 0 ? error : again;
  }
  return error;
}

void add_reason(int error, Text& into) {
  into.add(" (").add(std::strerror(error)).add(')');
}

} // namespace

void isolate(Isolation& isolation) {
  // First, since it may join a user namespace, in which the rest is allowed too.
  if (isolation.no_network) {
    isolation.network_error = cut_network(isolation);
  }
  if (isolation.read_only != nullptr) {
    isolation.inputs_error = protect(isolation);
  }
}

void describe_isolation(const Isolation& isolation, Text& into) {
  if (isolation.read_only != nullptr) {
    into.add(isolation.inputs_error == 0 ? "inputs read-only" : "inputs writable");
    if (isolation.inputs_error != 0) {
      add_reason(isolation.inputs_error, into);
    }
  }
  if (isolation.no_network) {
    into.add(into.empty() ? "" : ", ").add(isolation.network_error == 0 ? "no network" : "network open");
    if (isolation.network_error != 0) {
      add_reason(isolation.network_error, into);
    }
  }
}

void describe_permitted_isolation(Text& into) {
  const char* const some_path[] = {"/dev/null", nullptr};
  Isolation isolation;
  isolation.read_only = some_path;
  isolation.no_network = true;
  const pid_t child = ::vfork();
  if (child == 0) {
    isolate(isolation); // NOLINT(clang-analyzer-unix.Vfork): system calls only
    ::_exit(0);
  }
  if (child < 0) {
    return;
  }
  ::waitpid(child, nullptr, 0);
  describe_isolation(isolation, into);
}

int hold_offline_network() {
  Isolation isolation;
  isolation.no_network = true;
  isolate(isolation);
  if (isolation.network_error != 0 || !write_all(STDOUT_FILENO, "ready\n")) {
    return 1;
  }
  char byte = 0;
  while (::read(STDIN_FILENO, &byte, 1) > 0) {
  }
  return 0;
}

} // namespace reprovip::exec
