#include "harness/stats/npvr.hpp"

#include "harness/base/format.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/score/metrics/resampling.hpp"
#include "harness/score/metrics/sample.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::score {

namespace {

// Above this p, offsets of repetitions are what chance brings.
constexpr double k_offset_p = 0.05;

Finding of_identical(const Sample& sample, double confidence) {
  auto finding = all_the_same(sample) ? undefined("all values are the same") : Finding{};
  finding.identical = true;
  if (finding.reason.empty()) {
    finding.estimate = 0;
    finding.interval = model::Interval{0, 0, confidence};
  }
  return finding;
}

class NpvrMetric : public ValuesMetric {
public:
  explicit NpvrMetric(Resampling resampling) : m_resampling(resampling) {}

  Finding of(const Sample& all) const override {
    const auto sample = complete_part(all);
    if (const auto reason = too_few(sample); !reason.empty()) {
      return undefined(reason + " in every column");
    }
    if (identical_within(sample)) {
      return of_identical(sample, m_resampling.confidence);
    }
    const auto table = groups_of(sample);
    const auto published = stats::npvr(table);
    if (!published) {
      return undefined("the targets do not differ within a repetition");
    }
    Finding finding;
    finding.estimate = published->ratio();
    finding.fields = {{"sd_num", published->sd_num}, {"sd_pop", published->sd_pop}};
    add_nu(table, finding);
    add_interval(table, finding);
    if (sample.targets.size() < all.targets.size()) {
      finding.notes.push_back(format("{} of {} targets left out: they lack a repetition",
                                     all.targets.size() - sample.targets.size(), all.targets.size()));
    }
    return finding;
  }

private:
  static void add_nu(const stats::Groups& table, Finding& finding) {
    const auto one = stats::one_way(table);
    if (one.within > 0) {
      const double k = one.k0;
      const double nu = std::sqrt(k * one.ms_within() / (one.ms_between() + (k - 1) * one.ms_within()));
      finding.fields.emplace_back("nu", nu);
    }
    const auto offset = stats::offset_test(stats::two_way(table));
    finding.fields.emplace_back("offset_p", offset.p);
    if (offset.p < k_offset_p) {
      finding.notes.push_back(format(
          "repetitions have offsets (p = {:.2g}): they are in sd_num, not in sd_pop; compare nu", offset.p));
    }
  }

  void add_interval(const stats::Groups& table, Finding& finding) const {
    if (!m_resampling.method) {
      const auto limits = stats::npvr_limits(stats::two_way(table), m_resampling.confidence);
      finding.interval = model::Interval{std::min(limits.low, *finding.estimate),
                                         std::max(limits.high, *finding.estimate), m_resampling.confidence};
      return;
    }
    const auto statistic = [&](std::span<const std::size_t> targets) -> std::optional<double> {
      stats::Groups rows;
      for (const auto target : targets) {
        rows.push_back(table[target]);
      }
      const auto ratio = rows.size() > 1 ? stats::npvr(rows) : std::nullopt;
      return ratio ? std::optional(ratio->ratio()) : std::nullopt;
    };
    add_bootstrap(finding, table.size(), statistic, m_resampling);
  }

  Resampling m_resampling;
};

Result<MetricPlugin> make(const Options& options) {
  TRY_ASSIGN(const auto resampling, resampling_options(options, k_analytic, k_analytic));
  return MetricPlugin(std::make_unique<NpvrMetric>(resampling));
}

} // namespace

MetricEntry npvr_metric() {
  MetricEntry entry;
  entry.declaration = {
      "npvr",
      "Numerical-Population Variability Ratio, as published: sd over executions / sd over subjects",
      resampling_declarations(k_analytic, k_analytic),
      {"sd_num", "sd_pop", "nu", "offset_p"}};
  declare_resampling_fields(entry.declaration.names);
  entry.formula =
      "sd_num / sd_pop: sd_num^2 = mean over subjects of the variance over repetitions, sd_pop^2 = mean "
      "over repetitions of the variance over subjects; nu = sqrt(1 - ICC(1,1)), the same when "
      "repetitions are exchangeable; offset_p: of the test that repetitions have no offsets";
  entry.source = "Chatelain, Sokolowski, Sharp, Poline & Glatard 2026, doi 10.64898/2026.01.09.698203; "
                 "limits: modified large samples (Burdick & "
                 "Graybill 1992) of (MSC + (n - 1) MSE) / n over (MSR + (k - 1) MSE) / k, repetitions' "
                 "offsets taken as random: "
                 "so few as 2 or 3 repetitions cannot exclude large ones, and nu is narrower. Bootstraps of "
                 "fewer than 20 "
                 "subjects are too narrow: those of 95 % hold 81 % with 6";
  entry.inputs = "one number per execution";
  entry.range = "from 0";
  entry.undefined =
      "fewer than 2 targets with every one of at least 2 repetitions, or targets that do not differ";
  entry.default_per = "condition";
  entry.pools_targets = true;
  entry.version = 2;
  entry.make = make;
  return entry;
}

} // namespace reprovip::score
