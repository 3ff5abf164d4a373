#include "harness/baseline/choose.hpp"

#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"

#include <algorithm>
#include <set>

namespace reprovip::baseline {

namespace {

using model::BaselineCondition;

std::set<std::string> levels_of(const model::Baseline& baseline, const std::string& factor) {
  std::set<std::string> levels;
  for (const auto& condition : baseline.conditions) {
    const auto found = condition.levels.find(factor);
    if (found != condition.levels.end()) {
      levels.insert(found->second);
    }
  }
  return levels;
}

// Of two conditions that differ in the factor, whether their variants do too.
bool makes_variants(const model::Baseline& baseline, const std::string& factor) {
  return std::ranges::any_of(baseline.conditions, [&](const BaselineCondition& one) {
    const auto word = factor + "=" + one.levels.at(factor);
    return one.variant == word || one.variant.starts_with(word + ", ") ||
           one.variant.ends_with(", " + word) || one.variant.find(", " + word + ", ") != std::string::npos;
  });
}

std::vector<std::uint32_t> matching(const model::Baseline& baseline, const model::Assignment& wanted) {
  std::vector<std::uint32_t> found;
  for (std::uint32_t i = 0; i < baseline.conditions.size(); ++i) {
    const auto& levels = baseline.conditions[i].levels;
    const bool fits =
        std::ranges::all_of(wanted, [&](const auto& one) { return levels.at(one.first) == one.second; });
    if (fits) {
      found.push_back(i);
    }
  }
  return found;
}

// Only one variant can be meant.
void keep_one_variant(const model::Baseline& baseline, Chosen& chosen) {
  const auto reference =
      std::ranges::find_if(chosen.conditions, [&](auto i) { return baseline.conditions[i].is_reference; });
  const auto meant =
      baseline.conditions[reference == chosen.conditions.end() ? chosen.conditions.front() : *reference]
          .variant;
  const auto all = chosen.conditions.size();
  std::erase_if(chosen.conditions, [&](auto i) { return baseline.conditions[i].variant != meant; });
  if (chosen.conditions.size() < all) {
    chosen.notes.push_back(format("compared with {}; -e FACTOR=LEVEL chooses another", meant));
  }
}

} // namespace

Result<Chosen> choose(const model::Baseline& baseline, const model::Assignment& levels) {
  Chosen chosen;
  model::Assignment wanted;
  bool is_new = false;
  for (const auto& [factor, level] : levels) {
    const auto known = levels_of(baseline, factor);
    if (known.size() < 2) {
      continue;
    }
    if (known.contains(level)) {
      wanted[factor] = level;
    } else if (makes_variants(baseline, factor)) {
      return failure(ErrorKind::usage, format("the baseline has no {}={}", factor, level),
                     suggestion(level, std::vector<std::string>(known.begin(), known.end())));
    } else {
      is_new = true;
      chosen.notes.push_back(
          format("{}={} is a new environment: the baseline has {} others", factor, level, known.size()));
    }
  }
  if (is_new) {
    // What is known of an environment does not say which of the accepted ones a new one is like.
    std::erase_if(wanted, [&](const auto& one) { return !makes_variants(baseline, one.first); });
  }
  chosen.conditions = matching(baseline, wanted);
  if (chosen.conditions.empty()) {
    return failure(ErrorKind::usage, "no condition of the baseline has these levels together",
                   "`reprovip baseline show` lists its conditions");
  }
  keep_one_variant(baseline, chosen);
  chosen.known = chosen.conditions.size() == 1 && !is_new;
  return chosen;
}

} // namespace reprovip::baseline
