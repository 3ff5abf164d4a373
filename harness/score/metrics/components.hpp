#pragma once

#include "harness/score/metric.hpp"
#include "harness/stats/components.hpp"
#include "harness/stats/reml.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace reprovip::score {

// The variance of a sample, split into components: what `variance` and `rdc` share.

struct SplitQuestion {
  double confidence = 0.95;
  std::string method;             // "anova", "reml", "" = anova when balanced, else reml
  std::vector<std::string> terms; // "subject", a factor, or several joined by ":"; none = all of them
  bool one_target = false;        // a single target of 2 executions or more will do
};
// The options `confidence`, `method` and `terms`.
Result<SplitQuestion> split_question(const Options& options);
std::vector<model::OptionDecl> split_declarations();
// Every execution, with its planned factors and the observed ones that the terms name.
ValuesNeeds split_needs(const SplitQuestion& question);

struct Split {
  std::string reason;             // why there is none
  std::vector<std::string> names; // of the components: terms, then "run"
  std::vector<double> variances;  // those below 0 are 0
  // Of each component: as how many independent draws its levels count in the mean of all observations,
  // 1 / sum(share of the observations^2), and their degrees of freedom.
  std::vector<double> effective;
  std::vector<double> df;
  std::vector<std::string> notes;
  // None: executions are identical.
  std::variant<std::monostate, stats::AnovaComponents, stats::LikelihoodFit> fit;
  std::optional<stats::AnovaComponents> cells; // for the limits beside REML

  bool is_subject(std::size_t i) const { return names[i] == "subject"; }
  // "subject", "factors", "interactions" or "run".
  std::string kind(std::size_t i) const;
  // Components by kind, by name, or with "" all but the subject.
  std::vector<bool> part(const std::string& name) const;
  double sum(const std::vector<bool>& part) const;
  double total() const { return sum(std::vector<bool>(names.size(), true)); }
  // What limits are made from; none: from the likelihood.
  const stats::AnovaComponents* squares() const;
  // Of the sum of components, and of its share of the total; widened to hold the estimate.
  std::optional<stats::Limits> sum_limits(const std::vector<bool>& part, double confidence) const;
  std::optional<stats::Limits> share_limits(const std::vector<bool>& part, double confidence) const;
};

// y = mean + subject + every factor + subject x factor + pairs of factors + run, or what the question's terms
// say.
Split split_variance(const Sample& sample, const SplitQuestion& question);

} // namespace reprovip::score
