#include "harness/voxels/label_patterns.hpp"

#include "harness/base/assert.hpp"

#include <functional>
#include <unordered_map>

namespace reprovip::voxels {

namespace {

struct Key {
  std::uint32_t before = 0;
  std::int64_t label = 0;
  bool operator==(const Key&) const = default;
};
struct HashOfKey {
  std::size_t operator()(const Key& key) const {
    // Both are small numbers: spread them before they are put together.
    const auto mixed = (static_cast<std::uint64_t>(key.before) + 1) * 0x9E3779B97F4A7C15U;
    return std::hash<std::uint64_t>{}(mixed ^ (static_cast<std::uint64_t>(key.label) * 0xC2B2AE3D27D4EB4FU));
  }
};

} // namespace

void LabelPatterns::add(std::span<const double> labels) {
  if (m_steps.empty()) {
    m_pattern.assign(labels.size(), 0);
  }
  REPROVIP_ASSERT(labels.size() == m_pattern.size());
  auto& steps = m_steps.emplace_back();
  std::unordered_map<Key, std::uint32_t, HashOfKey> known;
  Key last;
  std::uint32_t found = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const Key key{m_pattern[i], static_cast<std::int64_t>(labels[i])};
    // Neighbours mostly have the same pattern: look up once a run.
    if (i == 0 || !(key == last)) {
      const auto [entry, is_new] = known.emplace(key, static_cast<std::uint32_t>(steps.size()));
      if (is_new) {
        steps.push_back({key.before, key.label});
      }
      found = entry->second;
      last = key;
    }
    m_pattern[i] = found;
  }
}

std::vector<LabelPatterns::Pattern> LabelPatterns::patterns() const {
  if (m_steps.empty()) {
    return {};
  }
  std::vector<Pattern> result(m_steps.back().size());
  for (std::size_t p = 0; p < result.size(); ++p) {
    result[p].labels.resize(m_steps.size());
    auto at = static_cast<std::uint32_t>(p);
    for (std::size_t image = m_steps.size(); image > 0; --image) {
      const auto& step = m_steps[image - 1][at];
      result[p].labels[image - 1] = step.label;
      at = step.before;
    }
  }
  for (const auto pattern : m_pattern) {
    ++result[pattern].voxels;
  }
  return result;
}

} // namespace reprovip::voxels
