#pragma once

#include "harness/launch/progress.hpp"

#include <mutex>

namespace reprovip::launch {

// Lets the conductor and its collector tell the same progress, one at a time.
class SerialProgress final : public Progress {
public:
  explicit SerialProgress(Progress& progress) : m_progress(progress) {}

  void begin(const Agenda& agenda) override {
    const std::lock_guard lock(m_mutex);
    m_progress.begin(agenda);
  }
  void started(const std::string& name) override {
    const std::lock_guard lock(m_mutex);
    m_progress.started(name);
  }
  void finished(const std::string& name, const model::Record& record) override {
    const std::lock_guard lock(m_mutex);
    m_progress.finished(name, record);
  }
  void retrying(const std::string& name, const std::string& reason) override {
    const std::lock_guard lock(m_mutex);
    m_progress.retrying(name, reason);
  }
  void end() override {
    const std::lock_guard lock(m_mutex);
    m_progress.end();
  }

protected:
  void noted(const std::string& text) override {
    const std::lock_guard lock(m_mutex);
    m_progress.note(text);
  }

private:
  Progress& m_progress;
  std::mutex m_mutex;
};

} // namespace reprovip::launch
