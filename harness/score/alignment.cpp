#include "harness/base/format.hpp"
#include "harness/score/class_table.hpp"
#include "harness/score/classes.hpp"
#include "harness/stats/multiplicity.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace reprovip::score {

namespace {

using model::Alignment;

constexpr double k_level = 0.05; // of adjusted p: above it an observed factor may be there by chance

using Numbers = std::vector<std::uint32_t>;
using Seen = std::map<std::uint32_t, std::set<std::uint32_t>>;

// One subject's executions with the class and the level of each.
struct Labelled {
  Numbers classes;
  Numbers levels;
};

std::map<std::uint32_t, Labelled> by_subject(const ClassTable& table, const Division& division) {
  std::map<std::uint32_t, Labelled> subjects;
  for (std::size_t i = 0; i < table.subject.size(); ++i) {
    auto& subject = subjects[table.subject[i]];
    subject.classes.push_back(table.label[i]);
    subject.levels.push_back(division.level[i]);
  }
  return subjects;
}

Seen seen_under(const Numbers& under, const Numbers& what) {
  Seen seen;
  for (std::size_t i = 0; i < under.size(); ++i) {
    seen[under[i]].insert(what[i]);
  }
  return seen;
}

bool one_each(const Seen& seen) {
  return std::all_of(seen.begin(), seen.end(), [](const auto& entry) { return entry.second.size() == 1; });
}

bool repeats(const Numbers& names) {
  return std::set<std::uint32_t>(names.begin(), names.end()).size() < names.size();
}

double pairs_in(std::size_t count) {
  return static_cast<double>(count) * (static_cast<double>(count) - 1) / 2;
}

template <typename Label>
double pairs_within(const std::map<Label, std::size_t>& sizes) {
  double pairs = 0;
  for (const auto& [label, size] : sizes) {
    pairs += pairs_in(size);
  }
  return pairs;
}

template <typename Label>
double rand_index(const std::vector<Label>& a, const std::vector<Label>& b) {
  std::map<Label, std::size_t> in_a;
  std::map<Label, std::size_t> in_b;
  std::map<std::pair<Label, Label>, std::size_t> in_both;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ++in_a[a[i]];
    ++in_b[b[i]];
    ++in_both[{a[i], b[i]}];
  }
  const double sum_a = pairs_within(in_a);
  const double sum_b = pairs_within(in_b);
  const double total = pairs_in(a.size());
  const double expected = total == 0 ? 0 : sum_a * sum_b / total;
  const double largest = (sum_a + sum_b) / 2;
  return largest == expected ? 1 : (pairs_within(in_both) - expected) / (largest - expected);
}

Alignment aligned(const ClassTable& table, const Division& division) {
  Alignment result;
  result.factor = division.factor;
  result.observed = division.observed;
  result.same_as = division.same_as;
  result.explains = result.separates = true;
  bool tested = false;
  double sum = 0;
  std::size_t counted = 0;
  const auto subjects = by_subject(table, division);
  for (const auto& [subject, labels] : subjects) {
    const auto by_level = seen_under(labels.levels, labels.classes);
    result.explains = result.explains && one_each(by_level);
    result.separates = result.separates && one_each(seen_under(labels.classes, labels.levels));
    tested = tested || repeats(labels.levels);
    if (by_level.size() > 1) {
      sum += rand_index(labels.classes, labels.levels);
      ++counted;
    }
  }
  result.explains = result.explains && tested;
  // A single level for everyone separates nothing.
  result.separates = result.separates && counted > 0;
  result.adjusted_rand = counted == 0 ? 0 : sum / static_cast<double>(counted);
  result.split = result.explains ? split_words(table, division) : "";
  return result;
}

// What keeps every arrangement of levels as close to the classes as the one that was seen.
std::string why_untested(const stats::Exchange& things, const Division& division, const ClassTable& table) {
  if (std::set<std::uint32_t>(things.level.begin(), things.level.end()).size() < 2) {
    return "it has one level where outputs differ";
  }
  const auto subjects = by_subject(table, division);
  const auto none = [&](Numbers Labelled::*names) {
    return std::none_of(subjects.begin(), subjects.end(),
                        [&](const auto& subject) { return repeats(subject.second.*names); });
  };
  if (none(&Labelled::levels)) {
    return "no level of it was executed twice for a subject";
  }
  if (none(&Labelled::classes)) {
    return "no two executions of a subject have the same output";
  }
  if (one_each(seen_under(things.stratum, things.level))) {
    return division.observed ? "it follows what is planned: it does not vary within a condition"
                             : "nothing else that is planned is equal where it varies";
  }
  return "every arrangement of its levels lies as close to the classes";
}

