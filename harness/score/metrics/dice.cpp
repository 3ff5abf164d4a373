#include "harness/base/format.hpp"
#include "harness/score/metrics/comparison.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/score/metrics/overlap.hpp"
#include "harness/stats/sums.hpp"

#include <algorithm>

namespace reprovip::score {

namespace {

using model::OptionType;

const char* const k_macro = "macro";

// Both masks empty is agreement, one empty is none: we compare executions, not a rater with the truth.
double dice_of(const Overlap& overlap) {
  const auto sum = static_cast<double>(overlap.in_a + overlap.in_b);
  return sum == 0 ? 1 : 2 * static_cast<double>(overlap.in_both) / sum;
}

Finding of_region(const Overlap& overlap) {
  Finding finding;
  finding.estimate = dice_of(overlap);
  const auto any = static_cast<double>(overlap.in_a + overlap.in_b - overlap.in_both);
  finding.fields = {{"jaccard", any == 0 ? 1 : static_cast<double>(overlap.in_both) / any},
                    {"voxels_low", static_cast<double>(std::min(overlap.in_a, overlap.in_b))},
                    {"voxels_high", static_cast<double>(std::max(overlap.in_a, overlap.in_b))},
                    {"both_empty", overlap.in_a + overlap.in_b == 0 ? 1 : 0},
                    {"one_empty", (overlap.in_a == 0) != (overlap.in_b == 0) ? 1 : 0}};
  return finding;
}

// The mean over regions that at least one of the two has.
Finding of_all(const std::vector<Overlap>& overlaps) {
  stats::Sum sum;
  std::size_t count = 0;
  std::size_t one_empty = 0;
  for (const auto& overlap : overlaps) {
    if (overlap.in_a + overlap.in_b > 0) {
      sum.add(dice_of(overlap));
      ++count;
      one_empty += overlap.in_a == 0 || overlap.in_b == 0 ? 1 : 0;
    }
  }
  Finding finding;
  finding.estimate = count == 0 ? 1 : sum.value() / static_cast<double>(count);
  finding.fields = {{"both_empty", count == 0 ? 1 : 0}, {"one_empty", static_cast<double>(one_empty)}};
  if (one_empty > 0) {
    finding.notes.push_back(format("{} of {} labels are in one of the two only", one_empty, count));
  }
  return finding;
}

// Every row of a pair that cannot be compared, and the row "" of the pair as a whole.
std::vector<std::pair<std::string, Finding>> rows_without(const std::vector<Region>& regions,
                                                          const Finding& finding) {
  std::vector<std::pair<std::string, Finding>> rows = {{"", finding}};
  for (const auto& region : regions) {
    rows.emplace_back(region.name, finding);
  }
  rows.emplace_back(k_macro, finding);
  return rows;
}

// Headers that round differently move an image by less; a region changes by more.
constexpr double k_moved = 1e-4; // mm

std::string obstacle(const Image& a, const Image& b) {
  if (a.values.size() != b.values.size() || a.dims != b.dims) {
    return "the images have different dimensions";
  }
  const double geometry = geometry_difference(a, b);
  return geometry > k_moved ? describe_geometry(geometry) : "";
}

class DiceMetric : public PairMetric {
public:
  explicit DiceMetric(std::vector<Region> regions) : m_regions(std::move(regions)) {}

  std::vector<std::pair<std::string, Finding>> of(const Data& a, const Data& b,
                                                  const std::string&) const override {
    const auto* x = std::get_if<Image>(&a);
    const auto* y = std::get_if<Image>(&b);
    if (x == nullptr || y == nullptr || !x->labels || !y->labels) {
      return rows_without(m_regions, undefined("this is no label image: set read = \"labels\""));
    }
    if (const auto text = obstacle(*x, *y); !text.empty()) {
      auto finding = undefined(text);
      finding.decision = false;
      return rows_without(m_regions.empty() ? regions_in(*x, *y) : m_regions, finding);
    }
    const auto counts = joint_histogram(*x, *y);
    const auto regions = m_regions.empty() ? regions_in(counts) : m_regions;
    std::vector<std::pair<std::string, Finding>> rows;
    std::vector<Overlap> overlaps;
    for (const auto& region : regions) {
      overlaps.push_back(overlap_of(counts, region));
      rows.emplace_back(region.name, of_region(overlaps.back()));
    }
    rows.emplace_back(k_macro, of_all(overlaps));
    return rows;
  }

  Finding identity() const override {
    Finding finding;
    finding.estimate = 1;
    return finding;
  }
  bool rows_from_data() const override { return true; }
  bool is_worse(const Finding& a, const Finding& b) const override { return *a.estimate < *b.estimate; }
  bool is_maximum(const std::string& field) const override { return field == "one_empty"; }

private:
  std::vector<Region> m_regions;
};

Result<MetricPlugin> make(const Options& options) {
  TRY_ASSIGN(auto regions, parse_regions(text_option(options, "labels", "")));
  return MetricPlugin(std::make_unique<DiceMetric>(std::move(regions)));
}

} // namespace

MetricEntry dice_metric() {
  MetricEntry entry;
  entry.declaration = {
      "dice",
      "Dice overlap of the worst pair, one row per label, and \"macro\", their mean",
      {{"labels", OptionType::list, "", "labels, or unions like \"1+2+4\"; default: all but 0", {}}},
      {"jaccard", "voxels_low", "voxels_high", "both_empty", "one_empty"}};
  entry.version = 2;
  entry.range = "0 to 1; 1 when both are empty, 0 when one is";
  entry.undefined = "not a label image; images of different dimensions or affines: decision is then no";
  entry.default_per = "study";
  entry.make = make;
  return entry;
}

} // namespace reprovip::score
