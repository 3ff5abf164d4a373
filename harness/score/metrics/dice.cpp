#include "harness/base/format.hpp"
#include "harness/score/metrics/label_pair.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/stats/sums.hpp"

#include <algorithm>

namespace reprovip::score {

namespace {

using model::OptionType;
using stats::Confusion;
using voxels::LabelWeight;

const char* const k_macro = "macro";

// Both masks empty is agreement, one empty is none: we compare executions, not a rater with the truth.
double dice_of(const Confusion& confusion) {
  return stats::dice(confusion).value_or(1);
}

double jaccard_of(const Confusion& confusion) {
  return stats::jaccard(confusion).value_or(1);
}

bool one_is_empty(const Confusion& confusion) {
  return (confusion.in_reference() == 0) != (confusion.in_other() == 0);
}

// Dice or Jaccard per region, the other one as a field.
class DiceMetric : public LabelPairMetric {
public:
  DiceMetric(std::vector<Region> regions, bool jaccard)
      : LabelPairMetric(std::move(regions), {k_macro}), m_jaccard(jaccard) {}

  Finding identity() const override {
    Finding finding;
    finding.estimate = 1;
    return finding;
  }
  bool is_worse(const Finding& a, const Finding& b) const override { return *a.estimate < *b.estimate; }

protected:
  Rows compare(const Image& a, const Image& b) const override {
    const auto counts = voxels::joint_histogram(a, b);
    if (auto rows = rows_of_too_many(counts)) {
      return std::move(*rows);
    }
    const voxels::Confusions by_region(counts);
    const auto notes = notes_on(voxels::labels_outside(counts, asked()));
    Rows rows;
    std::vector<Confusion> confusions;
    for (const auto& region : regions_of(counts)) {
      confusions.push_back(by_region.of(region));
      rows.emplace_back(region.name, of_region(confusions.back()));
      rows.back().second.notes = notes;
    }
    rows.emplace_back(k_macro, of_all(confusions));
    return rows;
  }

private:
  double overlap(const Confusion& confusion) const {
    return m_jaccard ? jaccard_of(confusion) : dice_of(confusion);
  }

  Finding of_region(const Confusion& confusion) const {
    const auto voxels = std::minmax({confusion.in_reference(), confusion.in_other()});
    Finding finding;
    finding.estimate = overlap(confusion);
    finding.fields = {
        {m_jaccard ? "dice" : "jaccard", m_jaccard ? dice_of(confusion) : jaccard_of(confusion)},
        {"voxels_low", static_cast<double>(voxels.first)},
        {"voxels_high", static_cast<double>(voxels.second)},
        {"both_empty", confusion.in_any() == 0 ? 1 : 0},
        {"one_empty", one_is_empty(confusion) ? 1 : 0}};
    return finding;
  }

