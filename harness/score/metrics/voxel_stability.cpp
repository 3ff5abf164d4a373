#include "harness/base/format.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/score/metrics/regions.hpp"
#include "harness/score/metrics/stability.hpp"
#include "harness/score/metrics/volume_set.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace reprovip::score {

namespace {

using model::OptionType;
using voxels::VolumeMoments;

std::vector<double> values_in(const voxels::NiftiVolume& volume) {
  std::vector<double> values(volume.header.values());
  voxels::for_each_tile(volume, [&](std::size_t first, const auto* numbers, std::size_t count) {
    std::copy(numbers, numbers + count, values.begin() + static_cast<std::ptrdiff_t>(first));
  });
  return values;
}

stats::Moments moments_of(const VolumeMoments& moments, std::size_t voxel) {
  const bool constant = moments.low(voxel) == moments.high(voxel);
  return {moments.volumes(), constant ? moments.low(voxel) : moments.mean(voxel),
          constant ? 0 : moments.squares(voxel), moments.low(voxel), moments.high(voxel)};
}

// The tests of all new images of one level.
struct Tests {
  std::vector<double> p;
  std::vector<double> largest; // |t| by voxel, NaN outside; infinite where a constant reference is not met
  double statistic = 0;
  std::size_t constant = 0;
  std::size_t runs = 0;
  bool identical = true; // to references that do not vary
};

class VoxelStability {
public:
  VoxelStability(const StabilityConfig& config, const Regions& regions, const VolumeMoments& moments,
                 const Image& grid)
      : m_config(config), m_moments(moments) {
    regions.visit(grid, [&](std::size_t row, std::size_t voxel) {
      if (row != 0) {
        return;
      }
      const auto kind = moments.kind(voxel);
      m_sometimes += kind == VolumeMoments::Kind::sometimes_a_number ? 1U : 0U;
      if (kind == VolumeMoments::Kind::numbers) {
        m_voxels.push_back(voxel);
      } else if (kind == VolumeMoments::Kind::never_a_number) {
        m_never.push_back(voxel);
      }
    });
  }

  void test(const std::vector<double>& image, Tests& tests) const {
    if (tests.largest.empty()) {
      tests.largest.assign(image.size(), std::numeric_limits<double>::quiet_NaN());
    }
    ++tests.runs;
    for (const auto voxel : m_voxels) {
      const auto reference = moments_of(m_moments, voxel);
      const auto one =
          std::isfinite(image[voxel])
              ? stats::deviation(image[voxel], reference, m_config.convention, m_config.resolution)
              : stats::Deviation{0, 0, true};
      tests.p.push_back(one.p);
      tests.constant += one.constant ? 1U : 0U;
      tests.statistic = std::max(tests.statistic, std::abs(one.statistic));
      tests.identical =
          tests.identical && reference.minimum == reference.maximum && image[voxel] == reference.mean;
      const double size =
          one.constant && one.p == 0 ? std::numeric_limits<double>::infinity() : std::abs(one.statistic);
      tests.largest[voxel] = std::fmax(tests.largest[voxel], size);
    }
    for (const auto voxel : m_never) {
      if (std::isfinite(image[voxel])) {
        tests.p.push_back(0);
        ++tests.constant;
        tests.identical = false;
        tests.largest[voxel] = std::numeric_limits<double>::infinity();
      }
    }
  }

  LeftOut leave_out(const std::vector<double>& image) const {
    std::vector<double> p;
    p.reserve(m_voxels.size());
    for (const auto voxel : m_voxels) {
      p.push_back(stats::deviation_left_out(image[voxel], moments_of(m_moments, voxel), m_config.convention,
                                            m_config.resolution)
                      .p);
    }
    return left_out(m_config, p);
  }

  std::size_t sometimes() const { return m_sometimes; }

private:
  const StabilityConfig& m_config;
  const VolumeMoments& m_moments;
  std::vector<std::size_t> m_voxels; // that are numbers in all references
  std::vector<std::size_t> m_never;  // that are numbers in none
  std::size_t m_sometimes = 0;
};

class VoxelStabilityMetric : public SetMetric {
public:
  VoxelStabilityMetric(Options options, StabilityConfig config, bool leave_out, bool write)
      : m_options(std::move(options)), m_config(std::move(config)), m_leave_out(leave_out), m_write(write) {}

