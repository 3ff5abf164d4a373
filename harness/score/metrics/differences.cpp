#include "harness/base/format.hpp"
#include "harness/score/metrics/image_pairs.hpp"
#include "harness/score/metrics/metrics.hpp"

#include <algorithm>
#include <cmath>

// mae, rmse, nrmse, psnr

namespace reprovip::score {

namespace {

using model::OptionType;
using voxels::Differences;
using voxels::Normalisation;

const char* const k_no_voxel = "no voxel is in the mask";

std::vector<std::pair<std::string, double>> fields_of(const Differences& found) {
  return {{"n_voxels", static_cast<double>(found.count)},
          {"bias", std::abs(found.bias)},
          {"mae", found.mae},
          {"mse", found.mse},
          {"rmse", std::sqrt(found.mse)},
          {"max_abs", found.max_abs}};
}
const std::vector<std::string> k_fields = {"n_voxels", "bias", "mae", "mse", "rmse", "max_abs"};

// Of each volume: what is not finite or too large for a double has no number.
Finding finite(double estimate, const Differences& found) {
  if (!std::isfinite(estimate) || !std::isfinite(found.mse)) {
    return undefined("the differences are too large for a double");
  }
  Finding finding;
  finding.estimate = estimate;
  finding.fields = fields_of(found);
  return finding;
}

Finding without_difference(double estimate) {
  Finding finding;
  finding.estimate = estimate;
  finding.fields = {{"bias", 0}, {"mae", 0}, {"mse", 0}, {"rmse", 0}, {"max_abs", 0}};
  return finding;
}

class ErrorMetric : public ImagePairMetric {
public:
  ErrorMetric(ImagePairConfig config, bool squared)
      : ImagePairMetric(std::move(config)), m_squared(squared) {}

  Finding identity() const override { return without_difference(0); }

protected:
  Finding of_volume(const VolumePair& pair) const override {
    const auto found = voxels::differences(pair.voxels);
    return found.count == 0 ? undefined(k_no_voxel)
                            : finite(m_squared ? std::sqrt(found.mse) : found.mae, found);
  }

private:
  bool m_squared;
};

class NormalisedMetric : public ReferencedPairMetric {
public:
  NormalisedMetric(ImagePairConfig config, Normalisation normalisation)
      : ReferencedPairMetric(std::move(config)), m_normalisation(normalisation) {}

  Finding identity() const override { return without_difference(0); }

protected:
  Finding of_reference(const VolumePair& pair) const override {
    const auto found = voxels::differences(pair.voxels);
    if (found.count == 0) {
      return undefined(k_no_voxel);
    }
    const auto norm = voxels::norm_of(voxels::extent_of(pair.voxels), m_normalisation);
    if (!norm && found.mse > 0) {
      return undefined("what the error is divided by is not above 0 in the reference: choose another "
                       "\"normalisation\"");
    }
    auto finding = finite(found.mse == 0 ? 0 : std::sqrt(found.mse) / *norm, found);
    if (norm) {
      finding.fields.emplace_back("norm", *norm);
    }
    return finding;
  }

private:
  Normalisation m_normalisation;
};

class PsnrMetric : public ReferencedPairMetric {
public:
  PsnrMetric(ImagePairConfig config, std::optional<double> range)
      : ReferencedPairMetric(std::move(config)), m_range(range) {}

