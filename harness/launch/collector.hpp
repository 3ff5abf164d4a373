#pragma once

#include "harness/launch/conductor.hpp"
#include "harness/launch/retry_queue.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace reprovip::launch {

// An attempt that ended, to be kept.
struct Ended {
  Try item;
  Job job;
  model::Ending ending;
  HostFacts host;
  bool counts = true; // false: recorded, and that is all
};
struct Kept {
  Try item;
  std::string name;
  Result<model::Record> record;
  bool counts = true;
};

// Keeps ended attempts one after the other on a thread of its own, in the order they came, so that hashing
// big outputs never delays the next start. `Keep` and `Told` are called on that thread; `Told` right after
// each attempt was kept, or could not be.
class Collector {
public:
  using Keep = std::function<Result<model::Record>(const Job& job, const model::Ending& ending,
                                                   const HostFacts& host)>;
  using Told = std::function<void(const Kept& kept)>;

  // Beyond `limit` attempts under way it is full: the scratch of more of them might fill the disk.
  Collector(Keep keep, Told told, std::size_t limit);
  // Keeps what it was given before it goes.
  ~Collector();
  Collector(const Collector&) = delete;
  Collector& operator=(const Collector&) = delete;

  void push(Ended ended);
  bool full() const;
  // Nothing under way, and nothing to take.
  bool idle() const;
  // What has been kept since the last call, in order.
  std::vector<Kept> take();
  // Blocks until there is something to take. Not while idle.
  void wait_for_result();

private:
  void run();

  Keep m_keep;
  Told m_told;
  std::size_t m_limit;
  mutable std::mutex m_mutex;
  std::condition_variable m_given;
  std::condition_variable m_done;
  std::deque<Ended> m_queue;
  std::size_t m_under_way = 0; // queued, or being kept
  std::vector<Kept> m_results;
  bool m_closing = false;
  std::thread m_thread; // last: it uses all of the above
};

} // namespace reprovip::launch