  Result<Rows> of(OutputSet& set, const std::string&) const override {
    if (const auto reason = obstacle(set); !reason.empty()) {
      return Rows{{"", undefined(reason)}};
    }
    TRY_ASSIGN(const auto regions, Regions::read(m_options));
    std::vector<OutputSet::Member> references;
    std::copy_if(set.members.begin(), set.members.end(), std::back_inserter(references),
                 [](const OutputSet::Member& member) { return member.column == 0; });
    VolumeMoments moments;
    TRY_ASSIGN(const auto common, stream_volumes(set, references, [&](const auto&, const auto& volume) {
                 return moments.add(volume);
               }));
    if (!common.obstacle.empty()) {
      return Rows{{"", disagreement(common.obstacle)}};
    }
    if (const auto reason = regions.obstacle(common.grid)) {
      return Rows{{"", undefined(*reason)}};
    }
    return test_all(set, VoxelStability(m_config, regions, moments, common.grid), references.size());
  }

private:
  static std::string obstacle(const OutputSet& set) {
    if (!set.across || set.columns < 2) {
      return "it tests the levels of a factor against the reference: add across";
    }
    if (set.targets.size() != 1) {
      return "the group has several subjects: use per = \"cell\"";
    }
    const auto references = std::count_if(set.members.begin(), set.members.end(),
                                          [](const OutputSet::Member& member) { return member.column == 0; });
    return references < 3 ? format("{} executions of {}: it takes 3 at least", references, set.levels[0])
                          : "";
  }

  // Once more through the references, each left out, and through all that is new.
  Result<Rows> test_all(OutputSet& set, const VoxelStability& stability, std::size_t references) const {
    std::vector<Tests> tests(set.columns);
    std::vector<LeftOut> left;
    const auto take = [&](const OutputSet::Member& member,
                          const voxels::NiftiVolume& volume) -> Result<void> {
      if (member.column > 0) {
        stability.test(values_in(volume), tests[member.column]);
      } else if (m_leave_out) {
        left.push_back(stability.leave_out(values_in(volume)));
      }
      return {};
    };
    TRY_ASSIGN(const auto common, stream_volumes(set, set.members, take));
    if (!common.obstacle.empty()) {
      return Rows{{"", disagreement(common.obstacle)}};
    }
    Rows rows;
    for (std::uint32_t column = 1; column < set.columns; ++column) {
      auto& finding = rows.emplace_back(set.columns > 2 ? set.levels[column] : "", Finding{}).second;
      finding = finding_of_level(tests[column], left, stability.sometimes(), references);
      finding.notes.push_back(format("reference: {}", set.levels[0]));
      if (m_write) {
        const auto name = set.columns > 2 ? format("statistic-{}", column) : "statistic";
        TRY(write_map(set, name, common.grid, std::move(tests[column].largest), finding));
      }
    }
    return rows;
  }

  Finding finding_of_level(const Tests& tests, const std::vector<LeftOut>& left, std::size_t sometimes,
                           std::size_t references) const {
    auto outcome = outcome_of(m_config, tests.p, tests.runs, left);
    outcome.largest = tests.statistic;
    outcome.constant = tests.constant;
    auto finding = finding_of(m_config, outcome, references);
    finding.fields.emplace_back("n_sometimes_a_number", static_cast<double>(sometimes));
    finding.identical = outcome.tested > 0 && tests.identical && sometimes == 0;
    if (sometimes > 0) {
      finding.notes.push_back(format("{} voxels are no numbers in some references: not tested", sometimes));
    }
    return finding;
  }

  Options m_options;
  StabilityConfig m_config;
  bool m_leave_out = true;
  bool m_write = true;
};

Result<MetricPlugin> make(const Options& options) {
  TRY_ASSIGN(const auto config, stability_config(options));
  TRY_ASSIGN(const auto write, maps_to_write(options, "none", {"statistic"}));
  return MetricPlugin(std::make_unique<VoxelStabilityMetric>(
      options, config, flag_option(options, "leave_out", true), !write.empty()));
}

} // namespace

MetricEntry voxel_stability_metric() {
  MetricEntry entry;
  entry.declaration = {"voxel_stability",
                       "whether images of a level look like one more of the reference's: a prediction "
                       "interval for every voxel",
                       stability_options(),
                       {"p", "statistic", "rejected", "tested", "constant", "p_loo", "loo_rate", "references",
                        "n_sometimes_a_number"}};
  entry.declaration.options.push_back(
      {"leave_out", OptionType::boolean, "true", "also test each reference against the others", {}});
  entry.declaration.options.push_back(
      {"write", OptionType::text, "none", "maps to keep as NIfTI: statistic (largest |t|), or none", {}});
  for (const auto& more : Regions::options()) {
    if (more.name == "mask") {
      entry.declaration.options.push_back(more);
    }
  }
  entry.formula =
      "as `stability`, of the voxels inside the mask: every image of the level against the K images of "
      "the reference; a row per level when there are several. estimate: share of rejected voxels after "
      "the correction over voxels and images. A voxel that is no number where the references are, or a "
      "number where none is, is "
      "rejected. Images are taken as they are: smooth or scale them before";
  entry.source =
      "Chatelain et al. 2024 (IEEE Trans. Computers), with the t prediction interval; max-t and p_loo "
      "calibrate on the references left out, whatever the spatial correlation";
  entry.inputs = "images of one grid of one subject, across a factor";
  entry.unit = "";
  entry.range = "from 0 to 1";
  entry.undefined = "fewer than 3 executions of the reference, or no voxel";
  entry.default_per = "cell";
  entry.version = 2;
  entry.make = make;
  return entry;
}

} // namespace reprovip::score
