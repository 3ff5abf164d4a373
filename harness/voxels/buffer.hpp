#pragma once

#include "harness/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>

namespace reprovip::voxels {

// An error when `size` bytes are more than three quarters of the memory that this machine has.
Result<void> check_memory(std::uint64_t size);

// Memory for whole volumes: aligned to a page (a huge one when large), not initialised, kept for the next
// volume.
class Buffer {
public:
  // `size` bytes or an error; what was in it is lost when it has to grow.
  Result<std::span<std::byte>> take(std::size_t size);

private:
  struct Free {
    void operator()(std::byte* memory) const { std::free(memory); }
  };
  std::unique_ptr<std::byte, Free> m_memory;
  std::size_t m_size = 0;
};

} // namespace reprovip::voxels
