#include "harness/base/format.hpp"
#include "harness/report/html_parts.hpp"
#include "harness/report/judged.hpp"
#include "harness/report/text.hpp"
#include "harness/report/values.hpp"

#include <algorithm>

namespace reprovip::report {

namespace {

constexpr std::size_t k_table_limit = 50;
constexpr std::size_t k_row_limit = 1000;
constexpr std::size_t k_name_limit = 200; // bytes
constexpr std::size_t k_cell_limit = 300;
constexpr std::size_t k_group_limit = 20; // of a cell, one line each
constexpr std::size_t k_names = 40;       // of a list of the summary

std::string header_cell(std::string_view text, std::string_view title = {}) {
  return format("<th scope=\"col\"{}>{}</th>", title.empty() ? "" : format(" title=\"{}\"", html(title)),
                brief_html(text, k_name_limit));
}

// The first metric that tells sources apart.
std::optional<std::size_t> metric_of_sources(const ValueTable& table) {
  for (std::size_t metric = 0; metric < table.metrics.size(); ++metric) {
    if (std::any_of(table.rows.begin(), table.rows.end(), [&](const ValueRow& row) {
          const auto& cell = row.cells[metric];
          return cell.shown && has_sources(*cell.scores[*cell.shown]);
        })) {
      return metric;
    }
  }
  return std::nullopt;
}

std::string key_attribute(const std::optional<double>& key) {
  return key ? format(" data-v=\"{:.9g}\"", *key) : "";
}

std::string status_class(const std::optional<model::Status>& status) {
  return status ? std::string(style_of(*status)) : "plain";
}

std::string verdict_cell(const ValueRow& row) {
  const auto sign = row.status ? std::string(sign_of(*row.status)) : "·";
  const auto standing = html(standing_of_value(row));
  const int order = row.status ? 2 - badness(*row.status) : 3;
  return format(
      "<td class=\"once\" data-v=\"{}\" data-word=\"{}\"><span class=\"chip {}\">{} {}</span>{}</td>", order,
      standing, status_class(row.status), sign, standing,
      row.identical ? "<br><span class=\"quiet\">identical</span>" : "");
}

// Each group on a line, behind a summary.
std::string groups_of(const ValueCell& cell) {
  if (cell.scores.size() < 2) {
    return {};
  }
  std::string items;
  for (std::size_t i = 0; i < std::min(cell.scores.size(), k_group_limit); ++i) {
    const ValueCell alone = {{cell.scores[i]}, {cell.statuses[i]}, 0};
    const auto sign = cell.statuses[i] ? std::string(sign_of(*cell.statuses[i])) + " " : "";
    items += format("<li>{}{}: {}</li>", sign, brief_html(cell.scores[i]->group, k_name_limit),
                    brief_html(cell_text(alone), k_cell_limit));
  }
  if (cell.scores.size() > k_group_limit) {
    items += format("<li>and {} more</li>", cell.scores.size() - k_group_limit);
  }
  return format("<details><summary>{}</summary><ul>{}</ul></details>",
                brief_html(cell_parts(cell).groups, k_cell_limit), items);
}

std::string metric_cell(const ValueCell& cell) {
  const bool is_absent = !cell.shown || !cell_key(cell);
  return format("<td{}{}>{}{}</td>", key_attribute(cell_key(cell)), is_absent ? " class=\"quiet\"" : "",
                brief_html(cell_parts(cell).found, k_cell_limit), groups_of(cell));
}

std::string source_cell(const ValueCell& cell) {
  const auto source = cell.shown ? largest_source(*cell.scores[*cell.shown]) : std::nullopt;
  return source
             ? format("<td data-v=\"{:.9g}\">{}</td>", source->amount, brief_html(source->text, k_cell_limit))
             : "<td class=\"quiet\">–</td>";
}

std::string row_html(const ValueRow& row, std::optional<std::size_t> sources) {
  auto text = format("<tr><th scope=\"row\" class=\"value\">{}</th>{}", brief_html(row.name, k_name_limit),
                     verdict_cell(row));
  text += sources ? source_cell(row.cells[*sources]) : "";
  for (const auto& cell : row.cells) {
    text += metric_cell(cell);
  }
  return text + td(shorten(row.why, k_cell_limit), "wide") + "</tr>\n";
}

std::string tools_html(const ValueTable& table) {
  std::string choices = "<option value=\"\">all</option>";
  const auto standings = standings_of(table);
  for (const auto& choice : standings) {
    choices += format("<option>{}</option>", choice);
  }
  return format("<div class=\"tools\" hidden><label>Filter <input type=\"search\" data-filter></label>"
                "<label class=\"choice\">Verdict <select data-choice=\"1\">{}</select></label>"
                "<output data-count=\"values\"></output></div>\n",
                choices);
}

std::string table_html(const ValueTable& table) {
  const auto sources = metric_of_sources(table);
  auto head = "<thead><tr>" + header_cell("value") + header_cell("verdict");
  head += sources ? header_cell("largest source", table.metrics[*sources]->id) : "";
  for (const auto* metric : table.metrics) {
    head += header_cell(metric->id, metric->kind == metric->id ? "" : metric->kind);
  }
  head += header_cell("what does not pass") + "</tr></thead>\n";
  const auto count = std::min(table.rows.size(), k_row_limit);
  std::string rows;
  for (std::size_t i = 0; i < count; ++i) {
    rows += row_html(table.rows[i], sources);
  }
  const auto summary = summary_of(table, k_names);
  std::string lists;
  for (const auto& list : summary.lists) {
    lists += format("<li>{}</li>\n", brief_html(list));
  }
  return format("<h3>{}</h3>\n<p><b>{}</b></p>\n{}<div data-table>\n{}<div class=\"scroll\"><table "
                "class=\"values\">{}<tbody>\n{}"
                "</tbody></table></div>\n</div>\n{}",
                brief_html(table.of, k_name_limit), html(summary.sentence),
                lists.empty() ? "" : "<ul class=\"lists\">\n" + lists + "</ul>\n", tools_html(table), head,
                rows, rest_note(table.rows.size(), count, "values"));
}

} // namespace

std::string html_values(const model::Study& study) {
  const auto tables = value_tables(study);
  if (tables.empty()) {
    return {};
  }
  std::string content =
      "<p class=\"quiet\">Each value by itself: what the criteria of the highest severity that speak of it "
      "come to, and "
      "what every metric found. Of several groups the one that decides is shown. Shares are of the whole "
      "variance, that between subjects included.</p>\n";
  const auto count = std::min(tables.size(), k_table_limit);
  for (std::size_t i = 0; i < count; ++i) {
    content += table_html(tables[i]);
  }
  return section("values", "Values", content + rest_note(tables.size(), count, "tables"));
}

} // namespace reprovip::report
