#include "harness/stats/raters.hpp"

#include "harness/base/assert.hpp"
#include "harness/stats/sums.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace reprovip::stats {

namespace {

// Ordered pairs of ratings of a unit that agree, of all such pairs.
double agreement_in(const RatedUnits& unit) {
  double agreeing = 0;
  for (const auto& [category, times] : unit.given) {
    agreeing += static_cast<double>(times) * (static_cast<double>(times) - 1);
  }
  const auto raters = static_cast<double>(unit.raters());
  return agreeing / (raters * (raters - 1));
}

// Mean over units of the share of ratings that each category has.
std::vector<double> mean_shares(const Ratings& ratings) {
  std::vector<Sum> sums(ratings.categories.size());
  double units = 0;
  for (const auto& unit : ratings.units) {
    for (const auto& [category, times] : unit.given) {
      sums[category].add(unit.units * times / unit.raters());
    }
    units += unit.units;
  }
  std::vector<double> shares;
  for (const auto& sum : sums) {
    shares.push_back(sum.value() / units);
  }
  return shares;
}

// Over units with two ratings at least; nothing when there is none.
std::optional<double> mean_agreement(const Ratings& ratings) {
  Sum sum;
  double units = 0;
  for (const auto& unit : ratings.units) {
    if (unit.raters() > 1) {
      sum.add(unit.units * agreement_in(unit));
      units += unit.units;
    }
  }
  return units > 0 ? std::optional(sum.value() / units) : std::nullopt;
}

std::size_t occurring(const std::vector<double>& shares) {
  return static_cast<std::size_t>(
      std::count_if(shares.begin(), shares.end(), [](double share) { return share > 0; }));
}

// Krippendorff's squared differences between categories.
class Difference {
public:
  // `totals`: ratings of each category that can be paired.
  Difference(const Ratings& ratings, const std::vector<double>& totals, Scale scale)
      : m_values(ratings.categories), m_scale(scale) {
    if (scale != Scale::ordinal) {
      return;
    }
    // Ranks stand in for values: the middle of each category's ratings, in order of the values.
    std::vector<std::size_t> order(m_values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return ratings.categories[a] < ratings.categories[b]; });
    double before = 0;
    for (const auto category : order) {
      m_values[category] = before + totals[category] / 2;
      before += totals[category];
    }
  }

  double squared(std::size_t a, std::size_t b) const {
    if (a == b) {
      return 0;
    }
    const double difference = m_values[a] - m_values[b];
    switch (m_scale) {
    case Scale::nominal:
      return 1;
    case Scale::ratio: {
      const double share = difference / (m_values[a] + m_values[b]);
      return share * share;
    }
    case Scale::ordinal:
    case Scale::interval:
      break;
    }
    return difference * difference;
  }

private:
  std::vector<double> m_values;
  Scale m_scale;
};

// Sum over ordered pairs of ratings of a unit.
double disagreement_in(const RatedUnits& unit, const Difference& difference) {
  double sum = 0;
  for (const auto& [a, times_a] : unit.given) {
    for (const auto& [b, times_b] : unit.given) {
      sum += static_cast<double>(times_a) * static_cast<double>(times_b) * difference.squared(a, b);
    }
  }
  return sum;
}

} // namespace

std::uint32_t RatedUnits::raters() const {
  std::uint32_t sum = 0;
  for (const auto& [category, times] : given) {
    sum += times;
  }
  return sum;
}

std::optional<Agreement> fleiss_kappa(const Ratings& ratings) {
  REPROVIP_ASSERT(!ratings.units.empty() && ratings.units.front().raters() > 1);
  const auto shares = mean_shares(ratings);
  if (occurring(shares) < 2) {
    return std::nullopt;
  }
  Agreement result;
  result.observed = *mean_agreement(ratings);
  for (const double share : shares) {
    result.expected += share * share;
  }
  result.estimate = (result.observed - result.expected) / (1 - result.expected);
  return result;
}

double fleiss_z(const Ratings& ratings, double kappa) {
  double units = 0;
  for (const auto& unit : ratings.units) {
    units += unit.units;
  }
  const auto raters = static_cast<double>(ratings.units.front().raters());
  double spread = 0;
  double skew = 0;
  for (const double share : mean_shares(ratings)) {
    spread += share * (1 - share);
    skew += share * (1 - share) * (1 - 2 * share);
  }
  const double variance = 2 * (spread * spread - skew) / (spread * spread * units * raters * (raters - 1));
  return kappa / std::sqrt(variance);
}

std::optional<Agreement> gwet_ac1(const Ratings& ratings) {
  const auto observed = mean_agreement(ratings);
  if (!observed) {
    return std::nullopt;
  }
  const auto shares = mean_shares(ratings);
  const auto categories = occurring(shares);
  if (categories < 2) {
    return std::nullopt;
  }
  Agreement result;
  result.observed = *observed;
  for (const double share : shares) {
    result.expected += share * (1 - share);
  }
  result.expected /= static_cast<double>(categories - 1);
  result.estimate = (result.observed - result.expected) / (1 - result.expected);
  return result;
}

std::optional<Agreement> krippendorff_alpha(const Ratings& ratings, Scale scale) {
  std::vector<double> totals(ratings.categories.size(), 0);
  double pairable = 0;
  for (const auto& unit : ratings.units) {
    if (unit.raters() > 1) {
      for (const auto& [category, times] : unit.given) {
        totals[category] += unit.units * times;
      }
      pairable += unit.units * unit.raters();
    }
  }
  if (pairable == 0) {
    return std::nullopt;
  }
  const Difference difference(ratings, totals, scale);
  Sum observed;
  for (const auto& unit : ratings.units) {
    if (unit.raters() > 1) {
      observed.add(unit.units * disagreement_in(unit, difference) / (unit.raters() - 1));
    }
  }
  Sum expected;
  for (std::size_t a = 0; a < totals.size(); ++a) {
    for (std::size_t b = 0; b < totals.size(); ++b) {
      expected.add(totals[a] * totals[b] * difference.squared(a, b));
    }
  }
  Agreement result;
  result.observed = observed.value() / pairable;
  result.expected = expected.value() / (pairable * (pairable - 1));
  if (!(result.expected > 0)) {
    return std::nullopt;
  }
  result.estimate = 1 - result.observed / result.expected;
  return result;
}

} // namespace reprovip::stats
