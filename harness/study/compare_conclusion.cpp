#include "harness/study/compare_conclusion.hpp"

#include "harness/base/format.hpp"
#include "harness/stats/multiplicity.hpp"
#include "harness/study/compare_classes.hpp"

#include <algorithm>

namespace reprovip::study {

namespace {

using model::Status;

constexpr double k_alpha = 0.05;

std::optional<double> field_of(const model::Score& score, const std::string& name) {
  const auto found = std::ranges::find(score.fields, name, &std::pair<std::string, double>::first);
  return found == score.fields.end() ? std::nullopt : std::optional(found->second);
}

// The p of a number that is beyond its bound; none where no chance has a part in it.
std::optional<double> p_beyond(const model::Score& score) {
  if (score.kind == "variance_ratio") {
    const auto within = field_of(score, "p");
    return within ? std::optional(1 - *within) : std::nullopt;
  }
  return score.kind == "tost" ? field_of(score, "p_beyond") : std::nullopt;
}

// Numbers that are beyond their bounds, but not surely so among all numbers of all outputs (Holm).
std::vector<const model::Score*> not_sure(const model::Study& study) {
  std::vector<const model::Score*> tested;
  std::vector<double> p;
  for (const auto& score : study.scores.scores) {
    if (const auto one = p_beyond(score)) {
      tested.push_back(&score);
      p.push_back(*one);
    }
  }
  const auto adjusted = stats::adjusted(p, stats::Adjustment::holm);
  std::vector<const model::Score*> doubtful;
  for (std::size_t i = 0; i < tested.size(); ++i) {
    if (adjusted[i] > k_alpha) {
      doubtful.push_back(tested[i]);
    }
  }
  return doubtful;
}

bool is_of(const model::Score& score, const model::Verdict& verdict, const model::Check& check) {
  return score.metric == verdict.criterion && model::value_name(score) == check.value &&
         score.group == check.group;
}

// From identity: overlaps count down from 1.
double distance_of(const model::Score& score) {
  return score.kind == "dice" ? 1 - *score.estimate : *score.estimate;
}

// The estimate farthest from identity among the repetitions of each condition, of one row.
std::optional<double> within(const model::Study& study, const model::Score& across) {
  std::optional<double> worst;
  for (const auto& score : study.scores.scores) {
    if (score.metric == within_id(across.metric) && score.row == across.row && score.estimate) {
      const double far = distance_of(score);
      worst = std::max(worst.value_or(far), far);
    }
  }
  return worst;
}
// Of metrics of pairs: whether every row beyond its bound has repetitions at least half as far apart.
bool is_noise(const model::Study& study, const model::Verdict& verdict) {
  const auto& criteria = study.plan.resolved.protocol.criteria;
  const auto criterion = std::ranges::find(criteria, verdict.criterion, &model::CriterionSpec::id);
  if (criterion == criteria.end() || criterion->require.operands.size() != 2) {
    return false;
  }
  const double bound = criterion->require.operands[1].number;
  for (const auto& score : study.scores.scores) {
    if (score.metric != verdict.criterion) {
      continue;
    }
    if (!score.estimate) {
      return false;
    }
    const double far = distance_of(score);
    const auto noise = within(study, score);
    if (far > (score.kind == "dice" ? 1 - bound : bound) && (!noise || far > 2 * *noise)) {
      return false;
    }
  }
  return true;
}

// Without the output's name, which stands before.
std::string short_name(const model::Study& study, const model::Verdict& verdict, const std::string& value) {
  const auto* metric = model::find_metric(study.plan.resolved.protocol, verdict.criterion);
  auto name = metric == nullptr ? value : value.substr(std::min(value.size(), metric->output.size()));
  name = name.starts_with('.') ? name.substr(1) : name;
  return name.empty() ? name : name + ": ";
}

std::string number_of(const model::Study& study, const model::Verdict& verdict, const model::Check& check) {
  const auto& scores = study.scores.scores;
  const auto found =
      std::ranges::find_if(scores, [&](const model::Score& score) { return is_of(score, verdict, check); });
  if (found == scores.end() || !found->estimate) {
    return found == scores.end() || found->reason.empty() ? check.text : found->reason;
  }
  auto text = format("{} {:.4g}", found->kind == "tost" ? "bias" : found->kind, *found->estimate);
  text += found->interval ? format(" [{:.4g}, {:.4g}]", found->interval->low, found->interval->high) : "";
  if (const auto margin = field_of(*found, "margin")) {
    return text + format(", margin ±{:.4g}{}", *margin,
                         found->missing > 0 ? format(", {} executions missing", found->missing) : "");
  }
  return verdict.require == "pass" ? text : format("{}, required {}", text, verdict.require);
}

// The worst check of the status, in few words.
std::string why(const model::Study& study, const model::Verdict& verdict) {
  std::size_t alike = 0;
  std::string text;
  for (const auto& check : verdict.checks) {
    if (check.status == verdict.status && ++alike == 1) {
      text = short_name(study, verdict, check.value) + number_of(study, verdict, check);
    }
  }
  if (alike == 0) {
    return verdict.reason;
  }
  return verdict.checks.size() == 1 ? text
                                    : format("{}; {} of {} values", text, alike, verdict.checks.size());
}

struct Findings {
  std::string different;
  std::string inconclusive;
  std::size_t passed = 0;
  bool variance_open = false; // how much each side varies could not be told
};

// What fails only as one of many numbers would by chance cannot be told.
model::Verdict without_chance(const model::Study& study, model::Verdict verdict) {
  const auto doubtful = not_sure(study);
  const auto fails = [](const model::Check& check) { return check.status == Status::fail; };
  const auto failed = std::ranges::count_if(verdict.checks, fails);
  for (auto& check : verdict.checks) {
    const bool doubted = std::ranges::any_of(
        doubtful, [&](const model::Score* score) { return is_of(*score, verdict, check); });
    check.status = fails(check) && doubted ? Status::inconclusive : check.status;
  }
  if (failed > 0 && std::ranges::none_of(verdict.checks, fails)) {
    verdict.status = Status::inconclusive;
  }
  return verdict;
}

void weigh(const model::Study& study, const model::Verdict& judged, const std::string& kind,
           Findings& findings) {
  const auto say = [&](std::string& where, const std::string& text) { where += where.empty() ? text : ""; };
  const bool of_variance = kind == "variance_ratio";
  const auto verdict = without_chance(study, judged);
  if (verdict.status == Status::pass) {
    findings.passed += of_variance ? 0U : 1U;
  } else if (verdict.status == Status::fail && is_noise(study, verdict)) {
    say(findings.inconclusive, "repetitions of one side are as far apart: " + why(study, verdict));
  } else if (verdict.status == Status::fail) {
    say(findings.different, (of_variance ? "it varies more: " : "") + why(study, verdict));
  } else if (!of_variance) {
    // How much each varies takes many repetitions to tell: not to know it decides nothing.
    say(findings.inconclusive,
        (judged.status == Status::fail ? "beyond its bound, but not surely among all numbers: " : "") +
            why(study, verdict));
  } else {
    findings.variance_open = true;
  }
}

Status status_of(Likeness likeness) {
  return likeness == Likeness::different      ? Status::fail
         : likeness == Likeness::inconclusive ? Status::inconclusive
                                              : Status::pass;
}

model::Grade grade_of(Likeness likeness) {
  return likeness == Likeness::identical    ? model::Grade::identical
         : likeness == Likeness::equivalent ? model::Grade::sufficient
         : likeness == Likeness::different  ? model::Grade::insufficient
                                            : model::Grade::inconclusive;
}

} // namespace

void conclude_output(const model::Study& study, OutputComparison& one) {
  Findings findings;
  for (const auto& verdict : study.verdicts.verdicts) {
    const auto* metric = model::find_metric(study.plan.resolved.protocol, verdict.criterion);
    if (metric != nullptr && metric->output == one.output) {
      weigh(study, verdict, metric->kind, findings);
    }
  }
  if (!findings.different.empty()) {
    one.likeness = Likeness::different;
    one.reason = findings.different;
  } else if (!findings.inconclusive.empty() || findings.passed == 0) {
    one.likeness = Likeness::inconclusive;
    one.reason = findings.inconclusive.empty() ? "it has no numbers" : findings.inconclusive;
  } else {
    one.likeness = Likeness::equivalent;
    one.reason = format("{}; {}", same_text(one.classes),
                        findings.variance_open
                            ? "every bias is within its margin, how much each side varies is not to be told"
                            : "every number is within its bound");
    // What one execution differs from another by cannot be taken out of sd(subjects).
    const bool of_values = one.nature == score::Nature::table || one.nature == score::Nature::numbers;
    one.reason += of_values && one.classes.repetitions < 2
                      ? "; but nothing was repeated: a margin of sd(subjects) is too wide where runs vary"
                      : "";
  }
}

void doubt(const model::Study& study, OutputComparison& one) {
  const auto& classes = study.scores.classes;
  const auto found = std::ranges::find(classes, one.output, &model::OutputClasses::output);
  if (found != classes.end() && found->suspicious && one.likeness != Likeness::different) {
    one.likeness = Likeness::inconclusive;
    one.reason = format("suspicious: {}; {}", found->suspicion, one.reason);
  }
}

void conclude_all(Comparison& comparison) {
  const auto of = [&](Likeness likeness) {
    std::vector<const OutputComparison*> some;
    for (const auto& one : comparison.outputs) {
      if (one.likeness == likeness) {
        some.push_back(&one);
      }
    }
    return some;
  };
  const auto sentence = [&](Likeness likeness, const std::vector<const OutputComparison*>& some) {
    comparison.likeness = likeness;
    comparison.reason = format("{}: {}", some.front()->output, some.front()->reason);
    if (some.size() > 1) {
      comparison.reason +=
          format("; {} of {} outputs are {}", some.size(), comparison.outputs.size(), to_string(likeness));
    }
  };
  if (const auto different = of(Likeness::different); !different.empty()) {
    sentence(Likeness::different, different);
  } else if (const auto unknown = of(Likeness::inconclusive); !unknown.empty()) {
    sentence(Likeness::inconclusive, unknown);
  } else if (const auto equivalent = of(Likeness::equivalent); !equivalent.empty()) {
    sentence(Likeness::equivalent, equivalent);
  } else {
    sentence(Likeness::identical, of(Likeness::identical));
  }
}

void add_verdicts(Comparison& comparison) {
  std::vector<model::Verdict> verdicts;
  auto& all = comparison.study.verdicts;
  for (const auto& one : comparison.outputs) {
    auto& verdict = verdicts.emplace_back();
    verdict.criterion = one.output;
    verdict.require = "identical or equivalent";
    verdict.subject_of = one.output;
    verdict.status = status_of(one.likeness);
    verdict.reason = format("{}: {}", to_string(one.likeness), one.reason);
    const auto grade = std::ranges::find(all.grades, one.output, &model::OutputGrade::output);
    if (grade != all.grades.end() && grade->grade != model::Grade::suspicious) {
      *grade = {one.output, grade_of(one.likeness), one.reason};
    }
    if (verdict.status != Status::pass) {
      all.alerts.insert(all.alerts.begin(), {model::Severity::fail, one.output, verdict.reason});
    }
  }
  all.verdicts.insert(all.verdicts.begin(), verdicts.begin(), verdicts.end());
  all.status = status_of(comparison.likeness);
}

} // namespace reprovip::study
