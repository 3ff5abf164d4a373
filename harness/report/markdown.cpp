#include "harness/base/format.hpp"
#include "harness/report/deployments.hpp"
#include "harness/report/facts.hpp"
#include "harness/report/markdown_text.hpp"
#include "harness/report/place.hpp"
#include "harness/report/reporters.hpp"
#include "harness/report/text.hpp"
#include "harness/report/values.hpp"

#include <algorithm>

namespace reprovip::report {

namespace {

// A note of GitLab takes a million characters, and nobody reads a tenth of that.
constexpr std::size_t k_part_limit = 12000;
constexpr std::size_t k_table_limit = 5000;
constexpr std::size_t k_tables = 6;
constexpr std::size_t k_columns = 8;
constexpr std::size_t k_names = 12; // of values in a sentence

const char* symbol(model::Status status) {
  switch (status) {
  case model::Status::pass:
    return "✅ pass";
  case model::Status::fail:
    return "❌ fail";
  case model::Status::inconclusive:
    return "❔ inconclusive";
  }
  return "";
}

std::string alerts_list(const model::Study& study) {
  const auto& alerts = study.verdicts.alerts;
  return md_lines(alerts.size(), k_part_limit, [&](std::size_t i) {
    const auto since = standing_sentence(study, alerts[i].what);
    return format("- **{}** {}: {}{}\n", to_string(alerts[i].severity), md(alerts[i].what),
                  md(alerts[i].text), since.empty() ? "" : "; " + md(since));
  });
}

std::string criterion_row(const model::Study& study, const model::Verdict& verdict) {
  const auto rows = rows_sentence(study, verdict, k_names);
  return format("| {} | {} | {} | {} | {}{} |\n", symbol(verdict.status), md(verdict.criterion),
                to_string(verdict.severity), scopes_text(verdict),
                rows.empty() ? "" : md(rows) + "; worst: ", md(verdict.reason));
}

std::string criteria_table(const model::Study& study) {
  const auto& verdicts = study.verdicts.verdicts;
  if (verdicts.empty()) {
    return "The protocol has no criterion.\n";
  }
  return "| verdict | criterion | severity | scope | why |\n|---|---|---|---|---|\n" +
         md_lines(verdicts.size(), k_part_limit,
                  [&](std::size_t i) { return criterion_row(study, verdicts[i]); });
}

std::string outputs_list(const model::Study& study) {
  const auto& grades = study.verdicts.grades;
  return md_lines(grades.size(), k_part_limit, [&](std::size_t i) {
    auto line =
        format("- **{}** {}: {}", to_string(grades[i].grade), md(grades[i].output), md(grades[i].reason));
    for (const auto& classes : study.scores.classes) {
      if (classes.output == grades[i].output && !classes.sentence.empty()) {
        line += format("; {}", md(classes.sentence));
      }
    }
    return line + "\n";
  });
}

std::string value_row(const ValueRow& row) {
  auto text = format("| {} | {} |", md(row.name), standing_of_value(row));
  for (std::size_t i = 0; i < std::min(row.cells.size(), k_columns); ++i) {
    const auto& cell = row.cells[i];
    const auto source = cell.shown ? largest_source(*cell.scores[*cell.shown]) : std::nullopt;
    text += format(" {}{} |", md(cell_text(cell)), source ? "; " + md(source->text) : "");
  }
  return text + "\n";
}

std::string values_table(const ValueTable& table) {
  const auto summary = summary_of(table, k_names);
  auto text = format("**{}**: {}", md(table.of), summary.sentence);
  for (const auto& list : summary.lists) {
    text += "; " + md(list);
  }
  text += "\n\n| value | verdict |";
  std::string rule = "|---|---|";
  for (std::size_t i = 0; i < std::min(table.metrics.size(), k_columns); ++i) {
    text += format(" {} |", md(table.metrics[i]->id));
    rule += "---|";
  }
  return text + "\n" + rule + "\n" +
         md_lines(table.rows.size(), k_table_limit, [&](std::size_t i) { return value_row(table.rows[i]); });
}

std::string values_tables(const model::Study& study) {
  const auto tables = value_tables(study);
  std::string text;
  for (std::size_t i = 0; i < std::min(tables.size(), k_tables); ++i) {
    text += (i == 0 ? "" : "\n") + values_table(tables[i]);
  }
  return tables.size() <= k_tables
             ? text
             : text + format("\n{} more tables are in the other reports.\n", tables.size() - k_tables);
}

template <typename Cells>
std::string table_row(const Cells& cells) {
  std::string text;
  for (const auto& cell : cells) {
    text += "| " + md(std::string(cell)) + " ";
  }
  return text + "|\n";
}

std::string deployments_table(const model::Study& study) {
  const auto deployments = deployment_rows(study);
  if (deployments.empty()) {
    return {};
  }
  return table_row(k_deployment_columns) + "|---|---|---|---|---|---|---|\n" +
         md_lines(deployments.size(), k_part_limit,
                  [&](std::size_t i) { return table_row(deployment_cells(deployments[i])); });
}

// What metrics wrote, below the study's folder.
std::string files_list(const model::Study& study) {
  std::vector<std::string> lines;
  for (const auto& score : study.scores.scores) {
    for (const auto& file : score.files) {
      lines.push_back(format("- {}: {}\n", md(score.metric), md(file)));
    }
  }
  return md_lines(lines.size(), k_table_limit, [&](std::size_t i) { return lines[i]; });
}

// The address holds nothing that could end the link: `report_address` sees to that, but for brackets.
std::string dashboard_link(const model::Study& study) {
  const auto address = report_address(study.place, "html");
  const bool plain = address && address->find_first_of("()[]") == std::string::npos;
  return plain ? format(" [Dashboard]({})", *address) : "";
}

} // namespace

std::string write_markdown(const model::Study& study) {
  auto text = format("## {} {}: {}\n\n", symbol(study.verdicts.status), md(study.plan.resolved.protocol.name),
                     verdict_sentence(study));
  const auto alerts = alerts_list(study);
  text += alerts.empty() ? "" : alerts + "\n";
  // The application's name comes second: a line must not begin with a word of somebody else.
  text += format("Tested: {}, {}. {}{}.{}\n\n", md(application_text(study)), design_sentence(study),
                 tally_sentence(study), study.interrupted ? "; stopped before its end" : "",
                 dashboard_link(study));
  text += criteria_table(study);
  text += md_details("Outputs", outputs_list(study));
  text += md_details("Values", values_tables(study));
  text += md_details("Deployments", deployments_table(study));
  text += md_details("Files", files_list(study));
  // An indented block is the only code that no character in it can end.
  return text + format("\nStudy {}, again:\n\n    {}\n", md(study.plan.study), clean(run_command(study)));
}

} // namespace reprovip::report
