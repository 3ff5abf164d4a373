#include "harness/report/html_parts.hpp"

#include "harness/base/format.hpp"
#include "harness/report/text.hpp"

#include <algorithm>

namespace reprovip::report {

std::string brief_html(std::string_view text, std::size_t limit) {
  return html(shorten(clean(text.substr(0, limit * 2)), limit));
}

std::string td(std::string_view text, std::string_view style) {
  return format("<td{}>{}</td>", style.empty() ? "" : format(" class=\"{}\"", style), brief_html(text));
}

std::string header_row(std::initializer_list<std::string_view> names) {
  std::string row = "<thead><tr>";
  for (const auto name : names) {
    row += format("<th scope=\"col\">{}</th>", html(name));
  }
  return row + "</tr></thead>\n";
}

std::string section(std::string_view id, std::string_view title, const std::string& content,
                    std::string_view attributes) {
  return format(
      "<section id=\"{0}\" aria-labelledby=\"{0}-title\"{3}>\n<h2 id=\"{0}-title\">{1}</h2>\n{2}</section>\n",
      id, html(title), content, attributes);
}

std::string_view style_of(model::Status status) {
  switch (status) {
  case model::Status::pass:
    return "pass";
  case model::Status::fail:
    return "fail";
  case model::Status::inconclusive:
    return "unsure";
  }
  return "";
}

std::string_view sign_of(model::Status status) {
  switch (status) {
  case model::Status::pass:
    return "✓";
  case model::Status::fail:
    return "✗";
  case model::Status::inconclusive:
    return "?";
  }
  return "";
}

std::string chip(model::Status status) {
  return format("<span class=\"chip {}\">{} {}</span>", style_of(status), sign_of(status), to_string(status));
}

std::string chip(model::Grade grade) {
  const auto make = [&](std::string_view style, std::string_view sign) {
    return format("<span class=\"chip {}\">{} {}</span>", style, sign, to_string(grade));
  };
  switch (grade) {
  case model::Grade::identical:
    return make("pass", "=");
  case model::Grade::sufficient:
    return make("pass", "✓");
  case model::Grade::insufficient:
    return make("fail", "✗");
  case model::Grade::inconclusive:
    return make("unsure", "?");
  case model::Grade::suspicious:
    return make("unsure", "!");
  }
  return {};
}

namespace {

// A plain word stays as it is; else its place among all of them.
std::string anchor(std::string_view kind, const std::string& name, std::size_t place) {
  const bool plain = !name.empty() && name.size() <= 60 && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
  });
  return plain ? format("{}-{}", kind, name) : format("{}-{}", kind, place + 1);
}

} // namespace

std::string criterion_anchor(const model::Study& study, const std::string& criterion) {
  const auto& all = study.verdicts.verdicts;
  const auto found = std::ranges::find(all, criterion, &model::Verdict::criterion);
  return anchor("criterion", criterion, static_cast<std::size_t>(found - all.begin()));
}

std::string output_anchor(const model::Study& study, const std::string& output) {
  const auto& all = study.verdicts.grades;
  const auto found = std::ranges::find(all, output, &model::OutputGrade::output);
  return anchor("output", output, static_cast<std::size_t>(found - all.begin()));
}

std::string data_island(std::string_view id, const Json& json) {
  // It must not end its script element, nor open a comment.
  std::string text;
  for (const char c : dump(json)) {
    text += c == '<' ? "\\u003c" : c == '>' ? "\\u003e" : c == '&' ? "\\u0026" : std::string(1, c);
  }
  return format("<script type=\"application/json\" id=\"{}\">{}</script>\n", id, text);
}

std::string rest_note(std::size_t count, std::size_t shown, std::string_view what) {
  if (count <= shown) {
    return {};
  }
  return format("<p class=\"quiet\">The first {} of {} {}; the JSON report has all of them.</p>\n", shown,
                count, what);
}

} // namespace reprovip::report
