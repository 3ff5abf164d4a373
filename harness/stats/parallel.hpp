#pragma once

#include <cstddef>
#include <functional>

namespace reprovip::stats {

// work(0) ... work(count - 1), each once, in any order, by at most `threads` threads (0: as many as the
// machine has). `work` writes to places of its own only, and does not throw.
void parallel_for(std::size_t count, std::size_t threads, const std::function<void(std::size_t)>& work);

} // namespace reprovip::stats
