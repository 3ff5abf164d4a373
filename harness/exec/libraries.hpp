#pragma once

#include "harness/exec/text.hpp"
#include "harness/exec/tree.hpp"

namespace reprovip::exec {

// The shared libraries that processes have mapped, as far as they were seen: a fixed number of paths at most,
// sorted.
class Libraries {
public:
  Libraries() = default;
  Libraries(const Libraries&) = delete;
  Libraries& operator=(const Libraries&) = delete;
  ~Libraries();

  // Looks at all processes that descend from us.
  void sample();
  std::size_t count() const { return m_count; }
  std::string_view operator[](std::size_t index) const { return m_paths[index]; }

private:
  void sample(pid_t process);
  void add(std::string_view path);

  static constexpr std::size_t k_room = 400;
  char* m_paths[k_room] = {};
  std::size_t m_count = 0;
};

} // namespace reprovip::exec
