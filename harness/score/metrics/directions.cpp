#include "harness/voxels/directions.hpp"

#include "harness/base/format.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/score/metrics/regions.hpp"
#include "harness/score/metrics/volume_set.hpp"

#include <algorithm>

namespace reprovip::score {

namespace {

using model::OptionType;
using voxels::DirectionSpread;

// Of one volume: what maps of the directions lie on. Nothing when these are no vectors of three.
std::optional<Image> grid_of_voxels(const Image& vectors) {
  auto grid = vectors;
  if (vectors.components == 3 && vectors.dims.size() <= 3) {
    grid.components = 1;
    return grid;
  }
  if (vectors.components != 1 || vectors.dims.size() != 4 || vectors.dims[3] != 3) {
    return std::nullopt;
  }
  grid.dims.pop_back();
  grid.spacing.resize(std::min<std::size_t>(grid.spacing.size(), 3));
  return grid;
}

std::size_t voxels_of(const Image& grid) {
  std::size_t count = 1;
  for (const auto dim : grid.dims) {
    count *= dim;
  }
  return count;
}

struct Directions {
  std::optional<DirectionSpread> spread;
  Image grid;
  std::string obstacle;
  std::string no_vectors;
  bool copies = false; // all are one image
};

class DirectionsMetric : public SetMetric {
public:
  DirectionsMetric(Options options, Summary summary, std::vector<std::string> write)
      : m_options(std::move(options)), m_summary(std::move(summary)), m_write(std::move(write)),
        m_coherence(text_option(m_options, "statistic", "cone") == "coherence") {}

  Result<Rows> of(OutputSet& set, const std::string&) const override {
    if (const auto reason = too_few_repetitions(set); !reason.empty()) {
      return Rows{{"", undefined(reason)}};
    }
    TRY_ASSIGN(const auto regions, Regions::read(m_options));
    TRY_ASSIGN(const auto found, read(set));
    if (!found.no_vectors.empty()) {
      return Rows{{"", undefined(found.no_vectors)}};
    }
    if (!found.obstacle.empty()) {
      return Rows{{"", disagreement(found.obstacle)}};
    }
    if (const auto reason = regions.obstacle(found.grid)) {
      return Rows{{"", undefined(*reason)}};
    }
    auto rows = rows_of(found, regions);
    for (const auto& name : m_write) {
      auto map = name == "cone" ? found.spread->cone() : found.spread->coherence();
      TRY(write_map(set, name, found.grid, std::move(map), rows.front().second));
    }
    return rows;
  }

private:
  // Twice: angles are to the mean of all. Copies of one image are read once.
  static Result<Directions> read(OutputSet& set) {
    const auto& first = set.members.front().digest.hex;
    const bool copies =
        !first.empty() && std::all_of(set.members.begin(), set.members.end(),
                                      [&](const auto& one) { return one.digest.hex == first; });
    const auto members = copies ? std::vector{set.members.front()} : set.members;
    Directions found;
    found.copies = copies;
    for (const bool again : {false, true}) {
      TRY_ASSIGN(const auto common, stream_volumes(set, members, [&](const auto&, const auto& volume) {
                   return take(volume, again, found);
                 }));
      found.obstacle = common.obstacle;
      if (!found.obstacle.empty() || !found.no_vectors.empty()) {
        break;
      }
      if (!again) {
        found.spread->finish_means();
      }
    }
    return found;
  }

  static Result<void> take(const voxels::NiftiVolume& volume, bool again, Directions& found) {
    const auto image = voxels::grid_of(volume.header);
    if (!found.spread) {
      const auto grid = grid_of_voxels(image);
      if (!grid) {
        found.no_vectors = "these are no images of vectors: 3 components, or a last axis of 3, are needed";
        return {};
      }
      found.grid = *grid;
      found.spread.emplace(voxels_of(*grid), image.components == 3);
    }
    std::vector<double> values(volume.header.values());
    voxels::copy_values(volume, 0, values);
    again ? found.spread->add_again(values) : found.spread->add(values);
    return {};
  }

