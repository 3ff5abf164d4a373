#include "harness/stats/bland_altman.hpp"

#include "harness/base/assert.hpp"
#include "harness/stats/distributions.hpp"
#include "harness/stats/sums.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace reprovip::stats {

namespace {

double as_double(std::size_t count) {
  return static_cast<double>(count);
}

double half_width(const BlandAltman& result, const AgreementQuestion& question) {
  const double n = as_double(result.targets);
  const double z = question.multiplier;
  const double t = t_quantile((1 + question.confidence) / 2, n - 1);
  const double share = question.interval == LimitsInterval::published ? 3 / n : 1 / n + z * z / (2 * (n - 1));
  return t * result.sd * std::sqrt(share);
}

// Limits of the upper limit of agreement, as distances from the bias.
std::pair<double, double> reach(const BlandAltman& result, const AgreementQuestion& question) {
  const double middle = question.multiplier * result.sd;
  if (question.interval != LimitsInterval::exact) {
    const double width = half_width(result, question);
    return {middle - width, middle + width};
  }
  const double n = as_double(result.targets);
  const double tail = (1 - question.confidence) / 2;
  const double shift = question.multiplier * std::sqrt(n);
  const double scale = result.sd / std::sqrt(n);
  return {scale * noncentral_t_quantile(tail, n - 1, shift),
          scale * noncentral_t_quantile(1 - tail, n - 1, shift)};
}

Ranged bias_of(const Moments& summary, double confidence) {
  const double n = as_double(summary.count);
  const double width = t_quantile((1 + confidence) / 2, n - 1) * std::sqrt(summary.variance() / n);
  return {summary.mean, summary.mean - width, summary.mean + width};
}

// A part of a sum of variances with its chi-squared limits.
struct Part {
  double value = 0;
  double low = 0;
  double high = 0;
};

Part part_of(double variance, double df, double weight, double confidence) {
  if (!(df > 0)) {
    return {};
  }
  const double tail = (1 - confidence) / 2;
  return {weight * variance, weight * variance * df / chi_squared_quantile(1 - tail, df),
          weight * variance * df / chi_squared_quantile(tail, df)};
}

Part within_part(const Groups& groups, double confidence) {
  Sum inverse;
  for (const auto& group : groups) {
    inverse.add(1 / as_double(group.size()));
  }
  const auto table = one_way(groups);
  const double weight = 1 - inverse.value() / as_double(groups.size());
  return table.df_within > 0 ? part_of(table.ms_within(), table.df_within, weight, confidence) : Part{};
}

std::vector<double> differences_of_means(const Groups& x, const Groups& y) {
  std::vector<double> differences;
  for (std::size_t i = 0; i < x.size(); ++i) {
    differences.push_back(moments(x[i]).mean - moments(y[i]).mean);
  }
  return differences;
}

} // namespace

BlandAltman bland_altman(std::span<const double> differences, const AgreementQuestion& question) {
  const auto summary = moments(differences);
  REPROVIP_ASSERT(summary.count >= 2);
  BlandAltman result;
  result.targets = summary.count;
  result.bias = bias_of(summary, question.confidence);
  result.sd = std::sqrt(summary.variance());
  const double middle = question.multiplier * result.sd;
  const auto [near, far] = reach(result, question);
  result.upper = {summary.mean + middle, summary.mean + near, summary.mean + far};
  result.lower = {summary.mean - middle, summary.mean - far, summary.mean - near};
  return result;
}

BlandAltman bland_altman_repeated(const Groups& x, const Groups& y, const AgreementQuestion& question) {
  REPROVIP_ASSERT(x.size() == y.size() && x.size() >= 2);
  const auto summary = moments(differences_of_means(x, y));
  const double n = as_double(summary.count);
  const double confidence = question.confidence;
  const Part between = part_of(summary.variance(), n - 1, 1, confidence);
  const Part x_within = within_part(x, confidence);
  const Part y_within = within_part(y, confidence);
  const double total = between.value + x_within.value + y_within.value;
  const auto side = [&](double Part::*limit) {
    return std::hypot(between.*limit - between.value, x_within.*limit - x_within.value,
                      y_within.*limit - y_within.value);
  };
  BlandAltman result;
  result.targets = summary.count;
  result.bias = bias_of(summary, confidence);
  result.sd = std::sqrt(total);
  const double z = question.multiplier;
  const double of_bias = normal_quantile((1 + confidence) / 2) * std::sqrt(summary.variance() / n);
  const double outer = std::hypot(of_bias, z * (std::sqrt(total + side(&Part::high)) - result.sd));
  const double inner =
      std::hypot(of_bias, z * (result.sd - std::sqrt(std::max(0.0, total - side(&Part::low)))));
  const double lower = summary.mean - z * result.sd;
  const double upper = summary.mean + z * result.sd;
  result.lower = {lower, lower - outer, lower + inner};
  result.upper = {upper, upper - inner, upper + outer};
  return result;
}

} // namespace reprovip::stats
