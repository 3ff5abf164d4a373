#pragma once

#include "harness/report/site.hpp"

#include <cstdint>
#include <string>
#include <vector>

// Parts of the site's index.
namespace reprovip::report {

// A figure of each criterion's status over the studies of one protocol (given newest first, drawn newest at
// the right; the newest 60), with the same as a table: pass up, fail down, inconclusive on the line.
std::string site_history(const std::vector<SiteEntry>& newest_first);

// A link to the study's page, from the index.
std::string study_link(const SiteEntry& entry);
// "2026-03-01 12:00", or "never"
std::string site_date(std::int64_t time_ms);

} // namespace reprovip::report
