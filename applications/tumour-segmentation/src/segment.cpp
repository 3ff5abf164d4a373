#include "segment.hpp"

#include "field.hpp"
#include "mistake.hpp"
#include <algorithm>
#include <cmath>
#include <cstdio>

namespace tumour {

namespace {

enum Contrast : std::size_t { k_t1, k_t1ce, k_t2, k_flair };
using Chosen = std::vector<unsigned char>;

constexpr std::size_t k_healthy = 4;            // classes before those of lesions
constexpr std::size_t k_fitted = k_healthy + 1; // and oedema, at first

std::vector<Feature> features_of(const std::array<Map, k_contrasts>& contrasts, const Lattice& lattice) {
  std::vector<Feature> features(lattice.size());
  for (std::size_t i = 0; i < features.size(); ++i) {
    for (std::size_t k = 0; k < k_contrasts; ++k) {
      features[i][k] = static_cast<double>(contrasts[k][lattice.voxels()[i]]);
    }
  }
  return features;
}

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

// Where to start: fluid is bright in T2 and dark in T1 and FLAIR; of the rest white matter is the brighter in
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

double sd_of(const Component& of, std::size_t contrast) {
  return std::sqrt(of.covariance[contrast][contrast]);
}

// What t1ce has more than t1 makes expect, in robust standard deviations from the brain's median. `scaled`:
// expects t1 as stretched to t1ce's interquartile range, else t1 as it is.
std::vector<double> uptake_of(const std::vector<Feature>& features, bool scaled) {
  const auto range = [&](std::size_t contrast) {
    const auto values = all_of(features, [&](const Feature& f) { return f[contrast]; });
    return quantile(values, 0.75) - quantile(values, 0.25);
  };
  const double slope = scaled ? range(k_t1ce) / range(k_t1) : 1;
  auto uptake = all_of(features, [&](const Feature& f) { return f[k_t1ce] - slope * f[k_t1]; });
  const double usual = quantile(uptake, 0.5);
  auto apart = uptake;
  for (auto& value : apart) {
    value = std::abs(value - usual);
  }
  const double deviation = 1.4826 * quantile(apart, 0.5);
  for (auto& value : uptake) {
    value = (value - usual) / deviation;
  }
  return uptake;
}

// Voxels that by their looks alone are oedema, enhancing tumour, necrosis and vessels, in the order of
// Tissue.
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

std::size_t count_of(const Chosen& chosen) {
  return static_cast<std::size_t>(std::count(chosen.begin(), chosen.end(), 1));
}

std::vector<float> log_likelihoods(const std::vector<Component>& classes,
                                   const std::vector<Feature>& features) {
  std::vector<float> logs(features.size() * classes.size(), -1e4F);
  for (std::size_t c = 0; c < classes.size(); ++c) {
    if (classes[c].weight <= 0) {
      continue;
    }
    const Density density(classes[c]);
    for (std::size_t i = 0; i < features.size(); ++i) {
      // The floor keeps what no class explains from being given to the widest one at any price.
      logs[i * classes.size() + c] = static_cast<float>(std::max(-60.0, density.log_density(features[i])));
    }
  }
  return logs;
}

// Classes and the field in turn.
Shares fit_with_field(std::vector<Component>& classes, const std::vector<Feature>& features,
                      const Lattice& lattice, const Release& release, const MixtureSettings& settings) {
  constexpr unsigned k_rounds = 8;
  Shares shares(features.size() * classes.size(), 1.0F / static_cast<float>(classes.size()));
  for (unsigned round = 0; round < k_rounds; ++round) {
    const auto logs = log_likelihoods(classes, features);
    smooth(shares, logs, classes.size(), lattice, release.strength, round + 1 == k_rounds ? 4 : 1);
    if (round + 1 < k_rounds) {
      const auto before = classes;
      classes = estimate(before, features, shares, {}, settings);
      for (std::size_t c = 0; c < classes.size(); ++c) {
        classes[c] = before[c].weight > 0 ? classes[c] : before[c];
      }
    }
  }
  return shares;
}

// Share, means and standard deviations of each class, a line each.
void say_classes(const std::vector<Component>& classes, const std::function<void(const std::string&)>& say) {
  static const std::array<const char*, 8> k_classes = {"csf",    "partial",   "grey",     "white",
                                                       "oedema", "enhancing", "necrosis", "vessel"};
  for (std::size_t c = 0; c < classes.size(); ++c) {
    std::string line = std::string("class ") + k_classes[c];
    char text[64];
    std::snprintf(text, sizeof text, ": %.4f", classes[c].weight);
    line += text;
    for (std::size_t k = 0; k < k_contrasts; ++k) {
      std::snprintf(text, sizeof text, ", %.3f +- %.3f", classes[c].mean[k],
                    std::sqrt(classes[c].covariance[k][k]));
      line += text;
    }
    say(line);
  }
}

} // namespace

Segmentation segment(const std::array<Map, k_contrasts>& contrasts, const Mask& brain, const Grid& grid,
                     const Release& release, const std::function<void(const std::string&)>& say) {
  const Lattice lattice(brain, grid);
  const auto features = features_of(contrasts, lattice);
  MixtureSettings settings;
  settings.trim = release.trim;
  settings.diagonal = release.diagonal;
  const auto uptake = uptake_of(features, release.scaled_uptake);
  const auto plain = without(features, uptake, release.enhanced);
  auto classes = fit_mixture(start_of(plain, settings), plain, settings);
  say_classes(classes, say);
  settings.trim = 0;
  const auto seeds = seeds_of(features, uptake, classes[k_grey], classes[k_white], release);
  classes.resize(k_healthy);
  for (const auto& of_class : seeds) {
    classes.push_back(component_of(features, of_class, settings));
  }
  say("seeds: oedema " + std::to_string(count_of(seeds[0])) + ", enhancing " +
      std::to_string(count_of(seeds[1])) + ", necrosis " + std::to_string(count_of(seeds[2])) + ", vessels " +
      std::to_string(count_of(seeds[3])));
  const auto shares = fit_with_field(classes, features, lattice, release, settings);
  say_classes(classes, say);
  const auto best = most_likely(shares, classes.size());
  std::vector<std::uint8_t> tissues(grid.voxels(), k_outside);
  for (std::size_t i = 0; i < best.size(); ++i) {
    tissues[lattice.voxels()[i]] = best[i];
  }
  return {apply_rules(tissues, grid, release), classes};
}

} // namespace tumour
