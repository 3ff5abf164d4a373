#pragma once

#include "harness/base/digest.hpp"
#include "harness/base/json.hpp"
#include "harness/base/result.hpp"
#include "harness/model/plan.hpp"
#include "harness/model/record.hpp"
#include "harness/sys/files.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace reprovip::store {

// Held while a study is written; released when destroyed or when the process dies.
class StudyLock {
public:
  virtual ~StudyLock() = default;
};

enum class Access { read, write };

// The run store (layout in store/README.md). Every write is whole or not at all; objects and records may be
// written from one other thread while this one reads.
class Store {
public:
  // Makes it when it is not there (for writing). A store of a newer format is an error.
  static Result<Store> open(const sys::Path& root, Access access);
  ~Store();
  Store(Store&&) noexcept;
  Store& operator=(Store&&) noexcept;

  const sys::Path& root() const;
  sys::Path study_directory(const std::string& study) const;

  // One live writer per study: an error names the owner (host, pid, since when).
  Result<std::unique_ptr<StudyLock>> lock(const std::string& study);

  // A fresh directory for one attempt below its cell; `attempt` ids are unique across writers. Without a
  // record in it, it is scratch: `clean` may remove it.
  struct Attempt {
    std::string id;
    sys::Path directory;
  };
  Result<Attempt> new_attempt(const Digest& cell, std::uint32_t repetition);
  // The attempt at this execution that may be under way where we do not see it, and what its marker says
  // (launch/elsewhere.hpp); the first when there are several.
  struct Elsewhere {
    Attempt attempt;
    Json marker;
  };
  Result<std::optional<Elsewhere>> elsewhere(const Digest& cell, std::uint32_t repetition) const;
  // Describes a cell for people, once.
  Result<void> describe_cell(const model::Plan& plan, const model::Cell& cell);

  // What the cells of the store are, in order of their keys. One that nobody described, or that cannot be
  // read, is left out.
  struct CellNote {
    Digest key;
    std::string application; // its name
    std::string subject;
    std::map<std::string, std::string> levels; // factor → level name
  };
  std::vector<CellNote> cell_notes() const;

  // Moves (or copies) the file under its digest; the same bytes are kept once.
  Result<void> keep_object(const sys::Path& file, const Digest& digest);
  Result<void> keep_bytes(std::string_view bytes, const Digest& digest);
  bool has_object(const Digest& digest) const;
  Result<sys::Path> object(const Digest& digest) const;

  // Writes record.json of the attempt and removes what else is in its directory. Flushed to disk in groups by
  // `flush`, or at once when `durable`.
  Result<void> write_record(const Attempt& attempt, const model::Record& record);
  Result<void> flush();
  void set_durable(bool durable);

  Result<void> keep_host(const model::Host& host);
  Result<std::map<std::string, model::Host>> hosts() const;

  // The highest repetition of the cell that has a record; 0 when none has.
  std::uint32_t last_repetition(const Digest& cell) const;
  // Every record of the repetitions of `cell`, by repetition, attempts in order of their start. A record that
  // cannot be read is skipped and named in `warnings`.
  Result<std::vector<model::Record>> records(const Digest& cell, std::vector<std::string>& warnings) const;
  // For each execution of the plan the attempt that counts: the last complete one, else the last.
  Result<std::vector<std::optional<model::Record>>> records(const model::Plan& plan,
                                                            std::vector<std::string>& warnings) const;

  // Files of a study: plan.json, scores.json, verdicts.json. `append_event` adds a line to events.jsonl.
  Result<void> write_study_file(const std::string& study, const std::string& name, std::string_view bytes);
  Result<std::string> read_study_file(const std::string& study, const std::string& name) const;
  Result<void> append_event(const std::string& study, const Json& event);
  std::vector<std::string> studies() const;

  // Removes scratch of attempts whose writer is dead.
  Result<void> clean(const model::Plan& plan);

  struct United {
    std::uint64_t records = 0; // that were not here before
    std::uint64_t objects = 0;
    std::uint64_t hosts = 0;
    std::uint64_t studies = 0;
    std::vector<std::string> missing; // what its records name as kept and neither store has, in words
  };
  // Takes over what another store holds and this one does not; `from` is only read, and may be in use. The
  // union is the same in whatever order stores are united, and again changes nothing. Of two files of one
  // name that differ (a study scored here and there) the later stays. Objects are looked through: one that
  // is damaged is an error, and so are two imports that share a name, a record that cannot be read, two that
  // are of one attempt and differ (before anything is taken over), and links in place of files.
  Result<United> unite(const Store& from);
  // Of it only the builds and what these cells ran, with what that names: no studies. For one who goes on
  // with a part of what another store holds.
  Result<United> unite_cells(const Store& from, const std::set<Digest>& cells);

  struct Garbage {
    std::uint64_t objects = 0;
    std::uint64_t builds = 0;
    std::uint64_t bytes = 0;
    std::uint64_t scratch = 0;
  };
  // Objects that no record names, builds that no study names, and dead scratch. Removes them unless
  // `dry_run`. Refuses while a study is locked.
  Result<Garbage> collect_garbage(bool dry_run);

private:
  struct State;
  explicit Store(std::unique_ptr<State> state);
  std::unique_ptr<State> m_state;
};

} // namespace reprovip::store
