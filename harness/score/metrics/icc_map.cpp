#include "harness/base/format.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/score/metrics/regions.hpp"
#include "harness/score/metrics/volume_set.hpp"
#include "harness/voxels/maps.hpp"

#include <algorithm>

namespace reprovip::score {

namespace {

using model::OptionType;

std::string too_few_targets(const OutputSet& set) {
  if (set.targets.size() < 2) {
    return "fewer than 2 subjects: there is nothing between them";
  }
  return set.members.size() <= set.targets.size() ? "no subject was executed twice: repeat them" : "";
}

class IccMapMetric : public SetMetric {
public:
  IccMapMetric(Options options, Summary summary, std::vector<std::string> write)
      : m_options(std::move(options)), m_summary(std::move(summary)), m_write(std::move(write)),
        m_nu(text_option(m_options, "statistic", "icc") == "nu") {}

  Result<Rows> of(OutputSet& set, const std::string&) const override {
    if (const auto reason = too_few_targets(set); !reason.empty()) {
      return Rows{{"", undefined(reason)}};
    }
    TRY_ASSIGN(const auto regions, Regions::read(m_options));
    voxels::VolumeIcc analysis;
    TRY_ASSIGN(const auto common,
               stream_volumes(set, set.members, [&](const auto& member, const auto& volume) {
                 return analysis.add(member.target, volume);
               }));
    if (!common.obstacle.empty()) {
      return Rows{{"", disagreement(common.obstacle)}};
    }
    if (const auto reason = regions.obstacle(common.grid)) {
      return Rows{{"", undefined(*reason)}};
    }
    analysis.finish();
    auto rows = rows_of(analysis, regions, common.grid);
    for (const auto& name : m_write) {
      auto map = name == "nu" ? voxels::nu_map(analysis) : voxels::icc_map(analysis);
      TRY(write_map(set, name, common.grid, std::move(map), rows.front().second));
    }
    return rows;
  }

private:
  Rows rows_of(const voxels::VolumeIcc& analysis, const Regions& regions, const Image& grid) const {
    auto icc = spreads_of(voxels::icc_map(analysis), regions, grid);
    auto nu = spreads_of(voxels::nu_map(analysis), regions, grid);
    Rows rows;
    for (std::size_t row = 0; row < icc.size(); ++row) {
      rows.emplace_back(regions.rows()[row], finding_of(icc[row], nu[row]));
    }
    return rows;
  }

  Finding finding_of(Spread& icc, Spread& nu) const {
    Finding finding;
    finding.fields = {{"n_voxels", static_cast<double>(icc.voxels)},
                      {"n_undefined", static_cast<double>(icc.voxels - icc.values.size())}};
    if (icc.empty()) {
      finding.reason = "no voxel varies, or none is a number everywhere";
      return finding;
    }
    finding.estimate = m_summary.of(m_nu ? nu : icc);
    finding.identical = nu.largest() == 0;
    const std::vector<std::pair<std::string, double>> more = {
        {"mean_icc", icc.mean()}, {"median_icc", icc.quantile(0.5)}, {"worst_icc", icc.smallest()},
        {"mean_nu", nu.mean()},   {"median_nu", nu.quantile(0.5)},   {"worst_nu", nu.largest()}};
    finding.fields.insert(finding.fields.end(), more.begin(), more.end());
    return finding;
  }

  Options m_options;
  Summary m_summary;
  std::vector<std::string> m_write;
  bool m_nu;
};

Result<MetricPlugin> make(const Options& options) {
  const auto statistic = text_option(options, "statistic", "icc");
  if (statistic != "icc" && statistic != "nu") {
    return failure(ErrorKind::protocol, format("there is no statistic \"{}\"", statistic),
                   "known are icc, nu");
  }
  TRY_ASSIGN(auto summary, Summary::read(options, statistic == "icc" ? 0.05 : 0.95, statistic == "icc"));
  TRY_ASSIGN(auto write, maps_to_write(options, "icc", {"icc", "nu"}));
  return MetricPlugin(std::make_unique<IccMapMetric>(options, std::move(summary), std::move(write)));
}

} // namespace

MetricEntry icc_map_metric() {
  MetricEntry entry;
  entry.declaration = {
      "icc_map",
      "intraclass correlation ICC(1,1) or nu of every voxel, over subjects and repetitions",
      {{"statistic", OptionType::text, "icc", "whose summary is the estimate", {"icc", "nu"}},
       {"write", OptionType::text, "icc", "maps to keep as NIfTI: icc, nu, or none", {}}},
      {"n_voxels", "n_undefined", "mean_icc", "median_icc", "worst_icc", "mean_nu", "median_nu", "worst_nu"}};
  for (const auto& more : {Summary::options("0.05 of icc, 0.95 of nu"), Regions::options()}) {
    entry.declaration.options.insert(entry.declaration.options.end(), more.begin(), more.end());
  }
  entry.formula =
      "of every voxel by one-way analysis of variance: ICC(1,1) = (MSB - MSW) / (MSB + (k0 - 1) MSW), "
      "nu = sqrt(1 - ICC(1,1)); the estimate is the summary over the voxels of the mask, or of a "
      "label. n_undefined: voxels that never vary or are not always numbers";
  entry.source = "Shrout & Fleiss 1979; k0 of unbalanced data: Donner 1986";
  entry.inputs = "images of one grid, of two subjects or more";
  entry.unit = "";
  entry.range = "icc: at most 1, negative when executions differ more than subjects; nu: from 0";
  entry.undefined = "fewer than 2 subjects, none executed twice, grids differ, or no voxel varies";
  entry.default_per = "condition";
  entry.make = make;
  return entry;
}

} // namespace reprovip::score
