#include "harness/score/metrics/components.hpp"

#include "harness/base/format.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/score/metrics/sample.hpp"
#include "harness/score/metrics/terms.hpp"
#include "harness/stats/cell_means.hpp"
#include "harness/stats/one_at_a_time.hpp"
#include "harness/stats/sums.hpp"

#include <algorithm>
#include <numeric>

namespace reprovip::score {

namespace {

using model::OptionType;

void take_anova(stats::AnovaComponents fit, Split& split) {
  for (std::size_t i = 0; i < split.names.size(); ++i) {
    const double variance = fit.component(i);
    split.variances.push_back(std::max(0.0, variance));
    if (variance < 0) {
      split.notes.push_back(format("{} is {:.3g}, below 0: taken as 0", split.names[i], variance));
    }
  }
  split.fit = std::move(fit);
}

void take_likelihood(stats::LikelihoodFit fit, Split& split) {
  split.variances = fit.variances;
  for (std::size_t i = 0; i < split.names.size(); ++i) {
    if (split.variances[i] == 0) {
      split.notes.push_back(format("{} is 0: on the boundary", split.names[i]));
    }
  }
  split.fit = std::move(fit);
}

std::vector<std::string> names_of(const stats::Effects& effects) {
  std::vector<std::string> names;
  for (const auto& term : effects.terms) {
    names.push_back(term.name);
  }
  names.emplace_back("run");
  return names;
}

// Which terms are the subject, a factor, or what is particular to a subject under it.
stats::OneAtATime roles_in(const stats::Effects& effects) {
  const auto& terms = effects.terms;
  const auto place = [&](const std::string& name) -> std::optional<std::size_t> {
    const auto found =
        std::find_if(terms.begin(), terms.end(), [&](const stats::Term& term) { return term.name == name; });
    return found == terms.end() ? std::nullopt
                                : std::optional(static_cast<std::size_t>(found - terms.begin()));
  };
  stats::OneAtATime roles;
  roles.subject = place("subject");
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (i != roles.subject && terms[i].name.find(':') == std::string::npos) {
      roles.arms.push_back({i, place("subject:" + terms[i].name)});
    }
  }
  return roles;
}

// Of a design that changes one factor at a time; nothing when some subject lacks a condition.
std::optional<stats::AnovaComponents> by_arms(const stats::Effects& effects) {
  return stats::one_at_a_time_components(stats::cell_means(effects), roles_in(effects));
}

// Unweighted means of the subjects that have every condition.
std::optional<stats::AnovaComponents> complete_cells(const Sample& all, const SplitQuestion& question,
                                                     const std::vector<std::string>& names) {
  const auto [effects, notes, reason] = effects_of(with_every_condition(all), question.terms);
  if (effects.values.empty() || names_of(effects) != names) {
    return std::nullopt;
  }
  auto arms = by_arms(effects);
  return arms ? arms : stats::cell_mean_components(stats::cell_means(effects));
}

// "" or why not.
std::string by_anova(const stats::Effects& effects, Split& split) {
  auto anova = stats::anova_components(effects);
  if (!anova) {
    return "the terms leave no degrees of freedom for the run: repeat executions, or leave out terms";
  }
  take_anova(std::move(*anova), split);
  return "";
}

// Towards a run of 0 the likelihood of executions that are all single grows without bound, wherever the
// others happen to be then.
bool leaves_no_run(const stats::LikelihoodFit& fit) {
  constexpr double k_least = 1e-9; // of the total: rounding errors of the fit are below
  const double total = std::accumulate(fit.variances.begin(), fit.variances.end(), 0.0);
  return fit.variances.back() <= k_least * total;
}

std::string by_likelihood(const Sample& sample, const SplitQuestion& question, const stats::Effects& effects,
                          Split& split) {
  auto cells = complete_cells(sample, question, split.names);
  const auto within = stats::cell_means(effects).within;
  if (within.df > 0 && within.ms == 0) {
    if (!cells) {
      return "executions of the same condition are identical, and not all subjects have every condition";
    }
    split.notes.emplace_back("executions of the same condition are identical: by unweighted means");
    take_anova(std::move(*cells), split);
    return "";
  }
  auto likelihood = stats::fit_likelihood(effects, stats::Likelihood::restricted);
  if (!likelihood || (!(within.df > 0) && leaves_no_run(*likelihood))) {
    return "the restricted likelihood has no maximum: the terms explain the values completely; repeat "
           "executions, or leave out terms";
  }
  take_likelihood(std::move(*likelihood), split);
  split.notes.emplace_back(cells ? "estimated by REML, limits from unweighted means"
                                 : "estimated by REML, without interval: no subject has every condition");
  split.cells = std::move(cells);
  return "";
}

// "" or why not.
std::string estimate(const Sample& sample, const SplitQuestion& question, const stats::Effects& effects,
                     Split& split) {
  if (question.method != "reml" && stats::is_orthogonal(effects)) {
    return by_anova(effects, split);
  }
  if (question.method == "anova") {
    return "analysis of variance needs the same number of executions everywhere: use method = \"reml\"";
  }
  if (auto arms = question.method.empty() ? by_arms(effects) : std::nullopt) {
    split.notes.emplace_back("one factor at a time: each beside the reference, limits are approximate");
    take_anova(std::move(*arms), split);
    return "";
  }
  return by_likelihood(sample, question, effects, split);
}

Split without(std::string reason) {
  Split split;
  split.reason = std::move(reason);
  return split;
}

// Executions of a subject are identical: the subject is all there is.
Split of_identical(const Sample& sample) {
  std::vector<double> values;
  for (const auto& target : sample.targets) {
    values.push_back(target.observations.front().value);
  }
  Split split;
  split.names = {"subject", "run"};
  split.variances = {stats::moments(values).variance(), 0};
  const auto targets = static_cast<double>(values.size());
  split.effective = {targets, targets};
  split.df = {targets - 1, targets - 1};
  return split;
}

double effective_levels(const stats::Term& term) {
  std::vector<double> sizes(term.levels, 0);
  for (const auto level : term.level) {
    sizes[level] += 1;
  }
  double squares = 0;
  for (const double size : sizes) {
    squares += size * size;
  }
  const auto all = static_cast<double>(term.level.size());
  return all * all / squares;
}

// Coarse terms come before those that refine them.
void count_levels(const stats::Effects& effects, Split& split) {
  const auto& terms = effects.terms;
  const auto all = static_cast<double>(effects.values.size());
  double left = all - 1;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    double df = terms[i].levels - 1.0;
    for (std::size_t other = 0; other < i; ++other) {
      df -= stats::refines(terms[i], terms[other]) ? split.df[other] : 0;
    }
    split.effective.push_back(effective_levels(terms[i]));
    split.df.push_back(std::max(1.0, df));
    left -= split.df.back();
  }
  split.effective.push_back(all);
  split.df.push_back(std::max(1.0, left));
}

