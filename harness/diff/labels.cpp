#include "harness/base/format.hpp"
#include "harness/diff/differ.hpp"
#include "harness/diff/voxel_places.hpp"
#include "harness/stats/confusion.hpp"
#include "harness/voxels/overlap.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::diff {

namespace {

double voxel_volume(const voxels::Image& image) {
  double volume = 1;
  for (std::size_t axis = 0; axis < std::min<std::size_t>(3, image.spacing.size()); ++axis) {
    volume *= image.spacing[axis];
  }
  return volume;
}

// "2 → 4: 13 voxels", most first.
Part changes_part(const voxels::JointHistogram& counts, const Options& options) {
  std::vector<std::pair<std::pair<std::int64_t, std::int64_t>, std::uint64_t>> changes;
  for (const auto& [labels, count] : counts) {
    if (labels.first != labels.second) {
      changes.emplace_back(labels, count);
    }
  }
  std::ranges::stable_sort(changes, [](const auto& x, const auto& y) { return x.second > y.second; });
  Part part;
  part.title = "changes";
  part.lines.push_back(format("{} pairs of labels, most first", changes.size()));
  auto json = Json::array();
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const auto& [labels, count] = changes[i];
    if (i < options.most) {
      part.lines.push_back(format("{} → {}: {} voxels", labels.first, labels.second, count));
    }
    json.push(Json::object({{"a", labels.first}, {"b", labels.second}, {"voxels", count}}));
  }
  add_more(part.lines, changes.size(), options);
  part.json = std::move(json);
  return part;
}

struct LabelRow {
  std::string name;
  stats::Confusion confusion;
};

Part regions_part(const voxels::JointHistogram& counts, double volume, const Options& options) {
  const voxels::Confusions confusions(counts);
  std::vector<LabelRow> rows;
  for (const auto& region : voxels::regions_in(counts)) {
    rows.push_back({region.name, confusions.of(region)});
  }
  std::ranges::stable_sort(rows, [](const auto& x, const auto& y) {
    return stats::dice(x.confusion).value_or(1) < stats::dice(y.confusion).value_or(1);
  });
  Part part;
  part.title = "labels";
  part.lines.push_back(format("{} labels, worst Dice first", rows.size()));
  auto json = Json::array();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& c = rows[i].confusion;
    const auto in_a = c.true_positive + c.false_negative;
    const auto in_b = c.true_positive + c.false_positive;
    const auto dice = stats::dice(c);
    if (i < options.most) {
      part.lines.push_back(format("{}: Dice {:.6g}, {} | {} voxels, {:.6g} | {:.6g} mm³", rows[i].name,
                                  dice.value_or(1), in_a, in_b, static_cast<double>(in_a) * volume,
                                  static_cast<double>(in_b) * volume));
    }
    json.push(Json::object({{"label", rows[i].name},
                            {"dice", dice ? Json(*dice) : Json()},
                            {"voxels_a", in_a},
                            {"voxels_b", in_b},
                            {"volume_a", static_cast<double>(in_a) * volume},
                            {"volume_b", static_cast<double>(in_b) * volume}}));
  }
  add_more(part.lines, rows.size(), options);
  part.json = std::move(json);
  return part;
}

} // namespace

Result<void> diff_labels(const Pair& pair, const Options& options, Difference& difference) {
  TRY_ASSIGN(const auto images, read_images(pair, "labels"));
  TRY_ASSIGN(const auto comparable, compare_grids(pair, images, options, difference));
  if (!comparable) {
    return {};
  }
  VoxelPlaces places(images.a);
  for (std::size_t i = 0; i < images.a.values.size(); ++i) {
    if (images.a.values[i] != images.b.values[i]) {
      places.add(i);
    }
  }
  difference.parts.push_back(places.part(options, [&](std::size_t i) {
    return std::pair(number_text(images.a.values[i]), number_text(images.b.values[i]));
  }));
  if (places.count() > 0) {
    const auto counts = voxels::joint_histogram(images.a, images.b);
    difference.parts.push_back(changes_part(counts, options));
    difference.parts.push_back(regions_part(counts, voxel_volume(images.a), options));
  }
  return {};
}

} // namespace reprovip::diff
