#include "harness/voxels/maps.hpp"

#include "harness/base/format.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/score/metrics/regions.hpp"
#include "harness/score/metrics/volume_set.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace reprovip::score {

namespace {

using model::OptionType;
using voxels::MomentMap;
using voxels::VolumeMoments;

constexpr std::array<std::pair<const char*, MomentMap>, 6> k_maps = {{{"mean", MomentMap::mean},
                                                                      {"sd", MomentMap::sd},
                                                                      {"cv", MomentMap::cv},
                                                                      {"min", MomentMap::minimum},
                                                                      {"max", MomentMap::maximum},
                                                                      {"range", MomentMap::range}}};

MomentMap map_called(const std::string& name) {
  const auto* found =
      std::find_if(k_maps.begin(), k_maps.end(), [&](const auto& row) { return row.first == name; });
  return found->second;
}

// What is counted in a row.
struct Tally {
  std::size_t voxels = 0;
  std::size_t differ = 0;
  std::size_t sometimes = 0;
  std::size_t never = 0;
};

std::vector<Tally> tallies_of(const VolumeMoments& moments, const Regions& regions, const Image& grid) {
  std::vector<Tally> tallies(regions.rows().size());
  regions.visit(grid, [&](std::size_t row, std::size_t voxel) {
    auto& tally = tallies[row];
    const auto kind = moments.kind(voxel);
    const bool sometimes = kind == VolumeMoments::Kind::sometimes_a_number;
    const bool numbers = kind == VolumeMoments::Kind::numbers;
    ++tally.voxels;
    const bool differs = sometimes || (numbers && moments.low(voxel) != moments.high(voxel));
    tally.sometimes += static_cast<std::size_t>(sometimes);
    tally.never += static_cast<std::size_t>(!sometimes && !numbers);
    tally.differ += static_cast<std::size_t>(differs);
  });
  return tallies;
}

class MapsMetric : public SetMetric {
public:
  MapsMetric(Options options, Summary summary, std::vector<std::string> write)
      : m_options(std::move(options)), m_summary(std::move(summary)), m_write(std::move(write)) {}

  Result<Rows> of(OutputSet& set, const std::string&) const override {
    if (const auto reason = too_few_repetitions(set); !reason.empty()) {
      return Rows{{"", undefined(reason)}};
    }
    TRY_ASSIGN(const auto regions, Regions::read(m_options));
    VolumeMoments moments;
    TRY_ASSIGN(const auto common, stream_moments(set, moments));
    if (!common.obstacle.empty()) {
      return Rows{{"", disagreement(common.obstacle)}};
    }
    if (const auto reason = regions.obstacle(common.grid)) {
      return Rows{{"", undefined(*reason)}};
    }
    auto rows = rows_of(moments, regions, common.grid);
    for (const auto& name : m_write) {
      TRY(write_map(set, name, common.grid, map_of(moments, name), rows.front().second));
    }
    return rows;
  }

private:
  std::vector<double> map_of(const VolumeMoments& moments, const std::string& name) const {
    return voxels::moment_map(moments, map_called(name), number_option(m_options, "tau", 0));
  }

  Rows rows_of(const VolumeMoments& moments, const Regions& regions, const Image& grid) const {
    const auto statistic = text_option(m_options, "statistic", "sd");
    const auto tallies = tallies_of(moments, regions, grid);
    Rows rows;
    for (std::size_t row = 0; row < tallies.size(); ++row) {
      Finding finding;
      finding.identical = tallies[row].voxels > 0 && tallies[row].differ == 0;
      finding.fields = {{"n_voxels", static_cast<double>(tallies[row].voxels)},
                        {"n_differ", static_cast<double>(tallies[row].differ)},
                        {"n_sometimes_a_number", static_cast<double>(tallies[row].sometimes)},
                        {"n_never_a_number", static_cast<double>(tallies[row].never)}};
      rows.emplace_back(regions.rows()[row], std::move(finding));
    }
    for (const auto* name : {"sd", "cv", "range"}) {
      auto spreads = spreads_of(map_of(moments, name), regions, grid);
      for (std::size_t row = 0; row < rows.size(); ++row) {
        add_fields(name, spreads[row], rows[row].second);
      }
    }
    auto spreads = spreads_of(map_of(moments, statistic), regions, grid);
    for (std::size_t row = 0; row < rows.size(); ++row) {
      estimate(spreads[row], tallies[row], statistic, rows[row].second);
    }
    return rows;
  }

