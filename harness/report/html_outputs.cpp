#include "harness/base/format.hpp"
#include "harness/report/deployments.hpp"
#include "harness/report/facts.hpp"
#include "harness/report/html_parts.hpp"
#include "harness/report/text.hpp"

#include <algorithm>
#include <map>

namespace reprovip::report {

namespace {

// Up to so many executions each has its own mark in the map; above, each class of a cell has one, with its
// size.
constexpr std::size_t k_marks_limit = 500;
constexpr std::size_t k_rows_limit = 200;

using Cells = std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<std::uint32_t>>;

// Executions by subject and condition, in order of repetition.
Cells cells_of(const model::Study& study) {
  Cells cells;
  for (std::uint32_t i = 0; i < study.plan.executions.size(); ++i) {
    const auto& cell = study.plan.cells[study.plan.executions[i].cell];
    cells[{cell.subject, cell.condition}].push_back(i);
  }
  for (auto& [key, executions] : cells) {
    std::ranges::stable_sort(executions, {},
                             [&](std::uint32_t i) { return study.plan.executions[i].repetition; });
  }
  return cells;
}

std::string mark(const std::optional<std::uint32_t>& index, const std::string& title, std::size_t size) {
  const auto letter = index ? class_letter(*index) : "·";
  const auto style = index ? format("class k{}", *index % 8) : std::string("class none");
  return format("<span class=\"{}\" title=\"{}\">{}{}</span>", style, html(title), letter,
                size > 1 ? format("×{}", size) : "");
}

std::string title_of(const model::Study& study, std::uint32_t execution,
                     const std::optional<std::uint32_t>& index) {
  const auto& record = study.records[execution];
  const auto name = repetition_name(study.plan.executions[execution].repetition);
  return index
             ? format("{}: class {}", name, class_letter(*index))
             : format("{}: {}", name,
                      standing_of(record) == Standing::succeeded ? "no such output" : standing_text(record));
}

std::string marks_each(const model::Study& study, const std::vector<std::uint32_t>& executions,
                       const ClassOf& classes) {
  std::string text;
  for (const auto execution : executions) {
    const auto& index = classes[execution];
    text += mark(index, title_of(study, execution, index), 1);
  }
  return text;
}

std::string marks_grouped(const std::vector<std::uint32_t>& executions, const ClassOf& classes) {
  std::map<std::int64_t, std::size_t> sizes; // the missing last
  for (const auto execution : executions) {
    ++sizes[classes[execution] ? static_cast<std::int64_t>(*classes[execution]) : INT64_MAX];
  }
  std::string text;
  for (const auto& [index, size] : sizes) {
    const bool present = index != INT64_MAX;
    text += mark(present ? std::optional(static_cast<std::uint32_t>(index)) : std::nullopt,
                 present ? counted(size, "execution") : counted(size, "execution") + " without it", size);
  }
  return text;
}

// Subjects that differ are worth a row before those that do not.
std::vector<const model::SubjectClasses*> rows_of(const model::OutputClasses& classes) {
  std::vector<const model::SubjectClasses*> rows;
  for (const auto& subject : classes.subjects) {
    rows.push_back(&subject);
  }
  if (rows.size() > k_rows_limit) {
    std::ranges::stable_sort(
        rows, [](const auto* a, const auto* b) { return a->canonical.size() > b->canonical.size(); });
    rows.resize(k_rows_limit);
  }
  return rows;
}

std::string map_head(const model::Study& study) {
  std::string text = "<thead><tr><th scope=\"col\">subject</th>";
  for (const auto& condition : study.plan.conditions) {
    const auto name = describe(study.plan, condition);
    text += format("<th scope=\"col\">{}{}</th>", name.empty() ? "all executions" : brief_html(name),
                   condition.is_reference && study.plan.conditions.size() > 1 ? " (reference)" : "");
  }
  return text + "</tr></thead>\n";
}

std::string class_map(const model::Study& study, const model::OutputClasses& classes, const Cells& cells) {
  const auto of_execution = classes_of(study, classes);
  const bool each = study.plan.executions.size() <= k_marks_limit;
  const auto rows = rows_of(classes);
  std::string body;
  for (const auto* subject : rows) {
    body += format("<tr><th scope=\"row\">{}</th>",
                   brief_html(study.plan.resolved.subjects[subject->subject].id, 200));
    for (std::uint32_t condition = 0; condition < study.plan.conditions.size(); ++condition) {
      const auto found = cells.find({subject->subject, condition});
      body += "<td>";
      if (found != cells.end()) {
        body += each ? marks_each(study, found->second, of_execution)
                     : marks_grouped(found->second, of_execution);
      }
      body += "</td>";
    }
    body += "</tr>\n";
  }
  return format(
      "<div class=\"scroll tall\" data-plot=\"classes\" tabindex=\"0\" role=\"region\" aria-label=\"Class "
      "map of {}\"><table class=\"classes\"><caption>Executions with the same letter in "
      "a row have the "
      "same content; letters of different rows are not "
      "related.</caption>{}<tbody>\n{}</tbody></table></div>\n{}",
      brief_html(classes.output, 200), map_head(study), body,
      rest_note(classes.subjects.size(), rows.size(), "subjects"));
}

std::string facts_of(const model::OutputClasses& classes) {
  std::string text = format("<p>{}</p>\n", brief_html(classes.sentence));
  if (classes.suspicious) {
    text +=
        format("<p><span class=\"chip unsure\">! suspicious</span> {}</p>\n", brief_html(classes.suspicion));
  }
  text += format("<p class=\"quiet\">At most {} of a subject ({} byte for byte)",
                 counted(classes.classes, "distinct output"), classes.classes_raw);
  text += classes.missing > 0 ? format("; missing in {}", counted(classes.missing, "execution")) : "";
  text += classes.ignored.empty()
              ? ". Nothing was ignored."
              : ". Ignored when comparing content: " + brief_html(joined(classes.ignored)) + ".";
  return text + "</p>\n";
}

std::string p_cell(const std::optional<double>& p) {
  return p ? td(format("{:.3g}", *p)) : td("-");
}

std::string alignment_row(const model::Alignment& one) {
  const auto* what = one.explains && !one.split.empty() ? "splits the classes exactly"
                     : one.explains                     ? "explains the classes"
                     : one.separates                    ? "separates its levels"
                                                        : "does not explain the classes";
  const auto same = one.same_as.empty() ? "" : " (same split as " + joined(one.same_as) + ")";
  const auto how = !one.p ? one.reason : one.exact ? "every arrangement" : "a sample of arrangements";
  return format("<tr>{}{}{}{}{}{}{}</tr>\n", td(one.factor + same + (one.observed ? " (observed)" : "")),
                td(what), td(one.split), td(format("{:.2f}", one.adjusted_rand)), p_cell(one.p),
                p_cell(one.p_adjusted), td(how));
}

std::string alignments(const model::OutputClasses& classes) {
  std::string rows;
  for (const auto& one : classes.alignments) {
    rows += alignment_row(one);
  }
  return rows.empty() || classes.classes < 2
             ? ""
             : format("<details><summary>Factors beside the classes</summary>\n<div "
                      "class=\"scroll\"><table>{}<tbody>\n{}</tbody></table></div></details>\n",
                      header_row({"factor", "classes", "split", "adjusted Rand index", "p",
                                  "adjusted p (Holm)", "tested by"}),
                      rows);
}

std::string output_block(const model::Study& study, const model::OutputGrade& grade, const Cells& cells) {
  std::string text = format("<h3 id=\"{}\">{} {}</h3>\n<p>{}</p>\n", output_anchor(study, grade.output),
                            chip(grade.grade), brief_html(grade.output, 300), brief_html(grade.reason));
  for (const auto& classes : study.scores.classes) {
    if (classes.output == grade.output) {
      const auto map = class_map(study, classes, cells);
      // A map of one colour need not be seen.
      const bool plain = classes.classes <= 1 && classes.missing == 0;
      text += facts_of(classes) +
              (plain ? "<details><summary>Class map</summary>\n" + map + "</details>\n" : map) +
              alignments(classes);
    }
  }
  return text;
}

std::string deployments(const model::Study& study) {
  std::string rows;
  for (const auto& row : deployment_rows(study)) {
    rows += "<tr>";
    for (const auto& cell : deployment_cells(row)) {
      rows += td(cell);
    }
    rows += "</tr>\n";
  }
  std::string head;
  for (const auto* name : k_deployment_columns) {
    head += format("<th scope=\"col\">{}</th>", name);
  }
  return rows.empty() ? ""
                      : format("<h3>Deployments</h3>\n<div class=\"scroll\"><table><caption>Those of one set "
                               "have the same classes of every output.</caption><thead><tr>{}</tr></thead>\n"
                               "<tbody>\n{}</tbody></table></div>\n",
                               head, rows);
}

} // namespace

std::string html_outputs(const model::Study& study) {
  const auto cells = cells_of(study);
  std::string content;
  for (const auto& grade : study.verdicts.grades) {
    content += output_block(study, grade, cells);
  }
  return section("outputs", "Outputs and classes",
                 (content.empty() ? "<p>None declared.</p>\n" : content) + deployments(study));
}

} // namespace reprovip::report
