#include "harness/exec/disk.hpp"
#include "harness/exec/task_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace reprovip::exec {

namespace {

bool make_directories(const char* path) {
  if (::mkdir(path, 0777) == 0 || errno == EEXIST) {
    return true;
  }
  const std::string_view whole = path;
  const auto end = whole.rfind('/');
  if (errno != ENOENT || end == std::string_view::npos || end == 0) {
    return false;
  }
  const Text above(slice(whole, 0, end));
  return make_directories(above.c_str()) && (::mkdir(path, 0777) == 0 || errno == EEXIST);
}

bool make_file(const char* path) {
  const int file = ::open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
  return file >= 0 && ::close(file) == 0;
}

bool make(const Staged& staged, const char* path) {
  if (staged.kind == Staged::Kind::directory) {
    return make_directories(path);
  }
  const std::string_view whole = path;
  const Text above(slice(whole, 0, whole.rfind('/')));
  return make_directories(above.c_str()) &&
         (staged.kind == Staged::Kind::file ? make_file(path) : ::symlink(staged.target, path) == 0);
}

} // namespace

bool stage_again(const TaskFile& task) {
  Text path(task.attempt);
  bool done = make_directories(path.c_str());
  for (std::size_t i = 0; done && i < task.staged_count; ++i) {
    path.clear();
    path.add(task.attempt).add('/').add(task.staged[i].path);
    done = make(task.staged[i], path.c_str());
  }
  if (!done) {
    std::fprintf(stderr, "reprovip-exec: cannot stage \"%s\" again: %s\n", path.c_str(),
                 std::strerror(errno));
  }
  return done;
}

} // namespace reprovip::exec
