#include "harness/stats/staple.hpp"

#include "harness/base/format.hpp"
#include "harness/score/metrics/label_pair.hpp"
#include "harness/score/metrics/label_set.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/stats/sums.hpp"

#include <algorithm>
#include <functional>
#include <map>

namespace reprovip::score {

namespace {

using model::OptionType;

struct StapleConfig {
  std::vector<Region> regions; // none: every label
  bool maps = true;
};

std::vector<bool> decisions_of(const voxels::LabelPatterns::Pattern& pattern, const LabelStack& stack,
                               const Region& region) {
  std::vector<bool> yes;
  for (const auto image : stack.image_of) {
    yes.push_back(region.has(pattern.labels[image]));
  }
  return yes;
}

// The consensus on one region of one target.
struct Consensus {
  stats::Staple staple;            // no raters when all decided the same everywhere
  std::vector<double> probability; // of each pattern
  std::vector<double> dice;        // of each execution with the consensus
  double voxels = 0;               // of the consensus: probability >= 0.5
};

void add_dice(const std::vector<stats::Decisions>& units, const std::vector<double>& truth,
              std::size_t executions, Consensus& consensus) {
  std::vector<double> own(executions, 0);
  std::vector<double> common(executions, 0);
  for (std::size_t i = 0; i < units.size(); ++i) {
    const bool in_consensus = truth[i] >= 0.5;
    consensus.voxels += in_consensus ? units[i].units : 0;
    for (std::size_t e = 0; e < executions; ++e) {
      own[e] += units[i].yes[e] ? units[i].units : 0;
      common[e] += units[i].yes[e] && in_consensus ? units[i].units : 0;
    }
  }
  for (std::size_t e = 0; e < executions; ++e) {
    const double sum = own[e] + consensus.voxels;
    consensus.dice.push_back(sum == 0 ? 1 : 2 * common[e] / sum);
  }
}

Consensus consensus_of(const LabelStack& stack, const Region& region) {
  std::map<std::vector<bool>, std::size_t> known;
  std::vector<stats::Decisions> units;
  std::vector<std::size_t> unit_of;
  for (const auto& pattern : stack.patterns) {
    auto yes = decisions_of(pattern, stack, region);
    const auto [place, is_new] = known.emplace(yes, units.size());
    if (is_new) {
      units.push_back({std::move(yes), 0});
    }
    units[place->second].units += static_cast<double>(pattern.voxels);
    unit_of.push_back(place->second);
  }
  Consensus consensus;
  std::vector<double> truth;
  // All said no, or all said yes, everywhere: there is nothing to estimate.
  const bool one_answer =
      units.size() == 1 && std::adjacent_find(units.front().yes.begin(), units.front().yes.end(),
                                              std::not_equal_to<>()) == units.front().yes.end();
  if (one_answer) {
    truth = {units.front().yes.front() ? 1.0 : 0.0};
  } else {
    consensus.staple = stats::staple(units);
    truth = consensus.staple.truth;
  }
  for (const auto unit : unit_of) {
    consensus.probability.push_back(truth[unit]);
  }
  add_dice(units, truth, stack.members.size(), consensus);
  return consensus;
}

void add_performance(const std::string& name, const std::vector<double>& values, Finding& finding) {
  if (values.empty()) {
    return;
  }
  finding.fields.emplace_back(name + "_min", *std::min_element(values.begin(), values.end()));
  finding.fields.emplace_back(name + "_mean", stats::moments(values).mean);
}

Finding finding_of(const LabelStack& stack, const Consensus& consensus) {
  const auto worst = std::min_element(consensus.dice.begin(), consensus.dice.end());
  Finding finding;
  finding.estimate = *worst;
  finding.identical = stack.identical;
  finding.fields = {{"consensus_voxels", consensus.voxels},
                    {"mean_dice", stats::moments(consensus.dice).mean},
                    {"iterations", static_cast<double>(consensus.staple.iterations)}};
  add_performance("sensitivity", consensus.staple.sensitivity, finding);
  add_performance("specificity", consensus.staple.specificity, finding);
  if (*worst < 1) {
    finding.notes.push_back("worst: " +
                            stack.members[static_cast<std::size_t>(worst - consensus.dice.begin())]);
  }
  if (consensus.staple.iterations > 0 && !consensus.staple.converged) {
    finding.notes.push_back("the estimation did not converge");
  }
  return finding;
}

class StapleMetric : public SetMetric {
public:
  explicit StapleMetric(StapleConfig config) : m_config(std::move(config)) {}

  Result<Rows> of(OutputSet& outputs, const std::string& /*column*/) const override {
    TRY_ASSIGN(const auto set, read_label_set(outputs));
    if (set.obstacle) {
      return Rows{{"", *set.obstacle}};
    }
    const auto regions = set.regions(m_config.regions);
    if (const auto finding = too_many_labels(regions.size() - m_config.regions.size())) {
      return Rows{{"", *finding}};
    }
    if (regions.empty()) {
      auto finding = undefined("no execution labels any voxel");
      finding.identical = set.identical();
      return Rows{{"", finding}};
    }
    Rows rows;
    for (const auto& region : regions) {
      rows.emplace_back(region.name, Finding{});
    }
    for (const auto& stack : set.stacks) {
      TRY(add_stack(outputs, stack, regions, rows));
    }
    for (auto& [row, finding] : rows) {
      finding.identical = set.identical();
    }
    return rows;
  }

private:
  // The row of a region is that of the target whose executions are furthest from their consensus.
  Result<void> add_stack(OutputSet& outputs, const LabelStack& stack, const std::vector<Region>& regions,
                         Rows& rows) const {
    for (std::size_t r = 0; r < regions.size(); ++r) {
      const auto consensus = consensus_of(stack, regions[r]);
      auto finding = finding_of(stack, consensus);
      auto& kept = rows[r].second;
      auto files = std::move(kept.files);
      if (!kept.estimate || *finding.estimate < *kept.estimate) {
        kept = std::move(finding);
      }
      kept.files = std::move(files);
      if (m_config.maps) {
        TRY(write_map(outputs, stack, "staple-" + regions[r].name, consensus.probability, kept));
      }
    }
    return {};
  }

  StapleConfig m_config;
};

Result<MetricPlugin> make(const Options& options) {
  StapleConfig config;
  TRY_ASSIGN(config.regions, regions_option(options));
  config.maps = flag_option(options, "maps", true);
  return MetricPlugin(std::make_unique<StapleMetric>(std::move(config)));
}

} // namespace

MetricEntry staple_metric() {
  MetricEntry entry;
  entry.declaration = {
      "staple",
      "consensus of all executions on each label: Dice of the execution furthest from it, with maps",
      region_declarations(),
      {"consensus_voxels", "mean_dice", "iterations", "sensitivity_min", "sensitivity_mean",
       "specificity_min", "specificity_mean"}};
  entry.declaration.options.push_back(
      {"maps", OptionType::boolean, "true", "write the probability of each label", {}});
  entry.version = 2;
  entry.formula =
      "expectation-maximisation of the truth and of each execution's sensitivity and specificity; the "
      "consensus is where the probability is 0.5 or more; of several subjects, the worst";
  entry.source = "Warfield, Zou & Wells 2004, two classes per label, no spatial prior, as ITK's STAPLE";
  entry.inputs = "label images, one per execution, of one grid per subject";
  entry.range = "0 to 1";
  entry.undefined = "one execution, no labels, no label images; grids differ: decision is then no";
  entry.default_per = "cell";
  entry.make = make;
  return entry;
}

} // namespace reprovip::score
