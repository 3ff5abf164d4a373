#include "harness/score/metrics/label_pair.hpp"

#include "harness/base/format.hpp"
#include "harness/voxels/geometry.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::score {

namespace {

using model::OptionType;

std::vector<std::string> split(const std::string& text, const char* separators) {
  std::vector<std::string> words;
  std::size_t begin = text.find_first_not_of(separators);
  while (begin != std::string::npos) {
    const auto end = std::min(text.find_first_of(separators, begin), text.size());
    words.push_back(text.substr(begin, end - begin));
    begin = text.find_first_not_of(separators, end);
  }
  return words;
}

// Headers that round differently move an image by less; a region changes by more.
constexpr voxels::GridTolerance k_rounded = {1e-5, 1e-4, 1e-5};

} // namespace

Result<std::vector<Region>> parse_regions(const std::string& text) {
  std::vector<Region> regions;
  for (const auto& word : split(text, ", []\"")) {
    Region region{word, {}};
    for (const auto& label : split(word, "+")) {
      const auto number = parse_number(label);
      if (!number || number->value != std::floor(number->value) || std::abs(number->value) > 1e15) {
        return failure(ErrorKind::protocol, format("\"{}\" is no label", label),
                       "write labels like 1, 2, 1+2+4");
      }
      region.labels.push_back(static_cast<std::int64_t>(number->value));
    }
    regions.push_back(std::move(region));
  }
  return regions;
}

std::vector<model::OptionDecl> region_declarations() {
  return {{"labels", OptionType::list, "", "labels, or unions like \"1+2+4\"; default: all but 0", {}},
          {"regions",
           OptionType::text,
           "",
           "WT, TC and ET of BraTS, before `labels`: brats has ET in label 4, brats-2023 in label 3",
           {"brats", "brats-2023"}}};
}

Result<std::vector<Region>> regions_option(const Options& options) {
  std::vector<Region> regions;
  const auto named = text_option(options, "regions", "");
  if (named == "brats") {
    regions = {{"WT", {1, 2, 4}}, {"TC", {1, 4}}, {"ET", {4}}};
  } else if (named == "brats-2023") {
    regions = {{"WT", {1, 2, 3}}, {"TC", {1, 3}}, {"ET", {3}}};
  } else if (!named.empty()) {
    return failure(ErrorKind::protocol, format("there are no regions \"{}\"", named),
                   "known are brats and brats-2023");
  }
  TRY_ASSIGN(const auto labels, parse_regions(text_option(options, "labels", "")));
  regions.insert(regions.end(), labels.begin(), labels.end());
  return regions;
}

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
