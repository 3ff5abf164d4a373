#include "harness/base/format.hpp"
#include "harness/report/facts.hpp"
#include "harness/report/judged.hpp"
#include "harness/report/page_data.hpp"
#include "harness/report/text.hpp"
#include "harness/report/values.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace reprovip::report {

namespace {

constexpr std::size_t k_score_limit = 4000;

// The fields that a plot draws.
const std::set<std::string> k_drawn = {"lower",     "lower_low",  "lower_high", "upper",
                                       "upper_low", "upper_high", "margin"};

std::optional<double> field_of(const model::Score& score, const std::string& name) {
  const auto found = std::ranges::find(score.fields, name, &std::pair<std::string, double>::first);
  return found == score.fields.end() ? std::nullopt : std::optional(found->second);
}

// The threshold of a criterion that compares its metric with a number.
std::optional<Threshold> threshold_of(const model::Study& study, const model::CriterionSpec& criterion) {
  const auto& scores = study.scores.scores;
  const auto found = std::ranges::find(scores, criterion.metric, &model::Score::metric);
  if (criterion.metric.empty() || found == scores.end()) {
    return std::nullopt;
  }
  for (const auto& threshold : thresholds_of(study.plan.resolved.protocol, *found)) {
    if (threshold.criterion == criterion.id) {
      return threshold;
    }
  }
  return std::nullopt;
}

// One that draws its margin, limits or sources, or that a criterion judges.
bool is_drawn(const model::Score& score, const JudgedScores& judged) {
  return judged.contains({score.metric, value_name(score), score.group}) || !shares_of(score).empty() ||
         std::ranges::any_of(score.fields, [](const auto& field) { return k_drawn.contains(field.first); }) ||
         score.kind == "tost" || score.kind == "bland_altman";
}

Json optional_number(const std::optional<double>& value) {
  return value ? Json(*value) : Json();
}

Json shares_json(const model::Score& score) {
  auto shares = Json::array();
  for (const auto& one : shares_of(score)) {
    shares.push(
        Json::Array{page_word(one.name), one.share, optional_number(one.low), optional_number(one.high)});
  }
  return shares;
}

Json drawn_fields(const model::Score& score) {
  auto fields = Json::object();
  for (const auto& [name, value] : score.fields) {
    if (k_drawn.contains(name)) {
      fields.set(name, value);
    }
  }
  return fields;
}

Json levels_json(const model::Score& score) {
  auto levels = Json::object();
  for (const auto& [factor, level] : score.levels) {
    levels.set(page_word(factor), page_word(level));
  }
  return levels;
}

// Its checks: [place of the verdict, status].
Json checks_json(const model::Study& study, const std::vector<Judged>& judged) {
  auto checks = Json::array();
  for (const auto& one : judged) {
    const auto place = one.verdict - study.verdicts.verdicts.data();
    checks.push(Json::Array{place, to_string(one.check->status)});
  }
  return checks;
}

// Bias and limits of logarithms are given as ratios.
bool has_ratios(const model::Protocol& protocol, const model::Score& score) {
  const auto spec = std::ranges::find(protocol.metrics, score.metric, &model::MetricSpec::id);
  if (score.kind != "bland_altman" || spec == protocol.metrics.end()) {
    return false;
  }
  const auto scale = spec->options.find("scale");
  return scale != spec->options.end() && scale->second == model::Value(std::string("log"));
}

Json score_json(const model::Study& study, const model::Score& score, const std::vector<Judged>& judged) {
  auto json = Json::object({{"metric", page_word(score.metric)},
                            {"kind", page_word(score.kind)},
                            {"of", page_word(value_name(score))},
                            {"name", page_word(name_of(score))},
                            {"group", page_word(score.group)},
                            {"levels", levels_json(score)},
                            {"estimate", optional_number(score.estimate)},
                            {"unit", page_word(score.unit)},
                            {"checks", checks_json(study, judged)}});
  if (score.interval) {
    json.set("interval", Json::Array{score.interval->low, score.interval->high, score.interval->confidence});
  }
  if (score.identical) {
    json.set("identical", true);
  }
  if (score.decision) {
    json.set("decision", *score.decision);
  }
  if (has_ratios(study.plan.resolved.protocol, score)) {
    json.set("ratios", true);
  }
  if (!score.label.empty()) {
    json.set("label", page_word(score.label));
  }
  if (!score.reason.empty()) {
    json.set("reason", page_word(score.reason));
  }
  if (auto fields = drawn_fields(score); !fields.members().empty()) {
    json.set("fields", std::move(fields));
  }
  if (auto shares = shares_json(score); !shares.items().empty()) {
    json.set("shares", std::move(shares));
  }
  return json;
}

// Sources of a combined uncertainty: their squares add up to that of the whole.
std::vector<Share> shares_of_uncertainty(const model::Score& score) {
  const auto whole = field_of(score, "u_total");
  std::vector<Share> shares;
  for (const auto& [field, value] : score.fields) {
    if (whole && *whole > 0 && field.starts_with("u_") && field != "u_total") {
      const double part = value / *whole;
      shares.push_back({field.substr(2), part * part, {}, {}});
    }
  }
  return shares;
}

int worst_of(const std::vector<Judged>& judged) {
  int worst = -1;
  for (const auto& one : judged) {
    worst = std::max(worst, badness(one.check->status));
  }
  return worst;
}

} // namespace

