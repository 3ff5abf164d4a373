#pragma once

#include "harness/voxels/buffer.hpp"

#include <cstddef>

namespace reprovip::voxels {

// Arrays of doubles of the same length, not initialised.
class Planes {
public:
  static Result<Planes> make(std::size_t arrays, std::size_t length);

  double* operator[](std::size_t array) const { return m_first + array * m_step; }
  std::size_t length() const { return m_length; }

private:
  Buffer m_buffer;
  double* m_first = nullptr;
  std::size_t m_step = 0;
  std::size_t m_length = 0;
};

} // namespace reprovip::voxels
