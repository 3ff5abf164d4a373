#include "harness/base/format.hpp"
#include "harness/diff/differ.hpp"
#include "harness/diff/voxel_places.hpp"
#include "harness/score/reader.hpp"
#include "harness/stats/ulp.hpp"
#include "harness/voxels/geometry.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace reprovip::diff {

namespace {

using voxels::Image;

// Bins of distances in units in the last place.
struct UlpBin {
  std::uint64_t most;
  const char* name;
};
constexpr std::array<UlpBin, 6> k_bins = {
    {{1, "1"}, {2, "2"}, {16, "3 to 16"}, {256, "17 to 256"}, {65536, "257 to 65536"}, {UINT64_MAX, "more"}}};

struct Distances {
  double max_abs = 0;
  double max_rel = 0;
  double sum_abs = 0;
  std::size_t worst = 0; // index of max_abs
  std::size_t finite = 0;
  std::size_t not_finite = 0;
  std::uint64_t max_ulp = 0;
  std::array<std::size_t, k_bins.size()> bins{};
};

bool differs(double a, double b) {
  return a != b && !(std::isnan(a) && std::isnan(b));
}

std::uint64_t ulp_of(double a, double b, bool single) {
  return single ? stats::ulp_distance(static_cast<float>(a), static_cast<float>(b))
                : stats::ulp_distance(a, b);
}

void add_ulp(std::uint64_t ulp, Distances& distances) {
  distances.max_ulp = std::max(distances.max_ulp, ulp);
  const auto bin = std::ranges::find_if(k_bins, [&](const UlpBin& one) { return ulp <= one.most; });
  ++distances.bins[static_cast<std::size_t>(bin - k_bins.begin())];
}

void add_voxel(const Image& a, const Image& b, std::size_t i, bool single, Distances& distances) {
  const double x = a.values[i];
  const double y = b.values[i];
  if (!std::isfinite(x) || !std::isfinite(y)) {
    ++distances.not_finite;
    return;
  }
  const double apart = std::abs(x - y);
  if (distances.finite++ == 0 || apart > distances.max_abs) {
    distances.max_abs = apart;
    distances.worst = i;
  }
  distances.max_rel = std::max(distances.max_rel, relative_difference(x, y));
  distances.sum_abs += apart;
  add_ulp(ulp_of(x, y, single), distances);
}

Part distances_part(const Image& a, const Image& b, const VoxelPlaces& places, const Distances& distances,
                    bool floating) {
  Part part;
  part.title = "how far";
  const double mean = distances.finite == 0 ? 0 : distances.sum_abs / static_cast<double>(distances.finite);
  part.lines.push_back(distances.finite == 0
                           ? "no voxel that differs is finite in both"
                           : format("at most {:.6g} ({:.3g} relative), mean {:.6g} of the voxels that differ",
                                    distances.max_abs, distances.max_rel, mean));
  part.json = Json::object({{"max_abs", distances.max_abs},
                            {"max_relative", distances.max_rel},
                            {"mean_abs", mean},
                            {"finite", distances.finite},
                            {"not_finite", distances.not_finite}});
  if (distances.finite > 0) {
    const auto i = distances.worst;
    part.lines.push_back(
        format("worst: {}: {} | {}", places.name_of(i), number_text(a.values[i]), number_text(b.values[i])));
    part.json.set("worst", places.json_of(i, number_json(a.values[i]), number_json(b.values[i])));
  }
  if (floating && distances.finite > 0) {
    std::string text;
    auto bins = Json::object();
    for (std::size_t i = 0; i < k_bins.size(); ++i) {
      bins.set(k_bins[i].name, distances.bins[i]);
      text += distances.bins[i] == 0
                  ? ""
                  : format("{}{}: {}", text.empty() ? "" : ", ", k_bins[i].name, distances.bins[i]);
    }
    part.lines.push_back(format("ULP: at most {}; voxels by ULP: {}", distances.max_ulp, text));
    part.json.set("max_ulp", distances.max_ulp);
    part.json.set("ulp", std::move(bins));
  }
  if (distances.not_finite > 0) {
    part.lines.push_back(format("{} voxels are NaN or infinite in one of the two only, or of other sign",
                                distances.not_finite));
  }
  return part;
}

Part types_part(const Image& a, const Image& b) {
  return {"type",
          {format("{} | {}", a.datatype, b.datatype)},
          Json::object({{"a", a.datatype}, {"b", b.datatype}})};
}

bool is_floating(const Image& image) {
  return image.datatype.starts_with("float");
}

void compare_voxels(const Image& a, const Image& b, const Options& options, Difference& difference) {
  VoxelPlaces places(a);
  Distances distances;
  const bool single = a.datatype == "float32" || b.datatype == "float32";
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    if (differs(a.values[i], b.values[i])) {
      places.add(i);
      add_voxel(a, b, i, single, distances);
    }
  }
  difference.parts.push_back(places.part(
      options, [&](std::size_t i) { return std::pair(number_text(a.values[i]), number_text(b.values[i])); }));
  if (places.count() > 0) {
    difference.parts.push_back(distances_part(a, b, places, distances, is_floating(a) || is_floating(b)));
  }
}

} // namespace

Result<ImagePair> read_images(const Pair& pair, const std::string& reader) {
  TRY_ASSIGN(auto a, score::read_data(reader, pair.a.file, pair.a.name, {}));
  TRY_ASSIGN(auto b, score::read_data(reader, pair.b.file, pair.b.name, {}));
  if (!std::holds_alternative<Image>(a) || !std::holds_alternative<Image>(b)) {
    return failure(ErrorKind::data, "it is no image");
  }
  return ImagePair{std::get<Image>(std::move(a)), std::get<Image>(std::move(b))};
}

Result<bool> compare_grids(const Pair& pair, const ImagePair& images, const Options& options,
                           Difference& difference) {
  if (auto header = nifti_header_part(pair)) {
    difference.parts.push_back(std::move(*header));
  }
  if (pair.both_have("mif")) {
    TRY_ASSIGN(auto header, mif_header_part(pair, options));
    if (header) {
      difference.parts.push_back(std::move(*header));
    }
  }
  if (images.a.datatype != images.b.datatype) {
    difference.parts.push_back(types_part(images.a, images.b));
  }
  if (const auto grid = voxels::grid_difference(images.a, images.b)) {
    difference.parts.push_back({"grid", {*grid}, Json::object({{"difference", *grid}})});
  }
  const bool comparable = images.a.dims == images.b.dims && images.a.values.size() == images.b.values.size();
  if (!comparable) {
    difference.parts.push_back({"voxels", {"not compared: the images have no voxels in common"}, {}});
  }
  return comparable;
}

Result<void> diff_images(const Pair& pair, const Options& options, Difference& difference) {
  const auto reader = [](const score::Look& look) { return look.reader == "labels" ? "image" : look.reader; };
  const auto name = reader(pair.look_a);
  TRY_ASSIGN(const auto images, read_images(pair, name));
  TRY_ASSIGN(const auto comparable, compare_grids(pair, images, options, difference));
  if (comparable) {
    compare_voxels(images.a, images.b, options, difference);
  }
  return {};
}

} // namespace reprovip::diff
