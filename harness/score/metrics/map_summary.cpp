#include "harness/base/format.hpp"
#include "harness/score/metrics/regions.hpp"
#include "harness/stats/sums.hpp"
#include "harness/voxels/nifti_write.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::score {

using model::OptionType;

double Spread::mean() const {
  stats::Sum sum;
  for (const double value : values) {
    sum.add(value);
  }
  return sum.value() / static_cast<double>(values.size());
}

double Spread::largest() const {
  return *std::max_element(values.begin(), values.end());
}

double Spread::smallest() const {
  return *std::min_element(values.begin(), values.end());
}

double Spread::quantile(double share) {
  const double place = share * static_cast<double>(values.size() - 1);
  const auto below = values.begin() + static_cast<std::ptrdiff_t>(std::floor(place));
  std::nth_element(values.begin(), below, values.end());
  const double rest = place - std::floor(place);
  if (rest == 0) {
    return *below;
  }
  const double next = *std::min_element(below + 1, values.end());
  return *below + rest * (next - *below);
}

std::vector<Spread> spreads_of(std::span<const double> map, const Regions& regions, const Image& grid) {
  std::vector<Spread> spreads(regions.rows().size());
  regions.visit(grid, [&](std::size_t row, std::size_t voxel) {
    auto& spread = spreads[row];
    ++spread.voxels;
    if (std::isfinite(map[voxel])) {
      spread.values.push_back(map[voxel]);
    }
  });
  return spreads;
}

std::vector<model::OptionDecl> Summary::options(const std::string& share) {
  return {{"summary", OptionType::text, "mean", "of the voxels", {"mean", "median", "quantile", "worst"}},
          {"quantile", OptionType::number, share, "which one: a share of the voxels", {}}};
}

Result<Summary> Summary::read(const Options& options, double share, bool worst_is_small) {
  Summary summary;
  summary.kind = text_option(options, "summary", "mean");
  summary.worst_is_small = worst_is_small;
  summary.share = number_option(options, "quantile", share);
  if (summary.kind != "mean" && summary.kind != "median" && summary.kind != "quantile" &&
      summary.kind != "worst") {
    return failure(ErrorKind::protocol, format("there is no summary \"{}\"", summary.kind),
                   "known are mean, median, quantile, worst");
  }
  if (!(summary.share >= 0 && summary.share <= 1)) {
    return failure(ErrorKind::protocol, "\"quantile\" must be from 0 to 1");
  }
  return summary;
}

double Summary::of(Spread& spread) const {
  if (kind == "median") {
    return spread.quantile(0.5);
  }
  if (kind == "quantile") {
    return spread.quantile(share);
  }
  if (kind == "worst") {
    return worst_is_small ? spread.smallest() : spread.largest();
  }
  return spread.mean();
}

Result<void> write_map(OutputSet& set, const std::string& name, const Image& grid, std::vector<double> map,
                       Finding& finding) {
  const auto file = name + ".nii.gz";
  const auto place = set.place_for(file);
  if (!place) {
    return {};
  }
  auto image = grid;
  image.values = std::move(map);
  TRY(voxels::write_nifti(*place, image, voxels::VoxelType::float32));
  finding.files.push_back(file);
  return {};
}

Result<std::vector<std::string>> maps_to_write(const Options& options, const std::string& fallback,
                                               const std::vector<std::string>& known) {
  std::vector<std::string> names;
  std::string name;
  for (const char letter : text_option(options, "write", fallback) + ",") {
    if (letter != ',' && letter != ' ') {
      name += letter;
    } else if (!name.empty()) {
      if (name != "none" && std::find(known.begin(), known.end(), name) == known.end()) {
        return failure(ErrorKind::protocol, format("there is no map \"{}\"", name),
                       format("known are {}, none", fmt::join(known, ", ")));
      }
      if (name != "none") {
        names.push_back(name);
      }
      name.clear();
    }
  }
  return names;
}

} // namespace reprovip::score
