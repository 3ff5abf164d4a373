#include "harness/model/verdict.hpp"

#include "harness/base/format.hpp"
#include "harness/model/json_fields.hpp"

#include <array>

namespace reprovip::model {

namespace {

// Stored: names stay.
constexpr std::array<std::string_view, 3> k_statuses = {"pass", "fail", "inconclusive"};
constexpr std::array<std::string_view, 5> k_grades = {"identical", "sufficient", "insufficient",
                                                      "inconclusive", "suspicious"};
constexpr std::array<std::string_view, 3> k_severities = {"info", "warn", "fail"};
constexpr std::array<std::string_view, 3> k_scopes = {"repeatability", "reproducibility", "replicability"};

template <typename Enum, std::size_t N>
Enum from(const std::array<std::string_view, N>& names, const std::string& text, Enum otherwise) {
  for (std::size_t i = 0; i < N; ++i) {
    if (names[i] == text) {
      return static_cast<Enum>(i);
    }
  }
  return otherwise;
}

Json check_json(const Check& check) {
  return Json::object({{"value", check.value},
                       {"group", check.group},
                       {"scope", to_string(check.scope)},
                       {"status", to_string(check.status)},
                       {"text", check.text},
                       {"estimate", optional_to_json(check.estimate)},
                       {"interval", to_json(check.interval)}});
}

Check check_from(const Json& json) {
  return {json["value"].text(),
          json["group"].text(),
          from(k_scopes, json["scope"].text(), Scope::repeatability),
          from(k_statuses, json["status"].text(), Status::inconclusive),
          json["text"].text(),
          optional_number(json["estimate"]),
          interval_from_json(json["interval"])};
}

Json verdict_json(const Verdict& verdict) {
  auto checks = Json::array();
  for (const auto& check : verdict.checks) {
    checks.push(check_json(check));
  }
  auto scopes = Json::array();
  for (const auto scope : verdict.scopes) {
    scopes.push(to_string(scope));
  }
  return Json::object({{"criterion", verdict.criterion},
                       {"severity", to_string(verdict.severity)},
                       {"require", verdict.require},
                       {"subject_of", verdict.subject_of},
                       {"status", to_string(verdict.status)},
                       {"reason", verdict.reason},
                       {"scopes", std::move(scopes)},
                       {"where", Json::object({{"file", verdict.where.file},
                                               {"line", verdict.where.line},
                                               {"column", verdict.where.column}})},
                       {"checks", std::move(checks)}});
}

Verdict verdict_from(const Json& json) {
  Verdict verdict;
  verdict.criterion = json["criterion"].text();
  verdict.severity = from(k_severities, json["severity"].text(), Severity::fail);
  verdict.require = json["require"].text();
  verdict.subject_of = json["subject_of"].text();
  verdict.status = from(k_statuses, json["status"].text(), Status::inconclusive);
  verdict.reason = json["reason"].text();
  for (const auto& scope : json["scopes"].items()) {
    verdict.scopes.push_back(from(k_scopes, scope.text(), Scope::repeatability));
  }
  const auto& where = json["where"];
  verdict.where = {where["file"].text(), static_cast<int>(where["line"].integer()),
                   static_cast<int>(where["column"].integer())};
  for (const auto& check : json["checks"].items()) {
    verdict.checks.push_back(check_from(check));
  }
  return verdict;
}

} // namespace

std::string_view to_string(Status status) {
  return k_statuses.at(static_cast<std::size_t>(status));
}

std::string_view to_string(Grade grade) {
  return k_grades.at(static_cast<std::size_t>(grade));
}

Json to_json(const Verdicts& verdicts) {
  auto all = Json::array();
  for (const auto& verdict : verdicts.verdicts) {
    all.push(verdict_json(verdict));
  }
  auto grades = Json::array();
  for (const auto& grade : verdicts.grades) {
    grades.push(Json::object(
        {{"output", grade.output}, {"grade", to_string(grade.grade)}, {"reason", grade.reason}}));
  }
  auto alerts = Json::array();
  for (const auto& alert : verdicts.alerts) {
    alerts.push(
        Json::object({{"severity", to_string(alert.severity)}, {"what", alert.what}, {"text", alert.text}}));
  }
  return Json::object({{"schema", verdicts.schema},
                       {"study", verdicts.study},
                       {"status", to_string(verdicts.status)},
                       {"alerts", std::move(alerts)},
                       {"grades", std::move(grades)},
                       {"verdicts", std::move(all)}});
}

Result<Verdicts> verdicts_from_json(const Json& json, const std::string& name) {
  if (json["schema"].integer() != 1) {
    return failure(ErrorKind::data, format("{}: these are not verdicts of format 1", name));
  }
  Verdicts verdicts;
  verdicts.study = json["study"].text();
  verdicts.status = from(k_statuses, json["status"].text(), Status::inconclusive);
  for (const auto& item : json["alerts"].items()) {
    verdicts.alerts.push_back({from(k_severities, item["severity"].text(), Severity::warn),
                               item["what"].text(), item["text"].text()});
  }
  for (const auto& item : json["grades"].items()) {
    verdicts.grades.push_back({item["output"].text(),
                               from(k_grades, item["grade"].text(), Grade::inconclusive),
                               item["reason"].text()});
  }
  for (const auto& item : json["verdicts"].items()) {
    verdicts.verdicts.push_back(verdict_from(item));
  }
  return verdicts;
}

} // namespace reprovip::model
