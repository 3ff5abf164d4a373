#include "harness/sys/files.hpp"

#include "harness/sys/descriptor.hpp"

#include <boost/filesystem.hpp>

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string_view>

namespace reprovip::sys {

namespace {

namespace bfs = boost::filesystem;
using boost::system::error_code;

bfs::path to_boost(const Path& path) {
  return bfs::path(path.native());
}

Result<void> checked(const error_code& error, const std::string& verb, const Path& path) {
  if (error) {
    return tl::unexpected(os_error(verb, path, error.value()));
  }
  return {};
}

FileKind kind_of(bfs::file_type type) {
  switch (type) {
  case bfs::regular_file:
    return FileKind::regular;
  case bfs::directory_file:
    return FileKind::directory;
  case bfs::symlink_file:
    return FileKind::symlink;
  default:
    return FileKind::other;
  }
}

// Lets us search and empty every directory of a tree that its program left read-only.
void open_up(const bfs::path& directory) {
  error_code ignored;
  if (bfs::symlink_status(directory, ignored).type() != bfs::directory_file) {
    return;
  }
  bfs::permissions(directory, bfs::add_perms | bfs::owner_all, ignored);
  for (bfs::directory_iterator entry(directory, ignored), end; !ignored && entry != end;
       entry.increment(ignored)) {
    open_up(entry->path());
  }
}

Result<void> list_below(const Path& top, const Path& relative, std::vector<Entry>& entries) {
  error_code error;
  const auto directory = relative.empty() ? top : top / relative;
  bfs::directory_iterator entry(to_boost(directory), error);
  for (; !error && entry != bfs::directory_iterator(); entry.increment(error)) {
    error_code gone;
    Entry found{relative / entry->path().filename().native(), kind_of(entry->symlink_status(gone).type()), 0};
    if (entry->symlink_status(gone).type() == bfs::file_not_found) {
      continue;
    }
    if (found.kind == FileKind::regular) {
      const auto size = bfs::file_size(entry->path(), gone);
      found.size = gone ? 0 : size;
    }
    entries.push_back(found);
    if (found.kind == FileKind::directory) {
      TRY(list_below(top, found.relative, entries));
    }
  }
  return checked(error, "list", directory);
}

} // namespace

Result<void> make_directories(const Path& path) {
  // Mostly its parent is there.
  if (::mkdir(path.c_str(), 0777) == 0) {
    return {};
  }
  error_code error;
  bfs::create_directories(to_boost(path), error);
  return checked(error, "make the directory", path);
}

Result<void> remove_tree(const Path& path) {
  // Mostly a file, or an empty folder.
  if (::unlink(path.c_str()) == 0 || (errno == EISDIR && ::rmdir(path.c_str()) == 0)) {
    return {};
  }
  error_code error;
  bfs::remove_all(to_boost(path), error);
  if (error) {
    open_up(to_boost(path));
    bfs::remove_all(to_boost(path), error);
  }
  return checked(error, "remove", path);
}

Result<void> rename_path(const Path& from, const Path& to) {
  error_code error;
  bfs::rename(to_boost(from), to_boost(to), error);
  return checked(error, "rename to \"" + to.string() + "\"", from);
}

Result<std::vector<Entry>> list_tree(const Path& directory) {
  std::vector<Entry> entries;
  TRY(list_below(directory, {}, entries));
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return a.relative.native() < b.relative.native(); });
  return entries;
}

std::vector<std::string> list_names(const Path& directory) {
  std::vector<std::string> names;
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::opendir(directory.c_str()), ::closedir);
  while (const auto* entry = stream ? ::readdir(stream.get()) : nullptr) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") {
      names.emplace_back(name);
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::uint64_t free_space(const Path& path) {
  error_code error;
  const auto space = bfs::space(to_boost(path), error);
  return error ? 0 : space.available;
}

} // namespace reprovip::sys
