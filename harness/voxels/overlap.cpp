#include "harness/voxels/overlap.hpp"

#include "harness/stats/sums.hpp"

#include <algorithm>
#include <bit>
#include <set>

namespace reprovip::voxels {

namespace {

// Counts of pairs of small labels by index, of others by search.
class PairCounter {
public:
  PairCounter() : m_small(k_small * k_small, 0) {}

  void add(double a, double b, std::uint64_t count) {
    if (a >= 0 && a < k_small && b >= 0 && b < k_small) {
      m_small[static_cast<std::size_t>(a) * k_small + static_cast<std::size_t>(b)] += count;
    } else {
      m_large[{static_cast<std::int64_t>(a), static_cast<std::int64_t>(b)}] += count;
    }
  }

  JointHistogram take() {
    for (std::size_t i = 0; i < m_small.size(); ++i) {
      if (m_small[i] > 0) {
        m_large[{static_cast<std::int64_t>(i / k_small), static_cast<std::int64_t>(i % k_small)}] =
            m_small[i];
      }
    }
    return std::move(m_large);
  }

private:
  static constexpr std::size_t k_small = 64;
  std::vector<std::uint64_t> m_small;
  JointHistogram m_large;
};

// Where a run of equal pairs of two lists ends that begins at `begin`, at most at `end`: at least begin + 1.
// Most of two label images is one run: it is passed over in blocks without a branch in them, which compare
// bits.
std::size_t end_of_run(const double* a, const double* b, std::size_t begin, std::size_t end) {
  constexpr std::size_t block = 16;
  const auto first_a = std::bit_cast<std::uint64_t>(a[begin]);
  const auto first_b = std::bit_cast<std::uint64_t>(b[begin]);
  std::size_t i = begin + 1;
  for (; i + block <= end; i += block) {
    std::uint64_t different = 0;
    for (std::size_t j = 0; j < block; ++j) {
      different |= (std::bit_cast<std::uint64_t>(a[i + j]) ^ first_a) |
                   (std::bit_cast<std::uint64_t>(b[i + j]) ^ first_b);
    }
    if (different != 0) {
      break;
    }
  }
  while (i < end && a[i] == a[begin] && b[i] == b[begin]) {
    ++i;
  }
  return i;
}

} // namespace

bool Region::has(std::int64_t label) const {
  return std::find(labels.begin(), labels.end(), label) != labels.end();
}

JointHistogram joint_histogram(const Image& a, const Image& b) {
  PairCounter counter;
  for (std::size_t begin = 0; begin < a.values.size();) {
    const auto end = end_of_run(a.values.data(), b.values.data(), begin, a.values.size());
    counter.add(a.values[begin], b.values[begin], end - begin);
    begin = end;
  }
  return counter.take();
}

std::vector<Region> regions_in(const JointHistogram& counts) {
  std::vector<Region> regions;
  for (const auto label : labels_outside(counts, {})) {
    regions.push_back({std::to_string(label), {label}});
  }
  return regions;
}

std::vector<Region> regions_in(const Image& a, const Image& b) {
  auto counts = joint_histogram(a, a);
  counts.merge(joint_histogram(b, b));
  return regions_in(counts);
}

std::vector<std::int64_t> labels_outside(const JointHistogram& counts, const std::vector<Region>& regions) {
  std::set<std::int64_t> labels;
  for (const auto& [pair, count] : counts) {
    labels.insert({pair.first, pair.second});
  }
  labels.erase(0);
  for (const auto& region : regions) {
    for (const auto label : region.labels) {
      labels.erase(label);
    }
  }
  return {labels.begin(), labels.end()};
}

Confusions::Confusions(const JointHistogram& counts) : m_counts(counts) {
  for (const auto& [pair, count] : counts) {
    m_margins[pair.first].in_a += count;
    m_margins[pair.second].in_b += count;
    m_all += count;
  }
}

stats::Confusion Confusions::of(const Region& region) const {
  const std::set<std::int64_t> labels(region.labels.begin(), region.labels.end());
  std::uint64_t in_a = 0;
  std::uint64_t in_b = 0;
  std::uint64_t in_both = 0;
  for (const auto label : labels) {
    if (const auto margins = m_margins.find(label); margins != m_margins.end()) {
      in_a += margins->second.in_a;
      in_b += margins->second.in_b;
    }
    for (const auto other : labels) {
      const auto pair = m_counts.find({label, other});
      in_both += pair == m_counts.end() ? 0 : pair->second;
    }
  }
  return {in_both, in_a - in_both, in_b - in_both, m_all - in_a - in_b + in_both};
}

std::optional<double> kappa_of_labels(const JointHistogram& counts) {
  std::map<std::int64_t, std::pair<double, double>> margins;
  double all = 0;
  double equal = 0;
  for (const auto& [pair, count] : counts) {
    const auto voxels = static_cast<double>(count);
    margins[pair.first].first += voxels;
    margins[pair.second].second += voxels;
    all += voxels;
    equal += pair.first == pair.second ? voxels : 0;
  }
  stats::Sum expected; // times all
  for (const auto& [label, sides] : margins) {
    expected.add(sides.first / all * sides.second);
  }
  if (margins.size() < 2) {
    return std::nullopt;
  }
  return (equal - expected.value()) / (all - expected.value());
}

std::optional<double> generalized_dice(const std::vector<stats::Confusion>& regions, LabelWeight weight) {
  stats::Sum common;
  stats::Sum whole;
  for (const auto& region : regions) {
    const auto volumes = static_cast<double>(region.in_reference() + region.in_other());
    if (volumes == 0) {
      continue;
    }
    const double mean = volumes / 2;
    const double w = weight == LabelWeight::one              ? 1
                     : weight == LabelWeight::inverse_volume ? 1 / mean
                                                             : 1 / (mean * mean);
    common.add(w * 2 * static_cast<double>(region.true_positive));
    whole.add(w * volumes);
  }
  return whole.value() == 0 ? std::nullopt : std::optional(common.value() / whole.value());
}

} // namespace reprovip::voxels
