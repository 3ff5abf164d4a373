#pragma once

#include "harness/base/result.hpp"
#include "harness/model/history.hpp"
#include "harness/store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace reprovip::history {

// The attempt that counts of one execution.
struct Ran {
  std::string subject;
  std::string group; // its condition: factors of more than one level
  std::uint32_t repetition = 1;
  std::string outcome;
  bool complete = false;
  std::optional<double> wall_s;
  std::optional<double> cpu_s;
  std::optional<double> memory; // bytes
  std::string host;             // fingerprint
  std::int64_t ended_ms = 0;
};

// What history keeps of one study: all of it from its files and records.
struct Entry {
  model::HistoryStudy study; // without the store
  std::string stamp;
  std::vector<model::Verdict> verdicts;
  std::vector<model::Score> scores;
  std::vector<Ran> executions;
};

// Sizes and times of change of the study's files: another stamp means that the entry must be read again.
std::string stamp_of(const store::Store& store, const std::string& study);
// The plan is read as JSON: the protocol that it came from need not be there any more. A study that was not
// judged has no verdict; `warnings` names records that cannot be read.
Result<Entry> read_entry(const store::Store& store, const std::string& study,
                         std::vector<std::string>& warnings);

} // namespace reprovip::history
