#include "harness/base/format.hpp"
#include "harness/score/metrics/label_pair.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/voxels/surface_distance.hpp"

#include <algorithm>
#include <functional>

namespace reprovip::score {

namespace {

using model::OptionType;
using voxels::Grid;
using voxels::MaskPair;
using voxels::Outside;
using voxels::SurfaceConvention;
using voxels::SurfaceDistances;

enum class Kind { percentile, hausdorff, pooled_mean, mean_of_means, share };

struct SurfaceConfig {
  Kind kind = Kind::hausdorff;
  SurfaceConvention convention = SurfaceConvention::monai;
  Outside outside = Outside::background;
  double percentile = 95;
  double tau = 1; // mm
};

class SurfaceMetric : public LabelPairMetric {
public:
  SurfaceMetric(std::vector<Region> regions, const SurfaceConfig& config)
      : LabelPairMetric(std::move(regions), {}), m_config(config) {}

  Finding identity() const override {
    Finding finding;
    finding.estimate = is_share() ? 1 : 0;
    return finding;
  }
  bool is_worse(const Finding& a, const Finding& b) const override {
    return is_share() ? *a.estimate < *b.estimate : *a.estimate > *b.estimate;
  }

protected:
  Rows compare(const Image& a, const Image& b) const override {
    const auto grid = voxels::grid_of(a);
    if (!grid) {
      return {{"", undefined(grid.error().message)}};
    }
    const auto boxes_a = voxels::label_boxes(a, *grid);
    const auto boxes_b = voxels::label_boxes(b, *grid);
    // As many voxels as labels: what regions_of() and labels_outside() look at.
    voxels::JointHistogram labels;
    for (const auto* boxes : {&boxes_a, &boxes_b}) {
      for (const auto& [label, box] : *boxes) {
        labels[{label, label}] = 1;
      }
    }
    if (auto rows = rows_of_too_many(labels)) {
      return std::move(*rows);
    }
    const auto notes = notes_on(voxels::labels_outside(labels, asked()));
    Rows rows;
    for (const auto& region : regions_of(labels)) {
      const auto masks = voxels::masks_of(a, b, *grid, boxes_a, boxes_b, region, m_config.outside);
      rows.emplace_back(region.name, of_region(masks, *grid));
      rows.back().second.notes.insert(rows.back().second.notes.end(), notes.begin(), notes.end());
    }
    return rows.empty() ? Rows{{"", identity()}} : rows;
  }

private:
  bool is_share() const { return m_config.kind == Kind::share; }

  double estimate_of(const SurfaceDistances& distances) const {
    switch (m_config.kind) {
    case Kind::percentile:
      return voxels::hausdorff(distances, m_config.percentile);
    case Kind::pooled_mean:
      return voxels::average_symmetric_distance(distances);
    case Kind::mean_of_means:
      return voxels::mean_average_distance(distances);
    case Kind::share:
      return voxels::surface_dice(distances, m_config.tau);
    case Kind::hausdorff:
      break;
    }
    return voxels::hausdorff(distances, 100);
  }

  // Both empty agree. Where one is, nothing is near: the whole image lies between, and the row says so.
  Finding of_region(const MaskPair& masks, const Grid& grid) const {
    const bool both_empty = masks.in_a + masks.in_b == 0;
    const bool one_empty = !both_empty && (masks.in_a == 0 || masks.in_b == 0);
    Finding finding;
    if (both_empty) {
      finding.estimate = is_share() ? 1 : 0;
    } else if (one_empty) {
      finding.estimate = is_share() ? 0 : voxels::diagonal(grid);
      finding.notes.emplace_back(is_share() ? "in one of the two only"
                                            : "in one of the two only: the diagonal of the image");
    } else {
      of_masks(masks, finding);
    }
    finding.fields.insert(finding.fields.begin(),
                          {{"voxels_low", static_cast<double>(std::min(masks.in_a, masks.in_b))},
                           {"voxels_high", static_cast<double>(std::max(masks.in_a, masks.in_b))},
                           {"both_empty", both_empty ? 1 : 0},
                           {"one_empty", one_empty ? 1 : 0}});
    return finding;
  }

