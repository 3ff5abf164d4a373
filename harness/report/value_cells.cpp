#include "harness/base/format.hpp"
#include "harness/report/facts.hpp"
#include "harness/report/text.hpp"
#include "harness/report/values.hpp"

#include <algorithm>
#include <array>

namespace reprovip::report {

namespace {

// Sums of components, and what is no source of variability of the application.
constexpr std::array<std::string_view, 4> k_no_source = {"subject", "factors", "interactions", "total"};

std::optional<double> field_of(const model::Score& score, const std::string& name) {
  for (const auto& [field, value] : score.fields) {
    if (field == name) {
      return value;
    }
  }
  return std::nullopt;
}

struct Source {
  std::string name;
  double amount = 0;
};

std::optional<Source> largest_of(const model::Score& score, std::string_view prefix) {
  std::optional<Source> largest;
  for (const auto& [field, value] : score.fields) {
    if (!field.starts_with(prefix)) {
      continue;
    }
    const auto name = field.substr(prefix.size());
    const bool is_source = std::find(k_no_source.begin(), k_no_source.end(), name) == k_no_source.end();
    if (is_source && value > 0 && (!largest || value > largest->amount)) {
      largest = Source{name, value};
    }
  }
  return largest;
}

std::string interval_text(const model::Score& score) {
  return score.interval ? format(" [{:.4g}, {:.4g}]", score.interval->low, score.interval->high) : "";
}

std::string found_text(const model::Score& score) {
  const auto unit = score.unit.empty() ? "" : " " + score.unit;
  if (score.estimate) {
    if (const auto expanded = field_of(score, "expanded")) {
      return format("{:.4g} ± {:.3g}{}", *score.estimate, *expanded, unit);
    }
    const auto text = number_text(score.estimate) + interval_text(score) + unit;
    return score.decision ? format("{}: {}", *score.decision ? "yes" : "no", text) : text;
  }
  if (score.decision) {
    return *score.decision ? "yes" : "no";
  }
  if (score.identical) {
    return score.reason.empty() ? "identical" : "identical: " + score.reason;
  }
  return "absent: " + score.reason;
}

std::string score_text(const model::Score& score) {
  return found_text(score) +
         (score.missing > 0 ? format("; {} missing", counted(score.missing, "execution")) : "");
}

// Of several groups: how many say yes, or from where to where they go.
CellText of_groups(const ValueCell& cell) {
  const auto count = cell.scores.size();
  std::size_t yes = 0;
  std::size_t decided = 0;
  std::vector<double> estimates;
  for (const auto* score : cell.scores) {
    decided += score->decision ? 1U : 0U;
    yes += score->decision.value_or(false) ? 1U : 0U;
    if (score->estimate) {
      estimates.push_back(*score->estimate);
    }
  }
  if (decided > 0) {
    return {"yes", format("in {} of {} groups", yes, count)};
  }
  if (estimates.empty()) {
    return {"absent", format("in all {} groups", count)};
  }
  const auto [low, high] = std::minmax_element(estimates.begin(), estimates.end());
  const auto absent = count - estimates.size();
  return {format("{:.4g} to {:.4g}", *low, *high),
          format("in {} groups{}", estimates.size(), absent > 0 ? format(", absent in {}", absent) : "")};
}

} // namespace

CellText cell_parts(const ValueCell& cell) {
  if (!cell.shown) {
    return {"–", ""};
  }
  const auto& score = *cell.scores[*cell.shown];
  auto text = score_text(score);
  const auto count = cell.scores.size();
  if (count == 1) {
    return {std::move(text), ""};
  }
  if (std::all_of(cell.scores.begin(), cell.scores.end(),
                  [&](const model::Score* other) { return score_text(*other) == text; })) {
    return {std::move(text), format("in all {} groups", count)};
  }
  if (!cell.statuses[*cell.shown]) {
    return of_groups(cell);
  }
  return {std::move(text), format("{{{}}}, worst of {} groups", score.group, count)};
}

std::string cell_text(const ValueCell& cell) {
  const auto [found, groups] = cell_parts(cell);
  return groups.empty() ? found : found + " " + groups;
}

std::optional<double> cell_key(const ValueCell& cell) {
  return cell.shown ? cell.scores[*cell.shown]->estimate : std::nullopt;
}

bool has_sources(const model::Score& score) {
  return std::any_of(score.fields.begin(), score.fields.end(), [](const auto& field) {
    return field.first.starts_with("share_") || field.first == "u_total";
  });
}

std::optional<LargestSource> largest_source(const model::Score& score) {
  if (const auto share = largest_of(score, "share_")) {
    const auto low = field_of(score, "low_" + share->name);
    const auto high = field_of(score, "high_" + share->name);
    const auto limits = low && high ? format(" [{:.3g}, {:.3g}]", 100 * *low, 100 * *high) : "";
    return LargestSource{share->name, format("{} {:.3g}{} %", share->name, 100 * share->amount, limits),
                         share->amount};
  }
  if (const auto u = largest_of(score, "u_")) {
    return LargestSource{u->name, format("{}, u = {:.2g}", u->name, u->amount), u->amount};
  }
  return std::nullopt;
}

} // namespace reprovip::report