  static void add_fields(const std::string& name, const Spread& spread, Finding& finding) {
    if (!spread.empty()) {
      finding.fields.emplace_back("mean_" + name, spread.mean());
      finding.fields.emplace_back("max_" + name, spread.largest());
    }
  }

  void estimate(Spread& spread, const Tally& tally, const std::string& statistic, Finding& finding) const {
    if (tally.sometimes > 0) {
      finding.reason = format("{} voxels are NaN or infinite in some executions only", tally.sometimes);
      finding.decision = false;
    } else if (spread.empty()) {
      finding.reason = format("no voxel has a {}", statistic);
    } else {
      finding.estimate = m_summary.of(spread);
    }
  }

  Options m_options;
  Summary m_summary;
  std::vector<std::string> m_write;
};

Result<MetricPlugin> make(const Options& options) {
  std::vector<std::string> known;
  for (const auto& [name, map] : k_maps) {
    known.emplace_back(name);
  }
  const auto statistic = text_option(options, "statistic", "sd");
  if (std::find(known.begin(), known.end(), statistic) == known.end()) {
    return failure(ErrorKind::protocol, format("there is no statistic \"{}\"", statistic),
                   format("known are {}", fmt::join(known, ", ")));
  }
  if (!(number_option(options, "tau", 0) >= 0)) {
    return failure(ErrorKind::protocol, "\"tau\" must be at least 0");
  }
  TRY_ASSIGN(auto summary, Summary::read(options, 0.95, statistic == "min"));
  TRY_ASSIGN(auto write, maps_to_write(options, "mean, sd", known));
  return MetricPlugin(std::make_unique<MapsMetric>(options, std::move(summary), std::move(write)));
}

} // namespace

MetricEntry maps_metric() {
  MetricEntry entry;
  entry.declaration = {
      "maps",
      "voxel by voxel over repetitions: mean, standard deviation, coefficient of variation, extremes",
      {{"statistic",
        OptionType::text,
        "sd",
        "whose summary is the estimate",
        {"mean", "sd", "cv", "min", "max", "range"}},
       {"tau", OptionType::number, "0", "a cv only where |mean| is above it", {}},
       {"write", OptionType::text, "mean, sd", "maps to keep as NIfTI: names, or none", {}}},
      {"n_voxels", "n_differ", "n_sometimes_a_number", "n_never_a_number", "mean_sd", "max_sd", "mean_cv",
       "max_cv", "mean_range", "max_range"}};
  for (const auto& more : {Summary::options("0.95"), Regions::options()}) {
    entry.declaration.options.insert(entry.declaration.options.end(), more.begin(), more.end());
  }
  entry.formula =
      "of every voxel over K executions: mean, sd (with K - 1), cv = sd / |mean|, min, max, range = "
      "max - min; the estimate is the summary of one of them over the voxels of the mask, or of a "
      "label. n_differ: voxels that are not equal in all executions. n_sometimes_a_number: NaN or "
      "infinite in some executions only, a difference; n_never_a_number: in all";
  entry.source = "Welford 1962, in one pass and in double precision";
  entry.inputs = "images of one grid";
  entry.unit = "";
  entry.range = "sd, cv and range from 0";
  entry.undefined =
      "fewer than 2 executions, grids differ, a voxel is a number in some executions only, or no "
      "voxel has the statistic";
  entry.default_per = "cell";
  entry.make = make;
  return entry;
}

} // namespace reprovip::score
