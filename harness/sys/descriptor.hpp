#pragma once

#include "harness/base/result.hpp"
#include "harness/sys/files.hpp"

#include <string>
#include <utility>

namespace reprovip::sys {

// An open file, closed at the end.
class Descriptor {
public:
  Descriptor() = default;
  explicit Descriptor(int number) : m_number(number) {}
  ~Descriptor() { reset(); }
  Descriptor(Descriptor&& other) noexcept : m_number(std::exchange(other.m_number, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(m_number, other.m_number);
    return *this;
  }

  int get() const { return m_number; }
  bool is_open() const { return m_number >= 0; }
  void reset();

private:
  int m_number = -1;
};

// `cannot <verb> "<path>": <text of the error number>`, with advice where there is some.
Error os_error(const std::string& verb, const Path& path, int error_number);

// Never blocks on a FIFO that nobody writes to: it reads as empty.
Result<Descriptor> open_to_read(const Path& path);
// At most `size` bytes; 0 at the end.
Result<std::size_t> read_some(const Descriptor& file, char* buffer, std::size_t size, const Path& path);
// The file, made where it is not, locked for as long as it is open here. Waits for whoever has it.
Result<Descriptor> lock_file(const Path& path);
Result<void> write_all(const Descriptor& file, std::string_view bytes, const Path& path);

} // namespace reprovip::sys
