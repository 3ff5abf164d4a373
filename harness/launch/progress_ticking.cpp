#include "harness/launch/progress_styles.hpp"

#include <condition_variable>
#include <csignal>
#include <mutex>
#include <thread>

namespace reprovip::launch {

namespace {

constexpr std::chrono::milliseconds k_between_ticks{500};

// While it lives, no signal comes to this thread, nor to threads that it starts: those that stop a run are
// waited for elsewhere.
class NoSignals {
public:
  NoSignals() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &m_before);
  }
  ~NoSignals() { pthread_sigmask(SIG_SETMASK, &m_before, nullptr); }
  NoSignals(const NoSignals&) = delete;
  NoSignals& operator=(const NoSignals&) = delete;

private:
  sigset_t m_before{};
};

class Ticking final : public Progress {
public:
  explicit Ticking(std::unique_ptr<TimedProgress> progress) : m_progress(std::move(progress)) {}
  ~Ticking() override { halt(); }
  Ticking(const Ticking&) = delete;
  Ticking& operator=(const Ticking&) = delete;

  void begin(const Agenda& agenda) override {
    halt();
    m_progress->begin(agenda);
    m_over = false;
    const NoSignals none;
    m_thread = std::thread([this] { run(); });
  }
  void started(const std::string& name) override {
    const std::lock_guard lock(m_mutex);
    m_progress->started(name);
  }
  void finished(const std::string& name, const model::Record& record) override {
    const std::lock_guard lock(m_mutex);
    m_progress->finished(name, record);
  }
  void retrying(const std::string& name, const std::string& reason) override {
    const std::lock_guard lock(m_mutex);
    m_progress->retrying(name, reason);
  }
  void end() override {
    halt();
    m_progress->end();
  }

protected:
  void noted(const std::string& text) override {
    const std::lock_guard lock(m_mutex);
    m_progress->note(text);
  }

private:
  void run() {
    std::unique_lock lock(m_mutex);
    while (!m_wake.wait_for(lock, k_between_ticks, [this] { return m_over; })) {
      m_progress->tick();
    }
  }

  void halt() {
    {
      const std::lock_guard lock(m_mutex);
      m_over = true;
    }
    m_wake.notify_one();
    if (m_thread.joinable()) {
      m_thread.join();
    }
  }

  std::unique_ptr<TimedProgress> m_progress;
  std::mutex m_mutex;
  std::condition_variable m_wake;
  bool m_over = true;
  std::thread m_thread;
};

} // namespace

std::unique_ptr<Progress> ticking(std::unique_ptr<TimedProgress> progress) {
  return std::make_unique<Ticking>(std::move(progress));
}

} // namespace reprovip::launch
