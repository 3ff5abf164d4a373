#include "harness/base/format.hpp"
#include "harness/score/metrics/label_pair.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/stats/sums.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace reprovip::score {

namespace {

using model::OptionType;
using stats::Confusion;

const char* const k_macro = "macro";
const char* const k_micro = "micro";

enum class Better { high, low, near_zero };

// What can be computed from a confusion. `worst`: where the formula is 0/0 and the masks differ, which they
// then do since one of them has nothing to count; none: it stays without a number.
struct Measure {
  const char* name;
  std::optional<double> (*of)(const Confusion&);
  double perfect = 1;
  std::optional<double> worst;
  Better better = Better::high;
};

constexpr std::array<Measure, 16> k_measures = {{
    {"dice", stats::dice, 1, 0, Better::high},
    {"jaccard", stats::jaccard, 1, 0, Better::high},
    {"sensitivity", stats::sensitivity, 1, 0, Better::high},
    {"precision", stats::precision, 1, 0, Better::high},
    {"specificity", stats::specificity, 1, std::nullopt, Better::high},
    {"npv", stats::negative_prediction, 1, std::nullopt, Better::high},
    {"fdr", stats::false_discovery, 0, 1, Better::low},
    {"fpr", stats::false_positive_rate, 0, std::nullopt, Better::low},
    {"accuracy", stats::accuracy, 1, std::nullopt, Better::high},
    {"balanced_accuracy", stats::balanced_accuracy, 1, std::nullopt, Better::high},
    {"voe", stats::overlap_error, 0, 1, Better::low},
    {"volume_similarity", stats::volume_similarity, 1, 0, Better::high},
    {"volume_similarity_itk", stats::signed_volume_similarity, 0, std::nullopt, Better::near_zero},
    {"volume_difference", stats::volume_difference, 0, std::nullopt, Better::near_zero},
    {"kappa", stats::cohen_kappa, 1, 0, Better::high},
    {"mcc", stats::matthews_correlation, 1, 0, Better::high},
}};

std::optional<double> measured(const Measure& measure, const Confusion& confusion) {
  if (confusion.false_negative == 0 && confusion.false_positive == 0) {
    return measure.perfect;
  }
  const auto value = measure.of(confusion);
  return value ? value : measure.worst;
}

std::vector<std::string> measure_names() {
  std::vector<std::string> names;
  for (const auto& measure : k_measures) {
    names.emplace_back(measure.name);
  }
  return names;
}

std::vector<std::string> field_names() {
  auto names = measure_names();
  names.insert(names.end(), {"tp", "fp", "fn", "tn", "both_empty", "one_empty", "kappa_labels"});
  return names;
}

class OverlapMetric : public LabelPairMetric {
public:
  OverlapMetric(std::vector<Region> regions, const Measure& measure)
      : LabelPairMetric(std::move(regions), {k_macro, k_micro}), m_measure(measure) {}

  Finding identity() const override {
    Finding finding;
    finding.estimate = m_measure.perfect;
    return finding;
  }

  bool is_worse(const Finding& a, const Finding& b) const override {
    switch (m_measure.better) {
    case Better::high:
      return *a.estimate < *b.estimate;
    case Better::low:
      return *a.estimate > *b.estimate;
    case Better::near_zero:
      break;
    }
    return std::abs(*a.estimate) > std::abs(*b.estimate);
  }

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
    Confusion sum;
    for (const auto& region : regions_of(counts)) {
      const auto& confusion = confusions.emplace_back(by_region.of(region));
      rows.emplace_back(region.name, of_region(confusion));
      rows.back().second.notes = notes;
      sum.true_positive += confusion.true_positive;
      sum.false_negative += confusion.false_negative;
      sum.false_positive += confusion.false_positive;
      sum.true_negative += confusion.true_negative;
    }
    rows.emplace_back(k_macro, of_all(confusions));
    rows.emplace_back(k_micro, of_region(sum));
    rows.back().second.fields.emplace_back("kappa_labels", voxels::kappa_of_labels(counts).value_or(1));
    return rows;
  }

private:
  Finding of_region(const Confusion& c) const {
    Finding finding;
    finding.estimate = measured(m_measure, c);
    if (!finding.estimate) {
      finding.reason = format("0/0: one of the two has nothing to count in its {}", m_measure.name);
    }
    for (const auto& measure : k_measures) {
      if (const auto value = measured(measure, c)) {
        finding.fields.emplace_back(measure.name, *value);
      }
    }
    const bool one_empty = (c.in_reference() == 0) != (c.in_other() == 0);
    finding.fields.insert(finding.fields.end(), {{"tp", static_cast<double>(c.true_positive)},
                                                 {"fp", static_cast<double>(c.false_positive)},
                                                 {"fn", static_cast<double>(c.false_negative)},
                                                 {"tn", static_cast<double>(c.true_negative)},
                                                 {"both_empty", c.in_any() == 0 ? 1 : 0},
                                                 {"one_empty", one_empty ? 1 : 0}});
    return finding;
  }

