#include "harness/stats/multiplicity.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>
#include <utility>

namespace reprovip::stats {

namespace {

std::vector<double> each(std::span<const double> p, const std::function<double(double)>& change) {
  std::vector<double> result;
  result.reserve(p.size());
  for (const double one : p) {
    result.push_back(std::min(1.0, change(one)));
  }
  return result;
}

// `factor(rank)`, rank from 1 for the smallest p; then made monotone from the smallest up (`step_down`) or
// from the largest down.
std::vector<double> stepwise(std::span<const double> p, bool step_down,
                             const std::function<double(double)>& factor) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  std::vector<double> result(p.size());
  double bound = step_down ? 0 : 1;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const auto rank = step_down ? i + 1 : order.size() - i;
    const auto at = order[rank - 1];
    const double one = factor(static_cast<double>(rank)) * p[at];
    bound = step_down ? std::max(bound, one) : std::min(bound, one);
    result[at] = std::min(1.0, bound);
  }
  return result;
}

double harmonic(double n) {
  double sum = 0;
  for (double i = n; i >= 1; --i) {
    sum += 1 / i;
  }
  return sum;
}

} // namespace

std::optional<Adjustment> adjustment_from(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, Adjustment>, 7> k_names = {
      {{"none", Adjustment::none},
       {"bonferroni", Adjustment::bonferroni},
       {"sidak", Adjustment::sidak},
       {"holm", Adjustment::holm},
       {"hochberg", Adjustment::hochberg},
       {"bh", Adjustment::benjamini_hochberg},
       {"by", Adjustment::benjamini_yekutieli}}};
  const auto* const found =
      std::find_if(k_names.begin(), k_names.end(), [&](const auto& one) { return one.first == name; });
  return found == k_names.end() ? std::nullopt : std::optional(found->second);
}

std::vector<double> adjusted(std::span<const double> p, Adjustment method) {
  const auto n = static_cast<double>(p.size());
  switch (method) {
  case Adjustment::bonferroni:
    return each(p, [n](double one) { return n * one; });
  case Adjustment::sidak:
    return each(p, [n](double one) { return -std::expm1(n * std::log1p(-one)); });
  case Adjustment::holm:
    return stepwise(p, true, [n](double rank) { return n - rank + 1; });
  case Adjustment::hochberg:
    return stepwise(p, false, [n](double rank) { return n - rank + 1; });
  case Adjustment::benjamini_hochberg:
    return stepwise(p, false, [n](double rank) { return n / rank; });
  case Adjustment::benjamini_yekutieli:
    return stepwise(p, false, [n, sum = harmonic(n)](double rank) { return sum * n / rank; });
  case Adjustment::none:
    break;
  }
  return {p.begin(), p.end()};
}

} // namespace reprovip::stats
