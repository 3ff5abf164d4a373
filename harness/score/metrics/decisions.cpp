#include "harness/score/metrics/decisions.hpp"

#include "harness/base/format.hpp"
#include "harness/score/metrics/sample.hpp"
#include "harness/stats/mean_tests.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>

namespace reprovip::score {

namespace {

using model::OptionType;

constexpr std::array<std::pair<std::string_view, DecisionKind>, 5> k_kinds = {
    {{"threshold", DecisionKind::threshold},
     {"sign", DecisionKind::sign},
     {"significance", DecisionKind::significance},
     {"top", DecisionKind::top},
     {"order", DecisionKind::order}}};

std::string significance(const std::vector<double>& values, const DecisionRule& rule) {
  std::vector<double> differences;
  for (const double value : values) {
    differences.push_back(value - rule.threshold);
  }
  return stats::t_test(stats::paired_mean(differences)).p < rule.alpha ? "significant" : "not significant";
}

// Targets by falling value, equal ones by their place.
std::vector<std::size_t> ranked(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return values[a] > values[b]; });
  return order;
}

std::string of_column(const std::vector<double>& values, const DecisionRule& rule) {
  if (rule.kind == DecisionKind::significance) {
    return significance(values, rule);
  }
  auto order = ranked(values);
  if (rule.kind == DecisionKind::top) {
    order.resize(std::min(rule.top, order.size()));
    std::sort(order.begin(), order.end());
  }
  return fmt::format("{}", fmt::join(order, " "));
}

std::string most_frequent(const std::vector<std::string>& decisions) {
  std::map<std::string, std::size_t> counts;
  for (const auto& decision : decisions) {
    ++counts[decision];
  }
  return *std::max_element(decisions.begin(), decisions.end(),
                           [&](const auto& a, const auto& b) { return counts[a] < counts[b]; });
}

Trials trials_of_columns(const Sample& sample, const DecisionRule& rule, bool truth) {
  Trials trials;
  const auto table = groups_of(sample);
  for (std::size_t column = 0; column < table.front().size(); ++column) {
    std::vector<double> values;
    for (const auto& row : table) {
      values.push_back(row[column]);
    }
    trials.decisions.push_back(of_column(values, rule));
  }
  if (!truth) {
    trials.reference = most_frequent(trials.decisions);
    return trials;
  }
  std::vector<double> truths;
  for (const auto& target : sample.targets) {
    truths.push_back(*target.truth);
  }
  trials.reference = of_column(truths, rule);
  return trials;
}

} // namespace

bool is_of_columns(DecisionKind kind) {
  return kind != DecisionKind::threshold && kind != DecisionKind::sign;
}

std::string decide(double value, const DecisionRule& rule) {
  if (rule.kind == DecisionKind::threshold) {
    return value >= rule.threshold ? "yes" : "no";
  }
  return value < rule.threshold ? "below" : value > rule.threshold ? "above" : "at";
}

std::vector<Trials> trials_of(const Sample& sample, const DecisionRule& rule, bool truth) {
  if (is_of_columns(rule.kind)) {
    return {trials_of_columns(sample, rule, truth)};
  }
  std::vector<Trials> all;
  for (const auto& target : sample.targets) {
    auto& trials = all.emplace_back();
    trials.name = target.name;
    for (const auto& observation : target.observations) {
      trials.decisions.push_back(decide(observation.value, rule));
    }
    trials.reference = truth ? decide(*target.truth, rule) : most_frequent(trials.decisions);
  }
  return all;
}

std::vector<model::OptionDecl> decision_declarations() {
  return {
      {"decision",
       OptionType::text,
       "threshold",
       "what is concluded: of each target whether its value is at least the threshold, or its sign about it; "
       "of all targets whether their mean differs from the threshold (t test), which are the top ones, or "
       "their order",
       {"threshold", "sign", "significance", "top", "order"}},
      {"threshold", OptionType::number, "0", "of the value", {}},
      {"alpha", OptionType::number, "0.05", "of the t test", {}},
      {"top", OptionType::integer, "1", "how many targets are the top", {}}};
}

Result<DecisionRule> decision_options(const Options& options) {
  DecisionRule rule;
  const auto name = text_option(options, "decision", "threshold");
  const auto* const found =
      std::find_if(k_kinds.begin(), k_kinds.end(), [&](const auto& kind) { return kind.first == name; });
  if (found == k_kinds.end()) {
    return failure(ErrorKind::protocol, format("there is no decision \"{}\"", name),
                   "known are threshold sign significance top order");
  }
  rule.kind = found->second;
  rule.threshold = number_option(options, "threshold", 0);
  rule.alpha = number_option(options, "alpha", 0.05);
  const double top = number_option(options, "top", 1);
  if (!(rule.alpha > 0 && rule.alpha < 1)) {
    return failure(ErrorKind::protocol, "\"alpha\" must be above 0 and below 1", "0.05 is usual");
  }
  constexpr double k_most = 1e9; // more values than any study has
  if (!(top >= 1 && top <= k_most)) {
    return failure(ErrorKind::protocol, "\"top\" must be at least 1, and not above a thousand million");
  }
  rule.top = static_cast<std::size_t>(top);
  return rule;
}

} // namespace reprovip::score
