#include "harness/voxels/buffer.hpp"

#include "harness/base/format.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>

namespace reprovip::voxels {

Result<void> check_memory(std::uint64_t size) {
  const auto pages = static_cast<std::uint64_t>(std::max(0L, ::sysconf(_SC_PHYS_PAGES)));
  const auto most = pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) / 4 * 3;
  if (size > most) {
    return failure(ErrorKind::data,
                   format("its voxels need {} bytes of memory, of which this machine grants {}", size, most),
                   "use a machine with more memory, or cut the image into parts");
  }
  return {};
}

Result<std::span<std::byte>> Buffer::take(std::size_t size) {
  constexpr std::size_t k_huge_page = std::size_t{2} << 20;
  // The system clears a huge page as a whole.
  const std::size_t page = size < k_huge_page ? 4096 : k_huge_page;
  if (size > m_size) {
    TRY(check_memory(size));
    m_memory.reset();
    const auto rounded = (size + page - 1) / page * page;
    m_memory.reset(static_cast<std::byte*>(std::aligned_alloc(page, rounded)));
    m_size = m_memory ? rounded : 0;
    if (!m_memory) {
      return failure(ErrorKind::environment, format("there is no memory for {} bytes of voxels", size));
    }
    if (page == k_huge_page) {
      // A wish: where huge pages are off, the memory is only slower to get.
      ::madvise(m_memory.get(), m_size, MADV_HUGEPAGE);
    }
  }
  return std::span(m_memory.get(), size);
}

} // namespace reprovip::voxels
