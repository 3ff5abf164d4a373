#include "harness/baseline/difference.hpp"

#include "harness/base/format.hpp"
#include "harness/model/json_fields.hpp"
#include "harness/stats/anova.hpp"
#include "harness/stats/sums.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

namespace reprovip::baseline {

namespace {

using model::Baseline;
using model::BaselineCell;
using model::BaselineMoments;
using model::Status;

// A's cell → B's.
using Matches = std::map<BaselineCell, BaselineCell>;

std::map<std::uint32_t, std::uint32_t> matched_conditions(const Baseline& a, const Baseline& b) {
  std::map<std::uint32_t, std::uint32_t> matched;
  const auto add = [&](auto same) {
    for (std::uint32_t i = 0; i < a.conditions.size() && matched.size() < a.conditions.size(); ++i) {
      for (std::uint32_t k = 0; k < b.conditions.size(); ++k) {
        if (same(a.conditions[i], b.conditions[k])) {
          matched.emplace(i, k);
        }
      }
    }
  };
  if (a.conditions.size() == 1 && b.conditions.size() == 1) {
    return {{0, 0}};
  }
  add([](const auto& one, const auto& other) { return one.name == other.name; });
  return matched;
}

Matches matches_of(const Baseline& a, const Baseline& b) {
  Matches matches;
  const auto conditions = matched_conditions(a, b);
  for (const auto& [cell, count] : a.executions) {
    const auto subject = std::ranges::find(b.subjects, a.subjects[cell.subject]);
    const auto condition = conditions.find(cell.condition);
    if (subject == b.subjects.end() || condition == conditions.end()) {
      continue;
    }
    const BaselineCell other{static_cast<std::uint32_t>(subject - b.subjects.begin()), condition->second};
    const bool ran =
        std::ranges::any_of(b.executions, [&](const auto& execution) { return execution.first == other; });
    if (ran) {
      matches.emplace(cell, other);
    }
  }
  return matches;
}

template <typename Cells>
auto find_cell(const Cells& cells, const BaselineCell& cell) -> decltype(&cells.front()) {
  const auto found = std::ranges::find_if(cells, [&](const auto& one) { return one.cell == cell; });
  return found == cells.end() ? nullptr : &*found;
}

// One value in the cells that both have.
struct Sides {
  stats::Groups a_means; // by subject: of each of its conditions
  stats::Groups b_means;
  std::vector<BaselineMoments> a;
  std::vector<BaselineMoments> b;

