#include "harness/report/site_history.hpp"

#include "harness/base/format.hpp"
#include "harness/report/html_parts.hpp"
#include "harness/report/text.hpp"
#include "harness/sys/clock.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

namespace reprovip::report {

namespace {

constexpr std::size_t k_most_studies = 60;
constexpr std::size_t k_step = 12; // pixels from study to study
constexpr std::size_t k_bar = 9;   // width of a mark

using Statuses = std::vector<std::optional<model::Status>>;

// The names of all criteria, those of the newest study first.
std::vector<std::string> criteria_of(const std::vector<SiteEntry>& entries) {
  std::vector<std::string> names;
  std::set<std::string> seen;
  for (const auto& entry : entries) {
    for (const auto& criterion : entry.criteria) {
      if (seen.insert(criterion.id).second) {
        names.push_back(criterion.id);
      }
    }
  }
  return names;
}

std::optional<model::Status> status_in(const SiteEntry& entry, const std::string& criterion) {
  const auto found = std::ranges::find(entry.criteria, criterion, &SiteCriterion::id);
  return found == entry.criteria.end() ? std::nullopt : std::optional(found->status);
}

std::string_view word_of(const std::optional<model::Status>& status) {
  return status ? to_string(*status) : "not judged";
}

// Up, down, or on the line: it does not speak by colour only.
std::string mark(const SiteEntry& entry, const std::optional<model::Status>& status, std::size_t at) {
  if (!status) {
    return {};
  }
  const std::array<std::size_t, 2> place = *status == model::Status::pass ? std::array<std::size_t, 2>{1, 9}
                                           : *status == model::Status::fail
                                               ? std::array<std::size_t, 2>{12, 9}
                                               : std::array<std::size_t, 2>{8, 6};
  return format("<rect class=\"mark {}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"><title>{}, {}: "
                "{}</title></rect>",
                style_of(*status), at * k_step + 1, place[0], k_bar, place[1], brief_html(entry.study, 200),
                site_date(entry.ended_ms), word_of(status));
}

std::string sparkline(const std::string& criterion, const std::vector<SiteEntry>& oldest_first) {
  std::string marks;
  std::vector<std::string> words;
  for (std::size_t i = 0; i < oldest_first.size(); ++i) {
    const auto status = status_in(oldest_first[i], criterion);
    marks += mark(oldest_first[i], status, i);
    words.emplace_back(word_of(status));
  }
  const auto width = oldest_first.size() * k_step;
  return format("<svg class=\"history\" role=\"img\" aria-label=\"{}, oldest study first: {}\" width=\"{}\" "
                "height=\"22\" viewBox=\"0 0 {} 22\"><line class=\"axis\" x1=\"0\" y1=\"11\" x2=\"{}\" "
                "y2=\"11\"/>{}</svg>",
                brief_html(criterion, 200), joined(words), width, width, width, marks);
}

std::string table_of(const std::vector<std::string>& criteria, const std::vector<SiteEntry>& newest_first) {
  std::string head;
  std::string body;
  for (const auto& criterion : criteria) {
    head += format("<th scope=\"col\">{}</th>", brief_html(criterion, 200));
  }
  for (const auto& entry : newest_first) {
    body += format(
        "<tr><th scope=\"row\">{}</th><td class=\"once\">{}</td><td>{}</td><td class=\"once\">{}</td>",
        study_link(entry), site_date(entry.ended_ms), brief_html(entry.application, 300), chip(entry.status));
    for (const auto& criterion : criteria) {
      const auto status = status_in(entry, criterion);
      body += status ? format("<td class=\"once\">{}</td>", chip(*status))
                     : "<td class=\"quiet\">not judged</td>";
    }
    body += "</tr>\n";
  }
  return format("<details><summary>Data as table</summary>\n<div class=\"scroll\"><table><thead><tr><th "
                "scope=\"col\">study</th><th "
                "scope=\"col\">last execution (UTC)</th><th scope=\"col\">application</th><th "
                "scope=\"col\">verdict</th>{}</tr></thead><tbody>\n{}</tbody></table></div></details>\n",
                head, body);
}

} // namespace

std::string site_history(const std::vector<SiteEntry>& newest_first) {
  const auto count = std::min(newest_first.size(), k_most_studies);
  const std::vector<SiteEntry> newest(newest_first.begin(),
                                      newest_first.begin() + static_cast<std::ptrdiff_t>(count));
  const std::vector<SiteEntry> oldest_first(newest.rbegin(), newest.rend());
  const auto criteria = criteria_of(newest);
  if (criteria.empty()) {
    return {};
  }
  std::string rows;
  for (const auto& criterion : criteria) {
    const auto now = status_in(newest.front(), criterion);
    rows += format("<tr><th scope=\"row\">{}</th><td class=\"once\">{}</td><td>{}</td></tr>\n",
                   brief_html(criterion, 200), now ? chip(*now) : "<span class=\"quiet\">not judged</span>",
                   sparkline(criterion, oldest_first));
  }
  return format(
      "<figure data-plot=\"history\"><figcaption>Each criterion over {}, the newest at the right: a bar up "
      "passes, down fails, on the line is inconclusive.</figcaption>\n<div "
      "class=\"scroll\"><table>{}<tbody>\n{}</tbody></table></div>\n{}"
      "</figure>\n",
      count < newest_first.size() ? format("the newest {} of {} studies", count, newest_first.size())
                                  : counted(count, "study"),
      header_row({"criterion", "now", "over time"}), rows, table_of(criteria, newest));
}

std::string study_link(const SiteEntry& entry) {
  constexpr std::string_view k_plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string address;
  for (const char c : entry.study) {
    address += k_plain.find(c) != std::string_view::npos
                   ? std::string(1, c)
                   : format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
  return format("<a href=\"{}/index.html\">{}</a>", address, brief_html(entry.study, 200));
}

std::string site_date(std::int64_t time_ms) {
  if (time_ms <= 0) {
    return "never";
  }
  auto text = sys::iso8601(time_ms).substr(0, 16);
  text[10] = ' ';
  return text;
}

} // namespace reprovip::report
