#include "harness/base/format.hpp"
#include "harness/report/console_parts.hpp"
#include "harness/report/facts.hpp"
#include "harness/report/next_steps.hpp"
#include "harness/report/text.hpp"

#include <algorithm>
#include <array>

namespace reprovip::report {

namespace {

void show_head(Screen& screen, const model::Study& study) {
  screen.line(
      format("{}: {}, {}", clean(study.plan.study), clean(application_text(study)), design_sentence(study)),
      Color::bold);
  screen.line(tally_sentence(study) + (study.interrupted ? "; stopped before its end" : ""));
}

void show_slowest(Screen& screen, const model::Study& study) {
  std::optional<std::uint32_t> slowest;
  double longest = 0;
  for (std::uint32_t i = 0; i < study.records.size(); ++i) {
    const auto wall = study.records[i] ? study.records[i]->ending.usage.wall_s : std::nullopt;
    if (wall && (!slowest || *wall > longest)) {
      slowest = i;
      longest = *wall;
    }
  }
  if (slowest) {
    screen.line(format("slowest: {} in {}", clean(execution_name(study, *slowest)),
                       human_duration(Seconds(longest))));
  }
}

void show_next(Screen& screen, const model::Study& study) {
  const auto steps = next_steps(study);
  for (std::size_t i = 0; i < screen.shown(steps.size(), screen.limits().steps); ++i) {
    const auto& step = steps[i];
    const auto command = clean(step.command);
    const auto label = "next: " + command + (command.empty() ? "" : "  # ");
    screen.verbatim(label + fit(step.why, screen.width() - std::min(screen.width() - 10, columns(label))));
  }
}

std::string upper(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return result;
}

void show_verdict(Screen& screen, const model::Study& study) {
  const auto status = study.verdicts.status;
  screen.line(format("{} {}: {}", symbol(status), upper(to_string(status)), verdict_sentence(study)),
              color_of(status));
}

// From all that is usual to what must be said. A screen takes the first that fits it.
const std::array<Limits, 4>& levels() {
  static const std::array<Limits, 4> all = {Limits{},
                                            Limits{.criteria = 8,
                                                   .wrapped_criteria = 2,
                                                   .outputs = 5,
                                                   .class_lines = 1,
                                                   .value_tables = 2,
                                                   .value_lists = 1,
                                                   .deployments = 4,
                                                   .alerts = 3,
                                                   .alert_lines = 2,
                                                   .steps = 3},
                                            Limits{.criteria = 6,
                                                   .wrapped_criteria = 0,
                                                   .outputs = 4,
                                                   .class_lines = 1,
                                                   .value_tables = 1,
                                                   .value_lists = 0,
                                                   .deployments = 3,
                                                   .alerts = 2,
                                                   .alert_lines = 1,
                                                   .steps = 2,
                                                   .blank_lines = false},
                                            Limits{.criteria = 4,
                                                   .wrapped_criteria = 0,
                                                   .outputs = 2,
                                                   .class_lines = 0,
                                                   .value_tables = 0,
                                                   .value_lists = 0,
                                                   .deployments = 0,
                                                   .alerts = 1,
                                                   .alert_lines = 1,
                                                   .steps = 1,
                                                   .blank_lines = false}};
  return all;
}

Screen summary(const model::Study& study, const ConsoleOptions& options, const Limits& limits) {
  Screen screen(options, limits);
  if (options.verbosity >= 0) {
    show_head(screen, study);
    show_outputs(screen, study);
    show_values(screen, study);
    show_deployments(screen, study);
    show_criteria(screen, study);
    show_alerts(screen, study);
    screen.gap();
    show_slowest(screen, study);
    show_next(screen, study);
  }
  show_verdict(screen, study);
  return screen;
}

} // namespace

std::string console(const model::Study& study, const ConsoleOptions& options) {
  const auto* limits = levels().data();
  auto screen = summary(study, options, *limits);
  const auto room = static_cast<std::size_t>(std::max(options.height, 0));
  while (options.verbosity == 0 && room > 0 && screen.rows() >= room && limits + 1 != levels().end()) {
    screen = summary(study, options, *++limits);
  }
  return screen.text();
}

} // namespace reprovip::report
