#pragma once

#include "harness/history/database.hpp"
#include "harness/model/history.hpp"
#include "harness/store/store.hpp"
#include "harness/sys/descriptor.hpp"

#include <string>
#include <vector>

namespace reprovip::history {

// index.sqlite of a store: what its studies came to, to be asked quickly. Disposable: everything in it comes
// from the studies' files and records, and only studies whose files have changed are read again. Several
// programs may open it at once: they wait for each other while one brings it up to date.
class Index {
public:
  // Up to date with the store. `notes` says aloud what was wrong: a damaged index, which is built anew; a
  // folder that cannot be written, whose index is made in memory; studies and records that cannot be read.
  static Result<Index> open(const sys::Path& store, std::vector<std::string>& notes);

  struct Row {
    std::int64_t row = 0; // the study's number in the tables
    model::HistoryStudy study;
  };
  // In time order, then by id.
  Result<std::vector<Row>> studies();
  Database& database() { return m_database; }
  const std::string& store() const { return m_store; }
  std::uint32_t read_anew() const { return m_read_anew; } // studies, when it was opened

private:
  Index(sys::Descriptor lock, Database database, std::string store)
      : m_lock(std::move(lock)), m_database(std::move(database)), m_store(std::move(store)) {}

  sys::Descriptor m_lock; // shared while it is asked
  Database m_database;
  std::string m_store;
  std::uint32_t m_read_anew = 0;
};

// What studies of one line have in common.
std::string line_key(const model::HistoryStudy& study);

} // namespace reprovip::history
