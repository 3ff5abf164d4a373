#pragma once

#include "harness/base/json.hpp"
#include "harness/model/study.hpp"

#include <cstdint>
#include <string>
#include <vector>

// A site is a folder: a page per study, and one page that leads to them. What the latter says of a study is
// kept beside the study's page, so that studies of several stores and machines come together in one folder.
namespace reprovip::report {

struct SiteCriterion {
  std::string id;
  model::Severity severity = model::Severity::fail;
  model::Status status = model::Status::inconclusive;
};

// What the index says of one study.
struct SiteEntry {
  std::string study; // also its folder in the site
  model::Status status = model::Status::inconclusive;
  std::string protocol;
  std::string profile;
  std::string application; // with its version
  std::string design;      // "2 subjects × 2 conditions × 3 repetitions"
  std::uint32_t executions = 0;
  std::uint32_t succeeded = 0;
  std::int64_t ended_ms = 0; // UTC, of the last execution that ended; 0 when none has
  std::vector<SiteCriterion> criteria;
  std::vector<model::Alert> alerts; // worst first, of severity warn or fail, the first few
  std::uint32_t more_alerts = 0;    // that were left out
};
SiteEntry site_entry(const model::Study& study);

Json to_json(const SiteEntry& entry);
// `name` is the file's name for errors.
Result<SiteEntry> site_entry_from_json(const Json& json, const std::string& name);

// The page that leads to `<study>/index.html`: how each protocol stands since when, each criterion over its
// studies, and a table of all studies, the newest of each protocol first. The order of `entries` does not
// matter.
std::string write_site_index(std::vector<SiteEntry> entries, const std::string& tool_version);

} // namespace reprovip::report
