#include "harness/history/index.hpp"

#include "harness/base/format.hpp"
#include "harness/history/write.hpp"

#include <sys/file.h>

#include <filesystem>

namespace reprovip::history {

namespace {

// A file of its own: the index is replaced when it is damaged, and a lock on it would go with it.
Result<sys::Descriptor> lock_index(const sys::Path& store) {
  return sys::lock_file(store / "index.lock");
}

Result<void> check_pages(Database& database) {
  TRY_ASSIGN(auto check, database.prepare("PRAGMA quick_check(1)"));
  TRY(check.next());
  const auto text = check.text(0);
  return text == "ok" ? Result<void>{} : failure(ErrorKind::environment, text);
}

struct Opened {
  Database database;
  std::uint32_t read_anew = 0;
};

Result<Opened> open_checked(const sys::Path& file, const store::Store& store, std::vector<std::string>& notes,
                            bool& damaged) {
  TRY_ASSIGN(auto database, Database::open(file));
  const auto prepare = [&]() -> Result<std::uint32_t> {
    // What a crash of the machine leaves is seen by the check, and all of it can be had again.
    TRY(database.execute("PRAGMA synchronous = OFF"));
    TRY(check_pages(database));
    TRY(prepare_tables(database));
    damaged = false;
    return update_tables(database, store, notes);
  };
  damaged = true;
  auto read = prepare();
  if (!read) {
    damaged = damaged || database.is_damaged();
    return tl::unexpected(std::move(read).error());
  }
  return Opened{std::move(database), *read};
}

void remove_index(const sys::Path& file) {
  for (const auto* ending : {"", "-journal", "-wal", "-shm"}) {
    std::error_code ignored;
    std::filesystem::remove(file.string() + ending, ignored);
  }
}

Result<Opened> open_or_rebuild(const sys::Path& file, const store::Store& store,
                               std::vector<std::string>& notes) {
  bool damaged = false;
  std::vector<std::string> said;
  auto opened = open_checked(file, store, said, damaged);
  if (opened) {
    notes.insert(notes.end(), said.begin(), said.end());
    return opened;
  }
  if (damaged) {
    notes.push_back(
        format("\"{}\" was damaged and is built anew: {}", file.string(), one_line(opened.error())));
    remove_index(file);
    return open_checked(file, store, notes, damaged);
  }
  return opened;
}

Result<Opened> open_in_memory(const store::Store& store, const Error& why, std::vector<std::string>& notes) {
  notes.push_back(format("history is put together in memory: {}", one_line(why)));
  bool damaged = false;
  return open_checked({}, store, notes, damaged);
}

std::optional<model::Status> status_from(const std::string& text) {
  for (const auto status : {model::Status::pass, model::Status::fail, model::Status::inconclusive}) {
    if (to_string(status) == text) {
      return status;
    }
  }
  return std::nullopt;
}

} // namespace

std::string line_key(const model::HistoryStudy& study) {
  return format("{}\x1f{}\x1f{}\x1f{}", study.protocol, study.profile, study.options, study.application);
}

Result<Index> Index::open(const sys::Path& root, std::vector<std::string>& notes) {
  TRY_ASSIGN(const auto store, store::Store::open(root, store::Access::read));
  auto lock = lock_index(root);
  auto opened = lock ? open_or_rebuild(root / "index.sqlite", store, notes)
                     : Result<Opened>(tl::unexpected(lock.error()));
  if (!opened) {
    TRY_ASSIGN(opened, open_in_memory(store, opened.error(), notes));
  }
  if (lock) {
    ::flock(lock->get(), LOCK_SH);
  }
  Index index(lock ? std::move(*lock) : sys::Descriptor(), std::move(opened->database), root.string());
  index.m_read_anew = opened->read_anew;
  return index;
}

Result<std::vector<Index::Row>> Index::studies() {
  std::vector<Row> studies;
  TRY_ASSIGN(auto rows, m_database.prepare("SELECT name, protocol, profile, options, application, version,"
                                           " verdict, first_ms, last_ms, tool, planned, complete, failed,"
                                           " unfinished, id FROM studies ORDER BY last_ms, name"));
  const auto count = [&](int column) { return static_cast<std::uint32_t>(rows.integer(column)); };
  for (;;) {
    TRY_ASSIGN(const bool more, rows.next());
    if (!more) {
      return studies;
    }
    studies.push_back({rows.integer(14),
                       {m_store, rows.text(0), rows.text(1), rows.text(2), rows.text(3), rows.text(4),
                        rows.text(5), status_from(rows.text(6)), rows.integer(7), rows.integer(8),
                        rows.text(9), count(10), count(11), count(12), count(13)}});
  }
}

} // namespace reprovip::history
