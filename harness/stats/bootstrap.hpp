#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace reprovip::stats {

// A statistic of a sample of clusters (subjects): their indices, the same one perhaps several times. Nothing
// when it has no value on them. Called from several threads at once.
using ClusterStatistic = std::function<std::optional<double>(std::span<const std::size_t> clusters)>;

enum class BootstrapMethod { percentile, bca };

struct BootstrapQuestion {
  BootstrapMethod method = BootstrapMethod::bca;
  double confidence = 0.95;
  std::size_t replicates = 2000;
  std::uint64_t seed = 1;
  std::size_t threads = 1; // does not change the result
};

struct Bootstrap {
  double low = 0; // confidence limits
  double high = 0;
  double standard_error = 0; // sd of the replicates
  double z0 = 0;             // bias correction of BCa, 0 with the percentile method
  double acceleration = 0;   // of BCa, 0 with the percentile method
  std::size_t undefined = 0; // replicates without a value: left out
  std::string reason;        // why there are no limits; "" when there are
};

// Nonparametric bootstrap that resamples whole clusters with replacement; replicate b is drawn from stream b
// of the seed. Percentile, or bias-corrected and accelerated: Efron 1987 (JASA 82:171), with z0 from the
// share of replicates below the estimate and the acceleration from the jackknife. Quantiles between two
// replicates are interpolated on the normal scale (Davison & Hinkley 1997, 5.8, as R's boot). All replicates
// equal to the estimate give limits equal to it.
Bootstrap bootstrap(std::size_t clusters, double estimate, const ClusterStatistic& statistic,
                    const BootstrapQuestion& question);

// The values of the replicates alone, in order; those without a value are left out.
std::vector<double> bootstrap_replicates(std::size_t clusters, const ClusterStatistic& statistic,
                                         const BootstrapQuestion& question);
// The limits that replicates give.
Bootstrap bootstrap_limits(std::vector<double> replicates, double estimate, double acceleration,
                           const BootstrapQuestion& question);

// Statistic without each cluster in turn.
struct Jackknife {
  double acceleration = 0;   // sum d^3 / (6 (sum d^2)^1.5), d = mean - value without one
  double standard_error = 0; // sqrt((n - 1) / n sum d^2)
};
// Nothing when there are fewer than two clusters, or the statistic has no value without one of them.
std::optional<Jackknife> jackknife(std::size_t clusters, const ClusterStatistic& statistic);

} // namespace reprovip::stats
