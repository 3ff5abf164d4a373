#pragma once

#include <cstddef>
#include <functional>

namespace phantom {

// Calls work(first, past) for consecutive parts of [0, count), on so many threads.
void in_slabs(std::size_t count, std::size_t threads,
              const std::function<void(std::size_t, std::size_t)>& work);

} // namespace phantom