  Rows rows_of(const Directions& found, const Regions& regions) const {
    const auto& spread = *found.spread;
    const auto& grid = found.grid;
    auto cones = spreads_of(spread.cone(), regions, grid);
    auto coherences = spreads_of(spread.coherence(), regions, grid);
    std::vector<std::size_t> partial(cones.size(), 0);
    regions.visit(grid, [&](std::size_t row, std::size_t voxel) {
      partial[row] += std::size_t{spread.is_partial(voxel)};
    });
    Rows rows;
    for (std::size_t row = 0; row < cones.size(); ++row) {
      rows.emplace_back(regions.rows()[row], finding_of(cones[row], coherences[row], partial[row]));
      rows.back().second.identical = found.copies;
    }
    return rows;
  }

  Finding finding_of(Spread& cone, Spread& coherence, std::size_t partial) const {
    Finding finding;
    finding.fields = {{"n_voxels", static_cast<double>(cone.values.size())},
                      {"n_partial", static_cast<double>(partial)}};
    if (partial > 0) {
      finding.reason = format("{} voxels have a direction in some executions only", partial);
      finding.decision = false;
      return finding;
    }
    if (cone.empty()) {
      finding.reason = "no voxel has a direction";
      return finding;
    }
    finding.estimate = m_summary.of(m_coherence ? coherence : cone);
    const std::vector<std::pair<std::string, double>> more = {{"mean_cone", cone.mean()},
                                                              {"max_cone", cone.largest()},
                                                              {"mean_coherence", coherence.mean()},
                                                              {"min_coherence", coherence.smallest()}};
    finding.fields.insert(finding.fields.end(), more.begin(), more.end());
    return finding;
  }

  Options m_options;
  Summary m_summary;
  std::vector<std::string> m_write;
  bool m_coherence;
};

Result<MetricPlugin> make(const Options& options) {
  const auto statistic = text_option(options, "statistic", "cone");
  if (statistic != "cone" && statistic != "coherence") {
    return failure(ErrorKind::protocol, format("there is no statistic \"{}\"", statistic),
                   "known are cone, coherence");
  }
  const bool coherence = statistic == "coherence";
  TRY_ASSIGN(auto summary, Summary::read(options, coherence ? 0.05 : 0.95, coherence));
  TRY_ASSIGN(auto write, maps_to_write(options, "cone", {"cone", "coherence"}));
  return MetricPlugin(std::make_unique<DirectionsMetric>(options, std::move(summary), std::move(write)));
}

} // namespace

MetricEntry directions_metric() {
  MetricEntry entry;
  entry.declaration = {
      "directions",
      "how far the directions of images of vectors (DTI) agree over executions, whatever their sign",
      {{"statistic", OptionType::text, "cone", "whose summary is the estimate", {"cone", "coherence"}},
       {"write", OptionType::text, "cone", "maps to keep as NIfTI: cone, coherence, or none", {}}},
      {"n_voxels", "n_partial", "mean_cone", "max_cone", "mean_coherence", "min_coherence"}};
  for (const auto& more : {Summary::options("0.95 of cone, 0.05 of coherence"), Regions::options()}) {
    entry.declaration.options.insert(entry.declaration.options.end(), more.begin(), more.end());
  }
  entry.formula =
      "of every voxel, from the mean dyadic tensor of unit vectors with eigenvalues b1 >= b2 >= b3: "
      "coherence = 1 - sqrt((b2 + b3) / (2 b1)); cone = 95th percentile of the angles to its first "
      "eigenvector; the estimate is the summary over the voxels that have a direction";
  entry.source = "Basser & Pajevic 2000, Jones 2003; percentile linear between order statistics";
  entry.inputs = "images of vectors of one grid, of one subject: 3 components, or a last axis of 3";
  entry.unit = "degrees (cone)";
  entry.range = "cone 0 to 90; coherence 0 to 1";
  entry.undefined =
      "one execution, no vectors, grids differ, or a voxel has a direction (not zero, finite) in "
      "some executions only: decision is then no";
  entry.default_per = "cell";
  entry.make = make;
  return entry;
}

} // namespace reprovip::score