stats::Limits holding(stats::Limits limits, double estimate) {
  return {std::min(std::max(0.0, limits.low), estimate), std::max(limits.high, estimate)};
}

std::vector<double> weights_of(const stats::AnovaComponents& fit, const std::vector<bool>& part) {
  std::vector<double> weights(fit.squares.size(), 0);
  for (std::size_t i = 0; i < part.size(); ++i) {
    for (std::size_t j = 0; part[i] && j < weights.size(); ++j) {
      weights[j] += fit.weights[i][j];
    }
  }
  return weights;
}

} // namespace

Result<SplitQuestion> split_question(const Options& options) {
  SplitQuestion question;
  TRY_ASSIGN(question.confidence, confidence_option(options));
  question.method = text_option(options, "method", "");
  if (question.method != "" && question.method != "anova" && question.method != "reml") {
    return failure(ErrorKind::protocol, format("there is no method \"{}\"", question.method),
                   "known are anova reml");
  }
  question.terms = split_terms(text_option(options, "terms", ""));
  if (!question.terms.empty() &&
      std::find(question.terms.begin(), question.terms.end(), "subject") == question.terms.end()) {
    return failure(ErrorKind::protocol, "\"terms\" must name \"subject\"",
                   "terms = \"subject, engine, subject:engine\"");
  }
  return question;
}

