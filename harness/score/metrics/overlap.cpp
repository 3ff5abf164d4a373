#include "harness/score/metrics/overlap.hpp"

#include "harness/base/format.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace reprovip::score {

namespace {

bool is_in(const Region& region, std::int64_t label) {
  return std::find(region.labels.begin(), region.labels.end(), label) != region.labels.end();
}

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

} // namespace

JointHistogram joint_histogram(const Image& a, const Image& b) {
  JointHistogram counts;
  // Neighbours mostly have the same labels: count runs, look up once a run.
  std::size_t begin = 0;
  for (std::size_t i = 1; i <= a.values.size(); ++i) {
    if (i == a.values.size() || a.values[i] != a.values[begin] || b.values[i] != b.values[begin]) {
      counts[{static_cast<std::int64_t>(a.values[begin]), static_cast<std::int64_t>(b.values[begin])}] +=
          i - begin;
      begin = i;
    }
  }
  return counts;
}

std::vector<Region> regions_in(const JointHistogram& counts) {
  std::set<std::int64_t> labels;
  for (const auto& [pair, count] : counts) {
    labels.insert({pair.first, pair.second});
  }
  labels.erase(0);
  std::vector<Region> regions;
  regions.reserve(labels.size());
  for (const auto label : labels) {
    regions.push_back({std::to_string(label), {label}});
  }
  return regions;
}

std::vector<Region> regions_in(const Image& a, const Image& b) {
  auto counts = joint_histogram(a, a);
  counts.merge(joint_histogram(b, b));
  return regions_in(counts);
}

Overlap overlap_of(const JointHistogram& counts, const Region& region) {
  Overlap overlap;
  for (const auto& [pair, count] : counts) {
    const bool in_a = is_in(region, pair.first);
    const bool in_b = is_in(region, pair.second);
    overlap.in_a += in_a ? count : 0;
    overlap.in_b += in_b ? count : 0;
    overlap.in_both += in_a && in_b ? count : 0;
  }
  return overlap;
}

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

} // namespace reprovip::score