  Finding identity() const override { return without_difference(voxels::k_no_error); }
  bool is_worse(const Finding& a, const Finding& b) const override { return *a.estimate < *b.estimate; }

protected:
  Finding of_reference(const VolumePair& pair) const override {
    const auto found = voxels::differences(pair.voxels);
    if (found.count == 0) {
      return undefined(k_no_voxel);
    }
    const double range = m_range.value_or(voxels::extent_of(pair.voxels).range());
    if (range == 0 && found.mse > 0) {
      return undefined("the reference is constant: set \"data_range\"");
    }
    if (!std::isfinite(range)) {
      return undefined("the range of the reference is beyond what a double holds: set \"data_range\"");
    }
    auto finding = finite(voxels::psnr(found.mse, range), found);
    finding.fields.emplace_back("data_range", range);
    if (found.mse == 0) {
      finding.notes.emplace_back("no error: infinite, and limited to 325 dB");
    }
    return finding;
  }

private:
  std::optional<double> m_range;
};

template <bool squared>
Result<MetricPlugin> make_error(const Options& options) {
  TRY_ASSIGN(auto config, read_image_pair_options(options));
  return MetricPlugin(std::make_unique<ErrorMetric>(std::move(config), squared));
}

Result<MetricPlugin> make_nrmse(const Options& options) {
  TRY_ASSIGN(auto config, read_image_pair_options(options));
  const auto text = text_option(options, "normalisation", "euclidean");
  if (text != "euclidean" && text != "min-max" && text != "mean") {
    return failure(ErrorKind::protocol, format("there is no normalisation \"{}\"", text),
                   "known are euclidean, min-max, mean");
  }
  const auto normalisation = text == "euclidean" ? Normalisation::euclidean
                             : text == "min-max" ? Normalisation::min_max
                                                 : Normalisation::mean;
  return MetricPlugin(std::make_unique<NormalisedMetric>(std::move(config), normalisation));
}

Result<MetricPlugin> make_psnr(const Options& options) {
  TRY_ASSIGN(auto config, read_image_pair_options(options));
  TRY_ASSIGN(const auto range, positive_option(options, "data_range"));
  return MetricPlugin(std::make_unique<PsnrMetric>(std::move(config), range));
}

std::vector<model::OptionDecl> with(std::vector<model::OptionDecl> options, model::OptionDecl one) {
  options.insert(options.begin(), std::move(one));
  return options;
}

std::vector<std::string> fields_and(const char* name) {
  auto fields = k_fields;
  fields.emplace_back(name);
  return fields;
}

} // namespace

MetricEntry mae_metric() {
  auto entry =
      image_pair_entry({"mae", "mean absolute difference of two images", image_pair_options(false), k_fields},
                       "mean |b - a|; bias = |mean(b - a)|; max_abs = max |b - a|", "textbook");
  entry.unit = "of the value";
  entry.range = "from 0";
  entry.make = make_error<false>;
  return entry;
}

MetricEntry rmse_metric() {
  auto entry = image_pair_entry(
      {"rmse", "root mean square difference of two images", image_pair_options(false), k_fields},
      "sqrt(mse), mse = mean (b - a)^2", "textbook");
  entry.unit = "of the value";
  entry.range = "from 0";
  entry.make = make_error<true>;
  return entry;
}

MetricEntry nrmse_metric() {
  auto entry = image_pair_entry(
      {"nrmse", "root mean square difference of two images, divided by a size of the reference",
       with(image_pair_options(true), {"normalisation",
                                       OptionType::text,
                                       "euclidean",
                                       "by the reference's root mean square, range, or mean",
                                       {"euclidean", "min-max", "mean"}}),
       fields_and("norm")},
      "rmse / norm; norm = sqrt(mean a^2) (euclidean), max a - min a (min-max), mean a (mean)",
      "as scikit-image names them; the reference is whichever gives the larger number");
  entry.range = "from 0";
  entry.undefined += "; the norm is not above 0";
  entry.make = make_nrmse;
  return entry;
}

MetricEntry psnr_metric() {
  auto entry = image_pair_entry(
      {"psnr", "peak signal-to-noise ratio of two images",
       with(image_pair_options(true), {"data_range",
                                       OptionType::number,
                                       "",
                                       "of the data; default: largest less smallest of the reference",
                                       {}}),
       fields_and("data_range")},
      "10 log10(data_range^2 / mse)", "the reference is whichever gives the smaller number");
  entry.unit = "dB";
  entry.range = "up to 325.1: what no error, infinite, is limited to";
  entry.undefined += "; the reference is constant";
  entry.make = make_psnr;
  return entry;
}

} // namespace reprovip::score