  // The mean over regions that at least one of the two has.
  Finding of_all(const std::vector<Confusion>& confusions) const {
    stats::Sum sum;
    std::size_t count = 0;
    std::size_t one_empty = 0;
    for (const auto& confusion : confusions) {
      if (confusion.in_any() > 0) {
        sum.add(overlap(confusion));
        ++count;
        one_empty += one_is_empty(confusion) ? 1U : 0U;
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

  bool m_jaccard;
};

// All regions in one number.
class GeneralizedDiceMetric : public LabelPairMetric {
public:
  GeneralizedDiceMetric(std::vector<Region> regions, LabelWeight weight)
      : LabelPairMetric(std::move(regions), {}), m_weight(weight) {}

  Finding identity() const override {
    Finding finding;
    finding.estimate = 1;
    return finding;
  }
  bool rows_from_data() const override { return false; }
  bool is_worse(const Finding& a, const Finding& b) const override { return *a.estimate < *b.estimate; }

protected:
  bool has_region_rows() const override { return false; }

  Rows compare(const Image& a, const Image& b) const override {
    const auto counts = voxels::joint_histogram(a, b);
    const voxels::Confusions by_region(counts);
    std::vector<Confusion> confusions;
    std::size_t one_empty = 0;
    std::size_t any = 0;
    for (const auto& region : regions_of(counts)) {
      confusions.push_back(by_region.of(region));
      one_empty += one_is_empty(confusions.back()) ? 1U : 0U;
      any += confusions.back().in_any() > 0 ? 1U : 0U;
    }
    Finding finding;
    finding.estimate = voxels::generalized_dice(confusions, m_weight).value_or(1);
    finding.fields = {{"regions", static_cast<double>(any)},
                      {"both_empty", any == 0 ? 1 : 0},
                      {"one_empty", static_cast<double>(one_empty)}};
    finding.notes = notes_on(voxels::labels_outside(counts, asked()));
    return {{"", finding}};
  }

private:
  LabelWeight m_weight;
};

template <bool jaccard>
Result<MetricPlugin> make_overlap(const Options& options) {
  TRY_ASSIGN(auto regions, regions_option(options));
  return MetricPlugin(std::make_unique<DiceMetric>(std::move(regions), jaccard));
}

Result<MetricPlugin> make_generalized(const Options& options) {
  TRY_ASSIGN(auto regions, regions_option(options));
  const auto weight = text_option(options, "weight", "1/V2");
  if (weight != "1" && weight != "1/V" && weight != "1/V2") {
    return failure(ErrorKind::protocol, format("there is no weight \"{}\"", weight), "known are 1 1/V 1/V2");
  }
  return MetricPlugin(std::make_unique<GeneralizedDiceMetric>(
      std::move(regions), weight == "1"     ? LabelWeight::one
                          : weight == "1/V" ? LabelWeight::inverse_volume
                                            : LabelWeight::inverse_square));
}

MetricEntry entry_of_labels() {
  MetricEntry entry;
  entry.inputs = "two label images of one grid";
  entry.range = "0 to 1; 1 when both are empty, 0 when one is";
  entry.undefined = "not a label image; images of different dimensions or affines: decision is then no";
  entry.default_per = "study";
  return entry;
}

} // namespace

MetricEntry dice_metric() {
  auto entry = entry_of_labels();
  entry.declaration = {"dice",
                       "Dice overlap of the worst pair, one row per label, and \"macro\", their mean",
                       region_declarations(),
                       {"jaccard", "voxels_low", "voxels_high", "both_empty", "one_empty"}};
  entry.version = 4;
  entry.formula =
      "2 |A∩B| / (|A| + |B|); voxels_low and voxels_high: the smaller and the larger of |A|, |B|; "
      "macro: over labels that one of the two has";
  entry.source = "Dice 1945. Between executions 0.98 is usual to pass and 0.90 to warn; below 100 voxels one "
                 "voxel moves it much: look at the counts";
  entry.make = make_overlap<false>;
  return entry;
}

MetricEntry jaccard_metric() {
  auto entry = entry_of_labels();
  entry.declaration = {"jaccard",
                       "Jaccard overlap of the worst pair, one row per label, and \"macro\", their mean",
                       region_declarations(),
                       {"dice", "voxels_low", "voxels_high", "both_empty", "one_empty"}};
  entry.version = 2;
  entry.formula = "|A∩B| / |A∪B|; fields as of dice";
  entry.source = "Jaccard 1912; dice / (2 - dice)";
  entry.make = make_overlap<true>;
  return entry;
}

MetricEntry gdice_metric() {
  auto entry = entry_of_labels();
  auto options = region_declarations();
  options.push_back({"weight",
                     OptionType::text,
                     "1/V2",
                     "of a label, V being the mean of its two volumes; with 1/V it is the mean Dice",
                     {"1", "1/V", "1/V2"}});
  entry.declaration = {"gdice",
                       "generalized Dice overlap of the worst pair: all labels in one number",
                       options,
                       {"regions", "both_empty", "one_empty"}};
  entry.formula = "sum w 2|A∩B| / sum w (|A| + |B|) over labels that one of the two has (field `regions`)";
  entry.source = "Crum, Camara & Hill 2006; V is symmetric, not that of a reference (Sudre et al. 2017)";
  entry.make = make_generalized;
  return entry;
}

} // namespace reprovip::score
