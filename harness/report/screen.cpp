#include "harness/report/screen.hpp"

#include "harness/base/format.hpp"
#include "harness/report/text.hpp"

#include <algorithm>

namespace reprovip::report {

namespace {

constexpr std::size_t k_verbose_lines = 100;

std::string painted(const std::string& text, Color color) {
  switch (color) {
  case Color::none:
    return text;
  case Color::red:
    return "\x1b[31m" + text + "\x1b[0m";
  case Color::green:
    return "\x1b[32m" + text + "\x1b[0m";
  case Color::yellow:
    return "\x1b[33m" + text + "\x1b[0m";
  case Color::bold:
    return "\x1b[1m" + text + "\x1b[0m";
  case Color::dim:
    return "\x1b[2m" + text + "\x1b[0m";
  }
  return text;
}

} // namespace

Color color_of(model::Status status) {
  return status == model::Status::pass   ? Color::green
         : status == model::Status::fail ? Color::red
                                         : Color::yellow;
}

Color color_of(model::Grade grade) {
  switch (grade) {
  case model::Grade::identical:
  case model::Grade::sufficient:
    return Color::green;
  case model::Grade::insufficient:
    return Color::red;
  case model::Grade::inconclusive:
  case model::Grade::suspicious:
    return Color::yellow;
  }
  return Color::none;
}

const char* symbol(model::Status status) {
  return status == model::Status::pass ? "✓" : status == model::Status::fail ? "✗" : "?";
}

// Lines of at most the width of the terminal.
Screen::Screen(const ConsoleOptions& options, const Limits& limits)
    : m_options(options), m_limits(limits), m_width(static_cast<std::size_t>(std::max(options.width, 40))) {}

std::string Screen::paint(const std::string& text, Color color) const {
  return m_options.color && !text.empty() ? painted(text, color) : text;
}

void Screen::put(const std::string& text, std::size_t columns) {
  m_text += text + "\n";
  m_rows += columns == 0 ? 1 : (columns + m_width - 1) / m_width;
}

void Screen::line(const std::string& text, Color color) {
  put(paint(fit(text, m_width), color), 0);
}

void Screen::line(const std::string& word, std::size_t columns, Color color, const std::string& text) {
  const auto rest = m_width - std::min(m_width, columns);
  put(paint(pad(word, columns), color) + fit(text, rest), 0);
}

void Screen::paragraph(const std::string& word, std::size_t columns, Color color, const std::string& text,
                       std::size_t lines) {
  const auto most = verbose() ? std::max(lines, k_verbose_lines) : lines;
  // Wrapping megabytes to show three lines of them would be waste.
  auto parts = wrap(shorten(text, m_width * (most + 1) * 4), m_width - std::min(m_width - 20, columns));
  for (std::size_t i = 0; i < std::min(parts.size(), most); ++i) {
    const bool cut = i + 1 == most && parts.size() > most;
    line(i == 0 ? word : "", columns, i == 0 ? color : Color::none, cut ? parts[i] + " …" : parts[i]);
  }
}

void Screen::gap() {
  if (m_limits.blank_lines) {
    line({});
  }
}

void Screen::verbatim(const std::string& text) {
  put(text, report::columns(text));
}

void Screen::more(std::size_t count, std::size_t shown, const char* what) {
  if (count > shown) {
    line(format("  … and {} more {} (-v shows all)", count - shown, what), Color::dim);
  }
}

std::size_t Screen::shown(std::size_t count, std::size_t limit) const {
  return verbose() ? count : std::min(count, limit);
}

} // namespace reprovip::report
