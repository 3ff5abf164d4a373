#include "harness/base/format.hpp"
#include "harness/score/metrics/levels.hpp"
#include "harness/score/metrics/stability.hpp"
#include "harness/stats/multiplicity.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::score {

namespace {

using model::OptionType;

double smallest(std::span<const double> p) {
  return p.empty() ? 1 : *std::min_element(p.begin(), p.end());
}

// How odd a p is among the smallest of the reference runs.
double rank_among(const std::vector<double>& minima, double p, std::size_t runs) {
  const auto as_odd = std::count_if(minima.begin(), minima.end(), [p](double one) { return one <= p; });
  const double rank = (1 + static_cast<double>(as_odd)) / (1 + static_cast<double>(minima.size()));
  return std::min(1.0, static_cast<double>(runs) * rank);
}

std::vector<double> corrected(const StabilityConfig& config, std::span<const double> p, std::size_t runs,
                              const std::vector<double>& minima) {
  if (config.correction != "max-t") {
    const auto method = stats::adjustment_from(config.correction);
    return stats::adjusted(p, method.value_or(stats::Adjustment::none));
  }
  std::vector<double> result;
  result.reserve(p.size());
  for (const double one : p) {
    result.push_back(rank_among(minima, one, runs));
  }
  return result;
}

bool passes(const StabilityConfig& config, std::size_t rejected, std::size_t tested) {
  return config.correction == "none"
             ? static_cast<double>(rejected) <= config.alpha * static_cast<double>(tested)
             : rejected == 0;
}

std::size_t rejected_among(const StabilityConfig& config, const std::vector<double>& p) {
  return static_cast<std::size_t>(
      std::count_if(p.begin(), p.end(), [&](double one) { return one <= config.alpha; }));
}

} // namespace

std::vector<model::OptionDecl> stability_options() {
  return {{"convention",
           OptionType::text,
           "prediction",
           "t of a prediction, or as published: normal, without the error of mean and deviation",
           {"prediction", "published"}},
          {"correction",
           OptionType::text,
           "holm",
           "for testing many values",
           {"none", "bonferroni", "sidak", "holm", "hochberg", "bh", "by", "max-t"}},
          {"alpha", OptionType::number, "0.05", "level of the test", {}},
          {"resolution",
           OptionType::number,
           "0",
           "how far from a reference that does not vary a value may be, in its unit",
           {}}};
}

Result<StabilityConfig> stability_config(const Options& options) {
  StabilityConfig config;
  const auto convention = text_option(options, "convention", "prediction");
  config.correction = text_option(options, "correction", "holm");
  config.resolution = number_option(options, "resolution", 0);
  TRY_ASSIGN(config.alpha, alpha_option(options));
  if (convention != "prediction" && convention != "published") {
    return failure(ErrorKind::protocol, format("there is no convention \"{}\"", convention),
                   "known are prediction, published");
  }
  if (config.correction != "max-t" && !stats::adjustment_from(config.correction)) {
    return failure(ErrorKind::protocol, format("there is no correction \"{}\"", config.correction),
                   "known are none, bonferroni, sidak, holm, hochberg, bh, by, max-t");
  }
  if (!(config.resolution >= 0) || !std::isfinite(config.resolution)) {
    return failure(ErrorKind::protocol, "\"resolution\" must be at least 0");
  }
  config.convention = convention == "published" ? stats::StabilityConvention::published
                                                : stats::StabilityConvention::prediction;
  return config;
}

LeftOut left_out(const StabilityConfig& config, std::span<const double> p) {
  LeftOut run;
  run.smallest = smallest(p);
  run.alarm = config.correction != "max-t" &&
              !passes(config, rejected_among(config, corrected(config, p, 1, {})), p.size());
  return run;
}

StabilityOutcome outcome_of(const StabilityConfig& config, std::span<const double> p, std::size_t runs,
                            const std::vector<LeftOut>& references) {
  std::vector<double> minima;
  for (const auto& run : references) {
    minima.push_back(run.smallest);
  }
  const auto adjusted = corrected(config, p, runs, minima);
  StabilityOutcome outcome;
  outcome.tested = p.size();
  outcome.rejected = rejected_among(config, adjusted);
  outcome.p = smallest(adjusted);
  if (!references.empty()) {
    outcome.p_loo = rank_among(minima, smallest(p), runs);
  }
  if (config.correction == "max-t") {
    const bool can_reject =
        static_cast<double>(runs) <= config.alpha * (1 + static_cast<double>(minima.size()));
    outcome.passes = can_reject ? std::optional(outcome.rejected == 0) : std::nullopt;
    return outcome;
  }
  outcome.passes = passes(config, outcome.rejected, outcome.tested);
  if (!references.empty()) {
    const auto alarms =
        std::count_if(references.begin(), references.end(), [](const LeftOut& run) { return run.alarm; });
    outcome.loo_rate = static_cast<double>(alarms) / static_cast<double>(references.size());
  }
  return outcome;
}

Finding finding_of(const StabilityConfig& config, const StabilityOutcome& outcome, std::size_t references) {
  if (outcome.tested == 0) {
    return undefined("there is no value to test");
  }
  Finding finding;
  finding.estimate = static_cast<double>(outcome.rejected) / static_cast<double>(outcome.tested);
  finding.decision = outcome.passes;
  if (!outcome.passes) {
    finding.reason =
        format("{} references cannot reject at {:.4g} by max-t: run more of them", references, config.alpha);
  }
  finding.label = !outcome.passes ? "not to be told" : *outcome.passes ? "stable" : "unstable";
  finding.fields = {{"p", outcome.p},
                    {"statistic", outcome.largest},
                    {"rejected", static_cast<double>(outcome.rejected)},
                    {"tested", static_cast<double>(outcome.tested)},
                    {"constant", static_cast<double>(outcome.constant)},
                    {"references", static_cast<double>(references)}};
  if (outcome.p_loo) {
    finding.fields.emplace_back("p_loo", *outcome.p_loo);
  }
  if (outcome.loo_rate) {
    finding.fields.emplace_back("loo_rate", *outcome.loo_rate);
  }
  return finding;
}

} // namespace reprovip::score