  std::vector<double> differences() const {
    std::vector<double> all;
    for (std::size_t i = 0; i < a_means.size(); ++i) {
      all.push_back(stats::moments(b_means[i]).mean - stats::moments(a_means[i]).mean);
    }
    return all;
  }
  // Every execution has one value, or both sides have the same executions.
  bool identical() const {
    for (std::size_t i = 0; i < a.size(); ++i) {
      const bool same_number = a[i].sd == 0 || a[i].count == b[i].count;
      if (a[i].sd != b[i].sd || a[i].mean != b[i].mean || !same_number) {
        return false;
      }
    }
    return !a.empty();
  }
};

Sides sides_of(const model::BaselineValue& a, const model::BaselineValue& b, const Matches& matches) {
  Sides sides;
  std::optional<std::uint32_t> subject;
  for (const auto& [cell, other] : matches) {
    const auto* one = find_cell(a.cells, cell);
    const auto* two = find_cell(b.cells, other);
    if (one == nullptr || two == nullptr) {
      continue;
    }
    if (subject != cell.subject) {
      sides.a_means.emplace_back();
      sides.b_means.emplace_back();
      subject = cell.subject;
    }
    sides.a_means.back().push_back(one->mean);
    sides.b_means.back().push_back(two->mean);
    sides.a.push_back(*one);
    sides.b.push_back(*two);
  }
  return sides;
}

stats::Variance pooled(const std::vector<BaselineMoments>& cells) {
  stats::Sum squares;
  double df = 0;
  for (const auto& cell : cells) {
    const double own = cell.count - 1.0;
    squares.add(own * cell.sd * cell.sd);
    df += own;
  }
  return {df > 0 ? squares.value() / df : 0, df};
}

bool all_alike(const std::vector<double>& differences) {
  const auto [low, high] = std::ranges::minmax(differences);
  return high - low <= 4 * std::numeric_limits<double>::epsilon() * std::max(std::abs(low), std::abs(high));
}

bool repeats_somewhere(const std::vector<BaselineMoments>& cells) {
  return std::ranges::any_of(cells, [](const auto& cell) { return cell.count > 1 && cell.sd == 0; });
}

void test(const Sides& sides, const stats::NoWorseQuestion& question, ValueDifference& value) {
  const auto within = pooled(sides.a);
  const auto other = pooled(sides.b);
  if (value.subjects < 2) {
    value.reason = format("{} subjects have it on both sides: it takes 2 at least", value.subjects);
  } else if (!(within.df > 0 && other.df > 0)) {
    value.reason = format("no execution of {} is repeated", within.df > 0 ? "B" : "A");
  } else if (!(within.value > 0)) {
    value.status = Status::fail;
    value.reason = "A repeats exactly, B differs from it or in itself";
  } else {
    const auto differences = sides.differences();
    value.tests = stats::no_worse(differences, within, other, all_alike(differences),
                                  repeats_somewhere(sides.a), question);
    const auto holds = value.tests->holds();
    value.status = !holds ? Status::inconclusive : *holds ? Status::pass : Status::fail;
    value.reason = value.tests->shift_holds == false    ? "shifted"
                   : value.tests->spread_holds == false ? "more variable"
                   : holds                              ? "no worse"
                                                        : "not to be told";
  }
}

ValueDifference compare(const model::BaselineValue& a, const Baseline& b, const Matches& matches,
                        const stats::NoWorseQuestion& question) {
  ValueDifference value;
  value.name = model::value_name(a);
  const auto found = std::ranges::find_if(b.values, [&](const model::BaselineValue& one) {
    return one.output == a.output && one.column == a.column && one.row == a.row;
  });
  if (found == b.values.end()) {
    value.reason = "B does not have it";
    return value;
  }
  const auto sides = sides_of(a, *found, matches);
  value.subjects = static_cast<std::uint32_t>(sides.a_means.size());
  if (sides.identical()) {
    value.identical = true;
    value.status = Status::pass;
    value.reason = "identical";
  } else {
    test(sides, question, value);
  }
  return value;
}

OutputDifference compare(const model::BaselineOutput& a, const Baseline& with_values, const Baseline& b,
                         const Matches& matches) {
  OutputDifference output;
  output.output = a.output;
  output.has_values = std::ranges::find(with_values.values, a.output, &model::BaselineValue::output) !=
                      with_values.values.end();
  const auto found = std::ranges::find(b.outputs, a.output, &model::BaselineOutput::output);
  for (const auto& [cell, other] : matches) {
    const auto* one = find_cell(a.cells, cell);
    const auto* two = found == b.outputs.end() ? nullptr : find_cell(found->cells, other);
    if (one == nullptr || two == nullptr) {
      continue;
    }
    ++output.cells;
    const bool same =
        two->classes == two->digests.size() && std::ranges::all_of(two->digests, [&](const auto& digest) {
          return std::ranges::find(one->digests, digest.first,
                                   &std::pair<std::string, std::uint32_t>::first) != one->digests.end();
        });
    output.same += same ? 1 : 0;
  }
  return output;
}

std::vector<std::string> changes_between(const Baseline& a, const Baseline& b) {
  std::vector<std::string> changes;
  const auto add = [&](const std::string& what, const std::string& one, const std::string& other) {
    if (one != other) {
      changes.push_back(
          format("{}: {} → {}", what, one.empty() ? "none" : one, other.empty() ? "none" : other));
    }
  };
  const auto joined = [](const std::vector<std::string>& texts) {
    std::string all;
    for (const auto& text : texts) {
      all += (all.empty() ? "" : ", ") + text;
    }
    return all;
  };
  add("protocol", a.protocol, b.protocol);
  add("application", a.application, b.application);
  add("version", a.version, b.version);
  add("identity", joined(a.identities), joined(b.identities));
  for (const auto& subject : a.subjects) {
    if (std::ranges::find(b.subjects, subject) == b.subjects.end()) {
      changes.push_back(format("subject {}: only in A", subject));
    }
  }
  for (const auto& subject : b.subjects) {
    if (std::ranges::find(a.subjects, subject) == a.subjects.end()) {
      changes.push_back(format("subject {}: only in B", subject));
    }
  }
  for (const auto& check : a.checks) {
    const auto found = std::ranges::find_if(b.checks, [&](const model::BaselineCheck& one) {
      return one.criterion == check.criterion && one.value == check.value && one.group == check.group;
    });
    if (found != b.checks.end()) {
      add(format("criterion {} {}", check.criterion, check.value),
          std::string(model::to_string(check.status)), std::string(model::to_string(found->status)));
    }
  }
  for (const auto& value : b.values) {
    const bool known = std::ranges::any_of(a.values, [&](const model::BaselineValue& one) {
      return model::value_name(one) == model::value_name(value);
    });
    if (!known) {
      changes.push_back(format("value {}: only in B", model::value_name(value)));
    }
  }
  return changes;
}

void conclude(Difference& difference) {
  std::size_t failed = 0;
  std::size_t open = 0;
  std::string first;
  for (const auto& value : difference.values) {
    failed += value.status == Status::fail ? 1 : 0;
    open += value.status == Status::inconclusive ? 1 : 0;
    if (value.status == Status::fail && first.empty()) {
      first = value.name;
    }
  }
  for (const auto& output : difference.outputs) {
    open += !output.has_values && output.same < output.cells ? 1 : 0;
  }
  if (failed > 0) {
    difference.status = Status::fail;
    difference.reason =
        format("{} of {} values are worse, {} first", failed, difference.values.size(), first);
  } else if (open > 0) {
    difference.reason = format("{} values and outputs cannot be told", open);
  } else if (difference.values.empty() && difference.outputs.empty()) {
    difference.reason = "nothing can be compared";
  } else {
    difference.status = Status::pass;
    difference.reason = "no worse than its own run-to-run variability";
  }
}

Json limits_json(const stats::Limits& limits) {
  return Json::object({{"low", limits.low}, {"high", limits.high}});
}

Json value_json(const ValueDifference& value) {
  auto json = Json::object({{"value", value.name},
                            {"status", model::to_string(value.status)},
                            {"identical", value.identical},
                            {"subjects", value.subjects},
                            {"reason", value.reason}});
  if (const auto& tests = value.tests) {
    json.set("rc", tests->rc)
        .set("shift", tests->shift.value)
        .set("shift_in_rc", tests->shift.value / tests->rc)
        .set("shift_in_rc_interval", limits_json(tests->bias))
        .set("ratio", tests->ratio.ratio)
        .set("ratio_interval", limits_json({tests->ratio.low, tests->ratio.high}));
  }
  return json;
}

} // namespace

Result<Difference> difference(const model::Baseline& a, const model::Baseline& b,
                              const stats::NoWorseQuestion& question) {
  const auto matches = matches_of(a, b);
  if (matches.empty()) {
    return failure(ErrorKind::usage,
                   format("\"{}\" and \"{}\" have no subject and condition in common", a.study, b.study),
                   "conditions match by their levels; `reprovip compare` matches by what you say");
  }
  Difference result;
  result.a = a.study;
  result.b = b.study;
  result.changes = changes_between(a, b);
  for (const auto& output : a.outputs) {
    result.outputs.push_back(compare(output, a, b, matches));
  }
  for (const auto& value : a.values) {
    result.values.push_back(compare(value, b, matches, question));
  }
  conclude(result);
  return result;
}

Json to_json(const Difference& difference) {
  auto outputs = Json::array();
  for (const auto& output : difference.outputs) {
    outputs.push(Json::object({{"output", output.output}, {"cells", output.cells}, {"same", output.same}}));
  }
  auto values = Json::array();
  for (const auto& value : difference.values) {
    values.push(value_json(value));
  }
  return Json::object({{"kind", "reprovip-baseline-difference"},
                       {"schema", 1},
                       {"a", difference.a},
                       {"b", difference.b},
                       {"status", model::to_string(difference.status)},
                       {"reason", difference.reason},
                       {"changes", model::to_json(difference.changes)},
                       {"outputs", std::move(outputs)},
                       {"values", std::move(values)}});
}

} // namespace reprovip::baseline
