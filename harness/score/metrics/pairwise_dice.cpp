#include "harness/base/format.hpp"
#include "harness/score/metrics/label_pair.hpp"
#include "harness/score/metrics/label_set.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/score/metrics/resampling.hpp"
#include "harness/stats/sums.hpp"

#include <algorithm>
#include <limits>

namespace reprovip::score {

namespace {

using model::OptionType;

struct PairwiseDiceConfig {
  std::vector<Region> regions; // none: every label
  Resampling resampling;
};

// Of one region in the distinct images of a target: voxels of each, and common to each two.
class Common {
public:
  explicit Common(std::size_t images) : m_images(images), m_voxels(images * images, 0) {}

  void add(const voxels::LabelPatterns::Pattern& pattern, const Region& region) {
    std::vector<std::size_t> in;
    for (std::size_t image = 0; image < m_images; ++image) {
      if (region.has(pattern.labels[image])) {
        in.push_back(image);
      }
    }
    for (const auto a : in) {
      for (const auto b : in) {
        m_voxels[a * m_images + b] += pattern.voxels;
      }
    }
  }

  bool both_empty(std::size_t a, std::size_t b) const { return of(a, a) + of(b, b) == 0; }
  // As the metric dice: 1 when both are empty.
  double dice(std::size_t a, std::size_t b) const {
    return both_empty(a, b) ? 1
                            : 2 * static_cast<double>(of(a, b)) / static_cast<double>(of(a, a) + of(b, b));
  }
  bool all_empty() const {
    return std::all_of(m_voxels.begin(), m_voxels.end(), [](std::uint64_t count) { return count == 0; });
  }

private:
  std::uint64_t of(std::size_t a, std::size_t b) const { return m_voxels[a * m_images + b]; }

  std::size_t m_images;
  std::vector<std::uint64_t> m_voxels;
};

// Over the pairs of executions of one target.
struct PairSummary {
  double mean = 1;
  double low = std::numeric_limits<double>::infinity();
  double high = 0;
  std::size_t pairs = 0;
  std::string worst;
  bool all_empty = false;
};

template <typename DiceOfImages>
PairSummary summarise(const LabelStack& stack, const DiceOfImages& dice) {
  PairSummary summary;
  stats::Sum sum;
  for (std::size_t i = 0; i < stack.members.size(); ++i) {
    for (std::size_t j = i + 1; j < stack.members.size(); ++j) {
      const double value = dice(stack.image_of[i], stack.image_of[j]);
      sum.add(value);
      ++summary.pairs;
      summary.high = std::max(summary.high, value);
      if (value < summary.low) {
        summary.low = value;
        summary.worst = format("{} | {}", stack.members[i], stack.members[j]);
      }
    }
  }
  summary.mean = sum.value() / static_cast<double>(summary.pairs);
  return summary;
}

// The mean over regions that at least one of the two images has.
double macro(const std::vector<Common>& regions, std::size_t a, std::size_t b) {
  stats::Sum sum;
  double count = 0;
  for (const auto& region : regions) {
    if (!region.both_empty(a, b)) {
      sum.add(region.dice(a, b));
      ++count;
    }
  }
  return count == 0 ? 1 : sum.value() / count;
}

// By region, the last one "macro"; each by target.
std::vector<std::vector<PairSummary>> summaries(const LabelSet& set, const std::vector<Region>& regions) {
  std::vector<std::vector<PairSummary>> all(regions.size() + 1);
  for (const auto& stack : set.stacks) {
    std::vector<Common> common(regions.size(), Common(stack.joint.images()));
    for (const auto& pattern : stack.patterns) {
      for (std::size_t r = 0; r < regions.size(); ++r) {
        common[r].add(pattern, regions[r]);
      }
    }
    for (std::size_t r = 0; r < regions.size(); ++r) {
      all[r].push_back(summarise(stack, [&](std::size_t a, std::size_t b) { return common[r].dice(a, b); }));
      all[r].back().all_empty = common[r].all_empty();
    }
    all.back().push_back(summarise(stack, [&](std::size_t a, std::size_t b) { return macro(common, a, b); }));
    all.back().back().all_empty =
        std::all_of(common.begin(), common.end(), [](const Common& region) { return region.all_empty(); });
  }
  return all;
}

class PairwiseDiceMetric : public SetMetric {
public:
  explicit PairwiseDiceMetric(PairwiseDiceConfig config) : m_config(std::move(config)) {}

