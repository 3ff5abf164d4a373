#pragma once

#include "harness/score/metric.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace reprovip::score {

// Where a map is summarised: inside a mask (row ""), and for every label of a label image (a row each, within
// the mask). Both are image files, of the grid of the volumes or, for series and vectors, of one volume.
class Regions {
public:
  // Reads the images of the options "mask" and "labels", "" = none.
  static Result<Regions> read(const Options& options);
  static std::vector<model::OptionDecl> options();

  // Why they do not fit volumes of this grid.
  std::optional<std::string> obstacle(const Image& grid) const;

  // "", then the labels in ascending order.
  const std::vector<std::string>& rows() const { return m_rows; }

  // Calls `use(row, voxel)` for every row that a voxel is in, voxels of `grid` in order.
  template <typename Use>
  void visit(const Image& grid, Use use) const {
    const auto size = volume_of(grid);
    const auto total = count_of(grid);
    for (std::size_t voxel = 0; voxel < total; ++voxel) {
      const auto place = voxel / grid.components % size;
      if (!m_mask.empty() && m_mask[place] == 0) {
        continue;
      }
      use(std::size_t{0}, voxel);
      if (!m_row.empty() && m_row[place] != 0) {
        use(std::size_t{m_row[place]}, voxel);
      }
    }
  }

private:
  static std::size_t volume_of(const Image& grid);
  static std::size_t count_of(const Image& grid);
  void set_labels(const Image& labels);

  std::vector<std::string> m_rows = {""};
  std::optional<Image> m_mask_grid;
  std::optional<Image> m_label_grid;
  std::vector<std::uint8_t> m_mask;
  std::vector<std::uint32_t> m_row; // of a voxel; 0 = background
};

// Numbers of a map in a row; what is not finite is counted and left out.
struct Spread {
  std::size_t voxels = 0;
  std::vector<double> values;

  bool empty() const { return values.empty(); }
  double mean() const;
  double largest() const;
  double smallest() const;
  // Linear between the order statistics, as R's type 7. Reorders `values`.
  double quantile(double share);
};
// As `regions.rows()`.
std::vector<Spread> spreads_of(std::span<const double> map, const Regions& regions, const Image& grid);

// Option "summary", and "quantile" which one of them takes.
struct Summary {
  std::string kind; // mean, median, quantile, worst
  double share = 0;
  bool worst_is_small = false;

  static Result<Summary> read(const Options& options, double share, bool worst_is_small);
  static std::vector<model::OptionDecl> options(const std::string& share);
  // Needs a value.
  double of(Spread& spread) const;
};

// Writes `map` where the set keeps files, as "<name>.nii.gz" in float32, and names it in `finding`.
Result<void> write_map(OutputSet& set, const std::string& name, const Image& grid, std::vector<double> map,
                       Finding& finding);
// Option "write": names of maps, each one of `known`.
Result<std::vector<std::string>> maps_to_write(const Options& options, const std::string& fallback,
                                               const std::vector<std::string>& known);

} // namespace reprovip::score
