#include "harness/base/format.hpp"
#include "harness/report/facts.hpp"
#include "harness/report/html_bar.hpp"
#include "harness/report/html_parts.hpp"
#include "harness/report/judged.hpp"
#include "harness/report/text.hpp"
#include "harness/report/values.hpp"

#include <algorithm>

namespace reprovip::report {

namespace {

constexpr std::size_t k_alert_limit = 200;
constexpr std::size_t k_text_limit = 600; // bytes of one alert or reason
constexpr std::size_t k_name_limit = 200;
constexpr std::size_t k_names = 12; // of values that do not pass

const model::Verdict* verdict_of(const model::Study& study, const model::Alert& alert) {
  const auto& verdicts = study.verdicts.verdicts;
  const auto found = std::ranges::find_if(verdicts, [&](const model::Verdict& verdict) {
    return verdict.criterion == alert.what && verdict.status != model::Status::pass;
  });
  return found == verdicts.end() ? nullptr : &*found;
}

const model::Score* score_of(const model::Study& study, const model::Verdict& verdict,
                             const model::Check& check) {
  const auto& scores = study.scores.scores;
  const auto found = std::ranges::find_if(scores, [&](const model::Score& score) {
    return score.metric == verdict.subject_of && score.group == check.group &&
           value_name(score) == check.value;
  });
  return found == scores.end() ? nullptr : &*found;
}

// How far the estimate is beyond what the criterion allows; "" when it is not, or there is no one number to
// compare.
std::string how_far(const model::Study& study, const model::Verdict& verdict, const model::Score& score) {
  for (const auto& threshold : thresholds_of(study.plan.resolved.protocol, score)) {
    if (threshold.criterion != verdict.criterion || !score.estimate) {
      continue;
    }
    const double beyond = *score.estimate - threshold.value;
    if (threshold.op.starts_with('<') && beyond > 0) {
      return threshold.value > 0 ? format("{:.3g} times the limit", *score.estimate / threshold.value)
                                 : format("{:.3g} above the limit", beyond);
    }
    if (threshold.op.starts_with('>') && beyond < 0) {
      return format("{:.3g} below the limit", -beyond);
    }
  }
  return {};
}

// Words that the table of executions has for those that the score speaks of.
std::string filter_of(const model::Study& study, const model::Score& score) {
  std::vector<std::string> words;
  for (const auto& factor : study.plan.resolved.protocol.factors) {
    const auto level = score.levels.find(factor.name);
    if (level != score.levels.end() && factor.levels.size() > 1 &&
        level->second.find(" | ") == std::string::npos) {
      words.push_back(factor.name + "=" + level->second);
    }
  }
  if (const auto subject = score.levels.find("subject"); subject != score.levels.end()) {
    words.push_back(subject->second);
  }
  return joined(words, " ");
}

// Whether the criterion compares the score with a number.
bool has_threshold(const model::Study& study, const model::Verdict& verdict, const model::Score& score) {
  const auto thresholds = thresholds_of(study.plan.resolved.protocol, score);
  return std::ranges::find(thresholds, verdict.criterion, &Threshold::criterion) != thresholds.end();
}

std::string executions_link(const std::string& filter) {
  return format("<a href=\"#executions\" data-filter-for=\"executions\" data-words=\"{}\">executions</a>",
                brief_html(filter, k_name_limit));
}

// What it came to, where it is drawn, and what it comes from.
std::string trail(const model::Study& study, const model::Verdict& verdict, const model::Score* score) {
  std::vector<std::string> parts;
  if (const auto rows = rows_sentence(study, verdict, k_names); !rows.empty()) {
    parts.push_back(brief_html(rows, k_text_limit));
  }
  if (const auto since = standing_sentence(study, verdict.criterion); !since.empty()) {
    parts.push_back(format("<span data-since>{}</span>", brief_html(since)));
  }
  std::vector<std::string> links = {
      format("<a href=\"#{}\">criterion</a>", criterion_anchor(study, verdict.criterion))};
  if (score != nullptr && score->kind == "tost") {
    links.emplace_back("<a href=\"#plot-equivalence\" data-script hidden>plot</a>");
  } else if (score != nullptr && has_threshold(study, verdict, *score)) {
    links.push_back(format("<a href=\"#plot-intervals\" data-script data-choose=\"{}\" hidden>plot</a>",
                           brief_html(verdict.criterion, k_name_limit)));
  }
  if (score != nullptr) {
    links.push_back(executions_link(filter_of(study, *score)));
  } else {
    links.push_back(format("<a href=\"#{}\">classes</a>", output_anchor(study, verdict.subject_of)));
  }
  parts.push_back(joined(links, " · "));
  return "<p class=\"trail\">" + joined(parts, "<span class=\"dot\"> · </span>") + "</p>";
}

std::string criterion_alert(const model::Study& study, const model::Alert& alert,
                            const model::Verdict& verdict, const std::map<std::string, Scale>& scales) {
  const auto* check = worst_check(verdict);
  const auto* score = check == nullptr ? nullptr : score_of(study, verdict, *check);
  const auto far = score == nullptr ? "" : how_far(study, verdict, *score);
  const auto seen = check == nullptr ? alert.text : check_subject(*check) + ": " + check->text;
  return format(
      "<div class=\"what\"><span class=\"chip {}\">{} {}</span> <b>{}</b> requires <code>{}</code>{}{}</div>"
      "<div class=\"seen\">{}</div>{}",
      style_of(verdict.status), sign_of(verdict.status), to_string(verdict.status),
      brief_html(verdict.criterion, k_name_limit), brief_html(verdict.require, k_name_limit),
      far.empty() ? "" : format(" <b class=\"far\">{}</b>", html(far)),
      score == nullptr || !has_threshold(study, verdict, *score)
          ? ""
          : bar(study, *score, scales.at(score->metric)),
      brief_html(seen, k_text_limit), trail(study, verdict, score));
}

// How most of those that do not count stand: "failed", "timed_out", "not run".
std::string commonest_failure(const model::Study& study) {
  std::map<std::string, std::size_t> counts;
  for (const auto& record : study.records) {
    if (standing_of(record) != Standing::succeeded) {
      ++counts[standing_text(record)];
    }
  }
  const auto most = std::ranges::max_element(counts, {}, [](const auto& one) { return one.second; });
  return most == counts.end() ? "" : most->first;
}

std::string other_alert(const model::Study& study, const model::Alert& alert) {
  const auto& grades = study.verdicts.grades;
  const bool of_output = std::ranges::find(grades, alert.what, &model::OutputGrade::output) != grades.end();
  const auto link = of_output ? format("<a href=\"#{}\">output</a>", output_anchor(study, alert.what))
                    : alert.what == "executions" ? executions_link(commonest_failure(study))
                                                 : "";
  return format("<div class=\"what\"><b>{}</b> <span class=\"seen\">{}</span></div>{}",
                brief_html(alert.what, k_name_limit), brief_html(alert.text, k_text_limit),
                link.empty() ? "" : "<p class=\"trail\">" + link + "</p>");
}

std::string_view alert_style(model::Severity severity) {
  return severity == model::Severity::fail ? "fail" : severity == model::Severity::warn ? "unsure" : "plain";
}

std::string alerts_section(const model::Study& study) {
  const auto& alerts = study.verdicts.alerts;
  const auto scales = scales_of(study);
  const auto count = std::min(alerts.size(), k_alert_limit);
  std::string items;
  for (std::size_t i = 0; i < count; ++i) {
    const auto& alert = alerts[i];
    const auto* verdict = verdict_of(study, alert);
    items += format("<li class=\"{}\" data-severity=\"{}\">{}</li>\n", alert_style(alert.severity),
                    to_string(alert.severity),
                    verdict == nullptr ? other_alert(study, alert)
                                       : criterion_alert(study, alert, *verdict, scales));
  }
  for (std::size_t i = 0; i < std::min(study.scores.warnings.size(), k_alert_limit); ++i) {
    items += format("<li class=\"plain\"><div class=\"what\"><b>note</b> {}</div></li>\n",
                    brief_html(study.scores.warnings[i], k_text_limit));
  }
  const auto content = items.empty() ? "<p>None.</p>\n" : "<ul class=\"alerts\">\n" + items + "</ul>\n";
  return section("alerts", "Alerts", content + rest_note(alerts.size(), count, "alerts"));
}

std::string grade_item(const model::Study& study, const model::OutputGrade& grade) {
  const auto& classes = study.scores.classes;
  const auto found = std::ranges::find(classes, grade.output, &model::OutputClasses::output);
  const auto sentence = found == classes.end() || found->sentence.empty() ? grade.reason : found->sentence;
  return format("<li><div>{} <a href=\"#{}\"><b>{}</b></a></div><div class=\"quiet\">{}</div></li>\n",
                chip(grade.grade), output_anchor(study, grade.output), brief_html(grade.output, k_name_limit),
                brief_html(sentence, k_text_limit));
}

std::string grades_section(const model::Study& study) {
  std::string items;
  for (const auto& grade : study.verdicts.grades) {
    items += grade_item(study, grade);
  }
  return section("grades", "Outputs",
                 items.empty() ? "<p>None declared.</p>\n" : "<ul class=\"grades\">\n" + items + "</ul>\n");
}

} // namespace

std::string html_first(const model::Study& study) {
  return "<div class=\"first\">\n" + alerts_section(study) + grades_section(study) + "</div>\n";
}

} // namespace reprovip::report