  Result<Rows> of(OutputSet& outputs, const std::string& /*column*/) const override {
    TRY_ASSIGN(const auto set, read_label_set(outputs));
    if (set.obstacle) {
      return Rows{{"", *set.obstacle}};
    }
    const auto regions = set.regions(m_config.regions);
    if (const auto finding = too_many_labels(regions.size() - m_config.regions.size())) {
      return Rows{{"", *finding}};
    }
    const auto all = summaries(set, regions);
    Rows rows;
    for (std::size_t r = 0; r < all.size(); ++r) {
      rows.emplace_back(r < regions.size() ? regions[r].name : "macro", of_targets(all[r], set.identical()));
    }
    return rows;
  }

private:
  // Targets in which nobody has the region agree on nothing: they do not raise the mean.
  Finding of_targets(const std::vector<PairSummary>& targets, bool identical) const {
    std::vector<const PairSummary*> counted;
    double empty = 0;
    for (const auto& target : targets) {
      if (target.all_empty) {
        ++empty;
      } else {
        counted.push_back(&target);
      }
    }
    Finding finding;
    finding.identical = identical;
    if (counted.empty()) {
      finding.estimate = 1;
      finding.fields = {{"n_empty", empty}};
      finding.reason = "no execution has this label";
      return finding;
    }
    const auto* worst = *std::min_element(counted.begin(), counted.end(),
                                          [](const auto* a, const auto* b) { return a->low < b->low; });
    std::vector<double> means;
    double high = 0;
    double pairs = 0;
    for (const auto* target : counted) {
      means.push_back(target->mean);
      high = std::max(high, target->high);
      pairs += static_cast<double>(target->pairs);
    }
    finding.estimate = stats::moments(means).mean;
    finding.fields = {{"min", worst->low}, {"max", high}, {"n_pairs", pairs}, {"n_empty", empty}};
    if (worst->low < 1) {
      finding.notes.push_back("worst: " + worst->worst);
    }
    add_bootstrap(
        finding, means.size(),
        [&](std::span<const std::size_t> drawn) -> std::optional<double> {
          std::vector<double> values;
          for (const auto target : drawn) {
            values.push_back(means[target]);
          }
          return stats::moments(values).mean;
        },
        m_config.resampling);
    return finding;
  }

  PairwiseDiceConfig m_config;
};

Result<MetricPlugin> make(const Options& options) {
  PairwiseDiceConfig config;
  TRY_ASSIGN(config.regions, regions_option(options));
  TRY_ASSIGN(config.resampling, resampling_options(options, k_no_interval, k_bca));
  return MetricPlugin(std::make_unique<PairwiseDiceMetric>(std::move(config)));
}

} // namespace

MetricEntry pairwise_dice_metric() {
  MetricEntry entry;
  entry.declaration = {
      "pairwise_dice",
      "mean Dice overlap of all pairs of executions, one row per label, and \"macro\", their mean",
      resampling_declarations(k_no_interval, k_bca),
      {"min", "max", "n_pairs", "n_empty"}};
  declare_resampling_fields(entry.declaration.names);
  for (auto& declared : region_declarations()) {
    entry.declaration.options.push_back(std::move(declared));
  }
  entry.formula =
      "mean over pairs of executions of a subject, then over subjects; min, max: of any pair; n_empty: "
      "subjects in which no execution has the label, which do not count";
  entry.source = "Dice 1945; both empty: 1, one empty: 0";
  entry.inputs = "label images, one per execution, of one grid per subject";
  entry.range = "0 to 1";
  entry.undefined = "one execution, no label images; grids differ: decision is then no";
  entry.default_per = "condition";
  entry.make = make;
  return entry;
}

} // namespace reprovip::score
