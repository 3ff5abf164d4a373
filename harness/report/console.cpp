#include "harness/base/format.hpp"
#include "harness/report/deployments.hpp"
#include "harness/report/facts.hpp"
#include "harness/report/next_steps.hpp"
#include "harness/report/report.hpp"
#include "harness/report/text.hpp"
#include "harness/report/values.hpp"

#include <algorithm>
#include <array>

namespace reprovip::report {

namespace {

using model::Grade;
using model::Severity;
using model::Status;

constexpr std::size_t k_criteria = 12; // lines of each part when not verbose: all of it fits a screen
constexpr std::size_t k_wrapped_criteria = 6;
constexpr std::size_t k_status_width = 16;
constexpr std::size_t k_outputs = 8;
constexpr std::size_t k_class_lines = 3;
constexpr std::size_t k_alerts = 6;
constexpr std::size_t k_alert_lines = 3;
constexpr std::size_t k_verbose_lines = 100;
constexpr std::size_t k_value_tables = 3;
constexpr std::size_t k_names = 40; // of values in one line
constexpr std::size_t k_worst_names = 4;
constexpr std::size_t k_name_limit = 200; // bytes of one name

enum class Color { none, red, green, yellow, bold, dim };

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

Color color_of(Status status) {
  return status == Status::pass ? Color::green : status == Status::fail ? Color::red : Color::yellow;
}

Color color_of(Grade grade) {
  switch (grade) {
  case Grade::identical:
  case Grade::sufficient:
    return Color::green;
  case Grade::insufficient:
    return Color::red;
  case Grade::inconclusive:
  case Grade::suspicious:
    return Color::yellow;
  }
  return Color::none;
}

const char* symbol(Status status) {
  return status == Status::pass ? "✓" : status == Status::fail ? "✗" : "?";
}

// Lines of at most the width of the terminal.
class Screen {
public:
  explicit Screen(const ConsoleOptions& options)
      : m_options(options), m_width(static_cast<std::size_t>(std::max(options.width, 40))) {}

  std::size_t width() const { return m_width; }
  bool verbose() const { return m_options.verbosity > 0; }

  void line(const std::string& text = {}, Color color = Color::none) {
    m_text += paint(fit(text, m_width), color) + "\n";
  }
  // A colored word of `columns` columns first.
  void line(const std::string& word, std::size_t columns, Color color, const std::string& text) {
    const auto rest = m_width - std::min(m_width, columns);
    m_text += paint(pad(word, columns), color) + fit(text, rest) + "\n";
  }
  // The same, continued on lines of their own below `text`, at most `lines` of them.
  void paragraph(const std::string& word, std::size_t columns, Color color, const std::string& text,
                 std::size_t lines) {
    // Wrapping megabytes to show three lines of them would be waste.
    auto parts = wrap(shorten(text, m_width * (lines + 1) * 4), m_width - std::min(m_width - 20, columns));
    for (std::size_t i = 0; i < std::min(parts.size(), lines); ++i) {
      const bool cut = i + 1 == lines && parts.size() > lines;
      line(i == 0 ? word : "", columns, i == 0 ? color : Color::none, cut ? parts[i] + " …" : parts[i]);
    }
  }
  // Whole, however long: a command that is cut cannot be run.
  void verbatim(const std::string& text) { m_text += text + "\n"; }
  void more(std::size_t count, std::size_t shown, const char* what) {
    if (count > shown) {
      line(format("  … and {} more {} (-v shows all)", count - shown, what), Color::dim);
    }
  }
  // How many of a part's items to show.
  std::size_t shown(std::size_t count, std::size_t limit) const {
    return verbose() ? count : std::min(count, limit);
  }
  std::string text() const { return m_text; }

private:
  std::string paint(const std::string& text, Color color) const {
    return m_options.color && !text.empty() ? painted(text, color) : text;
  }

