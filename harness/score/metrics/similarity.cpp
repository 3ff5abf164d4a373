#include "harness/base/format.hpp"
#include "harness/score/metrics/image_pairs.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/voxels/histogram.hpp"
#include "harness/voxels/ssim.hpp"

#include <algorithm>
#include <cmath>

// ncc, ssim, histogram

namespace reprovip::score {

namespace {

using model::OptionType;

Finding of_estimate(double estimate) {
  Finding finding;
  finding.estimate = estimate;
  return finding;
}

class CorrelationMetric : public ImagePairMetric {
public:
  using ImagePairMetric::ImagePairMetric;

  Finding identity() const override { return of_estimate(1); }
  bool is_worse(const Finding& a, const Finding& b) const override { return *a.estimate < *b.estimate; }

protected:
  Finding of_volume(const VolumePair& pair) const override {
    const auto count = voxels::extent_of(pair.voxels).count;
    const auto r = voxels::correlation(pair.voxels);
    if (!r && !(count > 0 && pair.is_equal())) {
      return undefined(count < 2 ? "fewer than two voxels are in the mask" : "one of the two is constant");
    }
    auto finding = of_estimate(r.value_or(1));
    finding.fields = {{"n_voxels", static_cast<double>(count)}};
    if (!r) {
      finding.notes.emplace_back("both are the same constant");
    }
    return finding;
  }
};

class SsimMetric : public ImagePairMetric {
public:
  SsimMetric(ImagePairConfig config, voxels::SsimWindow window, std::optional<double> range)
      : ImagePairMetric(std::move(config)), m_window(window), m_range(range) {}

  Finding identity() const override { return of_estimate(1); }
  bool is_worse(const Finding& a, const Finding& b) const override { return *a.estimate < *b.estimate; }

protected:
  // The smaller range of the two gives the worse number.
  Finding of_volume(const VolumePair& pair) const override {
    const double first = voxels::extent_of(pair.voxels).range();
    const double second = voxels::extent_of(pair.swapped().voxels).range();
    const double range = m_range.value_or(config().first_is_reference ? first : std::min(first, second));
    if (range == 0 && !pair.is_equal()) {
      return undefined("the reference is constant: set \"data_range\"");
    }
    if (!std::isfinite(range)) {
      return undefined("the range of the reference is beyond what a double holds: set \"data_range\"");
    }
    const auto found = voxels::ssim(pair.voxels, pair.dims, {m_window, range > 0 ? range : 1});
    if (!found) {
      return undefined(format("no window of {} voxels a side is whole, in the mask and finite",
                              voxels::window_side(m_window)));
    }
    if (!std::isfinite(found->mean)) {
      return undefined("the values are too large for a double");
    }
    auto finding = of_estimate(found->mean);
    finding.fields = {{"min_ssim", found->minimum},
                      {"n_windows", static_cast<double>(found->windows)},
                      {"data_range", range}};
    return finding;
  }

private:
  voxels::SsimWindow m_window;
  std::optional<double> m_range;
};

const std::vector<std::string> k_distances = {"wasserstein", "ks", "jensen_shannon"};

class HistogramMetric : public ImagePairMetric {
public:
  HistogramMetric(ImagePairConfig config, std::size_t distance, std::size_t bins)
      : ImagePairMetric(std::move(config)), m_distance(distance), m_bins(bins) {}

  Finding identity() const override { return finding_of({}); }

protected:
  Finding of_volume(const VolumePair& pair) const override {
    const auto found = voxels::histogram_distances(pair.voxels, m_bins);
    return found ? finding_of(*found) : undefined("no voxel is in the mask");
  }

private:
  Finding finding_of(const voxels::HistogramDistances& found) const {
    Finding finding;
    finding.fields = {{k_distances[0], found.wasserstein},
                      {k_distances[1], found.ks},
                      {k_distances[2], found.jensen_shannon}};
    finding.estimate = finding.fields[m_distance].second;
    return std::isfinite(found.wasserstein) ? finding : undefined("the values are too large for a double");
  }