ValuesNeeds split_needs(const SplitQuestion& question) {
  ValuesNeeds needs;
  needs.every_execution = true;
  needs.factors = true;
  needs.observed = names_in(question.terms);
  return needs;
}

std::vector<model::OptionDecl> split_declarations() {
  return {
      confidence_declaration(),
      {"method",
       OptionType::text,
       "",
       "default: analysis of variance when balanced, else REML",
       {"", "anova", "reml"}},
      {"terms",
       OptionType::text,
       "",
       "default: \"subject, F, subject:F\" for every factor F and \"F:G\" for every two of at most three; "
       "a factor nested in subjects: \"subject, subject:F\"; observed ones too: \"subject, host.cpu\"",
       {}}};
}

std::string Split::kind(std::size_t i) const {
  if (names[i] == "subject" || i + 1 == names.size()) {
    return names[i];
  }
  return names[i].find(':') == std::string::npos ? "factors" : "interactions";
}

std::vector<bool> Split::part(const std::string& name) const {
  std::vector<bool> chosen;
  for (std::size_t i = 0; i < names.size(); ++i) {
    chosen.push_back(name.empty() ? !is_subject(i) : names[i] == name || kind(i) == name);
  }
  return chosen;
}

double Split::sum(const std::vector<bool>& part) const {
  stats::Sum sum;
  for (std::size_t i = 0; i < part.size(); ++i) {
    sum.add(part[i] ? variances[i] : 0);
  }
  return sum.value();
}

const stats::AnovaComponents* Split::squares() const {
  const auto* anova = std::get_if<stats::AnovaComponents>(&fit);
  return anova != nullptr ? anova : cells ? &*cells : nullptr;
}

std::optional<stats::Limits> Split::sum_limits(const std::vector<bool>& part, double confidence) const {
  const double estimate = sum(part);
  if (const auto* anova = squares()) {
    return holding(stats::LargeSampleLimits(anova->squares, confidence).of(weights_of(*anova, part)),
                   estimate);
  }
  return estimate == 0 ? std::optional(stats::Limits{}) : std::nullopt;
}

std::optional<stats::Limits> Split::share_limits(const std::vector<bool>& part, double confidence) const {
  const double share = sum(part) / total();
  if (const auto* anova = squares()) {
    const auto whole = weights_of(*anova, std::vector<bool>(names.size(), true));
    return holding(
        stats::LargeSampleLimits(anova->squares, confidence).of_share(weights_of(*anova, part), whole),
        share);
  }
  const bool is_only = std::holds_alternative<std::monostate>(fit);
  return is_only ? std::optional(stats::Limits{share, share}) : std::nullopt;
}

Split split_variance(const Sample& sample, const SplitQuestion& question) {
  const bool alone = question.one_target && sample.targets.size() == 1;
  if (const auto reason = alone ? "" : too_few(sample); !reason.empty()) {
    return without(reason);
  }
  if (all_the_same(sample)) {
    return without("all values are the same");
  }
  if (identical_within(sample)) {
    return of_identical(sample);
  }
  auto [effects, notes, reason] = effects_of(sample, question.terms);
  if (!reason.empty()) {
    return without(reason);
  }
  Split split;
  split.notes = std::move(notes);
  split.names = names_of(effects);
  count_levels(effects, split);
  if (auto why = estimate(sample, question, effects, split); !why.empty()) {
    return without(std::move(why));
  }
  if (!(split.total() > 0)) {
    return without("the values differ by less than double precision can square");
  }
  return split;
}

} // namespace reprovip::score
