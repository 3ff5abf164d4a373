#include "harness/base/format.hpp"
#include "harness/report/console_parts.hpp"
#include "harness/report/facts.hpp"
#include "harness/report/text.hpp"
#include "harness/report/values.hpp"

#include <algorithm>

namespace reprovip::report {

namespace {

using model::Severity;
using model::Status;

constexpr std::size_t k_status_width = 16;
constexpr std::size_t k_worst_names = 4;

void show_checks(Screen& screen, const model::Verdict& verdict) {
  for (const auto& check : verdict.checks) {
    screen.paragraph(format("    {} ", symbol(check.status)), 6, color_of(check.status),
                     clean(check_subject(check) + ": " + check.text), screen.limits().alert_lines);
  }
}

} // namespace

void show_criteria(Screen& screen, const model::Study& study) {
  const auto& verdicts = study.verdicts.verdicts;
  if (verdicts.empty()) {
    return;
  }
  std::size_t name_width = 9;
  for (const auto& verdict : verdicts) {
    name_width = std::min<std::size_t>(std::max(name_width, columns(clean(verdict.criterion))), 24);
  }
  screen.gap();
  const auto row = [&](const std::string& criterion, std::string_view severity, const std::string& scope,
                       const std::string& reason) {
    return pad(criterion, name_width) + "  " + pad(severity, 8) + "  " + pad(scope, 15) + "  " + reason;
  };
  screen.line("  verdict       " + row("criterion", "severity", "scope", "why"), Color::dim);
  // A few criteria may take two lines each.
  const auto before_why = k_status_width + name_width + 29;
  const auto why_width = screen.width() - std::min(screen.width() - 20, before_why);
  const bool wraps = verdicts.size() <= screen.limits().wrapped_criteria;
  // What decides comes first when not all can be shown.
  std::vector<const model::Verdict*> order;
  order.reserve(verdicts.size());
  for (const auto& verdict : verdicts) {
    order.push_back(&verdict);
  }
  const auto count = screen.shown(verdicts.size(), screen.limits().criteria);
  if (count < verdicts.size()) {
    std::ranges::stable_sort(order, {}, [](const model::Verdict* verdict) {
      return verdict->status == Status::fail ? 0 : verdict->status == Status::inconclusive ? 1 : 2;
    });
  }
  for (std::size_t i = 0; i < count; ++i) {
    const auto& verdict = *order[i];
    const auto rows = rows_sentence(study, verdict, k_worst_names);
    const auto reason = (rows.empty() ? "" : rows + "; worst: ") + clean(verdict.reason);
    const auto why = wrap(shorten(reason, 4 * screen.width()), why_width);
    screen.line(format("{} {}", symbol(verdict.status), to_string(verdict.status)), k_status_width,
                color_of(verdict.status),
                row(clean(verdict.criterion), to_string(verdict.severity), scopes_text(verdict),
                    wraps ? why[0] : reason));
    if (wraps && why.size() > 1) {
      screen.line(std::string(screen.width() - why_width, ' ') + why[1] + (why.size() > 2 ? " …" : ""));
    }
    if (screen.verbose()) {
      show_checks(screen, verdict);
    }
  }
  screen.more(verdicts.size(), count, "criteria");
}

void show_alerts(Screen& screen, const model::Study& study) {
  const auto& alerts = study.verdicts.alerts;
  if (alerts.empty() && study.scores.warnings.empty()) {
    return;
  }
  screen.gap();
  screen.line("  alert", Color::dim);
  const auto count = screen.shown(alerts.size(), screen.limits().alerts);
  for (std::size_t i = 0; i < count; ++i) {
    const auto& alert = alerts[i];
    const auto since = standing_sentence(study, alert.what);
    const auto what = alert.what + (since.empty() ? "" : " " + since);
    screen.paragraph("  " + std::string(to_string(alert.severity)), 8,
                     alert.severity == Severity::fail ? Color::red : Color::yellow,
                     clean(what + ": " + alert.text), screen.limits().alert_lines);
  }
  screen.more(alerts.size(), count, "alerts");
  const auto warnings = screen.shown(study.scores.warnings.size(), screen.limits().alerts);
  for (std::size_t i = 0; i < warnings; ++i) {
    screen.paragraph("  note", 8, Color::yellow, clean(study.scores.warnings[i]),
                     screen.limits().alert_lines);
  }
  screen.more(study.scores.warnings.size(), warnings, "notes");
}

} // namespace reprovip::report