  std::size_t m_distance;
  std::size_t m_bins;
};

Result<MetricPlugin> make_ncc(const Options& options) {
  TRY_ASSIGN(auto config, read_image_pair_options(options));
  return MetricPlugin(std::make_unique<CorrelationMetric>(std::move(config)));
}

Result<MetricPlugin> make_ssim(const Options& options) {
  TRY_ASSIGN(auto config, read_image_pair_options(options));
  TRY_ASSIGN(const auto range, positive_option(options, "data_range"));
  const auto window = text_option(options, "window", "uniform");
  if (window != "uniform" && window != "gaussian") {
    return failure(ErrorKind::protocol, format("there is no window \"{}\"", window),
                   "known are uniform, gaussian");
  }
  return MetricPlugin(std::make_unique<SsimMetric>(
      std::move(config), window == "uniform" ? voxels::SsimWindow::uniform : voxels::SsimWindow::gaussian,
      range));
}

Result<MetricPlugin> make_histogram(const Options& options) {
  TRY_ASSIGN(auto config, read_image_pair_options(options));
  const auto name = text_option(options, "distance", k_distances.front());
  const auto found = std::find(k_distances.begin(), k_distances.end(), name);
  const double bins = number_option(options, "bins", 256);
  if (found == k_distances.end()) {
    return failure(ErrorKind::protocol, format("there is no distance \"{}\"", name),
                   format("known are {}", fmt::join(k_distances, ", ")));
  }
  if (!(bins >= 1 && bins <= 65536) || bins != std::floor(bins)) {
    return failure(ErrorKind::protocol, "\"bins\" must be a whole number from 1 to 65536");
  }
  return MetricPlugin(std::make_unique<HistogramMetric>(std::move(config),
                                                        static_cast<std::size_t>(found - k_distances.begin()),
                                                        static_cast<std::size_t>(bins)));
}

std::vector<model::OptionDecl> with(std::vector<model::OptionDecl> options,
                                    const std::vector<model::OptionDecl>& first) {
  options.insert(options.begin(), first.begin(), first.end());
  return options;
}

} // namespace

MetricEntry ncc_metric() {
  auto entry = image_pair_entry({"ncc",
                                 "normalised cross-correlation of two images (Pearson's r)",
                                 image_pair_options(false),
                                 {"n_voxels"}},
                                "sum (a - mean a)(b - mean b) / sqrt(sum (a - mean a)^2 sum (b - mean b)^2)",
                                "Pearson 1895");
  entry.range = "-1 to 1";
  entry.undefined += "; one of the two is constant";
  entry.make = make_ncc;
  return entry;
}

MetricEntry ssim_metric() {
  auto entry = image_pair_entry(
      {"ssim",
       "structural similarity of two images, in their own dimension, mean over windows",
       with(image_pair_options(true), {{"window",
                                        OptionType::text,
                                        "uniform",
                                        "7 voxels a side with the sample covariance, or gaussian of sigma "
                                        "1.5 (11 a side) with the population's",
                                        {"uniform", "gaussian"}},
                                       {"data_range",
                                        OptionType::number,
                                        "",
                                        "of the data; default: largest less smallest of the reference",
                                        {}}}),
       {"min_ssim", "n_windows", "data_range"}},
      "mean of (2 ma mb + C1)(2 sab + C2) / ((ma^2 + mb^2 + C1)(sa^2 + sb^2 + C2)) over windows whole in the "
      "image, "
      "C1 = (0.01 L)^2, C2 = (0.03 L)^2, L = data_range",
      "Wang et al. 2004, the conventions of scikit-image; the smaller range of the two is L");
  entry.range = "-1 to 1";
  entry.undefined += "; the image is smaller than a window; the reference is constant";
  entry.make = make_ssim;
  return entry;
}

MetricEntry histogram_metric() {
  auto entry = image_pair_entry(
      {"histogram", "distance of the distributions of values of two images",
       with(image_pair_options(false),
            {{"distance", OptionType::text, "wasserstein", "which one is the estimate", k_distances},
             {"bins", OptionType::integer, "256", "of jensen_shannon, over the range of both", {}}}),
       k_distances},
      "wasserstein = mean |a_(i) - b_(i)| of sorted values; ks = max |F_a - F_b|; jensen_shannon = sqrt of "
      "the "
      "divergence, base 2, of binned values",
      "as SciPy's wasserstein_distance, ks_2samp and jensenshannon(base = 2)");
  entry.unit = "of the value (wasserstein)";
  entry.range = "from 0; ks and jensen_shannon to 1";
  entry.make = make_histogram;
  return entry;
}

} // namespace reprovip::score
