#include "harness/report/junit_cases.hpp"

#include "harness/base/format.hpp"
#include "harness/report/criterion_chart.hpp"
#include "harness/report/facts.hpp"
#include "harness/report/place.hpp"
#include "harness/report/text.hpp"

#include <cmath>

namespace reprovip::report {

namespace {

constexpr std::size_t k_name_limit = 500;
constexpr std::size_t k_message_limit = 400;
constexpr std::size_t k_text_limit = std::size_t{48} << 10U;
constexpr std::size_t k_log_limit = std::size_t{12} << 10U;
// Above this many cells only those with something to say are cases: GitLab takes 500,000 cases and 30 MB.
constexpr std::size_t k_cell_limit = 20000;
// GitLab refuses a file of more than 30 MB whole.
constexpr std::size_t k_file_limit = std::size_t{25} << 20U;
constexpr std::size_t k_chart_lines = 5;

// GitLab would take the first "[[ATTACHMENT|...]]" of a log as a file to show.
std::string without_attachments(std::string text) {
  for (auto at = text.find("[[ATTACHMENT"); at != std::string::npos; at = text.find("[[ATTACHMENT", at)) {
    text.replace(at, 2, "[ [");
  }
  return text;
}

void set_text(JunitCase& one, const std::string& message, const std::string& more) {
  const auto line = clean(message);
  one.message = shorten(line, k_message_limit);
  one.text = shorten(line + (more.empty() ? "" : "\n" + clean(more, Lines::keep)), k_text_limit);
}

JunitCase blank(const model::Study& study, const std::string& about, const std::string& name) {
  JunitCase one;
  one.classname = shorten(clean(study.plan.resolved.protocol.name + "." + about), k_name_limit);
  one.name = shorten(clean(name), k_name_limit);
  one.file = clean(project_path(study.place, study.plan.resolved.protocol.file.generic_string()));
  return one;
}

CaseResult result_of(model::Status status, model::Severity severity) {
  if (status == model::Status::pass || severity == model::Severity::info) {
    return CaseResult::passed;
  }
  const bool decides = severity == model::Severity::fail && status == model::Status::fail;
  return decides ? CaseResult::failure : CaseResult::skipped;
}

std::string type_of(model::Status status, model::Severity severity) {
  if (status == model::Status::inconclusive) {
    return "inconclusive";
  }
  return severity == model::Severity::fail ? "criterion" : "warning";
}

// What all cases of a criterion say of it. The last lines are the picture in words.
std::string criterion_text(const model::Study& study, const model::Verdict& verdict) {
  const auto where = criterion_place(study, verdict);
  auto text = format("criterion \"{}\" requires {} ({}:{})\n", verdict.criterion, verdict.require, where.file,
                     where.line);
  const auto since = standing_sentence(study, verdict.criterion);
  text += since.empty() ? "" : since + "\n";
  if (verdict.status == model::Status::fail) {
    text += chart_text(criterion_chart(study, verdict), k_chart_lines);
  }
  text.pop_back();
  return text;
}

JunitCase criterion_case(const model::Study& study, const model::Verdict& verdict, const std::string& name,
                         model::Status status, const std::string& sentence) {
  auto one = blank(study, verdict.subject_of, name);
  one.file = clean(criterion_place(study, verdict).file);
  one.result = result_of(status, verdict.severity);
  one.type = type_of(status, verdict.severity);
  one.message = status == model::Status::inconclusive ? "inconclusive: "
                : one.type == "warning"               ? "warning: "
                                                      : "";
  one.message += sentence;
  if (one.result == CaseResult::failure) {
    one.criterion = verdict.criterion;
  }
  return one;
}

void add_criterion(std::vector<JunitCase>& cases, const model::Study& study, const model::Verdict& verdict) {
  const auto begin = cases.size();
  if (verdict.checks.empty()) {
    cases.push_back(criterion_case(study, verdict, verdict.criterion, verdict.status, verdict.reason));
  }
  for (const auto& check : verdict.checks) {
    cases.push_back(criterion_case(study, verdict, verdict.criterion + " " + check_subject(check),
                                   check.status, check.text));
  }
  const auto text = criterion_text(study, verdict);
  for (auto i = begin; i < cases.size(); ++i) {
    set_text(cases[i], cases[i].message, text);
  }
}

void add_criteria(std::vector<JunitCase>& cases, const model::Study& study) {
  for (const auto& verdict : study.verdicts.verdicts) {
    add_criterion(cases, study, verdict);
  }
}

void add_outputs(std::vector<JunitCase>& cases, const model::Study& study) {
  for (const auto& classes : study.scores.classes) {
    auto one = blank(study, classes.output, "holds something");
    one.type = "suspicious";
    one.result = classes.suspicious ? CaseResult::skipped : CaseResult::passed;
    set_text(one, "suspicious: " + classes.suspicion, classes.sentence);
    cases.push_back(std::move(one));
  }
}

// What is to be said of one cell, from its executions.
struct CellStory {
  std::uint32_t planned = 0;
  std::uint32_t failed = 0;
  std::uint32_t infrastructure = 0;
  std::uint32_t not_run = 0;
  double time_s = 0;
  std::string lines;
  std::string log;
};

std::string stream_line(const char* name, const model::LogFile& log) {
  return log.size == 0 ? format("{}: nothing\n", name)
                       : format("{}: {} bytes, {}\n", name, log.size, log.digest.brief());
}

std::string log_lines(const model::Study& study, const model::Record& record) {
  return format("$ {}\n{}{}host {}\nagain: {}\n", joined(record.argv, " "),
                stream_line("standard output", record.out), stream_line("standard error", record.err),
                record.host.brief(), replay_command(study, record));
}

void tell(CellStory& story, const model::Study& study, const std::optional<model::Record>& record,
          std::uint32_t repetition) {
  const auto standing = standing_of(record);
  ++story.planned;
  story.failed += standing == Standing::failed || standing == Standing::incomplete ? 1 : 0;
  story.infrastructure += standing == Standing::infrastructure ? 1 : 0;
  story.not_run += standing == Standing::not_run ? 1 : 0;
  const double wall_s = record ? record->ending.usage.wall_s.value_or(0) : 0;
  story.time_s += std::isfinite(wall_s) && wall_s > 0 ? wall_s : 0;
  // One long reason need not be written again for each repetition: what is beyond the limit is never shown.
  if (standing == Standing::succeeded || standing == Standing::not_run || story.lines.size() > k_text_limit) {
    return;
  }
  story.lines +=
      format("{}: {}: {}\n", repetition_name(repetition), standing_text(record), reason_of(record));
  story.log += log_lines(study, *record);
}

JunitCase cell_case(const model::Study& study, std::uint32_t cell, const CellStory& story) {
  const auto condition = condition_text(study, cell);
  auto one = blank(study, "executions",
                   subject_text(study, cell) + (condition.empty() ? "" : format(" {{{}}}", condition)));
  one.time_s = story.time_s;
  if (story.failed + story.infrastructure > 0) {
    one.result = CaseResult::error;
    one.type = story.failed > 0 ? "execution" : "infrastructure";
    const auto bad = story.failed + story.infrastructure;
    set_text(one,
             format("{} of {} {}", bad, counted(story.planned, "execution"),
                    story.failed > 0 ? "failed" : "could not be run (infrastructure)"),
             story.lines);
    one.log = without_attachments(shorten(clean(story.log, Lines::keep), k_log_limit));
  } else if (story.not_run > 0) {
    one.result = CaseResult::skipped;
    one.type = "not-run";
    set_text(one, format("{} of {} not run", story.not_run, counted(story.planned, "execution")), "");
  }
  return one;
}

void add_cells(std::vector<JunitCase>& cases, const model::Study& study) {
  std::vector<CellStory> stories(study.plan.cells.size());
  for (std::size_t i = 0; i < study.plan.executions.size(); ++i) {
    const auto& execution = study.plan.executions[i];
    tell(stories[execution.cell], study, i < study.records.size() ? study.records[i] : std::nullopt,
         execution.repetition);
  }
  for (std::uint32_t cell = 0; cell < stories.size(); ++cell) {
    auto one = cell_case(study, cell, stories[cell]);
    if (one.result != CaseResult::passed || stories.size() <= k_cell_limit) {
      cases.push_back(std::move(one));
    }
  }
}

} // namespace

std::vector<JunitCase> junit_cases(const model::Study& study) {
  std::vector<JunitCase> cases;
  add_criteria(cases, study);
  add_outputs(cases, study);
  add_cells(cases, study);
  make_unique(cases);
  keep_within(cases, k_file_limit);
  return cases;
}

} // namespace reprovip::report
