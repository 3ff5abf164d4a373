#include "harness/stats/bootstrap.hpp"

#include "harness/base/format.hpp"
#include "harness/stats/distributions.hpp"
#include "harness/stats/parallel.hpp"
#include "harness/stats/random.hpp"
#include "harness/stats/sums.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::stats {

namespace {

// Too many replicates without a value: those that have one are no longer a sample of all.
constexpr double k_most_undefined = 0.1;

// `sorted` is ascending and not empty.
double normal_interpolation(const std::vector<double>& sorted, double probability) {
  const auto count = static_cast<double>(sorted.size());
  const double position = (count + 1) * probability;
  if (position < 1) {
    return sorted.front();
  }
  if (position >= count) {
    return sorted.back();
  }
  const double below = std::floor(position);
  const auto index = static_cast<std::size_t>(below);
  if (position == below || sorted[index - 1] == sorted[index]) {
    return sorted[index - 1];
  }
  const double start = normal_quantile(below / (count + 1));
  const double end = normal_quantile((below + 1) / (count + 1));
  const double share = (normal_quantile(probability) - start) / (end - start);
  return sorted[index - 1] + share * (sorted[index] - sorted[index - 1]);
}

// The probability at which BCa reads the distribution of the replicates.
double adjusted(double probability, double z0, double acceleration) {
  const double z = z0 + normal_quantile(probability);
  return normal_lower_tail(z0 + z / (1 - acceleration * z));
}

bool all_equal(const std::vector<double>& sorted, double value) {
  return sorted.front() == value && sorted.back() == value;
}

void fill_limits(const std::vector<double>& sorted, double estimate, const BootstrapQuestion& question,
                 Bootstrap& result) {
  const double tail = (1 - question.confidence) / 2;
  double low = tail;
  double high = 1 - tail;
  if (question.method == BootstrapMethod::bca) {
    const auto below = std::lower_bound(sorted.begin(), sorted.end(), estimate) - sorted.begin();
    const double share = static_cast<double>(below) / static_cast<double>(sorted.size());
    if (!(share > 0 && share < 1)) {
      result.reason = "all replicates lie on one side of the estimate: BCa has no limits";
      return;
    }
    result.z0 = normal_quantile(share);
    low = adjusted(tail, result.z0, result.acceleration);
    high = adjusted(1 - tail, result.z0, result.acceleration);
  }
  result.low = normal_interpolation(sorted, low);
  result.high = normal_interpolation(sorted, high);
}

} // namespace

std::vector<double> bootstrap_replicates(std::size_t clusters, const ClusterStatistic& statistic,
                                         const BootstrapQuestion& question) {
  std::vector<std::optional<double>> values(question.replicates);
  parallel_for(question.replicates, question.threads, [&](std::size_t b) {
    Random random(question.seed, b);
    std::vector<std::size_t> drawn(clusters);
    for (auto& cluster : drawn) {
      cluster = static_cast<std::size_t>(random.below(clusters));
    }
    values[b] = statistic(drawn);
  });
  std::vector<double> defined;
  for (const auto& value : values) {
    if (value && std::isfinite(*value)) {
      defined.push_back(*value);
    }
  }
  return defined;
}

Bootstrap bootstrap_limits(std::vector<double> replicates, double estimate, double acceleration,
                           const BootstrapQuestion& question) {
  Bootstrap result;
  result.undefined = question.replicates - replicates.size();
  if (replicates.size() < 2 ||
      static_cast<double>(result.undefined) > k_most_undefined * static_cast<double>(question.replicates)) {
    result.reason = format("{} of {} bootstrap replicates have no value: there are too few subjects",
                           result.undefined, question.replicates);
    return result;
  }
  result.standard_error = std::sqrt(moments(replicates).variance());
  result.acceleration = question.method == BootstrapMethod::bca ? acceleration : 0;
  std::sort(replicates.begin(), replicates.end());
  if (all_equal(replicates, estimate)) {
    result.low = estimate;
    result.high = estimate;
    return result;
  }
  fill_limits(replicates, estimate, question, result);
  return result;
}

Bootstrap bootstrap(std::size_t clusters, double estimate, const ClusterStatistic& statistic,
                    const BootstrapQuestion& question) {
  Bootstrap none;
  if (clusters < 2) {
    none.reason = "a bootstrap over subjects takes 2 at least";
    return none;
  }
  double acceleration = 0;
  if (question.method == BootstrapMethod::bca) {
    const auto without_one = jackknife(clusters, statistic);
    if (!without_one) {
      none.reason = "there is no estimate without one of the subjects: BCa has no limits";
      return none;
    }
    acceleration = without_one->acceleration;
  }
  return bootstrap_limits(bootstrap_replicates(clusters, statistic, question), estimate, acceleration,
                          question);
}

std::optional<Jackknife> jackknife(std::size_t clusters, const ClusterStatistic& statistic) {
  if (clusters < 2) {
    return std::nullopt;
  }
  std::vector<double> values;
  for (std::size_t without = 0; without < clusters; ++without) {
    std::vector<std::size_t> kept;
    for (std::size_t i = 0; i < clusters; ++i) {
      if (i != without) {
        kept.push_back(i);
      }
    }
    const auto value = statistic(kept);
    if (!value || !std::isfinite(*value)) {
      return std::nullopt;
    }
    values.push_back(*value);
  }
  const auto summary = moments(values);
  Sum cubes;
  for (const double value : values) {
    const double deviation = summary.mean - value;
    cubes.add(deviation * deviation * deviation);
  }
  const double squares = summary.sum_of_squares;
  const auto n = static_cast<double>(clusters);
  Jackknife result;
  result.acceleration = squares > 0 ? cubes.value() / (6 * std::pow(squares, 1.5)) : 0;
  result.standard_error = std::sqrt((n - 1) / n * squares);
  return result;
}

} // namespace reprovip::stats
