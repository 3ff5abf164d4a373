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
void add_variation(const Sample& sample, Finding& finding) {
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
  finding.fields.emplace_back("wcv", std::sqrt(ratios.value() / static_cast<double>(groups.size())));
  finding.fields.emplace_back("wcv_log", std::sqrt(std::expm1(stats::one_way(logarithms).ms_within())));
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
    add_variation(sample, finding);
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
      {"sem", "rc", "rc_low", "rc_high", "df", "wcv", "wcv_log"}};
  entry.unit = "of the value";
  entry.range = "from 0";
  entry.undefined = "no target has 2 executions";
  entry.default_per = "condition";
  entry.pools_targets = true;
  entry.make = make;
  return entry;
}

} // namespace reprovip::score
