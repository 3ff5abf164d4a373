#pragma once

#include "harness/base/result.hpp"
#include "harness/score/metric.hpp"
#include "harness/score/regions.hpp"
#include "harness/voxels/overlap.hpp"

#include <optional>
#include <string>
#include <vector>

namespace reprovip::score {

// Why every label of images that have so many cannot have a row; nothing up to k_most_labels.
inline constexpr std::size_t k_most_labels = 1000;
std::optional<Finding> too_many_labels(std::size_t labels);

// One row per region, then summaries. Two images that cannot be compared say so in a row "", and in every
// other row that is known.
class LabelPairMetric : public PairMetric {
public:
  Rows of(const Data& a, const Data& b, const std::string& column) const final;
  bool rows_from_data() const override { return true; }
  bool is_maximum(const std::string& field) const override { return field == "one_empty"; }

protected:
  LabelPairMetric(std::vector<Region> regions, std::vector<std::string> summaries)
      : m_regions(std::move(regions)), m_summaries(std::move(summaries)) {}

  // Label images of one grid.
  virtual Rows compare(const Image& a, const Image& b) const = 0;
  // Whether a region has a row.
  virtual bool has_region_rows() const { return true; }

  // The rows of two images with too many labels to look at each, when none were asked for.
  std::optional<Rows> rows_of_too_many(const voxels::JointHistogram& counts) const;
  // Those asked for, or else one per label of either image.
  std::vector<Region> regions_of(const voxels::JointHistogram& counts) const;
  const std::vector<Region>& asked() const { return m_regions; }
  // A note on labels that none of the regions asked for has; nothing when there are none.
  std::vector<std::string> notes_on(const std::vector<std::int64_t>& left_out) const;

private:
  Rows rows_without(const std::vector<Region>& regions, const Finding& finding) const;

  std::vector<Region> m_regions;
  std::vector<std::string> m_summaries;
};

} // namespace reprovip::score
