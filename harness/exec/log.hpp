#pragma once

#include <sys/types.h>

#include <cstdint>

namespace reprovip::exec {

// Keeps one output stream of a program in a file: all of it (the program then writes into the file itself),
// or at most `limit` bytes, the first and the last half, with a line between that says how many are left out.
class Log {
public:
  ~Log();

  // False: errno tells why.
  bool open(const char* path, std::uint64_t limit);
  // For the program.
  int write_end() const { return m_write_end; }
  void close_write_end();
  // To be polled; -1 when there is nothing to pump.
  int read_end() const { return m_read_end; }
  // Takes what is there without waiting for more.
  void pump();
  // When nobody writes any more.
  void finish();

  std::uint64_t size() const { return m_size; } // written by the program
  std::uint64_t kept() const;
  int error() const { return m_error; } // an errno: what followed could not be kept

private:
  void store(const char* bytes, std::size_t size);
  void put_in_order();
  bool copy(int to, std::uint64_t from, std::uint64_t size) const;

  const char* m_path = nullptr;
  std::uint64_t m_limit = 0;
  int m_file = -1;
  int m_read_end = -1;
  int m_write_end = -1;
  std::uint64_t m_size = 0;
  std::uint64_t m_stored = 0; // of m_size, went into the file; the last half there is a ring
  int m_error = 0;
};

} // namespace reprovip::exec
