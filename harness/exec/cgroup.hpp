#pragma once

#include "harness/exec/text.hpp"

#include <cstdint>

namespace reprovip::exec {

// A control group of one execution: exact peak memory of the whole tree, a memory limit, and whether it was
// hit.
class Cgroup {
public:
  ~Cgroup() { remove(); }

  // False: this machine, or our rights, do not allow one.
  bool make(std::uint64_t memory_limit);
  bool is_made() const { return m_door >= 0; }
  // cgroup.procs, open for writing: a process that writes "0" enters.
  const int* door() const { return &m_door; }
  std::uint64_t memory_peak() const; // bytes, 0 when not known
  std::uint64_t oom_kills() const;
  void kill_all() const;
  void remove();

private:
  bool make_below(const char* parent, std::uint64_t memory_limit);
  void path_of(const char* name, Text& path) const;

  Text m_path;
  bool m_is_v2 = false;
  int m_door = -1;
};

// "v1", "v2", "hybrid" or "none".
const char* cgroup_kind();

// How often the kernel killed for memory in the cgroup that a container shows as its own; 0 when there is
// none.
std::uint64_t oom_kills_here();

} // namespace reprovip::exec
