#include "harness/history/write.hpp"

#include "harness/base/format.hpp"
#include "harness/history/index.hpp"
#include "harness/history/tables.hpp"

#include <map>
#include <set>

namespace reprovip::history {

namespace {

constexpr const char* k_drop_tables = "DROP TABLE IF EXISTS studies; DROP TABLE IF EXISTS criteria;"
                                      "DROP TABLE IF EXISTS checks; DROP TABLE IF EXISTS scores;"
                                      "DROP TABLE IF EXISTS executions;";

std::int64_t as_integer(std::size_t number) {
  return static_cast<std::int64_t>(number);
}

Result<void> remove_study(Database& database, std::int64_t id) {
  for (const auto* table : {"criteria WHERE study", "checks WHERE study", "scores WHERE study",
                            "executions WHERE study", "studies WHERE id"}) {
    TRY_ASSIGN(auto statement, database.prepare(format("DELETE FROM {} = ?", table)));
    TRY(statement.set(1, id).run());
  }
  return {};
}

Result<std::int64_t> add_study_row(Database& database, const Entry& entry) {
  const auto& study = entry.study;
  TRY_ASSIGN(auto insert,
             database.prepare("INSERT INTO studies(name, stamp, line, protocol, profile, options,"
                              " application, version, verdict, first_ms, last_ms, tool, planned,"
                              " complete, failed, unfinished)"
                              " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) RETURNING id"));
  insert.set(1, study.study).set(2, entry.stamp).set(3, line_key(study));
  insert.set(4, study.protocol).set(5, study.profile).set(6, study.options);
  insert.set(7, study.application).set(8, study.version);
  if (study.status) {
    insert.set(9, to_string(*study.status));
  }
  insert.set(10, study.first_ms).set(11, study.last_ms).set(12, study.tool_version);
  insert.set(13, as_integer(study.planned)).set(14, as_integer(study.complete));
  insert.set(15, as_integer(study.failed)).set(16, as_integer(study.unfinished));
  TRY(insert.next());
  const auto id = insert.integer(0);
  TRY(insert.run());
  return id;
}

Result<void> add_checks(Database& database, std::int64_t study, const model::Verdict& verdict) {
  TRY_ASSIGN(auto insert, database.prepare("INSERT INTO checks VALUES(?,?,?,?,?)"));
  for (const auto& check : verdict.checks) {
    insert.set(1, study).set(2, verdict.criterion).set(3, check.value).set(4, check.group);
    TRY(insert.set(5, to_string(check.status)).run());
  }
  return {};
}

Result<void> add_criteria(Database& database, std::int64_t study,
                          const std::vector<model::Verdict>& verdicts) {
  TRY_ASSIGN(auto insert, database.prepare("INSERT INTO criteria VALUES(?,?,?,?,?,?,?,?)"));
  std::int64_t place = 0;
  for (const auto& verdict : verdicts) {
    insert.set(1, study).set(2, place++).set(3, verdict.criterion).set(4, to_string(verdict.severity));
    insert.set(5, to_string(verdict.status)).set(6, verdict.subject_of).set(7, verdict.require);
    TRY(insert.set(8, verdict.reason).run());
    TRY(add_checks(database, study, verdict));
  }
  return {};
}

Result<void> add_scores(Database& database, std::int64_t study, const std::vector<model::Score>& scores) {
  TRY_ASSIGN(auto insert, database.prepare("INSERT INTO scores VALUES(?,?,?,?,?,?,?,?,?,?,?)"));
  std::int64_t place = 0;
  for (const auto& score : scores) {
    const auto& interval = score.interval;
    insert.set(1, study).set(2, place++).set(3, score.metric).set(4, score.kind);
    insert.set(5, value_name(score)).set(6, score.group).set(7, score.estimate);
    insert.set(8, interval ? std::optional(interval->low) : std::nullopt);
    insert.set(9, interval ? std::optional(interval->high) : std::nullopt);
    TRY(insert.set(10, score.unit).set(11, score.reason).run());
  }
  return {};
}

Result<void> add_executions(Database& database, std::int64_t study, const std::vector<Ran>& executions) {
  TRY_ASSIGN(auto insert, database.prepare("INSERT INTO executions VALUES(?,?,?,?,?,?,?,?,?,?,?)"));
  for (const auto& ran : executions) {
    insert.set(1, study).set(2, ran.subject).set(3, ran.group).set(4, as_integer(ran.repetition));
    insert.set(5, ran.outcome).set(6, as_integer(ran.complete ? 1 : 0)).set(7, ran.wall_s);
    insert.set(8, ran.cpu_s).set(9, ran.memory).set(10, ran.host);
    TRY(insert.set(11, ran.ended_ms).run());
  }
  return {};
}

Result<void> add_entry(Database& database, const Entry& entry) {
  TRY_ASSIGN(const auto id, add_study_row(database, entry));
  TRY(add_criteria(database, id, entry.verdicts));
  TRY(add_scores(database, id, entry.scores));
  return add_executions(database, id, entry.executions);
}

struct Known {
  std::int64_t id = 0;
  std::string stamp;
};
Result<std::map<std::string, Known>> known_studies(Database& database) {
  std::map<std::string, Known> known;
  TRY_ASSIGN(auto rows, database.prepare("SELECT name, id, stamp FROM studies"));
  for (;;) {
    TRY_ASSIGN(const bool more, rows.next());
    if (!more) {
      return known;
    }
    known[rows.text(0)] = {rows.integer(1), rows.text(2)};
  }
}

Result<bool> bring_up_to_date(Database& database, const store::Store& store, const std::string& study,
                              const Known* known, std::vector<std::string>& notes) {
  const auto stamp = stamp_of(store, study);
  if (known != nullptr && known->stamp == stamp) {
    return false;
  }
  if (known != nullptr) {
    TRY(remove_study(database, known->id));
  }
  if (stamp.find("plan.json") == std::string::npos) {
    return false; // nothing was planned yet: only its lock is there
  }
  const auto entry = read_entry(store, study, notes);
  if (!entry) {
    notes.push_back(
        format("study \"{}\" cannot be read and is left out: {}", study, one_line(entry.error())));
    return false;
  }
  TRY(add_entry(database, *entry));
  return true;
}

Result<std::uint32_t> update_studies(Database& database, const store::Store& store,
                                     std::vector<std::string>& notes) {
  TRY_ASSIGN(auto known, known_studies(database));
  std::uint32_t read = 0;
  for (const auto& study : store.studies()) {
    const auto found = known.find(study);
    TRY_ASSIGN(const bool anew, bring_up_to_date(database, store, study,
                                                 found == known.end() ? nullptr : &found->second, notes));
    read += anew ? 1U : 0U;
    known.erase(study);
  }
  for (const auto& [name, gone] : known) {
    TRY(remove_study(database, gone.id));
  }
  return read;
}

} // namespace

Result<void> prepare_tables(Database& database) {
  std::int64_t found = 0;
  {
    TRY_ASSIGN(auto version, database.prepare("PRAGMA user_version"));
    TRY(version.next());
    found = version.integer(0);
  }
  if (found == k_tables) {
    return {};
  }
  return database.execute(
      format("BEGIN; {} {} PRAGMA user_version = {}; COMMIT;", k_drop_tables, k_make_tables, k_tables));
}

Result<std::uint32_t> update_tables(Database& database, const store::Store& store,
                                    std::vector<std::string>& notes) {
  TRY(database.execute("BEGIN IMMEDIATE"));
  auto read = update_studies(database, store, notes);
  if (!read) {
    static_cast<void>(database.execute("ROLLBACK"));
    return read;
  }
  TRY(database.execute("COMMIT"));
  return read;
}

} // namespace reprovip::history
