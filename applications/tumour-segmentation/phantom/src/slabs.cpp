#include "slabs.hpp"

#include <algorithm>
#include <thread>
#include <vector>

namespace phantom {

void in_slabs(std::size_t count, std::size_t threads,
              const std::function<void(std::size_t, std::size_t)>& work) {
  threads = std::max<std::size_t>(1, threads);
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < threads; ++i) {
    others.emplace_back(work, count * i / threads, count * (i + 1) / threads);
  }
  work(0, count / threads);
  for (auto& other : others) {
    other.join();
  }
}

} // namespace phantom
