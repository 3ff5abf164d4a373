#pragma once

#include "harness/score/metric.hpp"
#include "harness/stats/bootstrap.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace reprovip::score {

// How a metric makes its interval: by a formula of its own ("analytic"), or by resampling subjects.
struct Resampling {
  std::optional<stats::BootstrapMethod> method; // none: the formula, or no interval
  double confidence = 0.95;
  std::size_t replicates = 2000;
  std::uint64_t seed = 1;
};

// What `ci` says where there is a formula, and where there is none.
inline const char* const k_analytic = "analytic";
inline const char* const k_bootstrap = "bootstrap"; // percentile
inline const char* const k_bca = "bca";
inline const char* const k_no_interval = "none";

// The options `confidence`, `ci`, `replicates`, `seed`. `without` is what `ci` offers besides the bootstraps:
// k_analytic or k_no_interval.
std::vector<model::OptionDecl> resampling_declarations(const char* without, const char* fallback);
// The fields that a bootstrap adds: ci_se (standard deviation of the replicates), and of BCa ci_z0 (bias) and
// ci_acceleration (skew).
void declare_resampling_fields(std::vector<std::string>& names);
Result<Resampling> resampling_options(const Options& options, const char* without, const char* fallback);

// Sets the interval by a bootstrap over `clusters` subjects, when `resampling` has a method and the finding
// an estimate; when that gives no limits, or limits without width of executions that differ (`identical` is
// set before), the interval is absent and `reason` says why. A note names the method, replicates and seed.
void add_bootstrap(Finding& finding, std::size_t clusters, const stats::ClusterStatistic& statistic,
                   const Resampling& resampling);
// The same for a statistic of a sample: targets are the clusters, those drawn twice are two targets.
using SampleStatistic = std::function<std::optional<double>(const Sample& sample)>;
void add_bootstrap(Finding& finding, const Sample& sample, const SampleStatistic& statistic,
                   const Resampling& resampling);

// A whole number from `least` to `most`.
Result<std::size_t> count_option(const Options& options, const std::string& name, std::size_t fallback,
                                 std::size_t least, std::size_t most);

} // namespace reprovip::score
