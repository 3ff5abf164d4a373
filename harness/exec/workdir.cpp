#include "harness/exec/disk.hpp"
#include "harness/exec/namespaces.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace reprovip::exec {

namespace {

constexpr unsigned k_clone = 1;             // OPEN_TREE_CLONE
constexpr unsigned k_no_source_path = 0x04; // MOVE_MOUNT_F_EMPTY_PATH
constexpr unsigned k_recursive = 0x8000;    // AT_RECURSIVE
constexpr std::size_t k_room = 800;         // entries of a folder: each is an open file meanwhile

// What is mounted at `name`, free to be mounted elsewhere; < 0: errno tells why.
int take_tree(int folder, const char* name) {
  const unsigned flags = k_clone | O_CLOEXEC | k_recursive | AT_SYMLINK_NOFOLLOW;
  return static_cast<int>(::syscall(SYS_open_tree, folder, name, flags));
}

bool put_tree(int tree, int folder, const char* name) {
  return ::syscall(SYS_move_mount, tree, "", folder, name, k_no_source_path) == 0;
}

struct Entry {
  Text name;
  Text target; // of a link
  int tree = -1;
  bool is_directory = false;
};

// A folder's content, taken so that it can be put elsewhere.
class Content {
public:
  ~Content() {
    for (std::size_t i = 0; i < m_count; ++i) {
      ::close(m_entries[i].tree);
    }
  }
  bool take(const char* path);
  bool put(int folder) const;

private:
  static bool take(int folder, Entry& entry);

  Entry m_entries[k_room];
  std::size_t m_count = 0;
};

bool Content::take(int folder, Entry& entry) {
  const char* const name = entry.name.c_str();
  struct stat status = {};
  if (::fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
    return false;
  }
  entry.is_directory = S_ISDIR(status.st_mode);
  if (S_ISLNK(status.st_mode)) {
    char target[4096];
    const auto size = ::readlinkat(folder, name, target, sizeof target);
    entry.target.add({target, size > 0 ? static_cast<std::size_t>(size) : 0});
    return size > 0;
  }
  entry.tree = take_tree(folder, name);
  return entry.tree >= 0;
}

bool Content::take(const char* path) {
  DIR* const folder = ::opendir(path);
  if (folder == nullptr) {
    return false;
  }
  bool taken = true;
  while (const dirent* const found = taken ? ::readdir(folder) : nullptr) {
    const std::string_view name = found->d_name;
    if (name == "." || name == "..") {
      continue;
    }
    if (m_count == k_room) {
      errno = EMFILE;
      taken = false;
      break;
    }
    auto& entry = m_entries[m_count++];
    entry.name.add(name);
    // What has gone since is not missed.
    taken = take(::dirfd(folder), entry) || errno == ENOENT;
  }
  const int error = errno;
  ::closedir(folder);
  errno = error;
  return taken;
}

bool Content::put(int folder) const {
  for (std::size_t i = 0; i < m_count; ++i) {
    const auto& entry = m_entries[i];
    const char* const name = entry.name.c_str();
    if (!entry.target.empty()) {
      if (::symlinkat(entry.target.c_str(), folder, name) != 0) {
        return false;
      }
    } else if (entry.tree >= 0) {
      const bool made = entry.is_directory ? ::mkdirat(folder, name, 0755) == 0
                                           : ::mknodat(folder, name, S_IFREG | 0644, 0) == 0;
      if (!made) {
        return false;
      }
      if (!put_tree(entry.tree, folder, name)) {
        // What has gone since is not missed.
        if (errno != ENOENT || ::unlinkat(folder, name, entry.is_directory ? AT_REMOVEDIR : 0) != 0) {
          return false;
        }
      }
    }
  }
  return true;
}

// The current directory becomes the root, and the root before it is gone; within a chroot it only is out of
// sight.
bool become_root() {
  const bool is_gone = ::syscall(SYS_pivot_root, ".", ".") == 0 && ::umount2(".", MNT_DETACH) == 0;
  return (is_gone || ::chroot(".") == 0) && ::chdir("/") == 0;
}

// In our mount namespace the folder is replaced by one of the same content in which more can be made.
bool make_changeable(const char* path) {
  static Content s_content; // too large for the stack
  struct stat status = {};
  if (::stat(path, &status) != 0 || !s_content.take(path)) {
    return false;
  }
  const bool is_root = std::strcmp(path, "/") == 0;
  const char* const place = is_root ? "/proc" : path; // for the time being
  if (::mount("reprovip", place, "tmpfs", 0, nullptr) != 0 || ::chmod(place, status.st_mode & 07777U) != 0) {
    return false;
  }
  const int folder = ::open(place, O_PATH | O_DIRECTORY | O_CLOEXEC);
  const bool filled = folder >= 0 && s_content.put(folder) && ::fchdir(folder) == 0;
  const int error = errno;
  ::close(folder);
  if (!filled) {
    // What was there is needed: the record, which tells of this, may stand in it.
    ::umount2(place, MNT_DETACH);
    errno = error;
  }
  return filled && (!is_root || become_root());
}

// The longest beginning of the path that is there.
void existing_part(std::string_view path, Text& part) {
  part.add(path);
  while (!exists(part.c_str())) {
    const auto end = part.view().rfind('/');
    Text shorter(end == 0 ? std::string_view("/") : slice(part.view(), 0, end));
    part.swap(shorter);
  }
}

bool make_folders(std::string_view path) {
  std::size_t end = 0;
  while (end != std::string_view::npos) {
    end = path.find('/', end + 1);
    const Text part(slice(path, 0, end));
    if (::mkdir(part.c_str(), 0777) != 0 && errno != EEXIST) {
      return false;
    }
  }
  return true;
}

// rmdir would tell, but also remove it.
bool is_empty_folder(const char* path) {
  DIR* const folder = ::opendir(path);
  std::size_t count = 0;
  while (folder != nullptr && ::readdir(folder) != nullptr) {
    ++count;
  }
  if (folder != nullptr) {
    ::closedir(folder);
  }
  return folder != nullptr && count == 2;
}

bool bind_here(const char* path) {
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) {
    return false;
  }
  const int work = take_tree(AT_FDCWD, ".");
  bool ready = work >= 0;
  if (ready && !exists(path)) {
    Text part;
    existing_part(path, part);
    ready = make_changeable(part.c_str()) && make_folders(path);
  }
  ready = ready && put_tree(work, AT_FDCWD, path) && ::chdir(path) == 0;
  const int error = errno;
  ::close(work);
  errno = error;
  return ready;
}

} // namespace

bool set_workdir(const char* level, Text& why) {
  char here[4096];
  if (::getcwd(here, sizeof here) != nullptr && std::strcmp(here, level) == 0) {
    return true;
  }
  if (level[0] != '/' || std::strstr(level, "/..") != nullptr) {
    why.add("not an absolute path");
    return false;
  }
  if (exists(level) && !is_empty_folder(level)) {
    why.add("there is something else at that path already, not an empty folder");
    return false;
  }
  if (!enter_namespace(CLONE_NEWNS, why)) {
    return false;
  }
  if (!bind_here(level)) {
    why.add("the directory cannot be mounted there: ").add(std::strerror(errno));
    return false;
  }
  // Shells believe it where it names the same folder.
  if (std::getenv("PWD") != nullptr) {
    ::setenv("PWD", level, 1);
  }
  return true;
}

} // namespace reprovip::exec
