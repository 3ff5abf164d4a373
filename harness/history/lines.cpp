#include "harness/history/lines.hpp"

#include "harness/base/format.hpp"
#include "harness/history/queries.hpp"
#include "harness/stats/change_points.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <tuple>

namespace reprovip::history {

namespace {

// The search takes the square of their number a thousand times.
constexpr std::size_t k_most_searched = 500;

std::string protocol_text(const model::HistoryStudy& study) {
  auto text = study.protocol;
  if (!study.profile.empty()) {
    text += " --profile " + study.profile;
  }
  return study.options.empty() ? text : text + " " + study.options;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  return first == std::string_view::npos ? std::string_view()
                                         : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

// A requirement and the name that stands alone on its left.
struct Named {
  std::string name;
  model::HistoryThreshold threshold;
};

// "nu <= 0.10"; nothing of any other form.
std::optional<Named> threshold_from(const std::string& criterion, const std::string& require) {
  constexpr std::array<std::string_view, 6> k_operators = {"<=", ">=", "==", "!=", "<", ">"};
  for (const auto op : k_operators) {
    const auto at = require.find(op);
    if (at == std::string::npos) {
      continue;
    }
    const auto name = trimmed(std::string_view(require).substr(0, at));
    const auto number = trimmed(std::string_view(require).substr(at + op.size()));
    double value = 0;
    const auto read = std::from_chars(number.data(), number.data() + number.size(), value);
    const bool whole = read.ec == std::errc{} && read.ptr == number.data() + number.size();
    if (!whole) {
      return std::nullopt;
    }
    return Named{std::string(name), {criterion, std::string(op), value}};
  }
  return std::nullopt;
}

// What a study checked with one criterion: values and groups.
using Checked = std::vector<std::pair<std::string, std::string>>;
struct Requirement {
  Named named;
  Checked checked;
};

Result<Checked> checked_values(Database& database, std::int64_t study, const std::string& criterion) {
  Checked checked;
  TRY_ASSIGN(auto rows, database.prepare(k_checked_values));
  rows.set(1, study).set(2, criterion);
  for (;;) {
    TRY_ASSIGN(const bool more, rows.next());
    if (!more) {
      return checked;
    }
    checked.emplace_back(rows.text(0), rows.text(1));
  }
}

Result<std::vector<Requirement>> requirements_of(Database& database, std::int64_t study,
                                                 const std::string& metric) {
  std::vector<Requirement> found;
  TRY_ASSIGN(auto rows, database.prepare(k_criteria_of_study));
  rows.set(1, study);
  for (;;) {
    TRY_ASSIGN(const bool more, rows.next());
    if (!more) {
      return found;
    }
    const auto named = threshold_from(rows.text(0), rows.text(4));
    if (rows.text(3) == metric && named) {
      TRY_ASSIGN(auto checked, checked_values(database, study, rows.text(0)));
      found.push_back({*named, std::move(checked)});
    }
  }
}

std::optional<double> median(std::vector<double> values) {
  if (values.empty()) {
    return std::nullopt;
  }
  std::ranges::sort(values);
  const auto n = values.size();
  return n % 2 == 1 ? values[n / 2] : values[n / 2 - 1] / 2 + values[n / 2] / 2;
}

void mark_words(model::HistoryLine& line) {
  for (std::size_t i = 1; i < line.points.size(); ++i) {
    if (line.points[i].text != line.points[i - 1].text) {
      line.changes.push_back({i, {}, {}, {}});
    }
  }
}

} // namespace

std::vector<model::HistoryLine> make_lines(const Union& all, const std::vector<Item>& items) {
  std::map<std::string, std::size_t> families; // what is compared over time, in order of first appearance
  std::map<std::tuple<std::string, std::string, std::string>, std::size_t> known;
  std::vector<std::pair<std::size_t, model::HistoryLine>> lines;
  for (const auto& item : items) {
    const auto& study = all.studies[item.study];
    const auto family = line_key(study);
    const auto at = families.emplace(family, families.size()).first->second;
    const auto [found, is_new] = known.emplace(std::tuple(family, item.value, item.group), lines.size());
    if (is_new) {
      lines.emplace_back(at, model::HistoryLine{protocol_text(study),
                                                study.application,
                                                item.value,
                                                item.group,
                                                item.unit,
                                                item.kind,
                                                {},
                                                {},
                                                {},
                                                {}});
    }
    lines[found->second].second.points.push_back(item.point);
  }
  std::ranges::stable_sort(lines, {}, &std::pair<std::size_t, model::HistoryLine>::first);
  std::vector<model::HistoryLine> result;
  for (auto& line : lines) {
    result.push_back(std::move(line.second));
  }
  return result;
}

Result<void> add_thresholds(Union& all, const std::string& metric, std::vector<model::HistoryLine>& lines) {
  std::map<std::uint32_t, std::vector<Requirement>> by_study;
  for (auto& line : lines) {
    const auto study = line.points.back().study;
    const auto& place = all.places[study];
    if (!by_study.contains(study)) {
      TRY_ASSIGN(by_study[study], requirements_of(all.indices[place.index].database(), place.row, metric));
    }
    for (const auto& requirement : by_study[study]) {
      const auto& name = requirement.named.name;
      const bool speaks = std::ranges::find(requirement.checked, std::pair(line.value, line.group)) !=
                          requirement.checked.end();
      if (speaks && (name == metric || name == line.kind)) {
        line.thresholds.push_back(requirement.named.threshold);
      }
    }
  }
  return {};
}

void mark_changes(model::HistoryLine& line, double alpha) {
  std::vector<double> values;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < line.points.size(); ++i) {
    if (line.points[i].estimate) {
      values.push_back(*line.points[i].estimate);
      places.push_back(i);
    }
  }
  if (values.empty()) {
    mark_words(line);
    return;
  }
  const auto skipped = values.size() > k_most_searched ? values.size() - k_most_searched : 0;
  values.erase(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(skipped));
  places.erase(places.begin(), places.begin() + static_cast<std::ptrdiff_t>(skipped));
  if (skipped > 0) {
    line.note = format("changes are looked for in the last {} numbers", values.size());
  }
  if (const auto least = stats::least_values_for_a_change(alpha); values.size() < least) {
    line.note = format("{} numbers: {} are needed for a change to show", values.size(), least);
    return;
  }
  const auto changes = stats::change_points(values, {.alpha = alpha});
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const auto begin = values.begin() + static_cast<std::ptrdiff_t>(i == 0 ? 0 : changes[i - 1].at);
    const auto here = values.begin() + static_cast<std::ptrdiff_t>(changes[i].at);
    const auto end = i + 1 == changes.size()
                         ? values.end()
                         : values.begin() + static_cast<std::ptrdiff_t>(changes[i + 1].at);
    line.changes.push_back({places[changes[i].at], median({begin, here}), median({here, end}), changes[i].p});
  }
}

} // namespace reprovip::history
