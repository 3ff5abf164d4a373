#include "harness/base/format.hpp"
#include "harness/launch/progress_styles.hpp"

#include <algorithm>

namespace reprovip::launch {

namespace {

constexpr const char* k_clear_line = "\r\x1b[K";
// More often than that nobody can read.
constexpr std::chrono::milliseconds k_between_drawings{50};

// Cut between characters of UTF-8, one column each.
std::string cut(const std::string& text, std::size_t columns) {
  std::size_t seen = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins = (static_cast<unsigned char>(text[i]) & 0xc0U) != 0x80U;
    if (begins && ++seen > columns) {
      return text.substr(0, i);
    }
  }
  return text;
}

bool is_good(const model::Record& record) {
  return !record.ending.infrastructure && model::is_complete(record);
}

} // namespace

void LiveProgress::begin(std::uint32_t to_run, std::uint32_t) {
  m_count = {};
  m_count.to_run = to_run;
  m_running.clear();
  m_latest.clear();
  m_drawn.reset();
}

void LiveProgress::started(const std::string& name) {
  m_running.insert(name);
  m_most_running = std::max(m_most_running, static_cast<std::uint32_t>(m_running.size()));
  m_latest = name;
  redraw();
}

void LiveProgress::finished(const std::string& name, const model::Record& record) {
  if (const auto found = m_running.find(name); found != m_running.end()) {
    m_running.erase(found);
  }
  m_count.add(record);
  if (!is_good(record)) {
    stay(format("{} {}", printable(name), end_of(record)));
  }
  redraw();
}

void LiveProgress::retrying(const std::string& name, const std::string& reason) {
  if (const auto found = m_running.find(name); found != m_running.end()) {
    m_running.erase(found);
  }
  stay(format("{} again later: {}", printable(name), printable(reason)));
  redraw();
}

void LiveProgress::end() {
  std::fputs(k_clear_line, m_stream);
  std::fflush(m_stream);
}

void LiveProgress::stay(const std::string& line) {
  std::fputs(format("{}{}\n", k_clear_line, line).c_str(), m_stream);
  m_drawn.reset();
}

void LiveProgress::redraw() {
  const auto now = m_clock.steady();
  if (m_drawn && now - *m_drawn < k_between_drawings) {
    return;
  }
  m_drawn = now;
  std::fputs((k_clear_line + cut(line(), m_columns - 1)).c_str(), m_stream);
  std::fflush(m_stream);
}

std::string LiveProgress::line() const {
  auto text = format("[{}/{}] {} running", m_count.done, m_count.to_run, m_running.size());
  if (m_count.failed > 0) {
    text += format(", {} failed", m_count.failed);
  }
  if (m_count.infrastructure > 0) {
    text += format(", {} not run", m_count.infrastructure);
  }
  if (const auto left = m_count.remaining(m_most_running)) {
    text += format(", ETA {}", human_duration(*left));
  }
  if (m_running.empty()) {
    return text;
  }
  return text + "  " + printable(m_running.count(m_latest) != 0 ? m_latest : *m_running.begin());
}

} // namespace reprovip::launch
