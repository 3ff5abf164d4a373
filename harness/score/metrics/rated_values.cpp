#include "harness/base/format.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/score/metrics/resampling.hpp"
#include "harness/score/metrics/sample.hpp"
#include "harness/stats/raters.hpp"

#include <algorithm>
#include <map>

// Agreement of executions on a category (a decision, a class) per target: values are names of categories.

namespace reprovip::score {

namespace {

using model::OptionType;

enum class Coefficient { fleiss, ac1, krippendorff };

struct RatedConfig {
  Coefficient coefficient = Coefficient::fleiss;
  stats::Scale scale = stats::Scale::nominal;
  Resampling resampling;
};

stats::Ratings ratings_of(const Sample& sample) {
  stats::Ratings ratings;
  for (const auto& target : sample.targets) {
    for (const auto& observation : target.observations) {
      ratings.categories.push_back(observation.value);
    }
  }
  auto& categories = ratings.categories;
  std::sort(categories.begin(), categories.end());
  categories.erase(std::unique(categories.begin(), categories.end()), categories.end());
  for (const auto& target : sample.targets) {
    std::map<std::uint32_t, std::uint32_t> given;
    for (const auto& observation : target.observations) {
      const auto at = std::lower_bound(categories.begin(), categories.end(), observation.value);
      ++given[static_cast<std::uint32_t>(at - categories.begin())];
    }
    ratings.units.push_back({{given.begin(), given.end()}, 1});
  }
  return ratings;
}

std::optional<stats::Agreement> agreement_of(const stats::Ratings& ratings, const RatedConfig& config) {
  switch (config.coefficient) {
  case Coefficient::fleiss:
    return stats::fleiss_kappa(ratings);
  case Coefficient::ac1:
    return stats::gwet_ac1(ratings);
  case Coefficient::krippendorff:
    break;
  }
  return stats::krippendorff_alpha(ratings, config.scale);
}

class RatedMetric : public ValuesMetric {
public:
  explicit RatedMetric(RatedConfig config) : m_config(config) {}

  Finding of(const Sample& sample) const override {
    const auto ratings = ratings_of(sample);
    if (const auto reason = why_not(sample, ratings); !reason.empty()) {
      return undefined(reason);
    }
    const auto agreement = agreement_of(ratings, m_config);
    if (!agreement) {
      auto finding = undefined("all values are the same");
      finding.identical = identical_within(sample);
      return finding;
    }
    Finding finding;
    finding.estimate = agreement->estimate;
    finding.identical = identical_within(sample);
    finding.fields = {{"observed", agreement->observed},
                      {"expected", agreement->expected},
                      {"n_categories", static_cast<double>(ratings.categories.size())}};
    if (m_config.coefficient == Coefficient::fleiss) {
      finding.fields.emplace_back("z", stats::fleiss_z(ratings, agreement->estimate));
    }
    add_bootstrap(
        finding, sample,
        [this](const Sample& drawn) -> std::optional<double> {
          const auto again = agreement_of(ratings_of(drawn), m_config);
          return again ? std::optional(again->estimate) : std::nullopt;
        },
        m_config.resampling);
    return finding;
  }

private:
  std::string why_not(const Sample& sample, const stats::Ratings& ratings) const {
    if (const auto reason = too_few(sample); !reason.empty()) {
      return reason;
    }
    if (m_config.coefficient == Coefficient::fleiss && is_unbalanced(sample)) {
      return "targets have different numbers of executions: use ac1 or krippendorff";
    }
    return m_config.scale == stats::Scale::ratio && ratings.categories.front() < 0
               ? "a negative value has no ratio: set scale = \"interval\""
               : "";
  }

  RatedConfig m_config;
};

Result<MetricPlugin> make_with(const Options& options, Coefficient coefficient) {
  static const std::map<std::string, stats::Scale> scales = {{"nominal", stats::Scale::nominal},
                                                             {"ordinal", stats::Scale::ordinal},
                                                             {"interval", stats::Scale::interval},
                                                             {"ratio", stats::Scale::ratio}};
  RatedConfig config;
  config.coefficient = coefficient;
  const auto scale = scales.find(text_option(options, "scale", "nominal"));
  if (scale == scales.end()) {
    return failure(ErrorKind::protocol, format("there is no scale \"{}\"", text_option(options, "scale", "")),
                   "known are nominal ordinal interval ratio");
  }
  config.scale = scale->second;
  TRY_ASSIGN(config.resampling, resampling_options(options, k_no_interval, k_bca));
  return MetricPlugin(std::make_unique<RatedMetric>(config));
}

MetricEntry entry_of(const char* name, const char* doc) {
  MetricEntry entry;
  entry.declaration = {
      name, doc, resampling_declarations(k_no_interval, k_bca), {"observed", "expected", "n_categories"}};
  declare_resampling_fields(entry.declaration.names);
  entry.inputs = "one number per execution, which names a category";
  entry.range = "at most 1; 0 is chance";
  entry.undefined = "fewer than 2 targets or 2 executions, or all values are the same";
  entry.default_per = "condition";
  entry.pools_targets = true;
  return entry;
}

} // namespace

MetricEntry fleiss_metric() {
  auto entry = entry_of("fleiss", "Fleiss' kappa: agreement of executions on a category, beyond chance");
  entry.declaration.names.emplace_back("z");
  entry.formula =
      "(observed - expected) / (1 - expected): pairs of executions of a target that agree, and the same "
      "by chance from the shares of the categories; z: against 0";
  entry.source = "Fleiss 1971; z: Fleiss, Nee & Landis 1979; the categories are those that occur";
  entry.undefined += ", or targets have different numbers of executions";
  entry.make = [](const Options& options) { return make_with(options, Coefficient::fleiss); };
  return entry;
}

MetricEntry ac1_metric() {
  auto entry = entry_of("ac1", "Gwet's AC1: agreement of executions on a category, robust to rare ones");
  entry.formula =
      "(observed - expected) / (1 - expected), expected = sum share (1 - share) / (categories - 1)";
  entry.source = "Gwet 2008; missing values: Gwet 2014; the categories are those that occur";
  entry.make = [](const Options& options) { return make_with(options, Coefficient::ac1); };
  return entry;
}

MetricEntry krippendorff_metric() {
  auto entry =
      entry_of("krippendorff", "Krippendorff's alpha: agreement of executions, missing values allowed");
  entry.declaration.options.push_back({"scale",
                                       OptionType::text,
                                       "nominal",
                                       "how far apart two values are",
                                       {"nominal", "ordinal", "interval", "ratio"}});
  entry.formula = "1 - observed / expected, the mean squared differences within targets and overall";
  entry.source = "Krippendorff 2011, Computing Krippendorff's alpha-reliability";
  entry.undefined += "; with scale ratio, a negative value";
  entry.make = [](const Options& options) { return make_with(options, Coefficient::krippendorff); };
  return entry;
}

} // namespace reprovip::score
