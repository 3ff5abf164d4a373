#include "harness/study/compare_classes.hpp"

#include "harness/base/format.hpp"
#include "harness/plan/design.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace reprovip::study {

namespace {

// The digests of one subject in one condition of what else varies.
struct Place {
  std::vector<std::set<Digest>> digests = std::vector<std::set<Digest>>(2);
  std::array<std::map<std::uint32_t, Digest>, 2> by_repetition;
  std::array<std::uint32_t, 2> present{};
};

const model::Output* output_of(const std::optional<model::Record>& record, const std::string& id) {
  if (!record || record->ending.outcome != model::Outcome::succeeded) {
    return nullptr;
  }
  const auto found = std::ranges::find(record->outputs, id, &model::Output::id);
  return found == record->outputs.end() ? nullptr : &*found;
}

std::set<Digest> common(const Place& place) {
  std::set<Digest> both;
  std::ranges::set_intersection(place.digests[0], place.digests[1], std::inserter(both, both.end()));
  return both;
}

// One class; or repetitions that differ, but not from those of the other side with their numbers: their seeds
// do it, say.
bool is_same(const Place& place) {
  return (place.digests[0].size() == 1 && place.digests[0] == place.digests[1]) ||
         place.by_repetition[0] == place.by_repetition[1];
}

// That two sides of these sizes have no class in common, of two classes that are as many.
double chance_of_apart(std::uint32_t a, std::uint32_t b) {
  double ways = 1;
  for (std::uint32_t i = 1; i <= a; ++i) {
    ways *= static_cast<double>(b + i) / i;
  }
  return std::min(1.0, (a == b ? 2 : 1) / ways);
}

// Of `seen` or more of these: the sum over all choices of as many (elementary symmetric polynomial).
double chance_of_any(const std::vector<double>& chances, std::size_t seen) {
  std::vector<double> sums(seen + 1, 0);
  sums[0] = 1;
  for (const double chance : chances) {
    for (std::size_t k = seen; k > 0; --k) {
      sums[k] += sums[k - 1] * chance;
    }
  }
  return std::min(1.0, sums[seen]);
}

} // namespace

SharedClasses shared_classes(const CompareUnion& both, const model::OutputDecl& output) {
  SharedClasses shared;
  std::map<std::uint32_t, std::map<plan::Levels, Place>> subjects;
  for (std::size_t i = 0; i < both.plan.executions.size(); ++i) {
    const auto& cell = both.plan.cells[both.plan.executions[i].cell];
    auto levels = both.plan.conditions[cell.condition].levels;
    levels.front() = 0;
    auto& place = subjects[cell.subject][levels];
    const auto* found = output_of(both.records[i], output.id);
    const std::size_t side = both.is_b[i] ? 1 : 0;
    const bool lacks = found != nullptr && found->state == model::OutputState::absent_optional;
    if (found == nullptr || (found->state != model::OutputState::present && !lacks)) {
      ++(side == 1 ? shared.missing_b : shared.missing_a);
      continue;
    }
    // An optional output that is not there is a class of its own.
    place.digests[side].insert(lacks ? Digest{} : found->canonical);
    place.by_repetition.at(side)[both.plan.executions[i].repetition] = lacks ? Digest{} : found->canonical;
    ++place.present.at(side);
    ++(side == 1 ? shared.present_b : shared.present_a);
  }
  shared.repetitions = UINT32_MAX;
  std::vector<double> chances;
  std::size_t apart = 0;
  for (const auto& [subject, places] : subjects) {
    bool any = false;
    bool same = true;
    bool disjoint = true;
    for (const auto& [levels, place] : places) {
      shared.classes_a = std::max(shared.classes_a, static_cast<std::uint32_t>(place.digests[0].size()));
      shared.classes_b = std::max(shared.classes_b, static_cast<std::uint32_t>(place.digests[1].size()));
      if (place.present[0] == 0 || place.present[1] == 0) {
        continue;
      }
      any = true;
      same = same && is_same(place);
      disjoint = disjoint && common(place).empty();
      chances.push_back(chance_of_apart(place.present[0], place.present[1]));
      apart += common(place).empty() ? 1U : 0U;
      shared.repetitions = std::min({shared.repetitions, place.present[0], place.present[1]});
    }
    shared.subjects += any ? 1U : 0U;
    shared.same += any && same ? 1U : 0U;
    shared.disjoint += any && disjoint ? 1U : 0U;
  }
  shared.repetitions = shared.subjects == 0 ? 0 : shared.repetitions;
  shared.chance = chance_of_any(chances, apart);
  return shared;
}

std::string same_text(const SharedClasses& classes) {
  return format("the same outputs for {} of {} subjects", classes.same, classes.subjects);
}

std::optional<ClassesSay> concluded_by_classes(const SharedClasses& classes, score::Nature nature,
                                               const CompareSides& sides) {
  const auto missing = classes.missing_a + classes.missing_b;
  const auto all = missing + classes.present_a + classes.present_b;
  if (classes.present_a == 0 && classes.present_b == 0) {
    return ClassesSay{Likeness::inconclusive, "no execution has it"};
  }
  if (classes.present_a == 0 || classes.present_b == 0) {
    const auto& none = classes.present_a == 0 ? sides.a.name : sides.b.name;
    return ClassesSay{Likeness::different, format("no execution of {} has it", none)};
  }
  if (classes.subjects == 0) {
    return ClassesSay{Likeness::inconclusive, "no subject has it on both sides"};
  }
  if (classes.same == classes.subjects) {
    return missing == 0
               ? ClassesSay{Likeness::identical, same_text(classes)}
               : ClassesSay{Likeness::inconclusive,
                            format("identical as far as seen, {} of {} executions are missing or failed",
                                   missing, all)};
  }
  if (nature != score::Nature::text && nature != score::Nature::bytes) {
    return std::nullopt;
  }
  if (classes.classes_a > 1 || classes.classes_b > 1) {
    const auto& unstable = classes.classes_a > 1 ? sides.a.name : sides.b.name;
    return ClassesSay{Likeness::inconclusive,
                      format("{}; but repetitions of {} differ too, and {} has no distance",
                             same_text(classes), unstable, to_string(nature))};
  }
  if (classes.repetitions < 2) {
    return ClassesSay{Likeness::inconclusive,
                      same_text(classes) + "; but nothing was repeated: chance is not excluded"};
  }
  return ClassesSay{Likeness::different,
                    format("{}, and each side repeats itself exactly (by chance: p = {:.2g})",
                           same_text(classes), classes.chance)};
}

} // namespace reprovip::study
