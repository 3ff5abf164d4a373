// What executions differ by, beside the uncertainty that each says it has (a Cramer-Rao bound, a standard
// error).

#include "harness/base/format.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/score/metrics/sample.hpp"
#include "harness/stats/anova.hpp"
#include "harness/stats/distributions.hpp"
#include "harness/stats/proportions.hpp"
#include "harness/stats/sums.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::score {

namespace {

using model::OptionType;

struct UncertaintyConfig {
  std::string column;
  double factor = 2;
  double confidence = 0.95;
};

// Why some value has no uncertainty; "" when all have one.
std::string lacking(const Sample& sample, const std::string& column) {
  for (const auto& target : sample.targets) {
    for (const auto& observation : target.observations) {
      if (!observation.companion || !(*observation.companion > 0)) {
        return format("{} has no uncertainty above 0 in column \"{}\"", target.name, column);
      }
    }
  }
  return "";
}

double square(double value) {
  return value * value;
}

double mean_square_uncertainty(const Target& target) {
  std::vector<double> squares;
  for (const auto& observation : target.observations) {
    squares.push_back(square(*observation.companion));
  }
  return stats::moments(squares).mean;
}

class UncertaintyMetric : public ValuesMetric {
public:
  explicit UncertaintyMetric(UncertaintyConfig config) : m_config(std::move(config)) {}

  ValuesNeeds needs() const override {
    ValuesNeeds needs;
    needs.companion = m_config.column;
    return needs;
  }

  Finding of(const Sample& sample) const override {
    if (const auto reason = lacking(sample, m_config.column); !reason.empty()) {
      return undefined(reason);
    }
    return computed(sample);
  }

protected:
  const UncertaintyConfig& config() const { return m_config; }

private:
  virtual Finding computed(const Sample& sample) const = 0;

  UncertaintyConfig m_config;
};

class NoiseRatio : public UncertaintyMetric {
public:
  using UncertaintyMetric::UncertaintyMetric;

private:
  Finding computed(const Sample& sample) const override {
    const auto table = stats::one_way(groups_of(sample));
    if (!(table.df_within > 0)) {
      return undefined("no target was observed twice: repeat it");
    }
    // Weights are those of the mean square within: a target counts by its degrees of freedom.
    stats::Sum weighted;
    stats::Sum squares;
    double largest = 0;
    std::string worst;
    for (const auto& target : sample.targets) {
      const auto df = static_cast<double>(target.observations.size()) - 1;
      const double mean_square = mean_square_uncertainty(target);
      weighted.add(df * mean_square);
      const double own = df > 0 ? ratio_of(target, mean_square) : 0;
      squares.add(df * own * own);
      if (own > largest) {
        largest = own;
        worst = target.name;
      }
    }
    const double reported = std::sqrt(weighted.value() / table.df_within);
    const double wsd = std::sqrt(table.ms_within());
    const double tail = (1 - config().confidence) / 2;
    const double df = table.df_within;
    Finding finding;
    finding.estimate = std::sqrt(squares.value() / table.df_within);
    finding.interval = model::Interval{
        *finding.estimate * std::sqrt(df / stats::chi_squared_quantile(1 - tail, df)),
        *finding.estimate * std::sqrt(df / stats::chi_squared_quantile(tail, df)), config().confidence};
    finding.identical = identical_within(sample);
    finding.fields = {{"wsd", wsd}, {"uncertainty", reported}, {"max_ratio", largest}, {"df", df}};
    if (!worst.empty()) {
      finding.notes.push_back(format("largest: {}", worst));
    }
    return finding;
  }

  static double ratio_of(const Target& target, double mean_square) {
    std::vector<double> values;
    for (const auto& observation : target.observations) {
      values.push_back(observation.value);
    }
    return std::sqrt(stats::moments(values).variance() / mean_square);
  }
};

class NormalisedError : public UncertaintyMetric {
public:
  using UncertaintyMetric::UncertaintyMetric;

private:
  Finding computed(const Sample& sample) const override {
    std::vector<double> errors;
    std::string worst;
    double largest = -1;
    double above = 0;
    for (const auto& target : sample.targets) {
      const double error = largest_error(target);
      if (std::isnan(error)) {
        continue;
      }
      errors.push_back(error);
      above += error > 1 ? 1 : 0;
      if (error > largest) {
        largest = error;
        worst = target.name;
      }
    }
    if (errors.empty()) {
      return undefined("no target has two values to compare");
    }
    Finding finding;
    finding.estimate = largest;
    finding.decision = largest <= 1;
    finding.identical = identical_within(sample);
    finding.fields = {{"mean", stats::moments(errors).mean},
                      {"above", above},
                      {"targets", static_cast<double>(errors.size())}};
    finding.notes.push_back(format("largest: {}", worst));
    return finding;
  }

  // Of every two values of a target; with a ground truth of each and the truth, which has no uncertainty.
  double largest_error(const Target& target) const {
    double largest = std::nan("");
    const auto& all = target.observations;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (target.truth) {
        const double error = std::abs(all[i].value - *target.truth) / (config().factor * *all[i].companion);
        largest = std::fmax(largest, error);
        continue;
      }
      for (std::size_t j = i + 1; j < all.size(); ++j) {
        const double both = std::hypot(*all[i].companion, *all[j].companion) * config().factor;
        largest = std::fmax(largest, std::abs(all[i].value - all[j].value) / both);
      }
    }
    return largest;
  }
};

