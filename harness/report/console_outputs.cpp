#include "harness/base/format.hpp"
#include "harness/report/console_parts.hpp"
#include "harness/report/deployments.hpp"
#include "harness/report/facts.hpp"
#include "harness/report/text.hpp"
#include "harness/report/values.hpp"

#include <algorithm>
#include <array>

namespace reprovip::report {

namespace {

using model::Grade;

constexpr std::size_t k_names = 40;       // of values in one line
constexpr std::size_t k_name_limit = 200; // bytes of one name

// As many names of each list as fit a line.
void show_lists(Screen& screen, const ValueTable& table) {
  const auto lists = screen.shown(summary_of(table, 0).lists.size(), screen.limits().value_lists);
  for (std::size_t i = 0; i < lists; ++i) {
    auto names = screen.verbose() ? table.rows.size() : k_names;
    auto text = summary_of(table, names).lists[i];
    while (!screen.verbose() && names > 1 && columns(text) + 4 > screen.width()) {
      text = summary_of(table, --names).lists[i];
    }
    screen.paragraph("", 4, Color::none, text, 1);
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
                     clean(shorten(row.name, k_name_limit) + ": " + joined(cells, "; ")),
                     screen.limits().alert_lines);
  }
}

} // namespace

void show_outputs(Screen& screen, const model::Study& study) {
  const auto& grades = study.verdicts.grades;
  if (grades.empty()) {
    return;
  }
  screen.gap();
  screen.line("  output", Color::dim);
  const auto count = screen.shown(grades.size(), screen.limits().outputs);
  for (std::size_t i = 0; i < count; ++i) {
    const auto& grade = grades[i];
    screen.line("  " + std::string(to_string(grade.grade)), 16, color_of(grade.grade),
                clean(grade.output + ": " + grade.reason));
    for (const auto& classes : study.scores.classes) {
      if (classes.output == grade.output && grade.grade != Grade::identical && !classes.sentence.empty() &&
          classes.sentence != grade.reason) {
        screen.paragraph("", 18, Color::none, clean(classes.sentence), screen.limits().class_lines);
      }
    }
  }
  screen.more(grades.size(), count, "outputs");
}

void show_values(Screen& screen, const model::Study& study) {
  auto tables = value_tables(study);
  std::erase_if(tables, [](const ValueTable& table) {
    return table.rows.size() < 2 ||
           std::ranges::none_of(table.rows, [](const ValueRow& row) { return row.status.has_value(); });
  });
  if (tables.empty()) {
    return;
  }
  const auto count = screen.shown(tables.size(), screen.limits().value_tables);
  if (count == 0) {
    return;
  }
  screen.gap();
  screen.line("  values", Color::dim);
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
  const auto count = screen.shown(rows.size(), screen.limits().deployments);
  if (count == 0) {
    return;
  }
  screen.gap();
  screen.line(line_of(k_deployment_columns), Color::dim);
  for (std::size_t i = 0; i < count; ++i) {
    screen.line(line_of(deployment_cells(rows[i])));
  }
  screen.more(rows.size(), count, "deployments");
}

} // namespace reprovip::report
