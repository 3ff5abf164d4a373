#include "harness/score/metrics/label_pair.hpp"

#include "harness/base/format.hpp"
#include "harness/voxels/geometry.hpp"

namespace reprovip::score {

namespace {

// Headers that round differently move an image by less; a region changes by more.
constexpr voxels::GridTolerance k_rounded = {1e-5, 1e-4, 1e-5};

} // namespace

std::optional<Finding> too_many_labels(std::size_t labels) {
  if (labels <= k_most_labels) {
    return std::nullopt;
  }
  return undefined(format("{} labels, and a row for each of them is too much above {}: choose some with "
                          "\"labels\"; is this a label image?",
                          labels, k_most_labels));
}

Rows LabelPairMetric::of(const Data& a, const Data& b, const std::string& /*column*/) const {
  const auto* x = std::get_if<Image>(&a);
  const auto* y = std::get_if<Image>(&b);
  if (x == nullptr || y == nullptr || !x->labels || !y->labels) {
    return rows_without(m_regions, undefined("this is no label image: set read = \"labels\""));
  }
  if (const auto obstacle = voxels::grid_difference(*x, *y, k_rounded)) {
    auto finding = undefined(*obstacle);
    finding.decision = false;
    auto regions = m_regions.empty() ? voxels::regions_in(*x, *y) : m_regions;
    return rows_without(regions.size() > k_most_labels ? std::vector<Region>() : regions, finding);
  }
  return compare(*x, *y);
}

std::vector<Region> LabelPairMetric::regions_of(const voxels::JointHistogram& counts) const {
  return m_regions.empty() ? voxels::regions_in(counts) : m_regions;
}

std::optional<Rows> LabelPairMetric::rows_of_too_many(const voxels::JointHistogram& counts) const {
  const auto finding = too_many_labels(m_regions.empty() ? voxels::regions_in(counts).size() : 0);
  return finding ? std::optional(rows_without({}, *finding)) : std::nullopt;
}

std::vector<std::string> LabelPairMetric::notes_on(const std::vector<std::int64_t>& left_out) const {
  if (m_regions.empty() || left_out.empty()) {
    return {};
  }
  return {format("left out: label {}, of no region", fmt::join(left_out, ", "))};
}

Rows LabelPairMetric::rows_without(const std::vector<Region>& regions, const Finding& finding) const {
  Rows rows = {{"", finding}};
  for (const auto& region : regions) {
    if (has_region_rows()) {
      rows.emplace_back(region.name, finding);
    }
  }
  for (const auto& summary : m_summaries) {
    rows.emplace_back(summary, finding);
  }
  return rows;
}

} // namespace reprovip::score
