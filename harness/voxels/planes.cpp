#include "harness/voxels/planes.hpp"

namespace reprovip::voxels {

Result<Planes> Planes::make(std::size_t arrays, std::size_t length) {
  // Arrays that are walked together must not begin at the same place of their pages: loads would seem to
  // depend on stores.
  constexpr std::size_t k_page = 512;
  constexpr std::size_t k_apart = 72;
  Planes planes;
  planes.m_length = length;
  planes.m_step = (length + k_page - 1) / k_page * k_page + k_apart;
  TRY_ASSIGN(const auto memory, planes.m_buffer.take(arrays * planes.m_step * sizeof(double)));
  planes.m_first = reinterpret_cast<double*>(memory.data());
  return planes;
}

} // namespace reprovip::voxels