  void of_masks(const MaskPair& masks, Finding& finding) const {
    const auto distances = voxels::surface_distances(masks, m_config.convention);
    if (!distances) {
      finding.reason = "one of the two fills the image: it has no surface while outside is foreground";
      return;
    }
    finding.estimate = estimate_of(*distances);
    finding.fields = {{"hd", voxels::hausdorff(*distances, 100)}};
    if (m_config.convention != SurfaceConvention::itk) {
      finding.fields.insert(finding.fields.end(),
                            {{"asd_from_a", voxels::average_distance(distances->from_a)},
                             {"asd_from_b", voxels::average_distance(distances->from_b)}});
    }
    if (is_share()) {
      finding.fields.insert(finding.fields.end(),
                            {{"share_of_a", voxels::share_within(distances->from_a, m_config.tau)},
                             {"share_of_b", voxels::share_within(distances->from_b, m_config.tau)}});
    }
  }

  SurfaceConfig m_config;
};

const std::vector<std::pair<std::string, SurfaceConvention>>& conventions() {
  static const std::vector<std::pair<std::string, SurfaceConvention>> table = {
      {"monai", SurfaceConvention::monai},
      {"deepmind", SurfaceConvention::deepmind},
      {"medpy", SurfaceConvention::medpy},
      {"itk", SurfaceConvention::itk}};
  return table;
}

// Where conventions only differ in the percentile, fewer are offered.
std::vector<std::string> conventions_of(Kind kind) {
  switch (kind) {
  case Kind::percentile:
    return {"monai", "deepmind", "medpy"};
  case Kind::hausdorff:
    return {"monai", "deepmind", "itk"};
  default:
    return {"monai", "deepmind"};
  }
}

Result<void> read_surface(const Options& options, SurfaceConfig& config) {
  const auto known = conventions_of(config.kind);
  const auto name = text_option(options, "convention", known.front());
  if (std::find(known.begin(), known.end(), name) == known.end()) {
    return failure(ErrorKind::protocol, format("there is no convention \"{}\" here", name),
                   format("known are {}", fmt::join(known, " ")));
  }
  for (const auto& [one, convention] : conventions()) {
    config.convention = one == name ? convention : config.convention;
  }
  const auto outside = text_option(options, "outside", "background");
  if (outside != "background" && outside != "foreground") {
    return failure(ErrorKind::protocol, format("outside an image is no \"{}\"", outside),
                   "known are background and foreground");
  }
  config.outside = outside == "foreground" ? Outside::foreground : Outside::background;
  if (config.outside == Outside::foreground && (name == "deepmind" || name == "itk")) {
    return failure(ErrorKind::protocol, format("the convention \"{}\" has background outside", name),
                   "leave \"outside\" out, or choose monai");
  }
  return {};
}

Result<MetricPlugin> make(Kind kind, const Options& options) {
  SurfaceConfig config;
  config.kind = kind;
  TRY_ASSIGN(auto regions, regions_option(options));
  TRY(read_surface(options, config));
  config.percentile = number_option(options, "percentile", config.percentile);
  if (!(config.percentile > 0 && config.percentile <= 100)) {
    return failure(ErrorKind::protocol, "\"percentile\" must be above 0 and at most 100");
  }
  config.tau = number_option(options, "tau", config.tau);
  if (!(config.tau >= 0)) {
    return failure(ErrorKind::protocol, "\"tau\" must not be negative");
  }
  return MetricPlugin(std::make_unique<SurfaceMetric>(std::move(regions), config));
}

template <Kind kind>
Result<MetricPlugin> make_of(const Options& options) {
  return make(kind, options);
}

MetricEntry entry_of(Kind kind) {
  MetricEntry entry;
  auto options = region_declarations();
  const auto known = conventions_of(kind);
  options.push_back(
      {"convention", OptionType::text, known.front(), "what the surface is, see source", known});
  options.push_back({"outside",
                     OptionType::text,
                     "background",
                     "what lies around the image, where masks touch its border",
                     {"background", "foreground"}});
  entry.declaration.options = options;
  entry.declaration.names = {"hd",          "asd_from_a", "asd_from_b", "voxels_low",
                             "voxels_high", "both_empty", "one_empty"};
  entry.inputs = "two label images of one grid, in two or three dimensions";
  entry.unit = "mm";
  entry.range = "from 0; 0 when both are empty, the diagonal of the image (and one_empty = 1) when one is";
  entry.undefined = "not a label image; more than three axes; no spacing. Images of different dimensions or "
                    "affines: decision is then no";
  entry.default_per = "study";
  return entry;
}

const char* const k_fields =
    " One row per label, no mean of them. hd: the Hausdorff distance; asd_from_a: mean distance of the "
    "surface "
    "of the reference (the ground truth, the first level of `across`, or the first file), asd_from_b: of the "
    "other";
const char* const k_conventions =
    "monai (MONAI, MetricsReloaded): voxels with a face neighbour outside the mask, the percentile linear in "
    "each direction, the larger one. deepmind (surface-distance, Nikolov et al. 2021): corners of voxels, "
    "weighed by the area of marching cubes.";

} // namespace

MetricEntry hd95_metric() {
  auto entry = entry_of(Kind::percentile);
  entry.declaration.name = "hd95";
  entry.declaration.doc =
      "95th percentile of the distances between surfaces, of the worst pair, one row per label";
  entry.declaration.options.push_back({"percentile", OptionType::number, "95", "of the distances", {}});
  entry.formula =
      std::string("the percentile of the distances from one surface to the nearest point of the other.") +
      k_fields;
  entry.source =
      std::string(k_conventions) +
      " medpy: voxels as monai, the percentile of both directions together. Programs differ by much: "
      "name the convention. Between executions at most 1 voxel, in mm, is usual to pass";
  entry.make = make_of<Kind::percentile>;
  return entry;
}

MetricEntry hd_metric() {
  auto entry = entry_of(Kind::hausdorff);
  entry.declaration.name = "hd";
  entry.declaration.doc = "Hausdorff distance of the worst pair, one row per label";
  entry.formula =
      std::string("the largest distance from a surface to the nearest point of the other.") + k_fields;
  entry.source = std::string(k_conventions) + " itk: from every voxel of the mask, not only its surface";
  entry.make = make_of<Kind::hausdorff>;
  return entry;
}

MetricEntry assd_metric() {
  auto entry = entry_of(Kind::pooled_mean);
  entry.declaration.name = "assd";
  entry.declaration.doc = "average symmetric surface distance of the worst pair, one row per label";
  entry.formula =
      std::string("the mean distance of all points of both surfaces to the nearest of the other.") + k_fields;
  entry.source = k_conventions;
  entry.make = make_of<Kind::pooled_mean>;
  return entry;
}

MetricEntry masd_metric() {
  auto entry = entry_of(Kind::mean_of_means);
  entry.declaration.name = "masd";
  entry.declaration.doc = "mean average surface distance of the worst pair, one row per label";
  entry.formula = std::string("the mean of asd_from_a and asd_from_b.") + k_fields;
  entry.source = k_conventions;
  entry.make = make_of<Kind::mean_of_means>;
  return entry;
}

MetricEntry nsd_metric() {
  auto entry = entry_of(Kind::share);
  entry.declaration.name = "nsd";
  entry.declaration.doc =
      "share of both surfaces within tau mm of the other (surface Dice), one row per label";
  entry.declaration.options.push_back({"tau", OptionType::number, "1", "mm", {}});
  entry.declaration.names.insert(entry.declaration.names.end(), {"share_of_a", "share_of_b"});
  entry.formula =
      std::string(
          "points of both surfaces no further than tau from the other, over all of them; share_of_a and "
          "share_of_b: of one of them.") +
      k_fields;
  entry.source = std::string("Nikolov et al. 2021. ") + k_conventions;
  entry.unit = "";
  entry.range = "0 to 1; 1 when both are empty, 0 (and one_empty = 1) when one is";
  entry.make = make_of<Kind::share>;
  return entry;
}

} // namespace reprovip::score
