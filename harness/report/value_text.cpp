#include "harness/base/format.hpp"
#include "harness/report/judged.hpp"
#include "harness/report/text.hpp"
#include "harness/report/values.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

namespace reprovip::report {

namespace {

constexpr std::size_t k_name_length = 60; // bytes of a value's name in a sentence

std::string names_text(const std::vector<std::string>& names, std::size_t limit) {
  std::vector<std::string> shown;
  for (std::size_t i = 0; i < std::min(names.size(), limit); ++i) {
    shown.push_back(shorten(clean(names[i].substr(0, 4 * k_name_length)), k_name_length));
  }
  return joined(shown) + (names.size() > limit ? format(" and {} more", names.size() - limit) : "");
}

// The widest first.
std::vector<model::Scope> scopes_of(const ValueTable& table) {
  std::set<model::Scope, std::greater<>> scopes = {table.scope};
  for (const auto& row : table.rows) {
    if (row.status && *row.status != model::Status::inconclusive) {
      scopes.insert(row.scope);
    }
  }
  return {scopes.begin(), scopes.end()};
}

} // namespace

std::string quality(model::Scope scope) {
  switch (scope) {
  case model::Scope::repeatability:
    return "repeatable";
  case model::Scope::reproducibility:
    return "reproducible";
  case model::Scope::replicability:
    return "replicable";
  }
  return {};
}

std::string standing_of_value(const ValueRow& row) {
  if (!row.status) {
    return "not judged";
  }
  return *row.status == model::Status::pass   ? quality(row.scope)
         : *row.status == model::Status::fail ? "not " + quality(row.scope)
                                              : "cannot tell";
}

std::vector<std::string> standings_of(const ValueTable& table) {
  const auto scopes = scopes_of(table);
  std::vector<std::string> standings;
  for (const auto scope : scopes) {
    standings.push_back(quality(scope));
  }
  for (const auto scope : scopes) {
    standings.push_back("not " + quality(scope));
  }
  standings.insert(standings.end(), {"cannot tell", "not judged"});
  return standings;
}

ValueSummary summary_of(const ValueTable& table, std::size_t names) {
  std::map<std::string, std::vector<std::string>> by_standing;
  std::size_t judged = 0;
  for (const auto& row : table.rows) {
    by_standing[standing_of_value(row)].push_back(row.name);
    judged += row.status ? 1U : 0U;
  }
  const auto good = quality(table.scope);
  ValueSummary summary;
  if (judged == 0) {
    summary.sentence = format("{}, none judged", counted(table.rows.size(), "value"));
    return summary;
  }
  summary.sentence =
      format("{} of {} {}", by_standing[good].size(), counted(table.rows.size(), "value"), good);
  const auto scopes = scopes_of(table);
  for (const auto scope : scopes) {
    const auto count = by_standing[quality(scope)].size();
    summary.sentence += scope != table.scope && count > 0 ? format(", {} {}", count, quality(scope)) : "";
  }
  const auto standings = standings_of(table);
  for (const auto& standing : standings) {
    if (const auto& members = by_standing[standing]; !members.empty()) {
      summary.lists.push_back(format("{}: {}", standing, names_text(members, names)));
    }
  }
  return summary;
}

std::string rows_sentence(const model::Study& study, const model::Verdict& verdict, std::size_t names) {
  std::map<std::string, std::string> name_by_value;
  for (const auto& score : study.scores.scores) {
    if (score.metric == verdict.subject_of) {
      name_by_value.emplace(value_name(score), name_of(score));
    }
  }
  std::vector<std::string> order;
  std::map<std::string, model::Status> worst;
  for (const auto& check : verdict.checks) {
    const auto [found, is_new] = worst.emplace(check.value, check.status);
    if (is_new) {
      order.push_back(check.value);
    } else if (badness(check.status) > badness(found->second)) {
      found->second = check.status;
    }
  }
  std::vector<std::string> failing;
  std::vector<std::string> untold;
  for (const auto& value : order) {
    const auto known = name_by_value.find(value);
    const auto& name = known == name_by_value.end() ? value : known->second;
    if (worst[value] != model::Status::pass) {
      (worst[value] == model::Status::fail ? failing : untold).push_back(name);
    }
  }
  if (order.size() < 2 || failing.size() + untold.size() == 0) {
    return {};
  }
  std::string text;
  if (!failing.empty()) {
    text = format("{} of {} values {}: {}", failing.size(), order.size(),
                  failing.size() == 1 ? "fails" : "fail", names_text(failing, names));
  }
  if (!untold.empty()) {
    text += format("{}{} of {} values cannot be told: {}", text.empty() ? "" : "; ", untold.size(),
                   order.size(), names_text(untold, names));
  }
  return text;
}

} // namespace reprovip::report
