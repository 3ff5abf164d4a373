#include "harness/study/past.hpp"

#include "harness/model/record.hpp"
#include "harness/store/store.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <tuple>

namespace reprovip::study {

namespace {

std::uint64_t bytes_of(const model::Record& record) {
  std::uint64_t bytes = record.out.kept + record.err.kept;
  for (const auto& output : record.outputs) {
    for (const auto& file : output.files) {
      bytes += file.stored ? file.size : 0;
    }
  }
  return bytes;
}

// Means over what a cell's executions took.
struct Sum {
  double wall = 0;
  std::uint64_t bytes = 0;
  std::uint32_t count = 0;

  plan::PastCost mean() const {
    return count == 0 ? plan::PastCost{} : plan::PastCost{Seconds(wall / count), bytes / count};
  }
};

using Sums = std::map<std::string, Sum>;

void add(const model::Record& record, Sum& sum) {
  if (record.ending.usage.wall_s) {
    sum.wall += *record.ending.usage.wall_s;
    sum.bytes += bytes_of(record);
    ++sum.count;
  }
}

// A store that may not be there yet.
Result<std::optional<store::Store>> open_store(const sys::Path& root) {
  std::error_code ignored;
  if (!std::filesystem::exists(root / "store.json", ignored)) {
    return std::nullopt;
  }
  TRY_ASSIGN(auto store, store::Store::open(root, store::Access::read));
  return store;
}

// What the store knows of the plan's cells and executions.
struct Past {
  std::vector<std::optional<model::Record>> records; // one for each execution
  Sums sums;                                         // by the cell's key

  plan::PastCost of(const Digest& cell) const {
    const auto found = sums.find(cell.hex);
    return found == sums.end() ? plan::PastCost{} : found->second.mean();
  }
  bool is_pending(std::uint32_t execution) const {
    return !records[execution] || records[execution]->ending.infrastructure;
  }
};

Result<Past> read_past(const model::Plan& plan, const std::optional<store::Store>& store) {
  Past past;
  past.records.resize(plan.executions.size());
  if (store) {
    std::vector<std::string> warnings;
    TRY_ASSIGN(past.records, store->records(plan, warnings));
  }
  for (const auto& record : past.records) {
    if (record) {
      add(*record, past.sums[record->cell.hex]);
    }
  }
  return past;
}

// What a cell is called, whatever version and inputs it is of.
using Name = std::tuple<std::string, std::string, std::map<std::string, std::string>>;

Name name_of(const model::Plan& plan, const model::Cell& cell) {
  const auto& condition = plan.conditions[cell.condition];
  std::map<std::string, std::string> levels;
  for (std::size_t i = 0; i < plan.resolved.protocol.factors.size(); ++i) {
    levels[plan.resolved.protocol.factors[i].name] = model::level_of(plan, condition, i).name;
  }
  return {plan.resolved.deployments[condition.deployment].application.name,
          plan.resolved.subjects[cell.subject].id, std::move(levels)};
}

// Cells that never ran get what others of their name took.
Result<void> add_namesakes(const model::Plan& plan, const store::Store& store, Sums& sums) {
  std::map<Name, std::vector<Digest>> namesakes;
  for (auto& note : store.cell_notes()) {
    namesakes[{note.application, note.subject, std::move(note.levels)}].push_back(note.key);
  }
  for (const auto& cell : plan.cells) {
    const auto found = namesakes.find(name_of(plan, cell));
    if (sums.contains(cell.key.hex) || found == namesakes.end()) {
      continue;
    }
    Sum sum;
    for (const auto& key : found->second) {
      std::vector<std::string> warnings;
      TRY_ASSIGN(const auto records, store.records(key, warnings));
      for (const auto& record : records) {
        add(record, sum);
      }
    }
    sums[cell.key.hex] = sum;
  }
  return {};
}

} // namespace

Result<plan::Estimate> estimate_rest(const model::Plan& plan, const sys::Path& root, std::uint32_t jobs) {
  TRY_ASSIGN(const auto store, open_store(root));
  TRY_ASSIGN(const auto past, read_past(plan, store));
  return plan::estimate(
      plan, [&](const Digest& cell) { return past.of(cell); },
      [&](std::uint32_t execution) { return past.is_pending(execution); }, jobs);
}

Result<Expected> expected_seconds(const model::Plan& plan, const sys::Path& root) {
  TRY_ASSIGN(const auto store, open_store(root));
  TRY_ASSIGN(auto past, read_past(plan, store));
  if (store) {
    TRY(add_namesakes(plan, *store, past.sums));
  }
  Expected expected;
  expected.seconds = plan::subject_seconds(
      plan, [&](const Digest& cell) { return past.of(cell); },
      [&](std::uint32_t execution) { return past.is_pending(execution); });
  expected.is_known = std::ranges::any_of(past.sums, [](const auto& sum) { return sum.second.count > 0; });
  return expected;
}

} // namespace reprovip::study
