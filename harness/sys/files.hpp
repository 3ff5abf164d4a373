#pragma once

#include "harness/base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace reprovip::sys {

using Path = std::filesystem::path;

Result<std::string> read_file(const Path& path);
// The last `limit` bytes of it, or all.
Result<std::string> read_tail(const Path& path, std::size_t limit);

// Whether the bytes must be on the disk when the call returns.
enum class Durability { lazy, flushed };

// Readers see the old file or the whole new one: written beside it, then renamed. Makes missing parent
// directories.
Result<void> write_file_atomic(const Path& path, std::string_view bytes,
                               Durability durability = Durability::lazy);
// Appends whole lines; a line is written by one write(2).
Result<void> append_line(const Path& path, std::string_view line);

Result<void> make_directories(const Path& path);
// Also what is read-only; a path that is not there is fine. Never follows a symbolic link.
Result<void> remove_tree(const Path& path);
Result<void> rename_path(const Path& from, const Path& to);

enum class FileKind { regular, directory, symlink, other };
struct Entry {
  Path relative; // to the directory listed
  FileKind kind = FileKind::regular;
  std::uint64_t size = 0; // bytes, of regular files
};
// Everything below `directory`, sorted by bytes of the path, symbolic links not followed.
Result<std::vector<Entry>> list_tree(const Path& directory);
// The names directly in `directory`, sorted; an absent directory is empty.
std::vector<std::string> list_names(const Path& directory);

// Paths below `base` that match `pattern` (`*` and `?` within a component, `**` any number of components),
// sorted, relative to `base`. A pattern without wildcard gives the path itself if it exists. Follows symbolic
// links to directories named in the pattern, not through `**`. As in a shell, wildcards skip names that begin
// with a dot. An absolute pattern gives absolute paths.
std::vector<Path> glob(const Path& base, const std::string& pattern);

// Bytes free for us on the file system of `path`; 0 when that cannot be told.
std::uint64_t free_space(const Path& path);

} // namespace reprovip::sys
