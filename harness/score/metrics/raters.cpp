#include "harness/stats/raters.hpp"

#include "harness/base/format.hpp"
#include "harness/score/metrics/label_pair.hpp"
#include "harness/score/metrics/label_set.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/score/metrics/resampling.hpp"
#include "harness/stats/sums.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::score {

namespace {

using model::OptionType;

struct RatersConfig {
  std::string coefficient = "fleiss";
  bool foreground = false;
  bool maps = true;
  Resampling resampling;
};

// What the executions of each target said, voxel by voxel.
struct Rated {
  std::vector<LabelCounts> targets;
  std::vector<double> categories; // of all targets
};

bool is_background(const LabelCounts::key_type& given) {
  return given.size() == 1 && given.front().first == 0;
}

Rated rated(const LabelSet& set, bool foreground) {
  Rated result;
  std::map<std::int64_t, bool> labels;
  for (const auto& stack : set.stacks) {
    auto counts = label_counts(stack);
    if (foreground) {
      std::erase_if(counts, [](const auto& entry) { return is_background(entry.first); });
    }
    for (const auto& [given, units] : counts) {
      for (const auto& [label, times] : given) {
        labels[label] = true;
      }
    }
    result.targets.push_back(std::move(counts));
  }
  for (const auto& [label, found] : labels) {
    result.categories.push_back(static_cast<double>(label));
  }
  return result;
}

// One label against all others: 1 and 0.
Rated rated_as(const Rated& all, std::int64_t wanted) {
  Rated result;
  result.categories = {0, 1};
  for (const auto& target : all.targets) {
    auto& counts = result.targets.emplace_back();
    for (const auto& [given, units] : target) {
      std::map<std::int64_t, std::uint32_t> binary;
      for (const auto& [label, times] : given) {
        binary[label == wanted ? 1 : 0] += times;
      }
      counts[{binary.begin(), binary.end()}] += units;
    }
  }
  return result;
}

stats::Ratings ratings_of(const Rated& rated) {
  stats::Ratings ratings;
  ratings.categories = rated.categories;
  return ratings;
}

// The units of each target, to be put together as a bootstrap draws them.
std::vector<std::vector<stats::RatedUnits>> units_of(const Rated& rated) {
  std::vector<std::vector<stats::RatedUnits>> all;
  for (const auto& target : rated.targets) {
    auto& list = all.emplace_back();
    for (const auto& [given, units] : target) {
      auto& unit = list.emplace_back();
      unit.units = static_cast<double>(units);
      for (const auto& [label, times] : given) {
        const auto at =
            std::lower_bound(rated.categories.begin(), rated.categories.end(), static_cast<double>(label));
        unit.given.emplace_back(static_cast<std::uint32_t>(at - rated.categories.begin()), times);
      }
    }
  }
  return all;
}

bool same_raters(const stats::Ratings& ratings) {
  return std::all_of(ratings.units.begin(), ratings.units.end(), [&](const stats::RatedUnits& unit) {
    return unit.raters() == ratings.units.front().raters();
  });
}

std::optional<double> coefficient_of(const std::string& name, const stats::Ratings& ratings) {
  if (ratings.units.empty()) {
    return std::nullopt;
  }
  std::optional<stats::Agreement> result;
  if (name == "ac1") {
    result = stats::gwet_ac1(ratings);
  } else if (name == "krippendorff") {
    result = stats::krippendorff_alpha(ratings, stats::Scale::nominal);
  } else if (same_raters(ratings)) {
    result = stats::fleiss_kappa(ratings);
  }
  return result ? std::optional(result->estimate) : std::nullopt;
}

double entropy_of(const std::vector<std::uint32_t>& times) {
  double all = 0;
  for (const auto count : times) {
    all += count;
  }
  double entropy = 0;
  for (const auto count : times) {
    entropy -= count / all * std::log2(count / all);
  }
  return std::max(0.0, entropy);
}

// How often each label stands in a pattern, over executions.
std::vector<std::uint32_t> times_in(const voxels::LabelPatterns::Pattern& pattern, const LabelStack& stack) {
  std::map<std::int64_t, std::uint32_t> given;
  for (const auto image : stack.image_of) {
    ++given[pattern.labels[image]];
  }
  std::vector<std::uint32_t> times;
  for (const auto& [label, count] : given) {
    times.push_back(count);
  }
  return times;
}

void add_summary(const Rated& rated, Finding& finding) {
  double voxels = 0;
  double agreed = 0;
  stats::Sum entropy;
  for (const auto& target : rated.targets) {
    for (const auto& [given, units] : target) {
      std::vector<std::uint32_t> times;
      for (const auto& [label, count] : given) {
        times.push_back(count);
      }
      const auto weight = static_cast<double>(units);
      voxels += weight;
      agreed += given.size() == 1 ? weight : 0;
      entropy.add(weight * entropy_of(times));
    }
  }
  if (voxels > 0) {
    finding.fields.emplace_back("agreement", agreed / voxels);
    finding.fields.emplace_back("mean_entropy", entropy.value() / voxels);
  }
  finding.fields.emplace_back("n_voxels", voxels);
  finding.fields.emplace_back("n_disagree", voxels - agreed);
}

class RatersMetric : public SetMetric {
public:
  explicit RatersMetric(RatersConfig config) : m_config(std::move(config)) {}

