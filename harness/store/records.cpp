#include "harness/base/cpus.hpp"
#include "harness/base/format.hpp"
#include "harness/store/layout.hpp"
#include "harness/store/state.hpp"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <thread>

namespace reprovip::store {

namespace {

Result<model::Record> read_record(const sys::Path& file) {
  TRY_ASSIGN(const auto text, sys::read_file(file));
  TRY_ASSIGN(const auto json, parse_json(text, file.string()));
  return model::record_from_json(json, file.string());
}

// A record says itself where it belongs; one that was copied elsewhere by hand does not count there.
bool belongs_to(const model::Record& record, const Digest& cell, std::uint32_t repetition,
                const std::string& attempt) {
  return record.cell == cell && record.repetition == repetition && record.attempt == attempt;
}

class Reader {
public:
  Reader(const sys::Path& root, const Digest& cell, std::vector<std::string>& warnings)
      : m_root(root), m_cell(cell), m_warnings(warnings) {}

  // The record of an attempt; nothing for scratch and for what cannot be read.
  std::optional<model::Record> read(std::uint32_t repetition, const std::string& attempt) {
    const auto file = repetition_directory(m_root, m_cell, repetition) / attempt / k_record_file;
    auto record = read_record(file);
    if (!record) {
      std::error_code error;
      if (std::filesystem::exists(std::filesystem::symlink_status(file, error))) {
        m_warnings.push_back("a record cannot be read and is skipped: " + one_line(record.error()));
      }
      return std::nullopt;
    }
    if (!belongs_to(*record, m_cell, repetition, attempt)) {
      m_warnings.push_back(format("\"{}\" is the record of another attempt and is skipped", file.string()));
      return std::nullopt;
    }
    return std::move(*record);
  }

  // The last complete attempt, else the last one that can be read.
  std::optional<model::Record> read_counting(std::uint32_t repetition) {
    std::optional<model::Record> last;
    const auto attempts = sys::list_names(repetition_directory(m_root, m_cell, repetition));
    for (auto attempt = attempts.rbegin(); attempt != attempts.rend(); ++attempt) {
      auto record = read(repetition, *attempt);
      if (record && model::is_complete(*record)) {
        return record;
      }
      if (record && !last) {
        last = std::move(record);
      }
    }
    return last;
  }

private:
  const sys::Path& m_root;
  const Digest& m_cell;
  std::vector<std::string>& m_warnings;
};

// A record takes about 40 us to find and read: below some hundred of them a thread is not worth its start.
std::size_t thread_count(std::size_t records) {
  const std::size_t cpus = usable_cpus();
  return std::clamp<std::size_t>(records / 500, 1, std::min<std::size_t>(cpus, 8));
}

std::optional<std::uint32_t> repetition_from(const std::string& name) {
  std::uint32_t number = 0;
  const auto* end = name.data() + name.size();
  if (name.size() < 2 || name.front() != 'r' || std::from_chars(name.data() + 1, end, number).ptr != end ||
      number == 0) {
    return std::nullopt;
  }
  return number;
}

} // namespace

Result<std::vector<model::Record>> Store::records(const Digest& cell,
                                                  std::vector<std::string>& warnings) const {
  std::map<std::uint32_t, std::vector<std::string>> attempts;
  const auto directory = cell_directory(m_state->root, cell);
  for (const auto& name : sys::list_names(directory)) {
    if (const auto repetition = repetition_from(name)) {
      attempts[*repetition] = sys::list_names(directory / name);
    }
  }
  Reader reader(m_state->root, cell, warnings);
  std::vector<model::Record> records;
  for (const auto& [repetition, names] : attempts) {
    for (const auto& name : names) {
      if (auto record = reader.read(repetition, name)) {
        records.push_back(std::move(*record));
      }
    }
  }
  return records;
}

// Slots and warnings are each thread's own, so that the result does not depend on how many there are.
Result<std::vector<std::optional<model::Record>>> Store::records(const model::Plan& plan,
                                                                 std::vector<std::string>& warnings) const {
  std::vector<std::optional<model::Record>> records(plan.executions.size());
  const auto threads = thread_count(records.size());
  std::vector<std::vector<std::string>> warnings_of(threads);
  const auto read_part = [&](std::size_t part) {
    for (auto i = records.size() * part / threads; i < records.size() * (part + 1) / threads; ++i) {
      const auto& execution = plan.executions[i];
      Reader reader(m_state->root, plan.cells[execution.cell].key, warnings_of[part]);
      records[i] = reader.read_counting(execution.repetition);
    }
  };
  std::vector<std::thread> helpers;
  for (std::size_t part = 1; part < threads; ++part) {
    helpers.emplace_back(read_part, part);
  }
  read_part(0);
  for (auto& helper : helpers) {
    helper.join();
  }
  for (const auto& some : warnings_of) {
    warnings.insert(warnings.end(), some.begin(), some.end());
  }
  return records;
}

std::uint32_t Store::last_repetition(const Digest& cell) const {
  std::uint32_t last = 0;
  for (const auto& name : sys::list_names(cell_directory(m_state->root, cell))) {
    const auto repetition = repetition_from(name);
    if (!repetition || *repetition <= last) {
      continue;
    }
    const auto directory = repetition_directory(m_state->root, cell, *repetition);
    for (const auto& attempt : sys::list_names(directory)) {
      if (::access((directory / attempt / k_record_file).c_str(), F_OK) == 0) {
        last = *repetition;
      }
    }
  }
  return last;
}

} // namespace reprovip::store