  ConsoleOptions m_options;
  std::size_t m_width;
  std::string m_text;
};

void show_head(Screen& screen, const model::Study& study) {
  screen.line(
      format("{}: {}, {}", clean(study.plan.study), clean(application_text(study)), design_sentence(study)),
      Color::bold);
  screen.line(tally_sentence(study) + (study.interrupted ? "; stopped before its end" : ""));
}

void show_checks(Screen& screen, const model::Verdict& verdict) {
  for (const auto& check : verdict.checks) {
    screen.paragraph(format("    {} ", symbol(check.status)), 6, color_of(check.status),
                     clean(check_subject(check) + ": " + check.text), k_verbose_lines);
  }
}

void show_criteria(Screen& screen, const model::Study& study) {
  const auto& verdicts = study.verdicts.verdicts;
  if (verdicts.empty()) {
    return;
  }
  std::size_t name_width = 9;
  for (const auto& verdict : verdicts) {
    name_width = std::min<std::size_t>(std::max(name_width, columns(clean(verdict.criterion))), 24);
  }
  screen.line();
  const auto row = [&](const std::string& criterion, std::string_view severity, const std::string& scope,
                       const std::string& reason) {
    return pad(criterion, name_width) + "  " + pad(severity, 8) + "  " + pad(scope, 15) + "  " + reason;
  };
  screen.line("  verdict       " + row("criterion", "severity", "scope", "why"), Color::dim);
  // A few criteria may take two lines each.
  const auto before_why = k_status_width + name_width + 29;
  const auto why_width = screen.width() - std::min(screen.width() - 20, before_why);
  const bool wraps = verdicts.size() <= k_wrapped_criteria;
  // What decides comes first when not all can be shown.
  std::vector<const model::Verdict*> order;
  order.reserve(verdicts.size());
  for (const auto& verdict : verdicts) {
    order.push_back(&verdict);
  }
  const auto count = screen.shown(verdicts.size(), k_criteria);
  if (count < verdicts.size()) {
    std::ranges::stable_sort(order, {}, [](const model::Verdict* verdict) {
      return verdict->status == Status::fail ? 0 : verdict->status == Status::inconclusive ? 1 : 2;
    });
  }
  for (std::size_t i = 0; i < count; ++i) {
    const auto& verdict = *order[i];
    const auto rows = rows_sentence(study, verdict, k_worst_names);
    const auto reason = (rows.empty() ? "" : rows + "; worst: ") + clean(verdict.reason);
    const auto why = wrap(shorten(reason, 4 * screen.width()), why_width);
    screen.line(format("{} {}", symbol(verdict.status), to_string(verdict.status)), k_status_width,
                color_of(verdict.status),
                row(clean(verdict.criterion), to_string(verdict.severity), scopes_text(verdict),
                    wraps ? why[0] : reason));
    if (wraps && why.size() > 1) {
      screen.line(std::string(screen.width() - why_width, ' ') + why[1] + (why.size() > 2 ? " …" : ""));
    }
    if (screen.verbose()) {
      show_checks(screen, verdict);
    }
  }
  screen.more(verdicts.size(), count, "criteria");
}

void show_outputs(Screen& screen, const model::Study& study) {
  const auto& grades = study.verdicts.grades;
  if (grades.empty()) {
    return;
  }
  screen.line();
  screen.line("  output", Color::dim);
  const auto count = screen.shown(grades.size(), k_outputs);
  for (std::size_t i = 0; i < count; ++i) {
    const auto& grade = grades[i];
    screen.line("  " + std::string(to_string(grade.grade)), 16, color_of(grade.grade),
                clean(grade.output + ": " + grade.reason));
    for (const auto& classes : study.scores.classes) {
      if (classes.output == grade.output && grade.grade != Grade::identical && !classes.sentence.empty() &&
          classes.sentence != grade.reason) {
        screen.paragraph("", 18, Color::none, clean(classes.sentence),
                         screen.verbose() ? k_verbose_lines : k_class_lines);
      }
    }
  }
  screen.more(grades.size(), count, "outputs");
}

// As many names of each list as fit a line.
void show_lists(Screen& screen, const ValueTable& table) {
  const auto lists = summary_of(table, 0).lists.size();
  for (std::size_t i = 0; i < lists; ++i) {
    auto names = screen.verbose() ? table.rows.size() : k_names;
    auto text = summary_of(table, names).lists[i];
    while (!screen.verbose() && names > 1 && columns(text) + 4 > screen.width()) {
      text = summary_of(table, --names).lists[i];
    }
    screen.paragraph("", 4, Color::none, text, screen.verbose() ? k_verbose_lines : 1);
  }
}

void show_value_rows(Screen& screen, const ValueTable& table) {
  for (const auto& row : table.rows) {
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const auto& cell = row.cells[i];
      const auto source = cell.shown ? largest_source(*cell.scores[*cell.shown]) : std::nullopt;
      cells.push_back(format("{} {}{}", table.metrics[i]->id, cell_text(cell),
                             source ? format(" ({})", source->text) : ""));
    }
    screen.paragraph(row.status ? format("    {} ", symbol(*row.status)) : "    · ", 6,
                     row.status ? color_of(*row.status) : Color::dim,
                     clean(shorten(row.name, k_name_limit) + ": " + joined(cells, "; ")), k_verbose_lines);
  }
}

// Tables of several values that criteria judge.
void show_values(Screen& screen, const model::Study& study) {
  auto tables = value_tables(study);
  std::erase_if(tables, [](const ValueTable& table) {
    return table.rows.size() < 2 ||
           std::ranges::none_of(table.rows, [](const ValueRow& row) { return row.status.has_value(); });
  });
  if (tables.empty()) {
    return;
  }
  screen.line();
  screen.line("  values", Color::dim);
  const auto count = screen.shown(tables.size(), k_value_tables);
  for (std::size_t i = 0; i < count; ++i) {
    screen.line("  " + clean(tables[i].of) + ": " + summary_of(tables[i], 0).sentence);
    show_lists(screen, tables[i]);
    if (screen.verbose()) {
      show_value_rows(screen, tables[i]);
    }
  }
  screen.more(tables.size(), count, "tables");
}

void show_deployments(Screen& screen, const model::Study& study) {
  const auto rows = deployment_rows(study);
  if (rows.empty()) {
    return;
  }
  constexpr std::array<std::size_t, 6> k_widths = {18, 21, 11, 9, 9, 9};
  const auto line_of = [&](const auto& cells) {
    std::string text = "  ";
    for (std::size_t i = 0; i < k_widths.size(); ++i) {
      text += pad(fit(clean(cells[i]), k_widths[i] - 1), k_widths[i]);
    }
    return text + cells.back();
  };
  screen.line();
  screen.line(line_of(k_deployment_columns), Color::dim);
  const auto count = screen.shown(rows.size(), k_outputs);
  for (std::size_t i = 0; i < count; ++i) {
    screen.line(line_of(deployment_cells(rows[i])));
  }
  screen.more(rows.size(), count, "deployments");
}

void show_alerts(Screen& screen, const model::Study& study) {
  const auto& alerts = study.verdicts.alerts;
  if (alerts.empty() && study.scores.warnings.empty()) {
    return;
  }
  screen.line();
  screen.line("  alert", Color::dim);
  const auto count = screen.shown(alerts.size(), k_alerts);
  for (std::size_t i = 0; i < count; ++i) {
    const auto& alert = alerts[i];
    screen.paragraph("  " + std::string(to_string(alert.severity)), 8,
                     alert.severity == Severity::fail ? Color::red : Color::yellow,
                     clean(alert.what + ": " + alert.text),
                     screen.verbose() ? k_verbose_lines : k_alert_lines);
  }
  screen.more(alerts.size(), count, "alerts");
  const auto warnings = screen.shown(study.scores.warnings.size(), k_alerts);
  for (std::size_t i = 0; i < warnings; ++i) {
    screen.paragraph("  note", 8, Color::yellow, clean(study.scores.warnings[i]), k_alert_lines);
  }
  screen.more(study.scores.warnings.size(), warnings, "notes");
}

void show_slowest(Screen& screen, const model::Study& study) {
  std::optional<std::uint32_t> slowest;
  double longest = 0;
  for (std::uint32_t i = 0; i < study.records.size(); ++i) {
    const auto wall = study.records[i] ? study.records[i]->ending.usage.wall_s : std::nullopt;
    if (wall && (!slowest || *wall > longest)) {
      slowest = i;
      longest = *wall;
    }
  }
  if (slowest) {
    screen.line(format("slowest: {} in {}", clean(execution_name(study, *slowest)),
                       human_duration(Seconds(longest))));
  }
}

void show_next(Screen& screen, const model::Study& study) {
  for (const auto& step : next_steps(study)) {
    const auto command = clean(step.command);
    const auto label = "next: " + command + (command.empty() ? "" : "  # ");
    screen.verbatim(label + fit(step.why, screen.width() - std::min(screen.width() - 10, columns(label))));
  }
}

std::string upper(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return result;
}

void show_verdict(Screen& screen, const model::Study& study) {
  const auto status = study.verdicts.status;
  screen.line(format("{} {}: {}", symbol(status), upper(to_string(status)), verdict_sentence(study)),
              color_of(status));
}

} // namespace

std::string console(const model::Study& study, const ConsoleOptions& options) {
  Screen screen(options);
  if (options.verbosity >= 0) {
    show_head(screen, study);
    show_outputs(screen, study);
    show_values(screen, study);
    show_deployments(screen, study);
    show_criteria(screen, study);
    show_alerts(screen, study);
    screen.line();
    show_slowest(screen, study);
    show_next(screen, study);
  }
  show_verdict(screen, study);
  return screen.text();
}

} // namespace reprovip::report
