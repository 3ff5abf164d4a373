#include "harness/base/format.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/score/metrics/resampling.hpp"
#include "harness/score/metrics/sample.hpp"
#include "harness/stats/distributions.hpp"
#include "harness/stats/icc.hpp"
#include "harness/stats/npvr.hpp"
#include "harness/stats/unbalanced.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::score {

namespace {

struct NuConfig {
  double confidence = 0.95;
  Resampling resampling;
};

// AIAG, Measurement Systems Analysis, 4th edition: %GRR below 10, up to 30, above.
std::string aiag_class(double nu) {
  if (nu < 0.10) {
    return "acceptable (AIAG)";
  }
  return nu <= 0.30 ? "conditional (AIAG)" : "not acceptable (AIAG)";
}

double nu_of(double f, double k0) {
  return std::sqrt(k0 / (f + k0 - 1));
}

Finding of_identical(const Sample& sample, double confidence) {
  if (all_the_same(sample)) {
    auto finding = undefined("all values are the same");
    finding.identical = true;
    return finding;
  }
  Finding finding;
  finding.estimate = 0;
  finding.interval = model::Interval{0, 0, confidence};
  finding.label = aiag_class(0);
  finding.identical = true;
  finding.fields = {{"icc", 1}, {"sd_within", 0}};
  return finding;
}

class NuMetric : public ValuesMetric {
public:
  explicit NuMetric(NuConfig config) : m_config(config) {}

  Finding of(const Sample& sample) const override {
    auto finding = with_formula(sample);
    if (!finding.identical) {
      add_bootstrap(
          finding, sample, [this](const Sample& drawn) { return with_formula(drawn).estimate; },
          m_config.resampling);
    }
    return finding;
  }

private:
  Finding with_formula(const Sample& sample) const {
    if (const auto reason = too_few(sample); !reason.empty()) {
      return undefined(reason);
    }
    if (identical_within(sample)) {
      return of_identical(sample, m_config.confidence);
    }
    const auto table = stats::one_way(groups_of(sample));
    if (!(table.within > 0)) {
      return undefined("the executions differ by less than double precision can square");
    }
    const auto icc = stats::icc_one_way(table, false, m_config.confidence, 0);
    Finding finding;
    finding.estimate = nu_of(icc.f, table.k0);
    const auto limits =
        is_unbalanced(sample) ? unbalanced_limits(sample, *finding.estimate) : balanced_limits(icc, table.k0);
    finding.interval = model::Interval{limits.low, limits.high, m_config.confidence};
    finding.label = aiag_class(*finding.estimate);
    add_fields(sample, table, icc, finding);
    return finding;
  }

  // 1 - ICC(1,1) = k0 / (F + k0 - 1), which does not cancel when ICC is near 1. nu falls when F rises: the
  // limits of F change places.
  stats::Limits balanced_limits(const stats::Icc& icc, double k) const {
    const double tail = (1 + m_config.confidence) / 2;
    return {nu_of(icc.f * stats::f_quantile(tail, icc.df2, icc.df1), k),
            nu_of(icc.f / stats::f_quantile(tail, icc.df1, icc.df2), k)};
  }

  // 1 - ICC(1,1) = 1 / (1 + sigma_b^2 / sigma_w^2).
  stats::Limits unbalanced_limits(const Sample& sample, double estimate) const {
    const auto ratio = stats::VarianceRatio(groups_of(sample)).limits(m_config.confidence);
    return {std::min(1 / std::sqrt(1 + ratio.high), estimate),
            std::max(1 / std::sqrt(1 + ratio.low), estimate)};
  }

  static void add_fields(const Sample& sample, const stats::OneWay& table, const stats::Icc& icc,
                         Finding& finding) {
    const double within = table.ms_within();
    const double between = std::max(0.0, (table.ms_between() - within) / table.k0);
    finding.fields = {{"icc", icc.estimate},
                      {"sd_within", std::sqrt(within)},
                      {"sd_between", std::sqrt(between)},
                      {"ndc", 1.41 * std::sqrt(between / within)},
                      {"df", table.df_within}};
    const auto published = is_complete(sample) ? stats::npvr(groups_of(sample)) : std::nullopt;
    if (published) {
      finding.fields.emplace_back("npvr", published->ratio());
    }
    if (is_unbalanced(sample)) {
      finding.notes.push_back(format("unbalanced: one-way with k0 = {:.4g}, limits by Wald", table.k0));
    }
    if (icc.estimate < 0) {
      finding.notes.emplace_back("executions differ more than targets do");
    }
  }

  NuConfig m_config;
};

Result<MetricPlugin> make(const Options& options) {
  NuConfig config;
  TRY_ASSIGN(config.confidence, confidence_option(options));
  TRY_ASSIGN(config.resampling, resampling_options(options, k_analytic, k_analytic));
  return MetricPlugin(std::make_unique<NuMetric>(config));
}

} // namespace

MetricEntry nu_metric() {
  MetricEntry entry;
  entry.declaration = {
      "nu",
      "variability between executions as a share of the total: sqrt(1 - ICC(1,1)), AIAG's %GRR / 100",
      resampling_declarations(k_analytic, k_analytic),
      {"icc", "sd_within", "sd_between", "ndc", "df", "npvr"}};
  declare_resampling_fields(entry.declaration.names);
  entry.formula = "sqrt(k0 MSW / (MSB + (k0 - 1) MSW)); icc = 1 - nu^2; sd_within = sqrt(MSW), sd_between = "
                  "sqrt((MSB - MSW) / k0); ndc = 1.41 sd_between / sd_within; df of MSW; npvr: see there";
  entry.source = "AIAG, Measurement Systems Analysis, 4th edition 2010 (%GRR; below 0.10 acceptable, to 0.30 "
                 "conditional); limits: exact for normal values, from those of F (Shrout & Fleiss 1979; "
                 "unbalanced: Wald 1940)";
  entry.inputs = "one number per execution";
  entry.range = "from 0; above 1 when executions differ more than targets";
  entry.undefined = "fewer than 2 targets or 2 executions, or all values are the same";
  entry.default_per = "condition";
  entry.pools_targets = true;
  entry.version = 2;
  entry.make = make;
  return entry;
}

} // namespace reprovip::score
