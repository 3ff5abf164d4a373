#include "harness/base/format.hpp"
#include "harness/report/facts.hpp"
#include "harness/report/html_parts.hpp"
#include "harness/report/page_data.hpp"
#include "harness/report/page_files.hpp"
#include "harness/report/page_frame.hpp"
#include "harness/report/reporters.hpp"
#include "harness/report/text.hpp"

#include <array>

namespace reprovip::report {

namespace {

// What runs, in this order; the packages that the plots are made with carry their licence. NiiVue, which the
// page unpacks when a volume is asked for, has images of its own (a font) as data of its script.
PageFrame frame_of(const model::Study& study) {
  PageFrame frame;
  frame.title =
      format("{}: {}", to_string(study.verdicts.status), study.plan.resolved.protocol.name.substr(0, 400));
  frame.tool_version = study.tool_version;
  frame.style = page_css();
  frame.scripts = {{"d3", d3_js}, {"plot", plot_js}, {"page", page_js}};
  if (!study.pictures.empty()) {
    frame.unpacked = niivue_js_sha256();
    frame.images = "data: blob:";
  }
  return frame;
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
  const auto frame = frame_of(study);
  return page_begin(frame) + header(study) + navigation(main) + "<main>\n" + main + "</main>\n" +
         page_end(frame, data_island("study-data", page_data(study)));
}

} // namespace reprovip::report
