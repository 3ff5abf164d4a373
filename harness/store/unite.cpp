#include "harness/base/format.hpp"
#include "harness/store/digests_in.hpp"
#include "harness/store/layout.hpp"
#include "harness/store/state.hpp"
#include "harness/store/unite_checks.hpp"
#include "harness/store/unite_study.hpp"
#include "harness/sys/hash.hpp"

#include <unistd.h>

#include <set>

namespace reprovip::store {

namespace fs = std::filesystem;

namespace {

// The union of two stores: `from` is only read.
class Uniting {
public:
  Uniting(sys::Path from, Store& store, sys::Durability durability)
      : m_from(std::move(from)), m_to(store.root()), m_store(store), m_durability(durability) {}

  // A record comes after all that it names, and was listed before it: of a store that is being written no
  // record arrives without its outputs.
  Result<Store::United> run() {
    const auto records = list_records(sys::list_names(m_from / "cells"));
    TRY(check_records(m_from, m_to, records));
    TRY(check_imports());
    TRY(take_objects());
    TRY(take_files("hosts", m_united.hosts));
    TRY(take_records(records));
    TRY(take_builds());
    TRY(take_tree("cache"));
    std::uint64_t shapes = 0;
    TRY(take_files("imports", shapes));
    TRY(take_studies());
    m_united.missing = missing_of(m_store, records);
    return m_united;
  }

  Result<Store::United> run_cells(const std::set<Digest>& cells) {
    std::vector<std::string> names;
    for (const auto& cell : cells) {
      names.push_back(cell.hex);
    }
    const auto records = list_records(names);
    TRY(check_records(m_from, m_to, records));
    std::set<std::string> named;
    for (const auto& record : records) {
      TRY_ASSIGN(const auto text, sys::read_file(m_from / record));
      note_digests(text, named);
    }
    for (const auto& name : named) {
      TRY(take_named(Digest{name}));
    }
    TRY(take_records(records));
    TRY(take_builds());
    m_united.missing = missing_of(m_store, records);
    return m_united;
  }

private:
  // Relative to the store.
  std::vector<sys::Path> list_records(const std::vector<std::string>& cells) const {
    std::vector<sys::Path> records;
    for (const auto& cell : cells) {
      for (const auto& repetition : sys::list_names(m_from / "cells" / cell)) {
        for (const auto& attempt : sys::list_names(m_from / "cells" / cell / repetition)) {
          auto record = sys::Path("cells") / cell / repetition / attempt / k_record_file;
          if (is_there(m_from / record)) {
            records.push_back(std::move(record));
          }
        }
      }
    }
    return records;
  }

  // What several imports brought is counted by the order of their names: of two such lists there is no union.
  Result<void> check_imports() const {
    for (const auto& name : sys::list_names(m_from / "imports")) {
      if (name.ends_with(".json") && is_there(m_to / "imports" / name)) {
        TRY_ASSIGN(const auto here, sys::read_file(m_to / "imports" / name));
        TRY_ASSIGN(const auto there, sys::read_file(m_from / "imports" / name));
        if (here != there) {
          return failure(ErrorKind::usage,
                         format("\"{}\" and \"{}\" each hold other imports of \"{}\"", m_to.string(),
                                m_from.string(), sys::Path(name).stem().string()),
                         "import the trees themselves into one store");
        }
      }
    }
    return {};
  }

  Result<void> take_objects() {
    for (const auto& folder : sys::list_names(m_from / "objects")) {
      for (const auto& name : sys::list_names(m_from / "objects" / folder)) {
        const Digest digest{name};
        if (name.front() != '.' && !m_store.has_object(digest)) {
          TRY(take_object(m_from / "objects" / folder / name, digest));
        }
      }
    }
    return {};
  }

  // What a record names: an object, a host, a cell, or what the other store has not.
  Result<void> take_named(const Digest& digest) {
    const auto object = m_from / "objects" / digest.hex.substr(0, 2) / digest.hex;
    if (is_there(object) && !m_store.has_object(digest)) {
      TRY(take_object(object, digest));
    }
    TRY_ASSIGN(const bool is_new, take_file(sys::Path("hosts") / (digest.hex + ".json")));
    m_united.hosts += is_new ? 1U : 0U;
    return {};
  }

  Result<void> take_records(const std::vector<sys::Path>& records) {
    for (const auto& record : records) {
      TRY(take_file(record.parent_path().parent_path().parent_path() / "cell.json"));
      TRY_ASSIGN(const bool is_new, take_file(record));
      m_united.records += is_new ? 1U : 0U;
    }
    return {};
  }

