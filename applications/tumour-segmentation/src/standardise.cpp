#include "standardise.hpp"

#include "mistake.hpp"
#include <algorithm>
#include <cmath>

namespace tumour {

namespace {

struct Spread {
  double mean = 0;
  double sd = 0;
};

Spread spread_of(const std::vector<float>& values) {
  double sum = 0;
  for (const float value : values) {
    sum += static_cast<double>(value);
  }
  const double mean = sum / static_cast<double>(values.size());
  double squares = 0;
  for (const float value : values) {
    squares += (static_cast<double>(value) - mean) * (static_cast<double>(value) - mean);
  }
  return {mean, std::sqrt(squares / static_cast<double>(values.size()))};
}

std::vector<float> inside(const Map& map, const Mask& brain) {
  std::vector<float> values;
  for (std::size_t i = 0; i < map.size(); ++i) {
    if (brain[i] != 0) {
      values.push_back(map[i]);
    }
  }
  return values;
}

template <typename Function>
void apply(Map& map, const Mask& brain, Function function) {
  for (std::size_t i = 0; i < map.size(); ++i) {
    map[i] = brain[i] != 0 ? static_cast<float>(function(static_cast<double>(map[i]))) : 0;
  }
}

// White matter by T1, in the spirit of Shinohara's stripe: the peak is the middle of the narrowest interval
// that holds a tenth of the voxels, among the brighter half; what is brighter than the peak, but for vessels
// and noise beyond the 99th percentile, is white matter alone.
struct Stripe {
  float peak = 0;
  Mask above; // the peak
};

Stripe white_stripe(const Map& t1, const Mask& brain) {
  auto values = inside(t1, brain);
  std::sort(values.begin(), values.end());
  const auto tenth = values.size() / 10;
  auto first = values.size() / 2;
  for (auto i = first; i + tenth < values.size(); ++i) {
    if (values[i + tenth] - values[i] < values[first + tenth] - values[first]) {
      first = i;
    }
  }
  const float peak = (values[first] + values[std::min(first + tenth, values.size() - 1)]) / 2;
  const float most = std::max(peak, values[values.size() * 99 / 100]);
  Stripe stripe{peak, Mask(t1.size(), 0)};
  for (std::size_t i = 0; i < t1.size(); ++i) {
    stripe.above[i] = brain[i] != 0 && t1[i] >= peak && t1[i] <= most ? 1 : 0;
  }
  return stripe;
}

// Of a contrast in the stripe; of T1 itself, whose voxels are those of one side, about the peak.
Spread spread_in(const Stripe& stripe, const Map& map, bool is_t1) {
  auto spread = spread_of(inside(map, stripe.above));
  if (is_t1) {
    const double off = spread.mean - static_cast<double>(stripe.peak);
    spread = {static_cast<double>(stripe.peak), std::sqrt(spread.sd * spread.sd + off * off)};
  }
  return spread;
}

void zscore(Map& map, const Mask& brain, const Spread& spread) {
  apply(map, brain, [&](double value) { return (value - spread.mean) / spread.sd; });
}

} // namespace

std::optional<Standard> parse_standard(const std::string& name) {
  if (name == "none") {
    return Standard::none;
  }
  if (name == "zscore") {
    return Standard::zscore;
  }
  if (name == "nyul") {
    return Standard::nyul;
  }
  return name == "white-stripe" ? std::optional(Standard::white_stripe) : std::nullopt;
}

Landmarks landmarks_of(std::vector<float> values) {
  std::sort(values.begin(), values.end());
  Landmarks landmarks = {};
  for (std::size_t i = 0; i < k_landmarks; ++i) {
    const double percent = i == 0 ? 1 : i + 1 == k_landmarks ? 99 : 10 * static_cast<double>(i);
    const double place = percent / 100 * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const auto above = std::min(below + 1, values.size() - 1);
    const double part = place - static_cast<double>(below);
    landmarks[i] =
        (1 - part) * static_cast<double>(values[below]) + part * static_cast<double>(values[above]);
  }
  return landmarks;
}

double move_to_scale(double value, const Landmarks& from, const Landmarks& to) {
  const auto above = std::upper_bound(from.begin() + 1, from.end() - 1, value);
  const auto i = static_cast<std::size_t>(above - from.begin());
  const double width = from[i] - from[i - 1];
  const double part = width > 0 ? (value - from[i - 1]) / width : 0;
  return to[i - 1] + part * (to[i] - to[i - 1]);
}

std::array<Map, k_contrasts> standardise(std::array<Map, k_contrasts> contrasts, const Mask& brain,
                                         Standard how) {
  static const std::array<const char*, k_contrasts> k_names = {"t1", "t1ce", "t2", "flair"};
  std::array<Spread, k_contrasts> spreads;
  double mean_sd = 0;
  for (std::size_t k = 0; k < k_contrasts; ++k) {
    spreads[k] = spread_of(inside(contrasts[k], brain));
    if (!(spreads[k].sd > 0)) {
      throw Mistake(std::string(k_names[k]) + ": is the same everywhere in the brain");
    }
    mean_sd += spreads[k].sd / k_contrasts;
  }
  const auto stripe = how == Standard::white_stripe ? white_stripe(contrasts[0], brain) : Stripe{};
  for (std::size_t k = 0; k < k_contrasts; ++k) {
    auto& map = contrasts[k];
    if (how == Standard::none) {
      zscore(map, brain, {0, mean_sd});
    } else if (how == Standard::white_stripe) {
      const auto spread = spread_in(stripe, map, k == 0);
      if (!(spread.sd > 0)) {
        throw Mistake(std::string(k_names[k]) + ": is the same everywhere in white matter");
      }
      zscore(map, brain, spread);
    } else {
      zscore(map, brain, spreads[k]);
    }
    if (how == Standard::nyul) {
      const auto from = landmarks_of(inside(map, brain));
      apply(map, brain, [&](double value) { return move_to_scale(value, from, standard_scales()[k]); });
    }
  }
  return contrasts;
}

} // namespace tumour
