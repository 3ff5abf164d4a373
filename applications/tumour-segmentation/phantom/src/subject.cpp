#include "subject.hpp"

#include "anatomy.hpp"
#include "glioma.hpp"
#include "nifti_gz.hpp"
#include "random.hpp"
#include "slabs.hpp"
#include <algorithm>
#include <cmath>
#include <fstream>
#include <optional>
#include <stdexcept>

namespace phantom {

namespace {

enum Stream : std::uint64_t { k_head_pose = 400, k_contrast_pose };

// Seeds of the average's heads; a subject's seed is below.
constexpr std::uint64_t k_average_seed = std::uint64_t{1} << 40U;

std::string image_path(const Options& options, const std::string& name) {
  return options.out + "/" + name + ".nii.gz";
}

std::ofstream open_table(const Options& options, const std::string& name) {
  std::ofstream file(options.out + "/" + name);
  if (!file) {
    throw std::runtime_error(options.out + "/" + name + ": cannot be written");
  }
  file.precision(10);
  return file;
}

void write_truth(const Subject& subject, const Options& options, const std::vector<std::uint8_t>& labels) {
  const double spacing = subject.grid.spacing;
  const double voxel_ml = spacing * spacing * spacing / 1000;
  const auto volume = [&](std::uint8_t label) {
    return static_cast<double>(std::count(labels.begin(), labels.end(), label)) * voxel_ml;
  };
  const double head =
      static_cast<double>(std::count_if(subject.voxels.begin(), subject.voxels.end(), in_head));
  auto file = open_table(options, "truth.tsv");
  file << "name\tvalue\n"
       << "WT_ml\t" << volume(1) + volume(2) + volume(4) << "\nTC_ml\t" << volume(1) + volume(4)
       << "\nET_ml\t" << volume(4) << "\nnecrosis_ml\t" << volume(1) << "\noedema_ml\t" << volume(2)
       << "\nhead_ml\t" << head * voxel_ml << "\nspacing_mm\t" << spacing << "\nseed\t" << options.seed
       << "\nsnr\t" << options.acquisition.snr << "\nbias\t" << options.acquisition.bias << "\ntexture\t"
       << options.acquisition.texture << "\nmisalignment\t" << options.misalignment << "\ngenerator_version\t"
       << k_version << "\n";
}

void write_poses(const Poses& poses, const Options& options) {
  auto file = open_table(options, "poses.tsv");
  file << "what\trotate_x_deg\trotate_y_deg\trotate_z_deg\tshift_x_mm\tshift_y_mm\tshift_z_mm\n";
  const auto row = [&file](const std::string& what, const Rigid& pose) {
    file << what;
    for (const Point& part : {pose.degrees(), pose.shift()}) {
      file << '\t' << part.x << '\t' << part.y << '\t' << part.z;
    }
    file << '\n';
  };
  row("head", poses.head);
  for (std::size_t i = 0; i < k_contrasts.size(); ++i) {
    row(name_of(k_contrasts[i]), poses.contrasts[i]);
  }
}

std::vector<Counts> healthy_voxels(std::uint64_t seed, const Grid& grid, const Sampling& sampling) {
  const Anatomy anatomy(seed);
  return sample(
      grid, {}, [&](const Point& point) { return anatomy.tissue_at(point); }, sampling);
}

// Sums over heads, per voxel.
struct Average {
  std::vector<std::array<float, 3>> fractions;
  std::vector<std::array<double, 4>> signals;
  std::vector<std::size_t> inside;
};

Average sum_heads(const Options& options, const Grid& grid) {
  Average sum = {std::vector<std::array<float, 3>>(grid.voxels()),
                 std::vector<std::array<double, 4>>(grid.voxels()), std::vector<std::size_t>(grid.voxels())};
  for (std::size_t head = 0; head < options.average; ++head) {
    const auto voxels = healthy_voxels(k_average_seed + options.seed + head, grid, options.sampling);
    in_slabs(voxels.size(), options.sampling.threads, [&](std::size_t first, std::size_t past) {
      for (std::size_t i = first; i < past; ++i) {
        sum.inside[i] += in_head(voxels[i]) ? 1U : 0U;
        for (std::size_t j = 0; j < 3; ++j) {
          sum.fractions[i][j] += static_cast<float>(fraction_of(voxels[i], static_cast<Class>(j)));
        }
        for (std::size_t j = 0; j < k_contrasts.size(); ++j) {
          sum.signals[i][j] += mean_signal(voxels[i], k_contrasts[j]);
        }
      }
    });
  }
  return sum;
}

} // namespace

Poses make_poses(std::uint64_t seed, double misalignment) {
  const auto point = [](auto&& draw) {
    const double x = draw();
    const double y = draw();
    return Point{x, y, draw()};
  };
  Poses poses;
  Draws head(seed, k_head_pose);
  const auto degrees = point([&head] { return head.between(-5, 5); });
  poses.head = Rigid(degrees, point([&head] { return head.between(-4, 4); }));
  Draws contrast(seed, k_contrast_pose);
  for (std::size_t i = 1; i < poses.contrasts.size(); ++i) {
    const auto within = [&contrast, misalignment] {
      return misalignment > 0 ? misalignment * contrast.between(-1, 1) : 0;
    };
    const auto turn = point(within);
    poses.contrasts[i] = Rigid(turn, point(within));
  }
  return poses;
}

Subject make_subject(const Options& options) {
  Subject subject;
  subject.grid = make_grid(options.spacing);
  subject.poses = make_poses(options.seed, options.misalignment);
  const Anatomy anatomy(options.seed);
  std::optional<Glioma> glioma;
  if (!options.healthy) {
    glioma.emplace(options.seed, anatomy);
  }
  const auto seen_by = [&](const Rigid& contrast) {
    const auto head = [&](const Point& point) {
      const Point at = subject.poses.head.undo(contrast.undo(point));
      return glioma ? glioma->tissue_at(at, anatomy) : anatomy.tissue_at(at);
    };
    return sample(subject.grid, {}, head, options.sampling);
  };
  subject.voxels = seen_by({});
  for (std::size_t i = 0; i < k_contrasts.size(); ++i) {
    const bool moved = i > 0 && options.misalignment > 0;
    subject.images[i] = acquire(moved ? seen_by(subject.poses.contrasts[i]) : subject.voxels, subject.grid,
                                k_contrasts[i], options.seed, options.acquisition);
  }
  return subject;
}

void write_subject(const Subject& subject, const Options& options) {
  for (std::size_t i = 0; i < k_contrasts.size(); ++i) {
    write_volume(image_path(options, name_of(k_contrasts[i])), subject.images[i], subject.grid);
  }
  const auto labels = tumour_labels(subject.voxels);
  write_volume(image_path(options, "truth"), labels, subject.grid);
  write_volume(image_path(options, "tissue"), tissue_labels(subject.voxels), subject.grid);
  write_truth(subject, options, labels);
  write_poses(subject.poses, options);
}

void write_average(const Options& options) {
  const Grid grid = make_grid(options.spacing);
  const Average sum = sum_heads(options, grid);
  const auto heads = static_cast<double>(options.average);
  std::vector<std::uint8_t> tissue(grid.voxels());
  for (std::size_t j = 0; j < k_contrasts.size(); ++j) {
    std::vector<std::int16_t> image(grid.voxels());
    for (std::size_t i = 0; i < image.size(); ++i) {
      const bool inside = 2 * sum.inside[i] >= options.average;
      image[i] =
          inside ? static_cast<std::int16_t>(std::max(1L, std::lround(1000 * sum.signals[i][j] / heads))) : 0;
    }
    write_volume(image_path(options, name_of(k_contrasts[j])), image, grid);
  }
  const std::array<const char*, 3> names = {"csf", "grey", "white"};
  for (std::size_t j = 0; j < names.size(); ++j) {
    std::vector<float> prior(grid.voxels());
    for (std::size_t i = 0; i < prior.size(); ++i) {
      prior[i] = sum.fractions[i][j] / static_cast<float>(options.average);
      const auto& fractions = sum.fractions[i];
      if (2 * sum.inside[i] >= options.average &&
          fractions[j] == *std::max_element(fractions.begin(), fractions.end())) {
        tissue[i] = static_cast<std::uint8_t>(j + 1);
      }
    }
    write_volume(image_path(options, names[j]), prior, grid);
  }
  write_volume(image_path(options, "tissue"), tissue, grid);
}

} // namespace phantom
