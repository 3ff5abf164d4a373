#include "harness/base/format.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/score/metrics/resampling.hpp"
#include "harness/score/metrics/sample.hpp"
#include "harness/stats/ranks.hpp"
#include "harness/stats/sums.hpp"

#include <cmath>

namespace reprovip::score {

namespace {

std::vector<double> column_of(const Sample& sample, std::size_t column) {
  std::vector<double> values;
  for (const auto& target : sample.targets) {
    values.push_back(target.observations[column].value);
  }
  return values;
}

struct Pairs {
  stats::RankCorrelation worst; // the smallest rho, of these two columns
  std::size_t first = 0;
  std::size_t second = 0;
  double mean = 0; // of rho
};
// Over all pairs of columns. Nothing when one of them is constant.
std::optional<Pairs> correlate(const Sample& sample) {
  std::optional<Pairs> result;
  std::vector<double> all;
  for (std::size_t i = 0; i < sample.columns; ++i) {
    for (std::size_t j = i + 1; j < sample.columns; ++j) {
      const auto pair = stats::rank_correlation(column_of(sample, i), column_of(sample, j));
      if (!pair) {
        return std::nullopt;
      }
      all.push_back(pair->rho);
      if (!result || pair->rho < result->worst.rho) {
        result = Pairs{*pair, i, j, 0};
      }
    }
  }
  result->mean = stats::moments(all).mean;
  return result;
}

class SpearmanMetric : public ValuesMetric {
public:
  explicit SpearmanMetric(Resampling resampling) : m_resampling(resampling) {}

  ValuesNeeds needs() const override {
    ValuesNeeds needs;
    needs.pairs_of_levels = true;
    return needs;
  }

  Finding of(const Sample& all) const override {
    const auto sample = complete_part(all);
    if (sample.targets.size() < 3 || sample.columns < 2) {
      return undefined(format("{} targets have a value in every one of {} columns: it takes 3 targets and 2 "
                              "columns at least",
                              sample.targets.size(), all.columns));
    }
    const auto pairs = correlate(sample);
    if (!pairs) {
      auto finding = undefined("in some column the targets do not differ: they have no order");
      finding.identical = identical_within(sample);
      return finding;
    }
    Finding finding;
    finding.estimate = pairs->worst.rho;
    finding.identical = identical_within(sample);
    finding.fields = {
        {"mean_rho", pairs->mean},
        {"tau_b", pairs->worst.tau_b},
        {"p", stats::spearman_p(column_of(sample, pairs->first), column_of(sample, pairs->second))}};
    add_interval(sample, finding);
    note_left_out(all, sample, finding);
    return finding;
  }

private:
  void add_interval(const Sample& sample, Finding& finding) const {
    if (m_resampling.method) {
      add_bootstrap(
          finding, sample,
          [](const Sample& drawn) -> std::optional<double> {
            const auto again = correlate(drawn);
            return again ? std::optional(again->worst.rho) : std::nullopt;
          },
          m_resampling);
      return;
    }
    if (finding.identical) {
      finding.interval = model::Interval{1, 1, m_resampling.confidence};
    } else if (sample.columns > 2) {
      finding.reason = "the smallest of several correlations has no interval by formula: set ci = \"bca\"";
    } else if (sample.targets.size() < 4 || std::abs(*finding.estimate) >= 1) {
      finding.reason = "no interval by formula: fewer than 4 targets, or the order is the same or reversed";
    } else {
      const auto limits = stats::spearman_limits(
          *finding.estimate, static_cast<double>(sample.targets.size()), m_resampling.confidence);
      finding.interval = model::Interval{limits.low, limits.high, m_resampling.confidence};
    }
  }

  Resampling m_resampling;
};

Result<MetricPlugin> make(const Options& options) {
  TRY_ASSIGN(const auto resampling, resampling_options(options, k_analytic, k_analytic));
  return MetricPlugin(std::make_unique<SpearmanMetric>(resampling));
}

} // namespace

MetricEntry spearman_metric() {
  MetricEntry entry;
  entry.declaration = {"spearman",
                       "rank correlation of two levels, or the smallest of two executions",
                       resampling_declarations(k_analytic, k_analytic),
                       {"mean_rho", "tau_b", "p"}};
  declare_resampling_fields(entry.declaration.names);
  entry.formula =
      "Pearson's correlation of mid-ranks, smallest over pairs of columns; mean_rho: mean over pairs; "
      "tau_b: Kendall's, p: two-sided, over all orders up to 8 targets, beyond by t with n - 2 degrees of "
      "freedom, "
      "both of that pair";
  entry.source =
      "Spearman 1904; interval: Bonett & Wright 2000 (Fisher's z, variance (1 + rho^2 / 2) / (n - 3))";
  entry.inputs = "one number per execution; targets that lack a column are left out";
  entry.range = "-1 to 1";
  entry.undefined = "fewer than 3 targets or 2 columns, or the targets do not differ in a column";
  entry.default_per = "condition";
  entry.pools_targets = true;
  entry.version = 2;
  entry.make = make;
  return entry;
}

} // namespace reprovip::score
