#include "harness/base/format.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/score/metrics/regions.hpp"
#include "harness/score/metrics/volume_set.hpp"
#include "harness/voxels/volume_components.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

namespace reprovip::score {

namespace {

using model::OptionType;
using voxels::VolumeComponents;
using Component = VolumeComponents::Component;

constexpr std::array<const char*, 4> k_names = {"subject", "factor", "interaction", "run"};
constexpr double k_none = std::numeric_limits<double>::quiet_NaN();

// Which column of a member counts: without `across` all repetitions are of one level.
std::uint32_t level_of(const OutputSet& set, const OutputSet::Member& member) {
  return set.across ? member.column : 0;
}

struct Layout {
  VolumeComponents::Design design;
  std::vector<OutputSet::Member> members; // by subject, level
  std::string obstacle;
};

Layout layout_of(const OutputSet& set) {
  Layout layout;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> cells;
  for (const auto& member : set.members) {
    ++cells[{member.target, level_of(set, member)}];
  }
  layout.design.subjects = set.targets.size();
  layout.design.levels = set.across ? set.columns : 1;
  layout.design.repetitions = cells.empty() ? 0 : cells.begin()->second;
  layout.members = set.members;
  std::stable_sort(layout.members.begin(), layout.members.end(), [&](const auto& a, const auto& b) {
    return std::pair(a.target, level_of(set, a)) < std::pair(b.target, level_of(set, b));
  });
  const bool even = std::all_of(cells.begin(), cells.end(),
                                [&](const auto& cell) { return cell.second == layout.design.repetitions; });
  if (!even || cells.size() != layout.design.subjects * layout.design.levels) {
    layout.obstacle = "maps of components need the same number of executions of each subject and level";
  } else if (!VolumeComponents::can_be_split(layout.design)) {
    layout.obstacle = "there is nothing to tell the run from the rest: repeat executions";
  }
  return layout;
}

double total_of(const std::array<double, 4>& components) {
  return components[0] + components[1] + components[2] + components[3];
}

// The variance of a component, or its share of the total: none where nothing varies.
std::vector<double> component_map(const VolumeComponents& analysis, Component component, bool share) {
  std::vector<double> map(analysis.voxels(), k_none);
  for (std::size_t voxel = 0; voxel < map.size(); ++voxel) {
    const auto found = analysis.components(voxel);
    const double total = found ? total_of(*found) : 0;
    if (found && (!share || total > 0)) {
      map[voxel] = share ? (*found)[component] / total : (*found)[component];
    }
  }
  return map;
}

class VarianceMapMetric : public SetMetric {
public:
  VarianceMapMetric(Options options, Summary summary, std::vector<std::string> write)
      : m_options(std::move(options)), m_summary(std::move(summary)), m_write(std::move(write)),
        m_component(text_option(m_options, "component", "")) {}

  Result<Rows> of(OutputSet& set, const std::string&) const override {
    const auto layout = layout_of(set);
    if (!layout.obstacle.empty()) {
      return Rows{{"", undefined(layout.obstacle)}};
    }
    TRY_ASSIGN(const auto regions, Regions::read(m_options));
    VolumeComponents analysis(layout.design);
    TRY_ASSIGN(const auto common, stream_volumes(set, layout.members, [&](const auto&, const auto& volume) {
                 return analysis.add(volume);
               }));
    if (!common.obstacle.empty()) {
      return Rows{{"", disagreement(common.obstacle)}};
    }
    if (const auto reason = regions.obstacle(common.grid)) {
      return Rows{{"", undefined(*reason)}};
    }
    auto rows = rows_of(analysis, regions, common.grid);
    TRY(write(set, analysis, common.grid, rows.front().second));
    return rows;
  }

private:
  static Component component_called(const std::string& name) {
    return static_cast<Component>(std::find(k_names.begin(), k_names.end(), name) - k_names.begin());
  }

  Rows rows_of(const VolumeComponents& analysis, const Regions& regions, const Image& grid) const {
    Rows rows;
    for (const auto& name : regions.rows()) {
      rows.emplace_back(name, Finding());
    }
    for (std::size_t i = 0; i < k_names.size(); ++i) {
      const auto component = static_cast<Component>(i);
      if (!analysis.has(component)) {
        continue;
      }
      auto variances = spreads_of(component_map(analysis, component, false), regions, grid);
      auto shares = spreads_of(component_map(analysis, component, true), regions, grid);
      for (std::size_t row = 0; row < rows.size(); ++row) {
        add_fields(k_names[i], variances[row], shares[row], rows[row].second);
      }
    }
    auto shares = spreads_of(share_asked_for(analysis), regions, grid);
    for (std::size_t row = 0; row < rows.size(); ++row) {
      estimate(shares[row], rows[row].second);
    }
    return rows;
  }

