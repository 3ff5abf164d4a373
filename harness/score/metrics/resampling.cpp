#include "harness/score/metrics/resampling.hpp"

#include "harness/base/format.hpp"
#include "harness/score/metrics/metrics.hpp"

#include <cmath>

namespace reprovip::score {

namespace {

using model::OptionType;

// Below as many subjects bootstraps of variances hold less than they claim: at 95 %, 81 % with 6, 88 %
// with 10.
constexpr std::size_t k_few = 20;

Sample drawn(const Sample& sample, std::span<const std::size_t> clusters) {
  Sample result;
  result.columns = sample.columns;
  result.across = sample.across;
  result.levels = sample.levels;
  result.factors = sample.factors;
  for (const auto cluster : clusters) {
    result.targets.push_back(sample.targets[cluster]);
  }
  return result;
}

std::string note_of(const Resampling& resampling, std::size_t clusters, std::size_t undefined) {
  auto text = format("interval: {} bootstrap over {} subjects, {} replicates, seed {}",
                     *resampling.method == stats::BootstrapMethod::bca ? "BCa" : "percentile", clusters,
                     resampling.replicates, resampling.seed);
  if (clusters < k_few) {
    text += ", few subjects: too narrow";
  }
  return undefined == 0 ? text : text + format(", {} of them without a value", undefined);
}

} // namespace

std::vector<model::OptionDecl> resampling_declarations(const char* without, const char* fallback) {
  return {confidence_declaration(),
          {"ci",
           OptionType::text,
           fallback,
           "the interval: bootstrap (percentile) and bca resample subjects",
           {without, k_bootstrap, k_bca}},
          {"replicates", OptionType::integer, "2000", "of the bootstrap", {}},
          {"seed", OptionType::integer, "1", "of random numbers: the same seed, the same result", {}}};
}

void declare_resampling_fields(std::vector<std::string>& names) {
  names.insert(names.end(), {"ci_se", "ci_z0", "ci_acceleration"});
}

Result<std::size_t> count_option(const Options& options, const std::string& name, std::size_t fallback,
                                 std::size_t least, std::size_t most) {
  const double value = number_option(options, name, static_cast<double>(fallback));
  if (!(value >= static_cast<double>(least) && value <= static_cast<double>(most)) ||
      value != std::floor(value)) {
    return failure(ErrorKind::protocol,
                   format("\"{}\" must be a whole number from {} to {}", name, least, most));
  }
  return static_cast<std::size_t>(value);
}

Result<Resampling> resampling_options(const Options& options, const char* without, const char* fallback) {
  Resampling resampling;
  TRY_ASSIGN(resampling.confidence, confidence_option(options));
  TRY_ASSIGN(resampling.replicates, count_option(options, "replicates", 2000, 100, 1000000));
  TRY_ASSIGN(resampling.seed, count_option(options, "seed", 1, 0, std::size_t{1} << 53U));
  const auto method = text_option(options, "ci", fallback);
  if (method == k_bootstrap) {
    resampling.method = stats::BootstrapMethod::percentile;
  } else if (method == k_bca) {
    resampling.method = stats::BootstrapMethod::bca;
  } else if (method != without) {
    return failure(ErrorKind::protocol, format("there is no interval \"{}\" of this metric", method),
                   format("known are {} {} {}", without, k_bootstrap, k_bca));
  }
  return resampling;
}

void add_bootstrap(Finding& finding, std::size_t clusters, const stats::ClusterStatistic& statistic,
                   const Resampling& resampling) {
  if (!finding.estimate) {
    return;
  }
  if (!resampling.method) {
    if (!finding.interval && finding.reason.empty()) {
      finding.reason = "no interval: ci = \"none\"";
    }
    return;
  }
  const auto result = stats::bootstrap(
      clusters, *finding.estimate, statistic,
      {*resampling.method, resampling.confidence, resampling.replicates, resampling.seed, 0});
  finding.interval.reset();
  if (!result.reason.empty()) {
    finding.reason = result.reason;
    return;
  }
  if (result.low == result.high && !finding.identical) {
    finding.reason =
        "no interval: every bootstrap replicate has the estimate, which does not say how sure it is";
    return;
  }
  finding.interval = model::Interval{result.low, result.high, resampling.confidence};
  finding.fields.emplace_back("ci_se", result.standard_error);
  if (*resampling.method == stats::BootstrapMethod::bca) {
    finding.fields.emplace_back("ci_z0", result.z0);
    finding.fields.emplace_back("ci_acceleration", result.acceleration);
  }
  finding.notes.push_back(note_of(resampling, clusters, result.undefined));
}

void add_bootstrap(Finding& finding, const Sample& sample, const SampleStatistic& statistic,
                   const Resampling& resampling) {
  add_bootstrap(
      finding, sample.targets.size(),
      [&](std::span<const std::size_t> clusters) { return statistic(drawn(sample, clusters)); }, resampling);
}

} // namespace reprovip::score
