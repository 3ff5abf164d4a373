#pragma once

#include "harness/model/study.hpp"
#include "harness/report/report.hpp"

#include <cstddef>
#include <string>

// The terminal, for the summary.
namespace reprovip::report {

enum class Color { none, red, green, yellow, bold, dim };
Color color_of(model::Status status);
Color color_of(model::Grade grade);
const char* symbol(model::Status status);

// How much of each part is shown.
struct Limits {
  std::size_t criteria = 12;
  std::size_t wrapped_criteria = 6; // up to so many may take two lines each
  std::size_t outputs = 8;
  std::size_t class_lines = 3;
  std::size_t value_tables = 3;
  std::size_t value_lists = 10;
  std::size_t deployments = 8;
  std::size_t alerts = 6;
  std::size_t alert_lines = 3;
  std::size_t steps = 10;
  bool blank_lines = true;
};

// Lines of at most the width of the terminal.
class Screen {
public:
  Screen(const ConsoleOptions& options, const Limits& limits);

  std::size_t width() const { return m_width; }
  bool verbose() const { return m_options.verbosity > 0; }
  const Limits& limits() const { return m_limits; }

  void line(const std::string& text, Color color = Color::none);
  // A colored word of `columns` columns first.
  void line(const std::string& word, std::size_t columns, Color color, const std::string& text);
  // The same, continued on lines of their own below `text`, at most `lines` of them (when verbose: all).
  void paragraph(const std::string& word, std::size_t columns, Color color, const std::string& text,
                 std::size_t lines);
  // Between two parts, where there is room.
  void gap();
  // Whole, however long: a command that is cut cannot be run.
  void verbatim(const std::string& text);
  void more(std::size_t count, std::size_t shown, const char* what);
  // How many of a part's items to show.
  std::size_t shown(std::size_t count, std::size_t limit) const;

  const std::string& text() const { return m_text; }
  // Rows of the terminal that the text takes.
  std::size_t rows() const { return m_rows; }

private:
  std::string paint(const std::string& text, Color color) const;
  void put(const std::string& text, std::size_t columns);

  ConsoleOptions m_options;
  Limits m_limits;
  std::size_t m_width;
  std::string m_text;
  std::size_t m_rows = 0;
};

} // namespace reprovip::report
