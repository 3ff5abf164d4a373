#include "harness/base/format.hpp"
#include "harness/score/classes.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace reprovip::score {

namespace {

using model::Alignment;

// One subject's executions with the class and the level of each.
struct Labelled {
  std::vector<std::string> classes;
  std::vector<std::string> levels;
};

using LevelOf = std::function<std::string(std::uint32_t)>;

Labelled labelled(const model::SubjectClasses& subject, const LevelOf& level_of) {
  Labelled result;
  for (std::size_t i = 0; i < subject.canonical.size(); ++i) {
    for (const auto execution : subject.canonical[i].executions) {
      result.classes.push_back(std::to_string(i));
      result.levels.push_back(level_of(execution));
    }
  }
  return result;
}

std::map<std::string, std::set<std::string>> seen_under(const std::vector<std::string>& under,
                                                        const std::vector<std::string>& what) {
  std::map<std::string, std::set<std::string>> seen;
  for (std::size_t i = 0; i < under.size(); ++i) {
    seen[under[i]].insert(what[i]);
  }
  return seen;
}

bool one_each(const std::map<std::string, std::set<std::string>>& seen) {
  return std::all_of(seen.begin(), seen.end(), [](const auto& entry) { return entry.second.size() == 1; });
}

bool repeats(const std::vector<std::string>& levels) {
  return std::set<std::string>(levels.begin(), levels.end()).size() < levels.size();
}

Alignment aligned(const std::string& factor, bool observed,
                  const std::vector<model::SubjectClasses>& subjects, const LevelOf& level_of) {
  Alignment result{factor, observed, true, true, 0};
  bool tested = false;
  double sum = 0;
  std::size_t counted = 0;
  for (const auto& subject : subjects) {
    if (subject.canonical.size() < 2) {
      continue;
    }
    const auto labels = labelled(subject, level_of);
    const auto by_level = seen_under(labels.levels, labels.classes);
    result.explains = result.explains && one_each(by_level);
    result.separates = result.separates && one_each(seen_under(labels.classes, labels.levels));
    tested = tested || repeats(labels.levels);
    if (by_level.size() > 1) {
      sum += adjusted_rand(labels.classes, labels.levels);
      ++counted;
    }
  }
  result.explains = result.explains && tested;
  // A single level for everyone separates nothing.
  result.separates = result.separates && counted > 0;
  result.adjusted_rand = counted == 0 ? 0 : sum / static_cast<double>(counted);
  return result;
}

void add_pairs(const Scene& scene, const std::vector<model::SubjectClasses>& subjects,
               const std::vector<std::pair<std::string, bool>>& factors, std::vector<Alignment>& alignments) {
  std::vector<Alignment> pairs;
  for (std::size_t i = 0; i < factors.size(); ++i) {
    for (std::size_t j = i + 1; j < factors.size(); ++j) {
      // Facts of a machine mostly vary together: two of them explain no more than one.
      if (factors[i].second && factors[j].second) {
        continue;
      }
      const auto& a = factors[i].first;
      const auto& b = factors[j].first;
      const bool observed = factors[i].second || factors[j].second;
      auto pair = aligned(format("{} × {}", a, b), observed, subjects, [&](std::uint32_t execution) {
        return format("{}\n{}", scene.level(execution, a), scene.level(execution, b));
      });
      if (pair.explains) {
        pairs.push_back(std::move(pair));
      }
    }
  }
  alignments.insert(alignments.end(), pairs.begin(), pairs.end());
}

double pairs_in(std::size_t count) {
  return static_cast<double>(count) * (static_cast<double>(count) - 1) / 2;
}

double pairs_within(const std::map<std::string, std::size_t>& sizes) {
  double pairs = 0;
  for (const auto& [label, size] : sizes) {
    pairs += pairs_in(size);
  }
  return pairs;
}

} // namespace

bool splits_exactly(const Alignment& alignment) {
  return alignment.explains && alignment.separates;
}

double adjusted_rand(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  std::map<std::string, std::size_t> in_a;
  std::map<std::string, std::size_t> in_b;
  std::map<std::string, std::size_t> in_both;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ++in_a[a[i]];
    ++in_b[b[i]];
    ++in_both[a[i] + "\n" + b[i]];
  }
  const double sum_a = pairs_within(in_a);
  const double sum_b = pairs_within(in_b);
  const double total = pairs_in(a.size());
  const double expected = total == 0 ? 0 : sum_a * sum_b / total;
  const double largest = (sum_a + sum_b) / 2;
  return largest == expected ? 1 : (pairs_within(in_both) - expected) / (largest - expected);
}

std::vector<Alignment> align(const Scene& scene, const std::vector<model::SubjectClasses>& subjects) {
  const bool differs = std::any_of(subjects.begin(), subjects.end(),
                                   [](const auto& subject) { return subject.canonical.size() > 1; });
  if (!differs) {
    return {};
  }
  std::vector<std::pair<std::string, bool>> factors;
  for (const auto& factor : scene.planned()) {
    factors.emplace_back(factor, false);
  }
  for (const auto& factor : scene.observed()) {
    factors.emplace_back(factor, true);
  }
  std::vector<Alignment> alignments;
  for (const auto& [factor, observed] : factors) {
    alignments.push_back(
        aligned(factor, observed, subjects,
                [&scene, &name = factor](std::uint32_t execution) { return scene.level(execution, name); }));
  }
  if (std::none_of(alignments.begin(), alignments.end(), [](const auto& one) { return one.explains; })) {
    add_pairs(scene, subjects, factors, alignments);
  }
  std::stable_sort(alignments.begin(), alignments.end(), [](const Alignment& a, const Alignment& b) {
    const auto rank = [](const Alignment& one) {
      return std::tuple(!splits_exactly(one), !one.explains, -one.adjusted_rand, one.observed, one.factor);
    };
    return rank(a) < rank(b);
  });
  return alignments;
}

} // namespace reprovip::score