  Result<Rows> of(OutputSet& outputs, const std::string& /*column*/) const override {
    TRY_ASSIGN(const auto set, read_label_set(outputs));
    if (set.obstacle) {
      return Rows{{"", *set.obstacle}};
    }
    const auto all = rated(set, m_config.foreground);
    Rows rows = {{"", of_ratings(all, set.identical())}};
    if (m_config.maps) {
      TRY(write_maps(outputs, set, rows.front().second));
    }
    const auto labels = set.labels();
    if (too_many_labels(labels.size())) {
      rows.front().second.notes.push_back(format("{} labels: no row for each", labels.size()));
      return rows;
    }
    for (const auto label : labels) {
      rows.emplace_back(std::to_string(label), of_ratings(rated_as(all, label), set.identical()));
    }
    return rows;
  }

private:
  Finding of_ratings(const Rated& rated, bool identical) const {
    const auto units = units_of(rated);
    auto ratings = ratings_of(rated);
    for (const auto& target : units) {
      ratings.units.insert(ratings.units.end(), target.begin(), target.end());
    }
    Finding finding;
    finding.identical = identical;
    finding.estimate = coefficient_of(m_config.coefficient, ratings);
    for (const auto* name : {"fleiss", "ac1", "krippendorff"}) {
      if (const auto value = coefficient_of(name, ratings)) {
        finding.fields.emplace_back(name, *value);
      }
    }
    add_summary(rated, finding);
    if (!finding.estimate) {
      finding.reason = why_not(ratings);
      return finding;
    }
    add_bootstrap(
        finding, units.size(),
        [&](std::span<const std::size_t> targets) {
          auto drawn = ratings_of(rated);
          for (const auto target : targets) {
            drawn.units.insert(drawn.units.end(), units[target].begin(), units[target].end());
          }
          return coefficient_of(m_config.coefficient, drawn);
        },
        m_config.resampling);
    return finding;
  }

  std::string why_not(const stats::Ratings& ratings) const {
    if (ratings.units.empty()) {
      return "no execution labels any voxel";
    }
    return m_config.coefficient == "fleiss" && !same_raters(ratings)
               ? "subjects have different numbers of executions: set coefficient = \"ac1\" or "
                 "\"krippendorff\""
               : "all executions give every voxel one label";
  }

  static Result<void> write_maps(OutputSet& outputs, const LabelSet& set, Finding& finding) {
    for (const auto& stack : set.stacks) {
      std::vector<double> entropy;
      std::vector<double> agreement;
      for (const auto& pattern : stack.patterns) {
        const auto times = times_in(pattern, stack);
        entropy.push_back(entropy_of(times));
        agreement.push_back(static_cast<double>(*std::max_element(times.begin(), times.end())) /
                            static_cast<double>(stack.members.size()));
      }
      TRY(write_map(outputs, stack, "entropy", entropy, finding));
      TRY(write_map(outputs, stack, "agreement", agreement, finding));
    }
    return {};
  }

  RatersConfig m_config;
};

Result<MetricPlugin> make(const Options& options) {
  RatersConfig config;
  config.coefficient = text_option(options, "coefficient", config.coefficient);
  if (config.coefficient != "fleiss" && config.coefficient != "ac1" && config.coefficient != "krippendorff") {
    return failure(ErrorKind::protocol, format("there is no coefficient \"{}\"", config.coefficient),
                   "known are fleiss ac1 krippendorff");
  }
  const auto where = text_option(options, "where", "all");
  if (where != "all" && where != "foreground") {
    return failure(ErrorKind::protocol, "\"where\" must be \"all\" or \"foreground\"");
  }
  config.foreground = where == "foreground";
  config.maps = flag_option(options, "maps", true);
  TRY_ASSIGN(config.resampling, resampling_options(options, k_no_interval, k_bca));
  return MetricPlugin(std::make_unique<RatersMetric>(std::move(config)));
}

} // namespace

MetricEntry raters_metric() {
  MetricEntry entry;
  entry.declaration = {
      "raters",
      "agreement of all executions on labels, voxel by voxel, with maps of entropy and agreement",
      resampling_declarations(k_no_interval, k_bca),
      {"fleiss", "ac1", "krippendorff", "agreement", "mean_entropy", "n_voxels", "n_disagree"}};
  declare_resampling_fields(entry.declaration.names);
  entry.declaration.options.push_back(
      {"coefficient", OptionType::text, "fleiss", "the estimate", {"fleiss", "ac1", "krippendorff"}});
  entry.declaration.options.push_back({"where",
                                       OptionType::text,
                                       "all",
                                       "foreground: voxels that some execution labels",
                                       {"all", "foreground"}});
  entry.declaration.options.push_back({"maps", OptionType::boolean, "true", "write the maps", {}});
  entry.formula =
      "row \"\": all labels, then one row per label against the rest. fleiss: Fleiss' kappa; ac1: Gwet's "
      "AC1; krippendorff: nominal alpha; agreement: share of voxels where all agree; mean_entropy: "
      "bits; n_disagree: voxels where not all agree. Voxels of all subjects are pooled";
  entry.source = "Fleiss 1971; Gwet 2008; Krippendorff 2011; the categories are the labels that occur";
  entry.inputs = "label images, one per execution, of one grid per subject";
  entry.range = "at most 1; 0 is chance";
  entry.undefined =
      "one execution, all voxels have one label, no label images; grids differ: decision is then no";
  entry.default_per = "condition";
  entry.make = make;
  return entry;
}

} // namespace reprovip::score