std::vector<Share> shares_of(const model::Score& score) {
  if (score.kind == "combined_uncertainty") {
    return shares_of_uncertainty(score);
  }
  if (!field_of(score, "share_subject") && !field_of(score, "share_run")) {
    return {};
  }
  // The terms make up the sums; where the terms are not told, or are nothing, so are the sums.
  const bool by_term =
      std::ranges::any_of(score.fields, [](const auto& field) { return field.first.starts_with("var_"); });
  std::vector<Share> shares;
  for (const auto& [field, value] : score.fields) {
    if (!field.starts_with("share_")) {
      continue;
    }
    const auto name = field.substr(6);
    const bool is_sum = name == "factors" || name == "interactions";
    if (!is_sum || (!by_term && value > 0)) {
      shares.push_back({name, value, field_of(score, "low_" + name), field_of(score, "high_" + name)});
    }
  }
  std::ranges::stable_sort(shares, {}, [](const Share& one) {
    return one.name == "subject" ? 0 : one.name == "run" ? 2 : 1;
  });
  return shares;
}

Json criteria_data(const model::Study& study) {
  const auto& specs = study.plan.resolved.protocol.criteria;
  auto criteria = Json::array();
  for (const auto& verdict : study.verdicts.verdicts) {
    auto json = Json::object({{"id", page_word(verdict.criterion)},
                              {"severity", to_string(verdict.severity)},
                              {"status", to_string(verdict.status)},
                              {"of", page_word(verdict.subject_of)},
                              {"require", page_word(verdict.require)}});
    const auto spec = std::ranges::find(specs, verdict.criterion, &model::CriterionSpec::id);
    const auto threshold = spec == specs.end() ? std::nullopt : threshold_of(study, *spec);
    if (threshold) {
      json.set("op", threshold->op);
      json.set("limit", threshold->value);
    }
    criteria.push(std::move(json));
  }
  return criteria;
}

Json scores_data(const model::Study& study, std::vector<std::string>& left_out) {
  const auto judged = judged_scores(study);
  static const std::vector<Judged> k_none;
  const auto checks_of = [&](const model::Score* score) -> const std::vector<Judged>& {
    const auto found = judged.find({score->metric, value_name(*score), score->group});
    return found == judged.end() ? k_none : found->second;
  };
  std::vector<const model::Score*> drawn;
  for (const auto& score : study.scores.scores) {
    if (is_drawn(score, judged)) {
      drawn.push_back(&score);
    }
  }
  if (drawn.size() > k_score_limit) {
    left_out.push_back(
        format("the scores beyond the {} that fail or stand first, of {}", k_score_limit, drawn.size()));
    std::ranges::stable_sort(drawn, std::greater(),
                             [&](const auto* score) { return worst_of(checks_of(score)); });
    drawn.resize(k_score_limit);
  }
  auto scores = Json::array();
  for (const auto* score : drawn) {
    scores.push(score_json(study, *score, checks_of(score)));
  }
  return scores;
}

} // namespace reprovip::report
