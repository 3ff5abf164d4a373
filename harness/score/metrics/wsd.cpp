#include "harness/base/format.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/score/metrics/sample.hpp"
#include "harness/stats/distributions.hpp"
#include "harness/stats/sums.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace reprovip::score {

namespace {

// Repeatability coefficient (Bland & Altman 1986): 95 % of differences between two executions stay below it.
const double k_repeatability = 1.96 * std::numbers::sqrt2;

// Raunig et al. 2015 (QIBA): degrees of freedom below which a repeatability coefficient says little.
constexpr double k_enough = 35;

struct WsdConfig {
  double confidence = 0.95;
};

stats::Groups positive_groups(const Sample& sample) {
  auto groups = groups_of(sample);
  std::erase_if(groups, [](const std::vector<double>& group) { return group.size() < 2; });
  const bool positive = std::all_of(groups.begin(), groups.end(), [](const std::vector<double>& group) {
    return std::all_of(group.begin(), group.end(), [](double value) { return value > 0; });
  });
  return positive ? groups : stats::Groups{};
}

// Within-subject coefficient of variation, root mean square of the subjects' own, and by logarithms. Values
// that are not all positive have none.
void add_variation(const Sample& sample, double tail, Finding& finding) {
  const auto groups = positive_groups(sample);
  if (groups.empty()) {
    return;
  }
  stats::Sum ratios;
  stats::Groups logarithms;
  for (const auto& group : groups) {
    const auto one = stats::moments(group);
    ratios.add(one.variance() / (one.mean * one.mean));
    auto& row = logarithms.emplace_back();
    for (const double value : group) {
      row.push_back(std::log(value));
    }
  }
  const double wcv = std::sqrt(ratios.value() / static_cast<double>(groups.size()));
  const auto table = stats::one_way(logarithms);
  const double df = table.df_within;
  const auto log_form = [&](double variance) { return std::sqrt(std::expm1(variance)); };
  finding.fields.emplace_back("wcv", wcv);
  finding.fields.emplace_back("rc_percent", 100 * k_repeatability * wcv);
  finding.fields.emplace_back("wcv_log", log_form(table.ms_within()));
  finding.fields.emplace_back("wcv_log_low",
                              log_form(table.within / stats::chi_squared_quantile(1 - tail, df)));
  finding.fields.emplace_back("wcv_log_high", log_form(table.within / stats::chi_squared_quantile(tail, df)));
}

class WsdMetric : public ValuesMetric {
public:
  explicit WsdMetric(WsdConfig config) : m_config(config) {}

  Finding of(const Sample& sample) const override {
    const auto table = stats::one_way(groups_of(sample));
    if (!(table.df_within > 0)) {
      return undefined("no target was observed twice: repeat it");
    }
    const double wsd = std::sqrt(table.ms_within());
    const double tail = (1 - m_config.confidence) / 2;
    const double df = table.df_within;
    const double low = wsd * std::sqrt(df / stats::chi_squared_quantile(1 - tail, df));
    const double high = wsd * std::sqrt(df / stats::chi_squared_quantile(tail, df));
    Finding finding;
    finding.estimate = wsd;
    finding.interval = model::Interval{low, high, m_config.confidence};
    finding.identical = identical_within(sample);
    finding.fields = {{"sem", wsd},
                      {"rc", k_repeatability * wsd},
                      {"rc_low", k_repeatability * low},
                      {"rc_high", k_repeatability * high},
                      {"df", df}};
    // One-sided: what claims of repeatability must hold with.
    const double upper = std::sqrt(df / stats::chi_squared_quantile(2 * tail, df));
    finding.fields.emplace_back("upper", upper * wsd);
    finding.fields.emplace_back("rc_upper", k_repeatability * upper * wsd);
    if (df < k_enough) {
      finding.notes.push_back(format("{} degrees of freedom: QIBA asks for {} at least", df, k_enough));
    }
    add_variation(sample, tail, finding);
    return finding;
  }

private:
  WsdConfig m_config;
};

Result<MetricPlugin> make(const Options& options) {
  WsdConfig config;
  TRY_ASSIGN(config.confidence, confidence_option(options));
  return MetricPlugin(std::make_unique<WsdMetric>(config));
}

} // namespace

MetricEntry wsd_metric() {
  MetricEntry entry;
  entry.declaration = {
      "wsd",
      "within-subject standard deviation over executions, with the repeatability coefficient",
      {confidence_declaration()},
      {"sem", "rc", "rc_low", "rc_high", "rc_upper", "upper", "df", "wcv", "rc_percent", "wcv_log",
       "wcv_log_low", "wcv_log_high"}};
  entry.formula = "sqrt(MSW); sem: the same; rc = 1.96 sqrt(2) wsd, also called MDC95, with limits rc_low, "
                  "rc_high and the "
                  "one-sided rc_upper (upper: of wsd); df = sum (k_i - 1); wcv = sqrt(mean s_i^2 / "
                  "mean_i^2), rc_percent = "
                  "100 * 1.96 sqrt(2) wcv, wcv_log = sqrt(exp(MSW of logarithms) - 1) with its limits: only "
                  "of positive values";
  entry.source =
      "Bland & Altman 1986, 1996; Raunig et al. 2015 (QIBA); limits: df s^2 / chi^2, wcv is invalid for "
      "values on an interval scale or near 0";
  entry.inputs = "one number per execution";
  entry.unit = "of the value";
  entry.range = "from 0";
  entry.undefined = "no target has 2 executions";
  entry.default_per = "condition";
  entry.pools_targets = true;
  entry.make = make;
  return entry;
}

} // namespace reprovip::score