  std::vector<double> share_asked_for(const VolumeComponents& analysis) const {
    if (!m_component.empty()) {
      return component_map(analysis, component_called(m_component), true);
    }
    auto map = component_map(analysis, VolumeComponents::subject, true);
    for (auto& share : map) {
      share = 1 - share;
    }
    return map;
  }

  static void add_fields(const std::string& name, const Spread& variance, Spread& share, Finding& finding) {
    if (!variance.empty()) {
      finding.fields.emplace_back("mean_" + name, variance.mean());
    }
    if (!share.empty()) {
      finding.fields.emplace_back("share_" + name, share.mean());
      finding.fields.emplace_back("median_share_" + name, share.quantile(0.5));
    }
  }

  void estimate(Spread& share, Finding& finding) const {
    finding.fields.emplace_back("n_voxels", static_cast<double>(share.voxels));
    finding.fields.emplace_back("n_undefined", static_cast<double>(share.voxels - share.values.size()));
    if (share.empty()) {
      finding.reason = "no voxel varies, or none is a number everywhere";
      return;
    }
    finding.estimate = m_summary.of(share);
    finding.identical = m_component.empty() && share.largest() == 0;
  }

  Result<void> write(OutputSet& set, const VolumeComponents& analysis, const Image& grid,
                     Finding& finding) const {
    for (const auto& name : m_write) {
      const bool share = name.starts_with("share_");
      const auto component = component_called(share ? name.substr(6) : name);
      if (analysis.has(component)) {
        TRY(write_map(set, name, grid, component_map(analysis, component, share), finding));
      }
    }
    return {};
  }

  Options m_options;
  Summary m_summary;
  std::vector<std::string> m_write;
  std::string m_component;
};

Result<MetricPlugin> make(const Options& options) {
  const auto component = text_option(options, "component", "");
  if (!component.empty() && std::find(k_names.begin(), k_names.end(), component) == k_names.end()) {
    return failure(ErrorKind::protocol, format("there is no component \"{}\"", component),
                   format("known are {}", fmt::join(k_names, ", ")));
  }
  std::vector<std::string> maps(k_names.begin(), k_names.end());
  for (const std::string name : k_names) {
    maps.push_back("share_" + name);
  }
  TRY_ASSIGN(auto summary, Summary::read(options, 0.95, false));
  TRY_ASSIGN(auto write, maps_to_write(options, "subject, factor, interaction, run", maps));
  return MetricPlugin(std::make_unique<VarianceMapMetric>(options, std::move(summary), std::move(write)));
}

} // namespace

MetricEntry variance_map_metric() {
  MetricEntry entry;
  entry.declaration = {"variance_map",
                       "how much each source adds to the variance of every voxel: subject, factor, run",
                       {{"component",
                         OptionType::text,
                         "",
                         "whose share is the estimate; default: all but subject",
                         {"", "subject", "factor", "interaction", "run"}},
                        {"write",
                         OptionType::text,
                         "subject, factor, interaction, run",
                         "maps to keep as NIfTI: variances, share_subject ... of the total, or none",
                         {}}},
                       {"n_voxels", "n_undefined", "mean_subject", "mean_factor", "mean_interaction",
                        "mean_run", "share_subject", "share_factor", "share_interaction", "share_run",
                        "median_share_subject", "median_share_factor", "median_share_interaction",
                        "median_share_run"}};
  for (const auto& more : {Summary::options("0.95"), Regions::options()}) {
    entry.declaration.options.insert(entry.declaration.options.end(), more.begin(), more.end());
  }
  entry.formula =
      "of every voxel: mean + subject + factor (that of `across`) + subject x factor + run, by expected mean "
      "squares, a component below 0 is 0; estimate: summary over voxels of the component's share of the "
      "total; mean_*: variances, share_*: mean shares, of the voxels of the mask or a label. Without "
      "repetitions the interaction is part of the run. n_undefined: voxels that never vary or are not always "
      "numbers";
  entry.source = "as `variance`";
  entry.inputs = "images of one grid, as many of each subject and level";
  entry.unit = "";
  entry.range = "0 to 1";
  entry.undefined = "executions are missing, nothing is repeated, grids differ, or no voxel varies";
  entry.default_per = "study";
  entry.make = make;
  return entry;
}

} // namespace reprovip::score
