#include "harness/exec/tree.hpp"

#include "harness/exec/disk.hpp"

#include <dirent.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>

namespace reprovip::exec {

namespace {

void add_children_of_thread(pid_t process, const char* thread, ProcessList& found) {
  char path[64];
  std::snprintf(path, sizeof path, "/proc/%d/task/%.16s/children", process, thread);
  Text children;
  read_file(path, children);
  auto rest = children.view();
  while (!rest.empty()) {
    const auto number = Text(cut(rest, ' '));
    if (!number.empty()) {
      found.add(static_cast<pid_t>(to_number(number.view())));
    }
  }
}

void add_children(pid_t process, ProcessList& found) {
  char path[64];
  std::snprintf(path, sizeof path, "/proc/%d/task", process);
  DIR* const threads = ::opendir(path);
  if (threads == nullptr) {
    return;
  }
  while (const dirent* thread = ::readdir(threads)) {
    if (thread->d_name[0] != '.') {
      add_children_of_thread(process, thread->d_name, found);
    }
  }
  ::closedir(threads);
}

// The parent, from "PID (name) S PARENT ...": the name may hold anything.
pid_t parent_of(const char* process) {
  char path[64];
  std::snprintf(path, sizeof path, "/proc/%.16s/stat", process);
  Text content;
  if (!read_file(path, content)) {
    return -1;
  }
  const auto name_end = content.view().rfind(") ");
  const auto rest = Text(slice(content.view(), name_end + 4));
  return name_end == std::string_view::npos ? -1 : static_cast<pid_t>(to_number(rest.view()));
}

// For kernels without the "children" files: one round over all processes finds the children of those known;
// again until nothing new is found.
void add_by_parents(ProcessList& found) {
  std::size_t before = 0;
  do {
    before = found.count;
    DIR* const all = ::opendir("/proc");
    while (const dirent* entry = all == nullptr ? nullptr : ::readdir(all)) {
      const pid_t process = static_cast<pid_t>(to_number(entry->d_name));
      if (process <= 0 || found.has(process)) {
        continue;
      }
      const pid_t parent = parent_of(entry->d_name);
      if (parent == ::getpid() || found.has(parent)) {
        found.add(process);
      }
    }
    if (all != nullptr) {
      ::closedir(all);
    }
  } while (found.count != before);
}

// A new process namespace may still show the /proc of the one around it, where our number is somebody else's.
bool is_proc_ours() {
  char target[32] = {};
  return ::readlink("/proc/self", target, sizeof target - 1) > 0 && to_number(target) == ::getpid();
}

} // namespace

void ProcessList::add(pid_t process) {
  if (process > 0 && count < k_room && !has(process)) {
    processes[count++] = process;
  }
}

bool ProcessList::has(pid_t process) const {
  for (std::size_t i = 0; i < count; ++i) {
    if (processes[i] == process) {
      return true;
    }
  }
  return false;
}

void find_descendants(ProcessList& found) {
  if (!is_proc_ours()) {
    return;
  }
  if (!exists("/proc/thread-self/children")) {
    add_by_parents(found);
    return;
  }
  add_children(::getpid(), found);
  for (std::size_t i = 0; i < found.count; ++i) {
    add_children(found.processes[i], found);
  }
}

void signal_tree(pid_t group, int signal) {
  // The first process of a namespace reaches everybody else there, and nobody outside.
  if (::getpid() == 1) {
    ::kill(-1, signal);
    return;
  }
  // The group first: one call that no fork can slip through.
  if (group > 0) {
    ::kill(-group, signal);
  }
  ProcessList found;
  find_descendants(found);
  for (std::size_t i = 0; i < found.count; ++i) {
    if (::getpgid(found.processes[i]) != group) {
      ::kill(found.processes[i], signal);
    }
  }
}

} // namespace reprovip::exec
