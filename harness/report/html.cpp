#include "harness/base/format.hpp"
#include "harness/report/base64.hpp"
#include "harness/report/facts.hpp"
#include "harness/report/html_parts.hpp"
#include "harness/report/page_data.hpp"
#include "harness/report/page_files.hpp"
#include "harness/report/reporters.hpp"
#include "harness/report/text.hpp"
#include "harness/sys/hash.hpp"

#include <array>
#include <cstdint>

namespace reprovip::report {

namespace {

std::string source_of(std::string_view text) {
  return format("'{}'", hash_source(sys::sha256(text)));
}

// What runs, in this order; the packages that the plots are made with carry their licence.
struct Script {
  std::string_view name;
  std::string_view (*text)();
};
constexpr std::array<Script, 3> k_scripts = {{{"d3", d3_js}, {"plot", plot_js}, {"page", page_js}}};

// Nothing is fetched, and no script or style runs but our own: the second line of defence after escaping.
// NiiVue's own images (a font) are data of its script.
std::string policy(const model::Study& study) {
  static const std::string common = [] {
    std::string scripts;
    for (const auto& script : k_scripts) {
      scripts += " " + source_of(script.text());
    }
    return format("default-src 'none'; base-uri 'none'; form-action 'none'; style-src {}; script-src{}",
                  source_of(page_css()), scripts);
  }();
  return study.pictures.empty()
             ? common
             : format("{} '{}'; img-src data: blob:", common, hash_source({std::string(niivue_js_sha256())}));
}

std::string head(const model::Study& study) {
  return format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"generator\" content=\"reprovip {}\">\n<title>{}: {}</title>\n<style>{}</style>\n"
      "</head>\n",
      policy(study), html(study.tool_version), to_string(study.verdicts.status),
      brief_html(study.plan.resolved.protocol.name, 200), page_css());
}

std::string header(const model::Study& study) {
  const auto& protocol = study.plan.resolved.protocol;
  const auto status = study.verdicts.status;
  std::string text = "<a class=\"skip\" href=\"#verdict\">To the verdict</a>\n<header>\n"
                     "<button type=\"button\" id=\"theme\" hidden>Theme</button>\n";
  text += format("<h1>{}</h1>\n", brief_html(protocol.name, 300));
  if (!protocol.description.empty()) {
    text += format("<p>{}</p>\n", brief_html(protocol.description));
  }
  text +=
      format("<p class=\"quiet\">{}, {}. Study <code>{}</code>{}.</p>\n", brief_html(application_text(study)),
             html(design_sentence(study)), brief_html(study.plan.study),
             protocol.profile.empty() ? "" : ", profile " + brief_html(protocol.profile));
  text += format("<div id=\"verdict\" class=\"verdict {}\" role=\"status\"><strong>{} "
                 "{}</strong><span>{}</span></div>\n",
                 style_of(status), sign_of(status), to_string(status), html(verdict_sentence(study)));
  text += format("<p>{}{}.</p>\n</header>\n", html(tally_sentence(study)),
                 study.interrupted ? "; stopped before its end" : "");
  return text;
}

// To the sections that there are.
std::string navigation(const std::string& main) {
  constexpr std::array<std::array<std::string_view, 2>, 10> k_links = {{{"alerts", "Alerts"},
                                                                        {"outputs", "Outputs and classes"},
                                                                        {"plots", "Plots"},
                                                                        {"values", "Values"},
                                                                        {"criteria", "Criteria"},
                                                                        {"scores", "Scores"},
                                                                        {"pictures", "Images and maps"},
                                                                        {"executions", "Executions"},
                                                                        {"environments", "Environments"},
                                                                        {"replay", "Replay"}}};
  std::string text = "<nav aria-label=\"Sections\"><ul>\n";
  for (const auto& [id, title] : k_links) {
    if (main.find(format("<section id=\"{}\"", id)) != std::string::npos) {
      text += format("<li{}><a href=\"#{}\">{}</a></li>\n", id == "plots" ? " data-script hidden" : "", id,
                     title);
    }
  }
  return text + "</ul></nav>\n";
}

} // namespace

std::string write_html(const model::Study& study) {
  std::string main;
  for (auto* write : {html_first, html_outputs, html_plots, html_values, html_criteria, html_scores,
                      html_pictures, html_executions, html_environments, html_replay}) {
    main += write(study);
  }
  auto page = head(study) + "<body>\n" + header(study) + navigation(main) + "<main>\n" + main + "</main>\n";
  page +=
      format("<footer><p class=\"quiet\">Written by reprovip {}.</p></footer>\n", html(study.tool_version));
  page += data_island("study-data", page_data(study));
  for (const auto& script : k_scripts) {
    page += format("<script data-part=\"{}\">{}</script>\n", script.name, script.text());
  }
  return page + "</body>\n</html>\n";
}

} // namespace reprovip::report
