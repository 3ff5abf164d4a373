#include "harness/base/format.hpp"
#include "harness/report/deployments.hpp"
#include "harness/report/facts.hpp"
#include "harness/report/reporters.hpp"
#include "harness/report/text.hpp"
#include "harness/report/values.hpp"

#include <algorithm>

namespace reprovip::report {

namespace {

constexpr std::size_t k_text_limit = 400;
constexpr std::size_t k_row_limit = 50;
constexpr std::size_t k_names = 12; // of values in a sentence

// Text that stays text in GitLab's Markdown, also within a table.
std::string md(const std::string& text) {
  std::string result;
  for (const char c : shorten(clean(text), k_text_limit)) {
    switch (c) {
    case '<':
      result += "&lt;";
      break;
    case '>':
      result += "&gt;";
      break;
    case '&':
      result += "&amp;";
      break;
    default:
      if (std::string_view("\\|`*_[]~#$!@{}").find(c) != std::string_view::npos) {
        result += '\\';
      }
      result += c;
    }
  }
  return result;
}

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

std::string rest_note(std::size_t count) {
  return count > k_row_limit ? format("\n{} more are in the other reports.\n", count - k_row_limit) : "";
}

std::string criteria_table(const model::Study& study) {
  const auto& verdicts = study.verdicts.verdicts;
  if (verdicts.empty()) {
    return "The protocol has no criterion.\n";
  }
  std::string text = "| verdict | criterion | severity | scope | why |\n|---|---|---|---|---|\n";
  for (std::size_t i = 0; i < std::min(verdicts.size(), k_row_limit); ++i) {
    const auto& verdict = verdicts[i];
    const auto rows = rows_sentence(study, verdict, k_names);
    text += format("| {} | {} | {} | {} | {}{} |\n", symbol(verdict.status), md(verdict.criterion),
                   to_string(verdict.severity), scopes_text(verdict),
                   rows.empty() ? "" : md(rows) + "; worst: ", md(verdict.reason));
  }
  return text + rest_note(verdicts.size());
}

std::string outputs_list(const model::Study& study) {
  std::string text;
  const auto& grades = study.verdicts.grades;
  for (std::size_t i = 0; i < std::min(grades.size(), k_row_limit); ++i) {
    const auto& grade = grades[i];
    text += format("- **{}** {}: {}\n", to_string(grade.grade), md(grade.output), md(grade.reason));
    for (const auto& classes : study.scores.classes) {
      if (classes.output == grade.output && !classes.sentence.empty()) {
        text += format("  {}\n", md(classes.sentence));
      }
    }
  }
  return text + rest_note(grades.size());
}

std::string value_row(const ValueRow& row) {
  auto text = format("| {} | {} |", md(row.name), standing_of_value(row));
  for (const auto& cell : row.cells) {
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
  for (const auto* metric : table.metrics) {
    text += format(" {} |", md(metric->id));
    rule += "---|";
  }
  text += "\n" + rule + "\n";
  for (std::size_t i = 0; i < std::min(table.rows.size(), k_row_limit); ++i) {
    text += value_row(table.rows[i]);
  }
  return text + rest_note(table.rows.size());
}

std::string values_tables(const model::Study& study) {
  const auto tables = value_tables(study);
  std::string text;
  for (std::size_t i = 0; i < std::min(tables.size(), k_row_limit); ++i) {
    text += (i == 0 ? "" : "\n") + values_table(tables[i]);
  }
  return text + rest_note(tables.size());
}

std::string deployments_table(const model::Study& study) {
  const auto rows = deployment_rows(study);
  std::string text;
  const auto add = [&](const auto& cells) {
    for (const auto& cell : cells) {
      text += "| " + md(std::string(cell)) + " ";
    }
    text += "|\n";
  };
  if (!rows.empty()) {
    add(k_deployment_columns);
    text += "|---|---|---|---|---|---|---|\n";
  }
  for (std::size_t i = 0; i < std::min(rows.size(), k_row_limit); ++i) {
    add(deployment_cells(rows[i]));
  }
  return text + rest_note(rows.size());
}

std::string alerts_list(const model::Study& study) {
  std::string text;
  const auto& alerts = study.verdicts.alerts;
  for (std::size_t i = 0; i < std::min(alerts.size(), k_row_limit); ++i) {
    text +=
        format("- **{}** {}: {}\n", to_string(alerts[i].severity), md(alerts[i].what), md(alerts[i].text));
  }
  return text + rest_note(alerts.size());
}

// What metrics wrote, below the study's folder.
std::string files_list(const model::Study& study) {
  std::string text;
  std::size_t count = 0;
  for (const auto& score : study.scores.scores) {
    for (const auto& file : score.files) {
      if (++count <= k_row_limit) {
        text += format("- {}: {}\n", md(score.metric), md(file));
      }
    }
  }
  return text + rest_note(count);
}

} // namespace

std::string write_markdown(const model::Study& study) {
  auto text = format("## {} {}: {}\n\n", symbol(study.verdicts.status), md(study.plan.resolved.protocol.name),
                     verdict_sentence(study));
  text += format("{}, {}. {}{}.\n\n", md(application_text(study)), design_sentence(study),
                 tally_sentence(study), study.interrupted ? "; stopped before its end" : "");
  const auto outputs = outputs_list(study);
  text += outputs.empty() ? "" : "### Outputs\n\n" + outputs + "\n";
  const auto values = values_tables(study);
  text += values.empty() ? "" : "### Values\n\n" + values + "\n";
  const auto deployments = deployments_table(study);
  text += deployments.empty() ? "" : "### Deployments\n\n" + deployments + "\n";
  text += outputs.empty() ? "" : "### Criteria\n\n";
  text += criteria_table(study);
  const auto files = files_list(study);
  text += files.empty() ? "" : "\n### Files\n\n" + files;
  const auto alerts = alerts_list(study);
  text += alerts.empty() ? "" : "\n### Alerts\n\n" + alerts;
  // An indented block is the only code that no character in it can end.
  return text + format("\nStudy {}, again:\n\n    {}\n", md(study.plan.study), clean(run_command(study)));
}

} // namespace reprovip::report
