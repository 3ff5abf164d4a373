#include "segment.hpp"

#include "field.hpp"
#include "seeds.hpp"
#include <algorithm>
#include <cmath>
#include <cstdio>

namespace tumour {

namespace {

std::vector<Feature> features_of(const std::array<Map, k_contrasts>& contrasts, const Lattice& lattice) {
  std::vector<Feature> features(lattice.size());
  for (std::size_t i = 0; i < features.size(); ++i) {
    for (std::size_t k = 0; k < k_contrasts; ++k) {
      features[i][k] = static_cast<double>(contrasts[k][lattice.voxels()[i]]);
    }
  }
  return features;
}

std::size_t count_of(const Chosen& chosen) {
  return static_cast<std::size_t>(std::count(chosen.begin(), chosen.end(), 1));
}

// `allowed`: of the classes of lesions, in their order.
std::vector<float> log_likelihoods(const std::vector<Component>& classes,
                                   const std::vector<Feature>& features, const std::vector<Chosen>& allowed) {
  std::vector<float> logs(features.size() * classes.size(), -1e4F);
  for (std::size_t c = 0; c < classes.size(); ++c) {
    if (classes[c].weight <= 0) {
      continue;
    }
    const Density density(classes[c]);
    for (std::size_t i = 0; i < features.size(); ++i) {
      if (c >= k_oedema && allowed[c - k_oedema][i] == 0) {
        continue;
      }
      // The floor keeps what no class explains from being given to the widest one at any price.
      logs[i * classes.size() + c] = static_cast<float>(std::max(-60.0, density.log_density(features[i])));
    }
  }
  return logs;
}

// Classes and the field in turn.
Shares fit_with_field(std::vector<Component>& classes, const std::vector<Feature>& features,
                      const Lattice& lattice, const std::function<std::vector<float>()>& log_likelihood,
                      const Release& release) {
  constexpr unsigned k_rounds = 8;
  MixtureSettings settings;
  settings.diagonal = release.diagonal;
  Shares shares(features.size() * classes.size(), 1.0F / static_cast<float>(classes.size()));
  for (unsigned round = 0; round < k_rounds; ++round) {
    smooth(shares, log_likelihood(), classes.size(), lattice, release.strength,
           round + 1 == k_rounds ? 4 : 1);
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
  classes.resize(k_oedema);
  for (const auto& of_class : seeds) {
    classes.push_back(component_of(features, of_class, settings));
  }
  say("seeds: oedema " + std::to_string(count_of(seeds[0])) + ", enhancing " +
      std::to_string(count_of(seeds[1])) + ", necrosis " + std::to_string(count_of(seeds[2])) + ", vessels " +
      std::to_string(count_of(seeds[3])));
  const auto allowed = allowed_by(seeds, features, uptake, classes[k_white], release);
  const auto shares = fit_with_field(
      classes, features, lattice, [&] { return log_likelihoods(classes, features, allowed); }, release);
  say_classes(classes, say);
  const auto best = most_likely(shares, classes.size());
  std::vector<std::uint8_t> tissues(grid.voxels(), k_outside);
  for (std::size_t i = 0; i < best.size(); ++i) {
    tissues[lattice.voxels()[i]] = best[i];
  }
  return {apply_rules(tissues, grid, release), classes};
}

} // namespace tumour
