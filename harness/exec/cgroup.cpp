#include "harness/exec/cgroup.hpp"

#include "harness/exec/clock.hpp"
#include "harness/exec/disk.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace reprovip::exec {

namespace {

// Where the hierarchy with the memory controller is mounted, and which part of it (proc(5), mountinfo).
bool find_mount(bool v2, Text& mount_point, Text& root) {
  Text content;
  read_file("/proc/self/mountinfo", content);
  auto rest = content.view();
  while (!rest.empty()) {
    auto line = cut(rest, '\n');
    const auto split = line.find(" - ");
    auto kind = split == std::string_view::npos ? std::string_view() : slice(line, split + 3);
    const auto type = cut(kind, ' ');
    cut(kind, ' ');
    const bool has_memory = kind.find("memory") != std::string_view::npos;
    if (v2 ? type != "cgroup2" : type != "cgroup" || !has_memory) {
      continue;
    }
    for (int i = 0; i < 3; ++i) {
      cut(line, ' ');
    }
    root.add(cut(line, ' '));
    mount_point.add(cut(line, ' '));
    return true;
  }
  return false;
}

// Our own group: the line "5:memory:/path" or "0::/path" of /proc/self/cgroup.
void own_group(bool v2, Text& path) {
  Text content;
  read_file("/proc/self/cgroup", content);
  auto rest = content.view();
  while (!rest.empty()) {
    auto line = cut(rest, '\n');
    cut(line, ':');
    const auto controllers = cut(line, ':');
    if (v2 ? controllers.empty() : controllers.find("memory") != std::string_view::npos) {
      path.add(line);
      return;
    }
  }
}

// The number after `key` on a line of its own, or alone in the file when `key` is empty.
std::uint64_t number_in(const char* path, std::string_view key) {
  Text content;
  read_file(path, content);
  auto rest = content.view();
  while (!rest.empty()) {
    auto line = cut(rest, '\n');
    if (key.empty() || cut(line, ' ') == key) {
      return std::strtoull(Text(line).c_str(), nullptr, 10);
    }
  }
  return 0;
}

} // namespace

void Cgroup::path_of(const char* name, Text& path) const {
  path.add(m_path.view()).add('/').add(name);
}

bool Cgroup::make(std::uint64_t memory_limit) {
  for (const bool v2 : {false, true}) {
    Text parent;
    Text root;
    Text own;
    if (!find_mount(v2, parent, root)) {
      continue;
    }
    own_group(v2, own);
    const auto below = root.view() == "/" ? own.view() : slice(own.view(), root.view().size());
    parent.add(below == "/" ? std::string_view() : below);
    m_is_v2 = v2;
    if (make_below(parent.c_str(), memory_limit)) {
      return true;
    }
  }
  return false;
}

bool Cgroup::make_below(const char* parent, std::uint64_t memory_limit) {
  m_path.clear();
  m_path.add(parent).add("/reprovip-").add_number(::getpid()).add('-').add_number(utc_milliseconds());
  if (::mkdir(m_path.c_str(), 0755) != 0) {
    return false;
  }
  Text limit_file;
  path_of(m_is_v2 ? "memory.max" : "memory.limit_in_bytes", limit_file);
  Text limit;
  limit.add_number(static_cast<long long>(memory_limit));
  Text door;
  path_of("cgroup.procs", door);
  const bool limited = memory_limit == 0 || write_to(limit_file.c_str(), limit.view());
  if (exists(limit_file.c_str()) && limited) {
    m_door = ::open(door.c_str(), O_WRONLY | O_CLOEXEC);
  }
  if (m_door < 0) {
    ::rmdir(m_path.c_str());
    return false;
  }
  if (memory_limit != 0) {
    // Where swap is accounted for: a program over its limit shall be stopped, not slowed down.
    Text swap_file;
    path_of(m_is_v2 ? "memory.swap.max" : "memory.memsw.limit_in_bytes", swap_file);
    write_to(swap_file.c_str(), m_is_v2 ? "0" : limit.view());
  }
  return true;
}

std::uint64_t Cgroup::memory_peak() const {
  Text path;
  path_of(m_is_v2 ? "memory.peak" : "memory.max_usage_in_bytes", path);
  return number_in(path.c_str(), {});
}

std::uint64_t Cgroup::oom_kills() const {
  Text path;
  path_of(m_is_v2 ? "memory.events" : "memory.oom_control", path);
  return number_in(path.c_str(), "oom_kill");
}

void Cgroup::kill_all() const {
  Text path;
  path_of("cgroup.procs", path);
  Text content;
  read_file(path.c_str(), content);
  auto rest = content.view();
  while (!rest.empty()) {
    const auto process = static_cast<pid_t>(to_number(cut(rest, '\n')));
    if (process > 0) {
      ::kill(process, SIGKILL);
    }
  }
}

void Cgroup::remove() {
  if (m_door < 0) {
    return;
  }
  ::close(m_door);
  m_door = -1;
  // The last process may still be leaving.
  for (int attempt = 0; attempt < 50 && ::rmdir(m_path.c_str()) != 0 && errno == EBUSY; ++attempt) {
    ::usleep(2000);
  }
}

const char* cgroup_kind() {
  if (exists("/sys/fs/cgroup/cgroup.controllers")) {
    return "v2";
  }
  if (exists("/sys/fs/cgroup/memory") || exists("/sys/fs/cgroup/cpu")) {
    return exists("/sys/fs/cgroup/unified/cgroup.procs") ? "hybrid" : "v1";
  }
  return "none";
}

std::uint64_t oom_kills_here() {
  return number_in("/sys/fs/cgroup/memory/memory.oom_control", "oom_kill") +
         number_in("/sys/fs/cgroup/memory.events", "oom_kill");
}

} // namespace reprovip::exec