class Coverage : public UncertaintyMetric {
public:
  using UncertaintyMetric::UncertaintyMetric;

private:
  Finding computed(const Sample& sample) const override {
    std::vector<stats::Cluster> clusters;
    for (const auto& target : sample.targets) {
      auto& cluster = clusters.emplace_back();
      for (const auto& observation : target.observations) {
        if (!target.truth) {
          return undefined("an interval covers a truth: add against = \"truth\"");
        }
        const double reach = config().factor * *observation.companion;
        cluster.yes += std::abs(observation.value - *target.truth) <= reach ? 1 : 0;
        cluster.trials += 1;
      }
    }
    const auto rate = stats::clustered_proportion(clusters, config().confidence);
    Finding finding;
    finding.estimate = rate.estimate;
    finding.interval = model::Interval{rate.limits.low, rate.limits.high, config().confidence};
    finding.fields = {{"effective", rate.effective},
                      {"nominal", 1 - 2 * stats::normal_upper_tail(config().factor)}};
    return finding;
  }
};

Result<UncertaintyConfig> config_of(const Options& options, const std::string& factor_name, double factor) {
  UncertaintyConfig config;
  config.column = text_option(options, "uncertainty", "");
  if (config.column.empty()) {
    return failure(ErrorKind::protocol, "\"uncertainty\" is missing",
                   "name the column of the same table that holds each value's own uncertainty");
  }
  config.factor = factor_name.empty() ? factor : number_option(options, factor_name, factor);
  if (!(config.factor > 0)) {
    return failure(ErrorKind::protocol, format("\"{}\" must be above 0", factor_name));
  }
  TRY_ASSIGN(config.confidence, confidence_option(options));
  return config;
}

model::OptionDecl uncertainty_declaration() {
  return {"uncertainty",
          OptionType::text,
          "",
          "the column of the same table with each value's own uncertainty, one standard deviation",
          {}};
}

model::OptionDecl factor_declaration() {
  return {"factor",
          OptionType::number,
          "2",
          "expands an uncertainty to that of the comparison: U = factor u",
          {}};
}

void fill(MetricEntry& entry) {
  entry.inputs = "one number per execution, with its uncertainty in another column of the table";
  entry.default_per = "condition";
  entry.pools_targets = true;
}

} // namespace

MetricEntry noise_ratio_metric() {
  MetricEntry entry;
  entry.declaration = {"noise_ratio",
                       "variability between executions over the uncertainty that each reports: s_run / CRLB",
                       {uncertainty_declaration(), confidence_declaration()},
                       {"wsd", "uncertainty", "max_ratio", "df"}};
  entry.formula =
      "sqrt(mean(s_i^2 / u_i^2)), s_i^2 the variance between a target's executions, u_i^2 the mean square of "
      "their uncertainties, targets weighted by their degrees of freedom df; interval by chi^2 of df, exact "
      "when "
      "the ratio is one for all targets; wsd, uncertainty: root mean squares of s_i and u_i; max_ratio: of "
      "the "
      "worst target alone. At 0.1 executions "
      "add 0.5 % to the uncertainty, sqrt(1 + 0.1^2)";
  entry.source = "reference uncertainty by Cramer 1946 and Rao 1945, as quantification programs print it";
  entry.range = "from 0; up to 0.1 negligible, above 0.3 not";
  entry.undefined = "no target has 2 executions; a value has no uncertainty above 0";
  entry.version = 2;
  entry.make = [](const Options& options) -> Result<MetricPlugin> {
    TRY_ASSIGN(auto config, config_of(options, "", 1));
    return MetricPlugin(std::make_unique<NoiseRatio>(std::move(config)));
  };
  fill(entry);
  return entry;
}

MetricEntry normalised_error_metric() {
  MetricEntry entry;
  entry.declaration = {
      "en",
      "normalised error E_n: differences over the uncertainty that both report; passes at most 1",
      {uncertainty_declaration(), factor_declaration()},
      {"mean", "above", "targets"}};
  entry.formula =
      "|x_a - x_b| / sqrt(U_a^2 + U_b^2), U = factor u: the largest over targets and pairs of executions, "
      "with across of levels (means of value and of u), with against = \"truth\" of each and the truth; "
      "mean: over targets of their largest, above: targets beyond 1";
  entry.source = "ISO 13528, ISO/IEC 17043";
  entry.range = "from 0";
  entry.undefined = "no target has two values; a value has no uncertainty above 0";
  entry.make = [](const Options& options) -> Result<MetricPlugin> {
    TRY_ASSIGN(auto config, config_of(options, "factor", 2));
    return MetricPlugin(std::make_unique<NormalisedError>(std::move(config)));
  };
  fill(entry);
  return entry;
}

MetricEntry coverage_metric() {
  MetricEntry entry;
  entry.declaration = {"coverage",
                       "how often the ground truth lies within the interval that an execution reports",
                       {uncertainty_declaration(), factor_declaration(), confidence_declaration()},
                       {"effective", "nominal"}};
  entry.formula =
      "the share of executions with |x - truth| <= factor u; effective: trials that count, a target's own "
      "being alike; nominal: of normal errors, 1 - 2 (1 - Phi(factor))";
  entry.source = "Clopper & Pearson 1934, with Korn & Graubard's effective number (1998)";
  entry.range = "0 to 1";
  entry.undefined = "no ground truth; a value has no uncertainty above 0";
  entry.make = [](const Options& options) -> Result<MetricPlugin> {
    TRY_ASSIGN(auto config, config_of(options, "factor", 2));
    return MetricPlugin(std::make_unique<Coverage>(std::move(config)));
  };
  fill(entry);
  return entry;
}

} // namespace reprovip::score
