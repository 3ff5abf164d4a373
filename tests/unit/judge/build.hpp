#pragma once

#include "harness/model/plan.hpp"
#include "harness/model/record.hpp"
#include "harness/model/score.hpp"
#include "harness/model/verdict.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// Short words for expressions, scores and small plans.
namespace reprovip::judge::test {

using model::Expression;

inline Expression num(double value) {
  Expression expression;
  expression.number = value;
  return expression;
}
inline Expression name(std::string word) {
  Expression expression;
  expression.kind = Expression::Kind::name;
  expression.word = std::move(word);
  return expression;
}
inline Expression flag(bool value) {
  Expression expression;
  expression.kind = Expression::Kind::boolean;
  expression.boolean = value;
  return expression;
}
inline Expression op(Expression a, std::string word, Expression b) {
  Expression expression;
  expression.kind = Expression::Kind::binary;
  expression.word = std::move(word);
  expression.operands = {std::move(a), std::move(b)};
  return expression;
}
inline Expression op(std::string word, Expression a) {
  Expression expression;
  expression.kind = Expression::Kind::unary;
  expression.word = std::move(word);
  expression.operands = {std::move(a)};
  return expression;
}
inline Expression call(std::string word, std::vector<Expression> operands) {
  Expression expression;
  expression.kind = Expression::Kind::call;
  expression.word = std::move(word);
  expression.operands = std::move(operands);
  return expression;
}

inline model::CriterionSpec criterion(std::string id, std::string metric, Expression require) {
  model::CriterionSpec spec;
  spec.id = std::move(id);
  spec.metric = std::move(metric);
  spec.require_text = to_text(require);
  spec.require = std::move(require);
  return spec;
}
inline model::CriterionSpec on_output(std::string id, std::string output, Expression require) {
  auto spec = criterion(std::move(id), "", std::move(require));
  spec.output = std::move(output);
  return spec;
}

inline model::Score nu_score(std::optional<double> estimate, std::optional<model::Interval> interval = {},
                             std::string row = "NAA") {
  model::Score score;
  score.metric = "nu";
  score.kind = "nu";
  score.output = "amplitudes";
  score.column = "Amplitude";
  score.row = std::move(row);
  score.estimate = estimate;
  score.interval = interval;
  score.subjects = 5;
  score.repetitions = 3;
  return score;
}

// `subjects` × two environments (engine=docker, engine=guix) × `repetitions`, in that order; one output, one
// metric nu on it.
inline model::Plan plan(std::uint32_t subjects, std::uint32_t repetitions) {
  model::Plan plan;
  auto& protocol = plan.resolved.protocol;
  model::Factor engine;
  engine.name = "engine";
  engine.source = model::Source::deployment;
  engine.levels = {{"docker", std::string("docker")}, {"guix", std::string("guix")}};
  protocol.factors = {engine};
  protocol.outputs.emplace_back().id = "amplitudes";
  auto& metric = protocol.metrics.emplace_back();
  metric.id = "nu";
  metric.output = "amplitudes";
  plan.conditions = {{{0}, 0, 0, true}, {{1}, 1, 0, false}};
  plan.environments = {"engine=docker", "engine=guix"};
  for (std::uint32_t subject = 0; subject < subjects; ++subject) {
    plan.resolved.subjects.emplace_back().id = "sub-0" + std::to_string(subject + 1);
    for (std::uint32_t condition = 0; condition < 2; ++condition) {
      plan.cells.push_back({subject, condition, {}});
      for (std::uint32_t repetition = 1; repetition <= repetitions; ++repetition) {
        plan.executions.push_back({static_cast<std::uint32_t>(plan.cells.size() - 1), repetition, 0});
      }
    }
  }
  return plan;
}

// One subject's classes, given as lists of executions; raw and canonical alike.
inline model::SubjectClasses subject_classes(std::uint32_t subject,
                                             std::vector<std::vector<std::uint32_t>> groups) {
  model::SubjectClasses classes;
  classes.subject = subject;
  for (auto& group : groups) {
    classes.canonical.push_back({{}, std::move(group)});
  }
  classes.raw = classes.canonical;
  return classes;
}

inline model::OutputClasses output_classes(std::vector<model::SubjectClasses> subjects,
                                           std::uint32_t missing = 0) {
  model::OutputClasses classes;
  classes.output = "amplitudes";
  classes.missing = missing;
  for (const auto& subject : subjects) {
    classes.classes = std::max(classes.classes, static_cast<std::uint32_t>(subject.canonical.size()));
    for (const auto& one : subject.canonical) {
      classes.executions += static_cast<std::uint32_t>(one.executions.size());
    }
  }
  classes.classes_raw = classes.classes;
  classes.subjects = std::move(subjects);
  return classes;
}

} // namespace reprovip::judge::test
