#include "harness/base/format.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/score/metrics/regions.hpp"
#include "harness/score/metrics/volume_set.hpp"
#include "harness/voxels/maps.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::score {

namespace {

using model::OptionType;
using voxels::BitsMethod;

const double k_digits_per_bit = std::log10(2.0);

struct SigdigitsConfig {
  Options options;
  voxels::BitsMapQuestion question;
  Summary summary;
  double enough = 8;
  std::vector<std::string> write;
};

class SigdigitsMetric : public SetMetric {
public:
  explicit SigdigitsMetric(SigdigitsConfig config) : m_config(std::move(config)) {}

  Result<Rows> of(OutputSet& set, const std::string&) const override {
    if (const auto reason = too_few_repetitions(set); !reason.empty()) {
      return Rows{{"", undefined(reason)}};
    }
    TRY_ASSIGN(const auto regions, Regions::read(m_config.options));
    voxels::VolumeMoments moments;
    TRY_ASSIGN(const auto common, stream_moments(set, moments));
    if (!common.obstacle.empty()) {
      return Rows{{"", disagreement(common.obstacle)}};
    }
    if (const auto reason = regions.obstacle(common.grid)) {
      return Rows{{"", undefined(*reason)}};
    }
    auto question = m_config.question;
    question.bits.mantissa = common.mantissa;
    question.resolution = common.resolution;
    auto map = voxels::bits_map(moments, question);
    auto spreads = spreads_of(map, regions, common.grid);
    Rows rows;
    for (std::size_t row = 0; row < spreads.size(); ++row) {
      rows.emplace_back(regions.rows()[row], finding_of(spreads[row], common));
    }
    if (!m_config.write.empty()) {
      TRY(write_map(set, "bits", common.grid, std::move(map), rows.front().second));
    }
    return rows;
  }

private:
  Finding finding_of(Spread& spread, const VolumeSet& common) const {
    Finding finding;
    finding.fields = {{"n_voxels", static_cast<double>(spread.voxels)},
                      {"n_undefined", static_cast<double>(spread.voxels - spread.values.size())}};
    if (spread.empty()) {
      finding.reason = "no voxel has significant bits: none is there, or all are relative to a mean of 0";
      return finding;
    }
    const auto share = [&](double bits) {
      const auto many = std::count_if(spread.values.begin(), spread.values.end(),
                                      [bits](double value) { return value >= bits; });
      return static_cast<double>(many) / static_cast<double>(spread.values.size());
    };
    const double exact = share(common.mantissa);
    finding.identical = exact == 1 && spread.values.size() == spread.voxels;
    finding.label = finding.identical ? "exact" : "";
    finding.estimate = m_config.summary.of(spread);
    const double enough = share(m_config.enough);
    const std::vector<std::pair<std::string, double>> more = {
        {"digits", *finding.estimate * k_digits_per_bit},
        {"mean_bits", spread.mean()},
        {"worst_bits", spread.smallest()},
        {"median_bits", spread.quantile(0.5)},
        {"share_enough", enough},
        {"share_whole_mantissa", exact},
        {"mantissa", common.mantissa}};
    finding.fields.insert(finding.fields.end(), more.begin(), more.end());
    if (common.resolution > 0) {
      finding.notes.push_back(
          format("limited by the steps of the integers in the files, {:.4g}", common.resolution));
    }
    return finding;
  }

  SigdigitsConfig m_config;
};

Result<double> share_option(const Options& options, const std::string& name) {
  const double share = number_option(options, name, 0.95);
  if (!(share > 0 && share < 1)) {
    return failure(ErrorKind::protocol, format("\"{}\" must be above 0 and below 1", name));
  }
  return share;
}

Result<MetricPlugin> make(const Options& options) {
  SigdigitsConfig config;
  config.options = options;
  const auto method = text_option(options, "method", "cnh");
  const auto error = text_option(options, "error", "relative");
  if (method != "cnh" && method != "general" && method != "parker") {
    return failure(ErrorKind::protocol, format("there is no method \"{}\"", method),
                   "known are cnh, general, parker");
  }
  if (error != "relative" && error != "absolute") {
    return failure(ErrorKind::protocol, format("there is no error \"{}\"", error),
                   "known are relative, absolute");
  }
  config.question.method = method == "general"  ? BitsMethod::general
                           : method == "parker" ? BitsMethod::parker
                                                : BitsMethod::cnh;
  config.question.bits.relative = error == "relative";
  config.question.bits.ddof = number_option(options, "ddof", 1) == 0 ? 0 : 1;
  TRY_ASSIGN(config.question.bits.probability, share_option(options, "probability"));
  TRY_ASSIGN(config.question.bits.confidence, share_option(options, "confidence"));
  TRY_ASSIGN(config.summary, Summary::read(options, 0.05, true));
  config.enough = number_option(options, "enough", 8);
  TRY_ASSIGN(config.write, maps_to_write(options, "bits", {"bits"}));
  return MetricPlugin(std::make_unique<SigdigitsMetric>(std::move(config)));
}

} // namespace

MetricEntry sigdigits_metric() {
  MetricEntry entry;
  entry.declaration = {
      "sigdigits",
      "significant bits that executions share, voxel by voxel",
      {{"method", OptionType::text, "cnh", "by which hypothesis", {"cnh", "general", "parker"}},
       {"error", OptionType::text, "relative", "to the mean, or as it is", {"relative", "absolute"}},
       {"probability", OptionType::number, "0.95", "that the next execution has as many", {}},
       {"confidence", OptionType::number, "0.95", "of that probability", {}},
       {"ddof", OptionType::integer, "1", "0: as the package significantdigits", {}},
       {"enough", OptionType::number, "8", "bits that share_enough asks for", {}},
       {"write", OptionType::text, "bits", "the map to keep as NIfTI, or none", {}}},
      {"n_voxels", "n_undefined", "digits", "mean_bits", "worst_bits", "median_bits", "share_enough",
       "share_whole_mantissa", "mantissa"}};
  for (const auto& more : {Summary::options("0.05"), Regions::options()}) {
    entry.declaration.options.insert(entry.declaration.options.end(), more.begin(), more.end());
  }
  entry.formula =
      "of every voxel, around the mean of the executions: cnh = -log2 sigma_Z - log2 sqrt((n - 1) / chi2) - "
      "log2 Phi^-1((p + 1) / 2); general = the largest k with every |Z| <= 2^-k; parker = -log2(s / |mean|). "
      "Equal voxels have the whole mantissa, 24 or 53; a voxel that is a number in some executions only has "
      "0; integers have no more than log2(2 |mean| / step). The estimate is the summary over the voxels of "
      "the mask, or of a label; share_enough: voxels with at least `enough` bits; share_whole_mantissa: "
      "voxels that are equal";
  entry.source = "Sohier et al. 2021 (ACM TOMS 47:2), with n - 1; Parker 1997, not rounded up";
  entry.inputs = "images of one grid";
  entry.unit = "bits";
  entry.range = "up to 24 (float32) or 53; negative when the error exceeds the value";
  entry.undefined = "fewer than 2 executions, grids differ, or every voxel is relative to a mean of 0";
  entry.default_per = "cell";
  entry.make = make;
  return entry;
}

} // namespace reprovip::score
