#pragma once

#include "harness/exec/text.hpp"

namespace reprovip::exec {

// Adds the content of the file to `into`; false (errno tells why) when it cannot be read.
bool read_file(const char* path, Text& into, std::size_t limit = std::size_t{1} << 20);
// Readers see nothing or the whole; false: errno tells why.
bool write_file_atomic(const char* path, std::string_view bytes);

// The same in two steps: room is taken first, so that a disk that is filled in between does not cost the
// file.
class AtomicFile {
public:
  ~AtomicFile();
  bool open(const char* path, std::size_t room);
  bool commit(std::string_view bytes);

private:
  Text m_path;
  Text m_temporary;
  int m_file = -1;
};

// Into a file that is there (of /sys or /proc).
bool write_to(const char* path, std::string_view bytes);
bool write_all(int file, std::string_view bytes);
bool exists(const char* path);
// Whether the file system of `path` has no room left for us.
bool is_disk_full(const char* path);
// The first line of a file, trimmed; empty when there is none.
void first_line(const char* path, Text& into);
// Where `path` really is, or empty.
void real_path(const char* path, Text& into);
// Calls `visit` with the bytes of a whole file mapped into memory; not at all when it cannot be.
void with_mapped(const char* path, void (*visit)(std::string_view bytes, void* context), void* context);

} // namespace reprovip::exec
