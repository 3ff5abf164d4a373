#include "harness/base/format.hpp"
#include "harness/report/facts.hpp"
#include "harness/report/site.hpp"
#include "harness/report/text.hpp"

#include <algorithm>

namespace reprovip::report {

namespace {

constexpr int k_schema = 1;
constexpr std::size_t k_alerts = 3;
constexpr std::size_t k_text_limit = 300; // bytes of an alert

std::int64_t last_end(const model::Study& study) {
  std::int64_t last = 0;
  for (const auto& record : study.records) {
    last = record ? std::max(last, record->ending.ended_ms) : last;
  }
  return last;
}

Json criterion_json(const SiteCriterion& criterion) {
  return Json::object({{"id", criterion.id},
                       {"severity", to_string(criterion.severity)},
                       {"status", to_string(criterion.status)}});
}

Json alert_json(const model::Alert& alert) {
  return Json::object({{"severity", to_string(alert.severity)}, {"what", alert.what}, {"text", alert.text}});
}

// Words of a newer version read as the one that claims least.
model::Status status_from(const Json& json) {
  const auto text = json.text();
  for (const auto status : {model::Status::pass, model::Status::fail}) {
    if (text == to_string(status)) {
      return status;
    }
  }
  return model::Status::inconclusive;
}

model::Severity severity_from(const Json& json) {
  const auto text = json.text();
  for (const auto severity : {model::Severity::info, model::Severity::fail}) {
    if (text == to_string(severity)) {
      return severity;
    }
  }
  return model::Severity::warn;
}

std::uint32_t count_from(const Json& json) {
  return static_cast<std::uint32_t>(std::max<std::int64_t>(json.integer(), 0));
}

} // namespace

SiteEntry site_entry(const model::Study& study) {
  const auto& protocol = study.plan.resolved.protocol;
  const auto counts = tally(study);
  SiteEntry entry;
  entry.study = study.plan.study;
  entry.status = study.verdicts.status;
  entry.protocol = protocol.name;
  entry.profile = protocol.profile;
  entry.application = application_text(study);
  entry.design = design_sentence(study);
  entry.executions = counts.planned;
  entry.succeeded = counts.succeeded;
  entry.ended_ms = last_end(study);
  for (const auto& verdict : study.verdicts.verdicts) {
    entry.criteria.push_back({verdict.criterion, verdict.severity, verdict.status});
  }
  for (const auto& alert : study.verdicts.alerts) {
    if (alert.severity == model::Severity::info) {
      continue;
    }
    if (entry.alerts.size() < k_alerts) {
      entry.alerts.push_back({alert.severity, shorten(clean(alert.what), k_text_limit),
                              shorten(clean(alert.text.substr(0, 2 * k_text_limit)), k_text_limit)});
    } else {
      ++entry.more_alerts;
    }
  }
  return entry;
}

Json to_json(const SiteEntry& entry) {
  auto criteria = Json::array();
  for (const auto& criterion : entry.criteria) {
    criteria.push(criterion_json(criterion));
  }
  auto alerts = Json::array();
  for (const auto& alert : entry.alerts) {
    alerts.push(alert_json(alert));
  }
  return Json::object({{"kind", "reprovip-site-entry"},
                       {"schema", k_schema},
                       {"study", entry.study},
                       {"status", to_string(entry.status)},
                       {"protocol", entry.protocol},
                       {"profile", entry.profile},
                       {"application", entry.application},
                       {"design", entry.design},
                       {"executions", entry.executions},
                       {"succeeded", entry.succeeded},
                       {"ended_ms", entry.ended_ms},
                       {"criteria", std::move(criteria)},
                       {"alerts", std::move(alerts)},
                       {"more_alerts", entry.more_alerts}});
}

Result<SiteEntry> site_entry_from_json(const Json& json, const std::string& name) {
  if (json["kind"].text() != "reprovip-site-entry" || json["schema"].integer() != k_schema) {
    return failure(ErrorKind::usage, format("{} is not what this version writes of a study", name),
                   "write the page of that study again, or remove its folder");
  }
  SiteEntry entry;
  entry.study = json["study"].text();
  entry.status = status_from(json["status"]);
  entry.protocol = json["protocol"].text();
  entry.profile = json["profile"].text();
  entry.application = json["application"].text();
  entry.design = json["design"].text();
  entry.executions = count_from(json["executions"]);
  entry.succeeded = count_from(json["succeeded"]);
  entry.ended_ms = json["ended_ms"].integer();
  for (const auto& criterion : json["criteria"].items()) {
    entry.criteria.push_back(
        {criterion["id"].text(), severity_from(criterion["severity"]), status_from(criterion["status"])});
  }
  for (const auto& alert : json["alerts"].items()) {
    entry.alerts.push_back({severity_from(alert["severity"]), alert["what"].text(), alert["text"].text()});
  }
  entry.more_alerts = count_from(json["more_alerts"]);
  return entry;
}

} // namespace reprovip::report
