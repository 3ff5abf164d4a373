#include "harness/base/format.hpp"
#include "harness/report/html_parts.hpp"
#include "harness/report/page_files.hpp"
#include "harness/report/page_frame.hpp"
#include "harness/report/site.hpp"
#include "harness/report/site_history.hpp"
#include "harness/report/text.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace reprovip::report {

namespace {

using model::Status;

// The studies of one protocol and profile, the newest first.
using Row = std::vector<SiteEntry>;

int badness(Status status) {
  return status == Status::fail ? 0 : status == Status::inconclusive ? 1 : 2;
}

// What fails now comes first.
std::vector<Row> rows_of(std::vector<SiteEntry> entries) {
  std::map<std::pair<std::string, std::string>, Row> rows;
  for (auto& entry : entries) {
    rows[{entry.protocol, entry.profile}].push_back(std::move(entry));
  }
  std::vector<Row> sorted;
  for (auto& [key, row] : rows) {
    std::ranges::sort(row, [](const auto& a, const auto& b) {
      return std::tie(b.ended_ms, b.study) < std::tie(a.ended_ms, a.study);
    });
    sorted.push_back(std::move(row));
  }
  std::ranges::stable_sort(sorted, [](const auto& a, const auto& b) {
    return badness(a.front().status) < badness(b.front().status);
  });
  return sorted;
}

std::string title_of(const SiteEntry& entry) {
  return entry.protocol + (entry.profile.empty() ? "" : ", profile " + entry.profile);
}

// How many studies, from `at` back in time, come to the same.
std::size_t unbroken(const Row& row, std::size_t at) {
  std::size_t end = at;
  while (end + 1 < row.size() && row[end + 1].status == row[at].status) {
    ++end;
  }
  return end - at + 1;
}

std::string since_text(const Row& row, std::size_t at) {
  const auto studies = unbroken(row, at);
  return format("{} ({})", site_date(row[at + studies - 1].ended_ms), counted(studies, "study"));
}

// Their names, and folded what they say.
std::string alerts_html(const SiteEntry& entry) {
  if (entry.alerts.empty()) {
    return {};
  }
  std::vector<std::string> names;
  std::string items;
  for (const auto& alert : entry.alerts) {
    names.push_back(brief_html(alert.what, 100));
    items += format("<li><b>{}</b> ({}): {}</li>", brief_html(alert.what), to_string(alert.severity),
                    brief_html(alert.text));
  }
  if (entry.more_alerts > 0) {
    names.push_back(format("{} more", entry.more_alerts));
  }
  return format("<details><summary>{}</summary><ul>{}</ul></details>", joined(names), items);
}

std::string executions_text(const SiteEntry& entry) {
  return entry.succeeded == entry.executions
             ? format("{}", entry.executions)
             : format("{}, {} did not succeed", entry.executions, entry.executions - entry.succeeded);
}

std::string study_row(const Row& row, std::size_t at) {
  const auto& entry = row[at];
  return format("<tr><td class=\"once\" data-word=\"{}\">{}</td><td>{}</td><td>{}</td><td>{}</td>"
                "<td data-v=\"{}\">{}<br><span class=\"quiet\">{}</span></td>"
                "<td class=\"once\" data-v=\"{}\">{}</td><td class=\"once\">{}</td><td>{}</td></tr>\n",
                to_string(entry.status), chip(entry.status), brief_html(title_of(entry), 300),
                study_link(entry), brief_html(entry.application, 300), entry.executions,
                executions_text(entry), brief_html(entry.design, 200), entry.ended_ms,
                site_date(entry.ended_ms), since_text(row, at), alerts_html(entry));
}

std::string studies_table(const std::vector<Row>& rows) {
  std::string body;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      body += study_row(row, i);
    }
  }
  constexpr std::string_view k_tools =
      "<div class=\"tools\" hidden><label>Filter <input type=\"search\" data-filter "
      "placeholder=\"dti 3.0.3 fail\"></label>\n<label class=\"choice\">Verdict <select data-choice=\"0\">"
      "<option value=\"\">any</option><option>fail</option><option>inconclusive</option><option>pass</option>"
      "</select></label>\n<output data-count=\"studies\"></output></div>\n";
  return format(
      "<div data-table>\n{}<div class=\"scroll\"><table>{}<tbody>\n{}</tbody></table></div>\n</div>\n",
      k_tools,
      header_row({"verdict", "protocol", "study", "application", "executions", "last execution (UTC)",
                  "verdict since", "alerts"}),
      body);
}

std::string protocols_section(const std::vector<Row>& rows) {
  std::string content;
  for (const auto& row : rows) {
    const auto& newest = row.front();
    content +=
        format("<article>\n<h3>{} {}</h3>\n<p>{}, study {} of {}: <b>{}</b> since {}.</p>\n{}</article>\n",
               chip(newest.status), brief_html(title_of(newest), 300), brief_html(newest.application, 300),
               study_link(newest), site_date(newest.ended_ms), to_string(newest.status), since_text(row, 0),
               site_history(row));
  }
  return section("protocols", "Protocols", content);
}

// Of the newest study of each protocol.
std::string verdict_line(const std::vector<Row>& rows) {
  std::map<int, std::size_t> counts;
  for (const auto& row : rows) {
    ++counts[badness(row.front().status)];
  }
  if (rows.empty()) {
    return "<p>No study yet.</p>\n";
  }
  const auto worst = rows.front().front().status;
  const auto part = [&](Status status, std::string_view what) {
    return counts[badness(status)] == 0 ? "" : format(", {} {}", counts[badness(status)], what);
  };
  return format(
      "<div id=\"verdict\" class=\"verdict {}\" role=\"status\"><strong>{} {}</strong><span>{}: "
      "{}</span></div>\n",
      style_of(worst), sign_of(worst), to_string(worst),
      rows.size() == 1 ? "the newest study of the one protocol"
                       : format("the newest studies of {} protocols", rows.size()),
      (part(Status::fail, "fail") + part(Status::inconclusive, "inconclusive") + part(Status::pass, "pass"))
          .substr(2));
}

} // namespace

std::string write_site_index(std::vector<SiteEntry> entries, const std::string& tool_version) {
  const auto studies = entries.size();
  const auto rows = rows_of(std::move(entries));
  const PageFrame frame{"Reproducibility studies", tool_version, page_css(), {{"site", site_js}}};
  auto page = page_begin(frame);
  page += "<a class=\"skip\" href=\"#protocols\">To the protocols</a>\n<header>\n"
          "<button type=\"button\" id=\"theme\" hidden>Theme</button>\n<h1>Reproducibility studies</h1>\n";
  page += verdict_line(rows) + "</header>\n";
  if (studies > 0) {
    page += "<nav aria-label=\"Sections\"><ul>\n<li><a href=\"#protocols\">Protocols</a></li>\n"
            "<li><a href=\"#studies\">All studies</a></li>\n</ul></nav>\n";
  }
  page += "<main>\n";
  if (studies > 0) {
    page += protocols_section(rows) + section("studies", "All studies", studies_table(rows));
  }
  return page + "</main>\n" + page_end(frame);
}

} // namespace reprovip::report
