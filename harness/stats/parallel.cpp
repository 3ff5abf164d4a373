#include "harness/stats/parallel.hpp"

#include "harness/base/cpus.hpp"

#include <algorithm>
#include <atomic>
#include <system_error>
#include <thread>
#include <vector>

namespace reprovip::stats {

namespace {

// A thread that cannot be had is done without.
void start(std::vector<std::jthread>& helpers, const std::function<void()>& loop) {
  try {
    helpers.emplace_back(loop);
  } catch (const std::system_error&) {
    return;
  }
}

} // namespace

void parallel_for(std::size_t count, std::size_t threads, const std::function<void(std::size_t)>& work) {
  const std::size_t wanted = threads == 0 ? usable_cpus() : threads;
  std::atomic<std::size_t> next = 0;
  const auto loop = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      work(i);
    }
  };
  std::vector<std::jthread> helpers;
  for (std::size_t i = 1; i < std::min(wanted, count); ++i) {
    start(helpers, loop);
  }
  loop();
}

} // namespace reprovip::stats