  // An artifact that was cut off on its way must not become an output of another content.
  Result<void> take_object(const sys::Path& file, const Digest& digest) {
    std::error_code unknown;
    if (fs::symlink_status(file, unknown).type() != fs::file_type::regular) {
      return check_plain(m_from, file);
    }
    TRY_ASSIGN(const auto found, sys::sha256_file(file));
    if (found != digest) {
      return failure(ErrorKind::data,
                     format("\"{}\" is damaged: its bytes are not what its name says", file.string()),
                     "fetch that store again, or run there again what it names");
    }
    const auto copy = m_to / "objects" / format(".{}.{}.tmp", digest.hex, ::getpid());
    TRY(sys::make_directories(copy.parent_path()));
    std::error_code error;
    fs::copy_file(file, copy, fs::copy_options::overwrite_existing, error);
    if (error) {
      return failure(ErrorKind::environment,
                     format("cannot copy \"{}\": {}", file.string(), error.message()));
    }
    m_united.objects += 1;
    return m_store.keep_object(copy, digest);
  }

  // Whether the store had it not.
  Result<bool> take_file(const sys::Path& relative) {
    TRY(check_plain(m_from, m_from / relative));
    return store::take_file(m_from / relative, m_to / relative, m_durability);
  }

  Result<void> take_files(const sys::Path& folder, std::uint64_t& count) {
    for (const auto& name : sys::list_names(m_from / folder)) {
      if (name.front() != '.') {
        TRY_ASSIGN(const bool is_new, take_file(folder / name));
        count += is_new ? 1U : 0U;
      }
    }
    return {};
  }

  Result<void> take_tree(const sys::Path& folder) {
    std::uint64_t ignored = 0;
    for (const auto& name : sys::list_names(m_from / folder)) {
      TRY(take_files(folder / name, ignored));
    }
    return {};
  }

  // A build is there once its note is, which comes last.
  Result<void> take_builds() {
    for (const auto& name : sys::list_names(m_from / "builds")) {
      const auto build = sys::Path("builds") / name;
      if (!is_there(m_from / build / "build.json") || is_there(m_to / build / "build.json")) {
        continue;
      }
      TRY(sys::remove_tree(m_to / build));
      TRY(sys::make_directories((m_to / build)));
      std::error_code error;
      fs::copy(m_from / build / "out", m_to / build / "out",
               fs::copy_options::recursive | fs::copy_options::copy_symlinks, error);
      if (error) {
        return failure(ErrorKind::environment,
                       format("cannot copy \"{}\": {}", (m_from / build).string(), error.message()));
      }
      TRY(take_file(build / "log.txt"));
      TRY(take_file(build / "build.json"));
    }
    return {};
  }

  Result<void> take_studies() {
    for (const auto& study : sys::list_names(m_from / "studies")) {
      if (study.front() == '.') {
        continue;
      }
      const auto folder = sys::Path("studies") / study;
      for (const auto& name : sys::list_names(m_from / folder)) {
        if (name.ends_with(".json") || name.ends_with(".jsonl")) {
          TRY(check_plain(m_from, m_from / folder / name));
        }
      }
      m_united.studies += is_there(m_to / folder) ? 0U : 1U;
      TRY(unite_study(m_from / folder, m_to / folder, m_durability));
    }
    return {};
  }

  sys::Path m_from;
  sys::Path m_to;
  Store& m_store;
  sys::Durability m_durability;
  Store::United m_united;
};

} // namespace

namespace {

bool is_same(const sys::Path& a, const sys::Path& b) {
  std::error_code ignored;
  return fs::equivalent(a, b, ignored);
}

} // namespace

Result<Store::United> Store::unite(const Store& from) {
  TRY(m_state->may_write());
  if (is_same(from.root(), root())) {
    return United{};
  }
  m_state->dirty = true;
  TRY_ASSIGN(const auto united, Uniting(from.root(), *this, m_state->durability()).run());
  TRY(flush());
  return united;
}

Result<Store::United> Store::unite_cells(const Store& from, const std::set<Digest>& cells) {
  TRY(m_state->may_write());
  if (is_same(from.root(), root())) {
    return United{};
  }
  m_state->dirty = true;
  TRY_ASSIGN(const auto united, Uniting(from.root(), *this, m_state->durability()).run_cells(cells));
  TRY(flush());
  return united;
}

} // namespace reprovip::store
