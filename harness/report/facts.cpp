#include "harness/report/facts.hpp"

#include "harness/base/format.hpp"
#include "harness/report/text.hpp"
#include "harness/sys/clock.hpp"

#include <algorithm>

namespace reprovip::report {

Standing standing_of(const std::optional<model::Record>& record) {
  if (!record) {
    return Standing::not_run;
  }
  if (record->ending.infrastructure) {
    return Standing::infrastructure;
  }
  if (record->ending.outcome != model::Outcome::succeeded) {
    return Standing::failed;
  }
  return is_complete(*record) ? Standing::succeeded : Standing::incomplete;
}

std::string standing_text(const std::optional<model::Record>& record) {
  switch (standing_of(record)) {
  case Standing::not_run:
    return "not run";
  case Standing::infrastructure:
    return "infrastructure";
  case Standing::incomplete:
    return "incomplete";
  case Standing::succeeded:
    return record->imported.empty() ? std::string(to_string(record->ending.outcome)) : "imported";
  case Standing::failed:
    return std::string(to_string(record->ending.outcome));
  }
  return {};
}

std::string reason_of(const std::optional<model::Record>& record) {
  switch (standing_of(record)) {
  case Standing::succeeded:
  case Standing::not_run:
    return {};
  case Standing::failed:
  case Standing::infrastructure:
    return record->ending.reason.empty() ? standing_text(record) : record->ending.reason;
  case Standing::incomplete:
    break;
  }
  std::string text;
  for (const auto& output : record->outputs) {
    if (output.state == model::OutputState::missing || output.state == model::OutputState::refused) {
      text += (text.empty() ? "" : "; ") +
              format("output \"{}\": {}", output.id, output.reason.empty() ? "missing" : output.reason);
    }
  }
  return text;
}

std::string condition_text(const model::Study& study, std::uint32_t cell) {
  return describe(study.plan, study.plan.conditions[study.plan.cells[cell].condition]);
}

const std::string& subject_text(const model::Study& study, std::uint32_t cell) {
  return study.plan.resolved.subjects[study.plan.cells[cell].subject].id;
}

std::string execution_name(const model::Study& study, std::uint32_t execution) {
  const auto& planned = study.plan.executions[execution];
  const auto condition = condition_text(study, planned.cell);
  return format("{}{} {}", subject_text(study, planned.cell),
                condition.empty() ? "" : format(" {{{}}}", condition), repetition_name(planned.repetition));
}

std::string repetition_name(std::uint32_t repetition) {
  return format("r{:03}", repetition);
}

std::string replay_path(const model::Record& record) {
  return format("{}/{}/{}", record.cell.brief(), repetition_name(record.repetition), record.attempt);
}

std::string store_option(const model::Study& study) {
  return study.store.empty() || study.store == ".reprovip" ? "" : " --store " + shell_word(study.store);
}

std::string application_text(const model::Study& study) {
  const auto& application = study.plan.resolved.protocol.application;
  return application.version.empty() ? application.name : application.name + " " + application.version;
}

std::string replay_command(const model::Study& study, const model::Record& record) {
  if (!record.imported.empty()) {
    return {};
  }
  return "reprovip replay " + shell_word(replay_path(record)) + store_option(study);
}

std::string run_command(const model::Study& study) {
  const auto& protocol = study.plan.resolved.protocol;
  const auto profile = protocol.profile.empty() ? "" : " --profile " + shell_word(protocol.profile);
  const auto* verb = protocol.import ? "reprovip import " : "reprovip run ";
  return verb + shell_word(protocol.file.string()) + profile + study.options + store_option(study);
}

ClassOf classes_of(const model::Study& study, const model::OutputClasses& classes) {
  ClassOf result(study.plan.executions.size());
  for (const auto& subject : classes.subjects) {
    for (std::size_t i = 0; i < subject.canonical.size(); ++i) {
      for (const auto execution : subject.canonical[i].executions) {
        if (execution < result.size()) {
          result[execution] = static_cast<std::uint32_t>(i);
        }
      }
    }
  }
  return result;
}

std::string class_letter(std::uint32_t index) {
  std::string letters;
  for (std::uint64_t rest = std::uint64_t{index} + 1; rest > 0; rest = (rest - 1) / 26) {
    letters.insert(letters.begin(), static_cast<char>('A' + (rest - 1) % 26));
  }
  return letters;
}

std::vector<Threshold> thresholds_of(const model::Protocol& protocol, const model::Score& score) {
  std::vector<Threshold> thresholds;
  for (const auto& criterion : protocol.criteria) {
    const auto& require = criterion.require;
    if (criterion.metric != score.metric || require.kind != model::Expression::Kind::binary ||
        require.operands.size() != 2) {
      continue;
    }
    const auto& left = require.operands[0];
    const auto& right = require.operands[1];
    const bool on_estimate =
        left.kind == model::Expression::Kind::name && (left.word == score.metric || left.word == score.kind);
    if (on_estimate && right.kind == model::Expression::Kind::number) {
      thresholds.push_back({criterion.id, require.word, right.number});
    }
  }
  return thresholds;
}

std::string check_subject(const model::Check& check) {
  return check.group.empty() ? check.value : format("{} {{{}}}", check.value, check.group);
}

std::string scopes_text(const model::Verdict& verdict) {
  std::vector<std::string> words;
  for (const auto scope : verdict.scopes) {
    words.emplace_back(to_string(scope));
  }
  return words.empty() ? "-" : joined(words);
}

namespace {

// What the criteria of severity `fail` came to.
std::string criteria_sentence(const model::Study& study) {
  std::size_t deciding = 0;
  std::size_t fail = 0;
  std::size_t inconclusive = 0;
  for (const auto& verdict : study.verdicts.verdicts) {
    if (verdict.severity == model::Severity::fail) {
      ++deciding;
      fail += verdict.status == model::Status::fail ? 1 : 0;
      inconclusive += verdict.status == model::Status::inconclusive ? 1 : 0;
    }
  }
  if (deciding == 0) {
    return "no criterion of severity fail";
  }
  const auto of = format("of {} deciding criteria", deciding);
  if (fail == 0 && inconclusive == 0) {
    return deciding == 1 ? "the one deciding criterion passes"
                         : format("all {} deciding criteria pass", deciding);
  }
  if (deciding == 1) {
    return fail > 0 ? "the one deciding criterion fails" : "the one deciding criterion is inconclusive";
  }
  std::string text;
  if (fail > 0) {
    text = format("{} {} {}", fail, of, fail == 1 ? "fails" : "fail");
  }
  if (inconclusive > 0) {
    text += text.empty() ? format("{} {} inconclusive", inconclusive, of)
                         : format(", {} inconclusive", inconclusive);
  }
  return text;
}

} // namespace

std::string verdict_sentence(const model::Study& study) {
  const auto counts = tally(study);
  const auto text = criteria_sentence(study);
  return counts.succeeded == counts.planned
             ? text
             : text + format("; {} of {} did not succeed", counts.planned - counts.succeeded,
                             counted(counts.planned, "execution"));
}

std::string standing_sentence(const model::Study& study, const std::string& criterion) {
  const auto found = study.standings.find(criterion);
  if (found == study.standings.end()) {
    return {};
  }
  const auto& standing = found->second;
  const auto* verb = standing.status == model::Status::fail   ? "fails"
                     : standing.status == model::Status::pass ? "passes"
                                                              : "is inconclusive";
  if (standing.studies <= 1) {
    return format("{} for the first time", verb);
  }
  return format("{} since {} ({}, {} studies in a row)", verb, sys::iso8601(standing.since_ms).substr(0, 10),
                standing.study, standing.studies);
}

std::string design_sentence(const model::Study& study) {
  std::uint32_t repetitions = 0;
  for (const auto& execution : study.plan.executions) {
    repetitions = std::max(repetitions, execution.repetition);
  }
  return format("{} × {} × {}", counted(study.plan.resolved.subjects.size(), "subject"),
                counted(study.plan.conditions.size(), "condition"), counted(repetitions, "repetition"));
}

std::string tally_sentence(const model::Study& study) {
  const auto counts = tally(study);
  auto text = format("{}: {} succeeded", counted(counts.planned, "execution"), counts.succeeded);
  const auto add = [&](std::uint32_t count, const char* what) {
    text += count > 0 ? format(", {} {}", count, what) : "";
  };
  add(counts.failed, "failed");
  add(counts.infrastructure, "not possible (infrastructure)");
  add(counts.missing, "not run");
  return study.reused > 0 ? text + format("; {} were in the store already", study.reused) : text;
}

std::string number_text(const std::optional<double>& value) {
  return value ? format("{:.4g}", *value) : "absent";
}

} // namespace reprovip::report
