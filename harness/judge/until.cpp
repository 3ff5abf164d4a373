#include "harness/base/format.hpp"
#include "harness/judge/check.hpp"
#include "harness/judge/judge.hpp"

#include <cmath>

namespace reprovip::judge {

namespace {

// What one score gives for a name: its estimate for its metric's id or kind, else a field, bare ("icc") or
// after the metric's id ("nu.icc"); nothing when the name is not about this score.
std::optional<Item> item_of(const model::Score& score, const std::string& name) {
  const auto of_name = [&](const std::string& word) { return names_of(score)(word).front(); };
  if (name == score.metric || name == score.kind) {
    return of_name(name);
  }
  for (const auto& [field, value] : score.fields) {
    if (name == field || name == score.metric + "." + field) {
      return of_name(field);
    }
  }
  return std::nullopt;
}

// Identical data are as precise as can be: an interval of no width, or nothing that stands against stopping.
bool settled(const model::Score& score, Item& item) {
  if (!score.identical || (item.range && item.range->spread == Spread::interval)) {
    return false;
  }
  if (item.range) {
    item.range->spread = Spread::exact;
    return false;
  }
  return true;
}

} // namespace

std::optional<bool> until_holds(const model::Expression& until, const model::Scores& scores) {
  bool all_settled = false;
  const Names names = [&](const std::string& name) {
    std::vector<Item> items;
    bool any_settled = false;
    for (const auto& score : scores.scores) {
      auto item = item_of(score, name);
      if (item && settled(score, *item)) {
        any_settled = true;
      } else if (item) {
        items.push_back(*item);
      }
    }
    if (items.empty()) {
      all_settled = all_settled || any_settled;
      items.push_back(unknown_item(format("there is no score called \"{}\"", name)));
    }
    return items;
  };
  const Truth truth = holds(until, names).truth;
  if (truth == Truth::unknown) {
    return all_settled ? std::optional(true) : std::nullopt;
  }
  return truth == Truth::yes;
}

} // namespace reprovip::judge