void test(const Scene& scene, const ClassTable& table, const Division& division, Alignment& alignment) {
  const auto things = exchange_of(scene, table, division);
  if (const auto answer = stats::exchange_test(things, {})) {
    alignment.p = answer->p;
    alignment.exact = answer->exact;
  } else {
    alignment.reason = why_untested(things, division, table);
  }
}

struct Pairs {
  std::vector<Alignment> explaining;
  std::size_t others = 0; // that were looked at
};

// Facts of a machine mostly vary together: two of them explain no more than one.
Pairs pairs_of(const Scene& scene, const ClassTable& table, const std::vector<Division>& singles) {
  Pairs pairs;
  std::vector<Division> known = singles;
  for (std::size_t i = 0; i < singles.size(); ++i) {
    for (std::size_t j = i + 1; j < singles.size(); ++j) {
      if (singles[i].observed && singles[j].observed) {
        continue;
      }
      auto pair = crossed(singles[i], singles[j]);
      if (std::any_of(known.begin(), known.end(),
                      [&](const Division& other) { return same_division(pair, other); })) {
        continue;
      }
      auto alignment = aligned(table, pair);
      if (alignment.explains) {
        test(scene, table, pair, alignment);
        pairs.explaining.push_back(std::move(alignment));
      } else {
        ++pairs.others;
      }
      known.push_back(std::move(pair));
    }
  }
  return pairs;
}

// Pairs that explain nothing count as tests with p = 1: they were looked at.
void adjust(std::vector<Alignment>& alignments, std::size_t others) {
  std::vector<double> p(others, 1.0);
  std::vector<Alignment*> tested;
  for (auto& alignment : alignments) {
    if (alignment.p) {
      p.push_back(*alignment.p);
      tested.push_back(&alignment);
    }
  }
  const auto adjusted = stats::adjusted(p, stats::Adjustment::holm);
  for (std::size_t i = 0; i < tested.size(); ++i) {
    tested[i]->p_adjusted = adjusted[others + i];
  }
}

} // namespace

bool splits_exactly(const Alignment& alignment) {
  return alignment.explains && !alignment.split.empty();
}

bool is_explanation(const Alignment& alignment) {
  return alignment.explains && (!alignment.observed || alignment.separates ||
                                (alignment.p_adjusted && *alignment.p_adjusted <= k_level));
}

double adjusted_rand(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return rand_index(a, b);
}

std::vector<Alignment> align(const Scene& scene, const std::vector<model::SubjectClasses>& subjects) {
  const auto table = class_table(subjects);
  if (table.execution.empty()) {
    return {};
  }
  const auto singles = divisions(scene, table);
  std::vector<Alignment> alignments;
  for (const auto& division : singles) {
    auto alignment = aligned(table, division);
    test(scene, table, division, alignment);
    alignments.push_back(std::move(alignment));
  }
  std::size_t others = 0;
  if (std::none_of(alignments.begin(), alignments.end(), [](const auto& one) { return one.explains; })) {
    auto pairs = pairs_of(scene, table, singles);
    others = pairs.others;
    std::move(pairs.explaining.begin(), pairs.explaining.end(), std::back_inserter(alignments));
  }
  adjust(alignments, others);
  for (auto& alignment : alignments) {
    if (!is_explanation(alignment)) {
      alignment.split.clear();
    }
  }
  std::stable_sort(alignments.begin(), alignments.end(), [](const Alignment& a, const Alignment& b) {
    const auto rank = [](const Alignment& one) {
      return std::tuple(!splits_exactly(one), !is_explanation(one), !one.explains,
                        one.explains && one.observed, -one.adjusted_rand, one.observed, one.factor);
    };
    return rank(a) < rank(b);
  });
  return alignments;
}

} // namespace reprovip::score