  // The mean over regions that at least one of the two has; none of them is passed over.
  Finding of_all(const std::vector<Confusion>& confusions) const {
    stats::Sum sum;
    std::size_t count = 0;
    std::size_t one_empty = 0;
    std::size_t undefined_regions = 0;
    for (const auto& confusion : confusions) {
      if (confusion.in_any() == 0) {
        continue;
      }
      const auto value = measured(m_measure, confusion);
      sum.add(value.value_or(0));
      undefined_regions += value ? 0U : 1U;
      one_empty += (confusion.in_reference() == 0) != (confusion.in_other() == 0) ? 1U : 0U;
      ++count;
    }
    Finding finding;
    if (undefined_regions > 0) {
      finding.reason = format("{} of {} labels have no {}", undefined_regions, count, m_measure.name);
    } else {
      finding.estimate = count == 0 ? m_measure.perfect : sum.value() / static_cast<double>(count);
    }
    finding.fields = {{"both_empty", count == 0 ? 1 : 0}, {"one_empty", static_cast<double>(one_empty)}};
    if (one_empty > 0) {
      finding.notes.push_back(format("{} of {} labels are in one of the two only", one_empty, count));
    }
    return finding;
  }

  Measure m_measure;
};

Result<MetricPlugin> make(const Options& options) {
  TRY_ASSIGN(auto regions, regions_option(options));
  const auto name = text_option(options, "of", "dice");
  const auto* found = std::find_if(k_measures.begin(), k_measures.end(),
                                   [&](const Measure& measure) { return name == measure.name; });
  if (found == k_measures.end()) {
    return failure(ErrorKind::protocol, format("there is no overlap \"{}\"", name),
                   format("known are {}", fmt::join(measure_names(), " ")));
  }
  return MetricPlugin(std::make_unique<OverlapMetric>(std::move(regions), *found));
}

} // namespace

MetricEntry overlap_metric() {
  MetricEntry entry;
  auto options = region_declarations();
  options.push_back({"of", OptionType::text, "dice", "which field is the estimate", measure_names()});
  entry.declaration = {
      "overlap", "all measures of overlap of two label images: per label, their mean, and of summed counts",
      options, field_names()};
  entry.formula =
      "T is the reference (the ground truth, the first level of `across`, or the first file; the earlier "
      "execution of two repetitions), S the other. TP = |S∩T|, FP = |S| - TP, FN = |T| - TP, TN the rest of "
      "the image. dice 2TP/(2TP+FP+FN); jaccard TP/(TP+FP+FN); sensitivity TP/(TP+FN); precision TP/(TP+FP); "
      "specificity TN/(TN+FP); npv TN/(TN+FN); fdr FP/(TP+FP); fpr FP/(FP+TN); accuracy (TP+TN)/all; "
      "balanced_accuracy (sensitivity+specificity)/2; voe 1-jaccard; volume_similarity "
      "1-|FN-FP|/(2TP+FP+FN); "
      "volume_similarity_itk 2(S-T)/(S+T); volume_difference 100(S-T)/T, percent; kappa and mcc of S and T. "
      "Row macro: the mean over labels that one of the two has; micro: of the counts summed over labels, "
      "with "
      "kappa_labels, Cohen's kappa of all labels and background";
  entry.source = "Taha & Hanbury 2015; volume_similarity_itk is ITK's, signed; ITK 5.2 calls fdr its false "
                 "positive error, ITK 5.3 fpr; kappa: Cohen 1960; mcc: Matthews 1975";
  entry.inputs = "two label images of one grid";
  entry.range =
      "0 to 1; kappa and mcc from -1; volume_similarity_itk -2 to 2; volume_difference from -100. Equal "
      "masks, also empty ones, agree perfectly; where a formula is 0/0 and they differ, it is at its "
      "worst";
  entry.undefined =
      "0/0 and no worst: specificity, npv, fpr and balanced_accuracy where a mask fills the image, "
      "volume_difference where the reference is empty. Not a label image; images of different "
      "dimensions or affines: decision is then no";
  entry.default_per = "study";
  entry.make = make;
  return entry;
}

} // namespace reprovip::score
