#include "harness/base/format.hpp"
#include "harness/report/facts.hpp"
#include "harness/report/html_parts.hpp"
#include "harness/report/text.hpp"
#include "harness/report/values.hpp"

#include <algorithm>

namespace reprovip::report {

namespace {

constexpr std::size_t k_text_limit = 600;  // bytes of one reason
constexpr std::size_t k_names = 40;        // of values that do not pass
constexpr std::size_t k_check_limit = 500; // rows of one criterion

std::string checks_table(const model::Verdict& verdict) {
  const auto count = std::min(verdict.checks.size(), k_check_limit);
  std::string rows;
  for (std::size_t i = 0; i < count; ++i) {
    const auto& check = verdict.checks[i];
    rows += format("<tr><td class=\"once\">{}</td>{}{}</tr>\n", chip(check.status), td(check_subject(check)),
                   td(check.text));
  }
  return format("<tr><td></td><td class=\"below\" colspan=\"5\"><details><summary>{}</summary>\n"
                "<table>{}<tbody>\n{}</tbody></table>\n{}</details></td></tr>\n",
                counted(verdict.checks.size(), "check"), header_row({"status", "value", "seen and required"}),
                rows, rest_note(verdict.checks.size(), count, "checks"));
}

// Which values do not pass, before the worst of them.
std::string why_html(const model::Study& study, const model::Verdict& verdict) {
  const auto rows = rows_sentence(study, verdict, k_names);
  return (rows.empty() ? "" : format("<b>{}</b><br>", brief_html(rows))) +
         brief_html(verdict.reason, k_text_limit);
}

std::string criterion_row(const model::Study& study, const model::Verdict& verdict) {
  const auto place = verdict.where.line > 0 ? format("{}:{}", verdict.where.file, verdict.where.line) : "";
  const auto* joins = verdict.checks.empty() ? "" : " class=\"open\"";
  return format(
      "<tr{} id=\"{}\"><td class=\"once\">{}</td><td><b>{}</b><br><span class=\"quiet\">{}</span></td>{}{}"
      "<td><code>{}</code></td><td class=\"wide\">{}</td></tr>\n{}",
      joins, criterion_anchor(study, verdict.criterion), chip(verdict.status), brief_html(verdict.criterion),
      brief_html(place), td(to_string(verdict.severity)), td(scopes_text(verdict)),
      brief_html(verdict.require), why_html(study, verdict),
      verdict.checks.empty() ? "" : checks_table(verdict));
}

} // namespace

std::string html_criteria(const model::Study& study) {
  const auto& verdicts = study.verdicts.verdicts;
  if (verdicts.empty()) {
    return section("criteria", "Criteria", "<p>The protocol has no criterion.</p>\n");
  }
  std::string rows;
  for (const auto& verdict : verdicts) {
    rows += criterion_row(study, verdict);
  }
  return section("criteria", "Criteria",
                 format("<div class=\"scroll\"><table>{}<tbody>\n{}</tbody></table></div>\n",
                        header_row({"verdict", "criterion", "severity", "scope", "requires", "why"}), rows));
}

} // namespace reprovip::report
