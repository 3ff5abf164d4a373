#include "harness/base/format.hpp"
#include "harness/score/metrics/levels.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/stats/concordance.hpp"
#include "harness/stats/sums.hpp"

namespace reprovip::score {

namespace {

using model::OptionType;

struct CccConfig {
  double confidence = 0.95;
  stats::ConcordanceInterval interval = stats::ConcordanceInterval::fisher_z;
};

bool varies(const std::vector<double>& values) {
  return stats::moments(values).sum_of_squares > 0;
}

class CccMetric : public ValuesMetric {
public:
  explicit CccMetric(CccConfig config) : m_config(config) {}

  ValuesNeeds needs() const override { return two_levels_needs(); }

  Finding of(const Sample& sample) const override {
    const auto levels = two_levels(sample);
    if (!levels) {
      return no_two_levels(sample);
    }
    auto finding = of_levels(*levels);
    finding.identical = levels->identical;
    describe(*levels, finding);
    return finding;
  }

private:
  Finding of_levels(const TwoLevels& levels) const {
    const auto x = references_of(levels);
    const auto y = others_of(levels);
    if (x.size() < 3) {
      return undefined(format("{} targets have both levels: it takes 3 at least", x.size()));
    }
    if (!varies(x) || !varies(y)) {
      return undefined("the targets of a level do not differ");
    }
    const auto result = stats::concordance(x, y, m_config.confidence, m_config.interval);
    Finding finding;
    finding.estimate = result.ccc.value;
    if (agrees_by_chance(levels)) {
      finding.reason = "no interval: the means of the targets agree by chance, executions differ";
    } else {
      finding.interval = model::Interval{result.ccc.low, result.ccc.high, m_config.confidence};
    }
    finding.fields = {{"pearson", result.pearson},
                      {"cb", result.bias_correction},
                      {"scale_shift", result.scale_shift},
                      {"location_shift", result.location_shift},
                      {"n", static_cast<double>(x.size())}};
    return finding;
  }

  CccConfig m_config;
};

Result<MetricPlugin> make(const Options& options) {
  CccConfig config;
  TRY_ASSIGN(config.confidence, confidence_option(options));
  const auto name = text_option(options, "interval", "fisher");
  if (name != "fisher" && name != "asymptotic") {
    return failure(ErrorKind::protocol, format("there is no interval \"{}\"", name),
                   "known are fisher, asymptotic");
  }
  config.interval =
      name == "fisher" ? stats::ConcordanceInterval::fisher_z : stats::ConcordanceInterval::asymptotic;
  return MetricPlugin(std::make_unique<CccMetric>(config));
}

} // namespace

MetricEntry ccc_metric() {
  MetricEntry entry;
  entry.declaration = {
      "ccc",
      "Lin's concordance correlation of two levels: how far targets' means lie from the line of equality",
      {{"interval", OptionType::text, "fisher", "by Fisher's z, or without", {"fisher", "asymptotic"}},
       confidence_declaration()},
      {"pearson", "cb", "scale_shift", "location_shift", "n"}};
  entry.formula =
      "2 s_xy / (s_x^2 + s_y^2 + (mean x - mean y)^2), variances over n, of targets' means; pearson: "
      "precision; cb = ccc / pearson: accuracy; scale_shift: s(level) / s(reference); location_shift: "
      "(mean level - mean reference) / sqrt(s_x s_y). Limits are for many targets: those of 95 % hold 90 % "
      "with "
      "5 targets, 93 % with 10, where the upper one comes out too low";
  entry.source = "Lin 1989, variance as corrected in 2000; as R's epiR";
  entry.inputs = "one number per execution, across a factor";
  entry.unit = "";
  entry.range = "from -1 to 1";
  entry.undefined = "fewer than 3 targets with both levels, or targets of a level that do not differ";
  entry.default_per = "condition";
  entry.pools_targets = true;
  entry.version = 2;
  entry.make = make;
  return entry;
}

} // namespace reprovip::score
