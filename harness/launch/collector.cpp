#include "harness/launch/collector.hpp"

#include <utility>

namespace reprovip::launch {

Collector::Collector(Keep keep, Told told, std::size_t limit)
    : m_keep(std::move(keep)), m_told(std::move(told)), m_limit(limit), m_thread([this] { run(); }) {}

Collector::~Collector() {
  {
    const std::lock_guard lock(m_mutex);
    m_closing = true;
  }
  m_given.notify_one();
  m_thread.join();
}

void Collector::push(Ended ended) {
  {
    const std::lock_guard lock(m_mutex);
    m_queue.push_back(std::move(ended));
    ++m_under_way;
  }
  m_given.notify_one();
}

bool Collector::full() const {
  const std::lock_guard lock(m_mutex);
  return m_under_way >= m_limit;
}

bool Collector::idle() const {
  const std::lock_guard lock(m_mutex);
  return m_under_way == 0 && m_results.empty();
}

std::vector<Kept> Collector::take() {
  const std::lock_guard lock(m_mutex);
  return std::exchange(m_results, {});
}

void Collector::wait_for_result() {
  std::unique_lock lock(m_mutex);
  m_done.wait(lock, [this] { return !m_results.empty(); });
}

void Collector::run() {
  std::unique_lock lock(m_mutex);
  while (true) {
    m_given.wait(lock, [this] { return m_closing || !m_queue.empty(); });
    if (m_queue.empty()) {
      return;
    }
    const auto ended = std::move(m_queue.front());
    m_queue.pop_front();
    lock.unlock();
    Kept kept{ended.item, ended.job.invocation.name, m_keep(ended.job, ended.ending, ended.host),
              ended.counts};
    m_told(kept);
    lock.lock();
    m_results.push_back(std::move(kept));
    --m_under_way;
    m_done.notify_one();
  }
}

} // namespace reprovip::launch
