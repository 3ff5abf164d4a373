#pragma once

// What is asked of the tables; tests look at how SQLite answers each (by an index, never a scan).
namespace reprovip::history {

constexpr const char* k_scores_of_metric = "SELECT study, place, value, grouped, estimate, low, high, unit, "
                                           "reason, kind FROM scores WHERE metric = ?";
constexpr const char* k_walls_of_study =
    "SELECT grouped, wall FROM executions WHERE study = ? AND complete = 1 AND wall NOT NULL"
    " ORDER BY grouped, wall";
constexpr const char* k_memories_of_study =
    "SELECT grouped, memory FROM executions WHERE study = ? AND complete = 1 AND memory NOT NULL"
    " ORDER BY grouped, memory";
constexpr const char* k_criteria_of_study =
    "SELECT criterion, status, reason, subject_of, require FROM criteria WHERE study = ? ORDER BY place";
constexpr const char* k_checked_values =
    "SELECT DISTINCT value, grouped FROM checks WHERE study = ? AND criterion = ?";
constexpr const char* k_earlier_studies =
    "SELECT id, name, last_ms FROM studies WHERE line = ? AND (last_ms, name) < (?, ?)"
    " ORDER BY last_ms DESC, name DESC";
constexpr const char* k_metrics =
    "SELECT metric, count(DISTINCT study) FROM scores GROUP BY metric ORDER BY metric";

} // namespace reprovip::history
