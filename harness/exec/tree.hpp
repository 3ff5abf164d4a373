#pragma once

#include <sys/types.h>

#include <cstddef>

namespace reprovip::exec {

// Processes, up to a fixed number: what does not fit is found in the next round.
struct ProcessList {
  static constexpr std::size_t k_room = 4096;

  pid_t processes[k_room];
  std::size_t count = 0;

  void add(pid_t process);
  bool has(pid_t process) const;
};

// All that descend from us, also those that left their group or session: we are the subreaper of whatever
// loses its parent.
void find_descendants(ProcessList& found);

// To the process group (> 0) and to every descendant.
void signal_tree(pid_t group, int signal);

} // namespace reprovip::exec
