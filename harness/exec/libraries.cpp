#include "harness/exec/libraries.hpp"

#include "harness/exec/disk.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace reprovip::exec {

namespace {

// The file of a line of /proc/PID/maps when it is a library's code: "7f.. r-xp 000.. 08:01 42
// /usr/lib/libm.so.6".
std::string_view library_in(std::string_view line) {
  const auto path_begin = line.find('/');
  auto permissions = line;
  cut(permissions, ' ');
  if (path_begin == std::string_view::npos || permissions.size() < 3 || permissions[2] != 'x') {
    return {};
  }
  auto path = slice(line, path_begin);
  const std::string_view deleted = " (deleted)";
  if (path.size() > deleted.size() && slice(path, path.size() - deleted.size()) == deleted) {
    path.remove_suffix(deleted.size());
  }
  const auto name = slice(path, path.rfind('/') + 1);
  const auto suffix = name.rfind(".so");
  const bool is_library = suffix != std::string_view::npos && suffix > 0 &&
                          (suffix + 3 == name.size() || name[suffix + 3] == '.');
  return is_library ? path : std::string_view();
}

} // namespace

Libraries::~Libraries() {
  for (std::size_t i = 0; i < m_count; ++i) {
    std::free(m_paths[i]);
  }
}

void Libraries::add(std::string_view path) {
  std::size_t low = 0;
  std::size_t high = m_count;
  while (low < high) {
    const auto middle = (low + high) / 2;
    const std::string_view there = m_paths[middle];
    if (there == path) {
      return;
    }
    (there < path ? low : high) = there < path ? middle + 1 : middle;
  }
  char* const copy = m_count == k_room ? nullptr : ::strndup(path.data(), path.size());
  if (copy == nullptr) {
    return;
  }
  std::memmove(m_paths + low + 1, m_paths + low, (m_count - low) * sizeof(char*));
  m_paths[low] = copy;
  ++m_count;
}

void Libraries::sample(pid_t process) {
  char path[64];
  std::snprintf(path, sizeof path, "/proc/%d/maps", process);
  Text maps;
  read_file(path, maps, std::size_t{4} << 20);
  auto rest = maps.view();
  while (!rest.empty()) {
    const auto library = library_in(cut(rest, '\n'));
    if (!library.empty()) {
      add(library);
    }
  }
}

void Libraries::sample() {
  ProcessList processes;
  find_descendants(processes);
  for (std::size_t i = 0; i < processes.count; ++i) {
    sample(processes.processes[i]);
  }
}

} // namespace reprovip::exec
