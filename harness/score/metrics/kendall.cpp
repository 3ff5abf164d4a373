#include "harness/base/format.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/score/metrics/resampling.hpp"
#include "harness/score/metrics/sample.hpp"
#include "harness/stats/ranks.hpp"

namespace reprovip::score {

namespace {

using model::OptionType;

std::optional<double> estimate_of(const stats::KendallW& kendall, bool corrected) {
  return corrected ? kendall.w : kendall.uncorrected;
}

class KendallMetric : public ValuesMetric {
public:
  KendallMetric(bool corrected, Resampling resampling) : m_corrected(corrected), m_resampling(resampling) {}

  Finding of(const Sample& all) const override {
    const auto sample = complete_part(all);
    if (const auto reason = too_few(sample); !reason.empty()) {
      return undefined(reason + " in every column");
    }
    const auto kendall = stats::kendall_w(groups_of(sample));
    if (!kendall) {
      auto finding = undefined("in no column do the targets differ: they have no order");
      finding.identical = identical_within(sample);
      return finding;
    }
    Finding finding;
    finding.estimate = estimate_of(*kendall, m_corrected);
    finding.identical = identical_within(sample);
    finding.fields = {{"w_uncorrected", kendall->uncorrected},
                      {"chi2", kendall->chi_squared},
                      {"df", kendall->df},
                      {"p", kendall->p}};
    add_bootstrap(
        finding, sample,
        [this](const Sample& drawn) -> std::optional<double> {
          if (drawn.targets.size() < 2) {
            return std::nullopt;
          }
          const auto again = stats::kendall_w(groups_of(drawn));
          return again ? estimate_of(*again, m_corrected) : std::nullopt;
        },
        m_resampling);
    note_left_out(all, sample, finding);
    return finding;
  }

private:
  bool m_corrected;
  Resampling m_resampling;
};

Result<MetricPlugin> make(const Options& options) {
  const auto ties = text_option(options, "ties", "corrected");
  if (ties != "corrected" && ties != "uncorrected") {
    return failure(ErrorKind::protocol, "\"ties\" must be \"corrected\" or \"uncorrected\"");
  }
  TRY_ASSIGN(const auto resampling, resampling_options(options, k_no_interval, k_bca));
  return MetricPlugin(std::make_unique<KendallMetric>(ties == "corrected", resampling));
}

} // namespace

MetricEntry kendall_metric() {
  MetricEntry entry;
  entry.declaration = {"kendall",
                       "Kendall's W: whether executions put the targets in one order",
                       resampling_declarations(k_no_interval, k_bca),
                       {"w_uncorrected", "chi2", "df", "p"}};
  entry.declaration.options.push_back({"ties",
                                       OptionType::text,
                                       "corrected",
                                       "whether equal values count as an order",
                                       {"corrected", "uncorrected"}});
  declare_resampling_fields(entry.declaration.names);
  entry.formula =
      "12 S / (m^2 (n^3 - n) - m sum(t^3 - t)), S of the sums of ranks; w_uncorrected: without the "
      "ties; chi2 = m (n - 1) W, df = n - 1, p: its upper tail";
  entry.source = "Kendall & Babington Smith 1939; ties: Siegel & Castellan 1988, as R's irr";
  entry.inputs = "one number per execution; targets that lack a column are left out";
  entry.range = "0 to 1";
  entry.undefined = "fewer than 2 targets or 2 executions, or in no column the targets differ";
  entry.default_per = "condition";
  entry.pools_targets = true;
  entry.make = make;
  return entry;
}

} // namespace reprovip::score
