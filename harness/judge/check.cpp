#include "harness/judge/check.hpp"

#include "harness/base/format.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::judge {

namespace {

using model::Status;

// A status with the remark that explains it, "" when the numbers do.
struct Judgement {
  Status status = Status::inconclusive;
  std::string remark;
};

// The classes of an output have no estimate: all of their names are fields.
bool names_estimate(const model::Score& score, const std::string& name) {
  return score.kind != "classes" && (name == score.metric || name == score.kind);
}

Item of_decision(const model::Score& score) {
  if (score.decision) {
    return truth_item(*score.decision ? Truth::yes : Truth::no);
  }
  return truth_item(Truth::unknown,
                    score.reason.empty() ? format("\"{}\" gives no yes or no", score.kind) : score.reason);
}

Item of_estimate(const model::Score& score) {
  if (!score.estimate || !std::isfinite(*score.estimate)) {
    return unknown_item(score.reason.empty() ? "there is no estimate" : score.reason);
  }
  if (!score.interval || std::isnan(score.interval->low) || std::isnan(score.interval->high)) {
    return number_item({*score.estimate, *score.estimate, *score.estimate, Spread::untold});
  }
  return number_item({*score.estimate, score.interval->low, score.interval->high, Spread::interval});
}

Item of_field(const model::Score& score, const std::string& name) {
  for (const auto& [field, value] : score.fields) {
    if (field == name && std::isfinite(value)) {
      return number_item({value, value, value, Spread::untold});
    }
  }
  return unknown_item(score.reason.empty() ? format("there is no \"{}\"", name) : score.reason);
}

// "value" says what was measured, not how well it agrees: the same wrong number each time stays wrong.
bool agrees_by_identity(const model::CriterionSpec& criterion, const model::Score& score) {
  return score.identical && !criterion.metric.empty() && score.kind != "value";
}

Status status_of(Truth truth) {
  return truth == Truth::yes ? Status::pass : truth == Truth::no ? Status::fail : Status::inconclusive;
}

// "0.15 above 0.1": how far a failing requirement is from its edge.
std::string shortfall(const model::CriterionSpec& criterion, const Names& names) {
  const auto edge = margin(criterion.require, names);
  if (!edge || edge->slack > 0 || edge->value == edge->threshold) {
    return {};
  }
  return format("{:.4g} {} {:.4g}", std::abs(edge->value - edge->threshold),
                edge->value > edge->threshold ? "above" : "below", edge->threshold);
}

Judgement by_requirement(const model::CriterionSpec& criterion, const model::Score& score) {
  // A metric that gives intervals gave none here, and says why: its point decides nothing.
  if (score.estimate && !score.interval && !score.reason.empty()) {
    return {Status::inconclusive, score.reason};
  }
  const auto names = names_of(score);
  const Item item = holds(criterion.require, names);
  // They disagree so much that no distance can be given (shapes differ): that is not "too few data".
  if (item.truth == Truth::unknown && !score.estimate && score.decision == false) {
    return {Status::fail, item.reason};
  }
  const auto status = status_of(item.truth);
  if (status != Status::fail) {
    return {status, item.reason};
  }
  // A no has no threshold of its own: what the metric calls it says more.
  const auto by_how_much = shortfall(criterion, names);
  return {status, by_how_much.empty() && score.decision == false ? score.label : by_how_much};
}

bool speaks_of_missing(const model::CriterionSpec& criterion) {
  const auto names = names_in(criterion.require);
  return std::ranges::find(names, "missing") != names.end();
}

Judgement with_missing(Judgement judgement, const model::CriterionSpec& criterion,
                       const model::Score& score) {
  if (score.missing == 0 || judgement.status == Status::fail || speaks_of_missing(criterion)) {
    return judgement;
  }
  const auto remark =
      format("{} execution{} missing or failed", score.missing, score.missing == 1 ? "" : "s");
  return {Status::inconclusive, judgement.remark.empty() ? remark : judgement.remark + "; " + remark};
}

std::string unmet(std::uint32_t seen, std::uint32_t wanted, const std::string& what) {
  return seen < wanted ? format("{} of {} {}", seen, wanted, what) : "";
}

Judgement with_minimum(Judgement judgement, const model::CriterionSpec& criterion,
                       const model::Score& score) {
  const auto subjects = unmet(score.subjects, criterion.min_subjects, "subjects");
  const auto repetitions = unmet(score.repetitions, criterion.min_repetitions, "repetitions");
  if (subjects.empty() && repetitions.empty()) {
    return judgement;
  }
  const auto remark = subjects + (subjects.empty() || repetitions.empty() ? "" : " and ") + repetitions;
  return {Status::inconclusive, remark};
}

std::string estimate_text(const model::Score& score) {
  const Item item = of_estimate(score);
  if (!item.range) {
    return "absent";
  }
  auto text = format("{:.4g}", item.range->estimate);
  if (item.range->spread == Spread::interval) {
    text += format(" [{:.4g}, {:.4g}]", item.range->low, item.range->high);
  }
  return score.unit.empty() ? text : text + " " + score.unit;
}

std::string seen_as(const model::CriterionSpec& criterion, const model::Score& score,
                    const std::string& name) {
  if (names_estimate(score, name)) {
    return format("{} = {}", name, estimate_text(score));
  }
  if (name == "pass") {
    return format("pass = {}", !score.decision ? "absent" : *score.decision ? "yes" : "no");
  }
  const Item item = of_field(score, name);
  const auto shown = name == "p" && !criterion.adjust.empty() ? format("p ({})", criterion.adjust) : name;
  return item.range ? format("{} = {:.4g}", shown, item.range->estimate) : format("{} = absent", shown);
}

std::string seen(const model::CriterionSpec& criterion, const model::Score& score) {
  std::string text;
  const auto names = names_in(criterion.require);
  for (const auto& name : names) {
    text += (text.empty() ? "" : ", ") + seen_as(criterion, score, name);
  }
  // A bare yes or no says little: show the number behind it.
  if (names == std::vector<std::string>{"pass"} && score.estimate) {
    text = format("{} = {}, {}", score.metric, estimate_text(score), text);
  }
  return text;
}

std::string sentence(const model::CriterionSpec& criterion, const model::Score& score,
                     const Judgement& judgement) {
  return format("{}, required {}{} ({})", seen(criterion, score), criterion.require_text,
                judgement.remark.empty() ? "" : ": " + judgement.remark, to_string(score.scope));
}

// Of a criterion on classes: the number that it is about.
std::optional<double> shown_estimate(const model::CriterionSpec& criterion, const model::Score& score) {
  if (!criterion.metric.empty()) {
    return score.estimate;
  }
  for (const auto& name : names_in(criterion.require)) {
    const Item item = of_field(score, name);
    if (item.range) {
      return item.range->estimate;
    }
  }
  return std::nullopt;
}

} // namespace

Names names_of(const model::Score& score) {
  return [&score](const std::string& name) -> std::vector<Item> {
    if (name == "pass") {
      return {of_decision(score)};
    }
    return {names_estimate(score, name) ? of_estimate(score) : of_field(score, name)};
  };
}

model::Check make_check(const model::CriterionSpec& criterion, const model::Score& score) {
  Judgement judgement = agrees_by_identity(criterion, score) ? Judgement{Status::pass, "identical"}
                                                             : by_requirement(criterion, score);
  judgement = with_missing(std::move(judgement), criterion, score);
  judgement = with_minimum(std::move(judgement), criterion, score);
  model::Check check;
  check.value = criterion.metric.empty() ? criterion.output : value_name(score);
  check.group = score.group;
  check.scope = score.scope;
  check.status = judgement.status;
  check.text = sentence(criterion, score, judgement);
  check.estimate = shown_estimate(criterion, score);
  check.interval = criterion.metric.empty() ? std::nullopt : score.interval;
  return check;
}

std::string subject_of(const model::Check& check) {
  return check.group.empty() ? check.value : format("{} {{{}}}", check.value, check.group);
}

} // namespace reprovip::judge
