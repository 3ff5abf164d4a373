#include "harness/base/format.hpp"
#include "harness/base/utf8.hpp"
#include "harness/launch/progress_styles.hpp"

#include <algorithm>
#include <vector>

namespace reprovip::launch {

namespace {

constexpr const char* k_clear_line = "\r\x1b[K";
// More often than that nobody can read.
constexpr std::chrono::milliseconds k_between_drawings{50};
constexpr std::chrono::seconds k_worth_saying{2};

bool begins_character(char c) {
  return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
}

// Rather too many than too few: what may be wide (from U+1100 on) takes two.
std::size_t columns_of(char first) {
  return static_cast<unsigned char>(first) >= 0xe1U ? 2 : 1;
}

std::size_t columns_of(const std::string& text) {
  std::size_t columns = 0;
  for (const char c : text) {
    columns += begins_character(c) ? columns_of(c) : 0;
  }
  return columns;
}

// Cut between characters of UTF-8.
std::string cut(const std::string& text, std::size_t columns) {
  std::size_t seen = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (begins_character(text[i]) && (seen += columns_of(text[i])) > columns) {
      return text.substr(0, i);
    }
  }
  return text;
}

bool is_good(const model::Record& record) {
  return !record.ending.infrastructure && model::is_complete(record);
}

// What is said, worst first: what does not fit is left out.
std::vector<std::string> parts_of(const Course& course, sys::TimePoint now) {
  const auto& count = course.count();
  std::vector<std::string> parts;
  if (count.failed > 0) {
    parts.push_back(format("{} failed", count.failed));
  }
  if (count.infrastructure > 0) {
    parts.push_back(format("{} not run", count.infrastructure));
  }
  if (const auto left = course.remaining(now)) {
    parts.push_back(format("ETA {}", rough_duration(*left)));
  }
  parts.push_back(format("{} running", course.running()));
  if (const auto classes = course.classes(); classes > 0) {
    parts.push_back(classes == 1 ? "identical so far" : format("{} classes so far", classes));
  }
  return parts;
}

} // namespace

void LiveProgress::begin(const Agenda& agenda) {
  m_course = Course(agenda);
  m_drawn.reset();
}

void LiveProgress::started(const std::string& name) {
  m_course.started(name, m_clock.steady());
  redraw();
}

void LiveProgress::finished(const std::string& name, const model::Record& record) {
  m_course.finished(name, record);
  if (!is_good(record)) {
    stay(format("{} {}", clean(name), end_of(record)));
  }
  redraw();
}

void LiveProgress::retrying(const std::string& name, const std::string& reason) {
  m_course.stopped(name);
  stay(format("{} again later: {}", clean(name), clean(reason)));
  redraw();
}

void LiveProgress::noted(const std::string& text) {
  stay(note_line(text));
  redraw();
}

void LiveProgress::tick() {
  redraw();
}

void LiveProgress::end() {
  std::fputs(rubbed_out(m_columns()).c_str(), m_stream);
  std::fflush(m_stream);
  m_shown = 0;
}

// In a window that has become narrower the line has become several, and we stand on the last of them.
std::string LiveProgress::rubbed_out(std::size_t columns) const {
  const auto rows = m_shown == 0 ? 1 : (m_shown + columns - 1) / columns;
  return rows == 1 ? k_clear_line : format("\r\x1b[{}A\x1b[J", rows - 1);
}

void LiveProgress::stay(const std::string& line) {
  std::fputs(format("{}{}\n", rubbed_out(m_columns()), line).c_str(), m_stream);
  m_shown = 0;
  m_drawn.reset();
}

void LiveProgress::redraw() {
  const auto now = m_clock.steady();
  if (m_drawn && now - *m_drawn < k_between_drawings) {
    return;
  }
  m_drawn = now;
  const auto columns = std::max<std::size_t>(m_columns(), 2);
  const auto text = line(columns - 1);
  std::fputs((rubbed_out(columns) + text).c_str(), m_stream);
  std::fflush(m_stream);
  m_shown = columns_of(text);
}

std::string LiveProgress::line(std::size_t columns) const {
  const auto now = m_clock.steady();
  const auto& count = m_course.count();
  auto text = format("[{}/{}]", count.done, count.to_run);
  const char* between = " ";
  for (const auto& part : parts_of(m_course, now)) {
    if (columns_of(text) + part.size() + 2 <= columns) {
      text += between + part;
      between = ", ";
    }
  }
  if (const auto latest = m_course.latest()) {
    const auto time = now - latest->second < k_worth_saying ? "" : rough_duration(now - latest->second) + " ";
    text += format("  {}{}", time, clean(latest->first));
  }
  return cut(text, columns);
}

} // namespace reprovip::launch
