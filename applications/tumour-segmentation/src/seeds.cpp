#include "seeds.hpp"

#include "mistake.hpp"
#include "rules.hpp"
#include <algorithm>
#include <cmath>

namespace tumour {

namespace {

constexpr std::size_t k_fitted = k_oedema + 1; // classes at first: the healthy ones and oedema

double quantile(std::vector<double> values, double share) {
  const auto nth =
      values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), nth, values.end());
  return *nth;
}

template <typename Value>
std::vector<double> all_of(const std::vector<Feature>& features, Value value) {
  std::vector<double> values(features.size());
  std::transform(features.begin(), features.end(), values.begin(), value);
  return values;
}

double sd_of(const Component& of, std::size_t contrast) {
  return std::sqrt(of.covariance[contrast][contrast]);
}

} // namespace

// Fluid is bright in T2 and dark in T1 and FLAIR; of the rest white matter is the brighter in
// T1, grey matter in FLAIR, and the brightest of all in FLAIR may be oedema: where there is much of it, a
// class of its own keeps it out of grey matter's.
std::vector<Component> start_of(const std::vector<Feature>& features, const MixtureSettings& settings) {
  const auto fluid = all_of(features, [](const Feature& f) { return f[k_t2] - f[k_t1] - f[k_flair]; });
  const auto t1 = all_of(features, [](const Feature& f) { return f[k_t1]; });
  const auto flair = all_of(features, [](const Feature& f) { return f[k_flair]; });
  const double wet = quantile(fluid, 0.95);
  const double damp = quantile(fluid, 0.85);
  const double dry = quantile(fluid, 0.75);
  const double white_from = quantile(t1, 0.7);
  const double grey_to = quantile(t1, 0.55);
  const double usual = quantile(flair, 0.5);
  const double bright = quantile(flair, 0.85);
  const double brightest = quantile(flair, 0.97);
  std::vector<Chosen> chosen(k_fitted, Chosen(features.size(), 0));
  for (std::size_t i = 0; i < features.size(); ++i) {
    chosen[k_csf][i] = fluid[i] > wet;
    chosen[k_partial][i] = fluid[i] > dry && fluid[i] < damp;
    chosen[k_grey][i] = fluid[i] < dry && t1[i] < grey_to && flair[i] > usual && flair[i] < bright;
    chosen[k_white][i] = fluid[i] < dry && t1[i] > white_from && flair[i] < bright;
    chosen[k_oedema][i] = flair[i] > brightest;
  }
  std::vector<Component> start;
  for (const auto& of_class : chosen) {
    start.push_back(component_of(features, of_class, settings));
    if (start.back().weight <= 0) {
      throw Mistake(
          "the brain's tissues cannot be told apart: are t1, t1ce, t2 and flair what they are said to be?");
    }
    start.back().weight = 1.0 / static_cast<double>(k_fitted);
  }
  return start;
}

std::vector<double> uptake_of(const std::vector<Feature>& features, bool scaled) {
  const auto range = [&](std::size_t contrast) {
    const auto values = all_of(features, [&](const Feature& f) { return f[contrast]; });
    return quantile(values, 0.75) - quantile(values, 0.25);
  };
  const double slope = scaled ? range(k_t1ce) / range(k_t1) : 1; // not finite: refused below
  auto uptake = all_of(features, [&](const Feature& f) { return f[k_t1ce] - slope * f[k_t1]; });
  const double usual = quantile(uptake, 0.5);
  auto apart = uptake;
  for (auto& value : apart) {
    value = std::abs(value - usual);
  }
  const double deviation = 1.4826 * quantile(apart, 0.5);
  if (!(deviation > 0) || !std::isfinite(deviation)) {
    throw Mistake("t1ce does not differ from t1: one of them is not what it is said to be");
  }
  for (auto& value : uptake) {
    value = (value - usual) / deviation;
  }
  return uptake;
}

std::vector<Chosen> seeds_of(const std::vector<Feature>& features, const std::vector<double>& uptake,
                             const Component& grey, const Component& white, const Release& release) {
  const double bright_flair =
      std::max(grey.mean[k_flair], white.mean[k_flair]) + release.hyperintense * sd_of(grey, k_flair);
  const double wet = grey.mean[k_t2] + sd_of(grey, k_t2);
  const double dark_t1 = grey.mean[k_t1] - sd_of(grey, k_t1);
  std::vector<Chosen> seeds(4, Chosen(features.size(), 0));
  for (std::size_t i = 0; i < features.size(); ++i) {
    const auto& f = features[i];
    const bool enhances = uptake[i] > release.enhanced;
    seeds[k_enhancing - k_oedema][i] = enhances && (f[k_t2] > wet || !release.vessels);
    seeds[k_vessel - k_oedema][i] = enhances && f[k_t2] <= wet && release.vessels;
    seeds[0][i] = !enhances && f[k_t2] > wet && f[k_flair] > bright_flair;
  }
  // Necrosis is wetter than oedema and darker in T1; fluid's partial volumes as wet are dark in FLAIR.
  const auto oedema = component_of(features, seeds[0], {});
  for (std::size_t i = 0; i < features.size() && oedema.weight > 0; ++i) {
    const auto& f = features[i];
    const bool necrotic = uptake[i] <= release.enhanced &&
                          f[k_t2] > oedema.mean[k_t2] + sd_of(oedema, k_t2) && f[k_t1] < dark_t1 &&
                          f[k_flair] > grey.mean[k_flair];
    seeds[k_necrosis - k_oedema][i] = necrotic;
    seeds[0][i] = seeds[0][i] != 0 && !necrotic;
  }
  return seeds;
}

std::vector<Feature> without(const std::vector<Feature>& features, const std::vector<double>& uptake,
                             double most) {
  std::vector<Feature> kept;
  for (std::size_t i = 0; i < features.size(); ++i) {
    if (uptake[i] <= most) {
      kept.push_back(features[i]);
    }
  }
  return kept;
}

std::vector<Chosen> allowed_by(const std::vector<Chosen>& seeds, const std::vector<Feature>& features,
                               const std::vector<double>& uptake, const Component& white,
                               const Release& release) {
  std::vector<double> typical;
  for (std::size_t i = 0; i < uptake.size(); ++i) {
    if (seeds[k_enhancing - k_oedema][i] != 0) {
      typical.push_back(uptake[i]);
    }
  }
  const double least = typical.empty() ? 0 : release.boundary * quantile(typical, 0.75);
  const auto oedema = component_of(features, seeds[0], {});
  const double bright = (oedema.mean[k_flair] + white.mean[k_flair]) / 2;
  const auto necrosis = component_of(features, seeds[k_necrosis - k_oedema], {});
  const double wet = (oedema.mean[k_t2] + necrosis.mean[k_t2]) / 2;
  std::vector<Chosen> allowed(seeds.size(), Chosen(features.size(), 0));
  for (std::size_t i = 0; i < features.size(); ++i) {
    const bool enhances = uptake[i] >= least;
    const bool bright_flair = features[i][k_flair] > bright;
    allowed[0][i] = bright_flair;
    allowed[k_enhancing - k_oedema][i] = enhances;
    allowed[k_necrosis - k_oedema][i] = features[i][k_flair] > white.mean[k_flair] && features[i][k_t2] > wet;
    allowed[k_vessel - k_oedema][i] = enhances;
  }
  return allowed;
}

} // namespace tumour
