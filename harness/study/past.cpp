#include "harness/study/past.hpp"

#include "harness/model/record.hpp"
#include "harness/store/store.hpp"

#include <filesystem>

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

using Records = std::vector<std::optional<model::Record>>;

Result<Records> read_records(const model::Plan& plan, const sys::Path& root) {
  std::error_code ignored;
  if (!std::filesystem::exists(root / "store.json", ignored)) {
    return Records(plan.executions.size());
  }
  TRY_ASSIGN(const auto store, store::Store::open(root, store::Access::read));
  std::vector<std::string> warnings;
  return store.records(plan, warnings);
}

} // namespace

Result<plan::Estimate> estimate_rest(const model::Plan& plan, const sys::Path& root, std::uint32_t jobs) {
  TRY_ASSIGN(const auto records, read_records(plan, root));
  std::map<std::string, Sum> sums;
  for (const auto& record : records) {
    if (record && record->ending.usage.wall_s) {
      auto& sum = sums[record->cell.hex];
      sum.wall += *record->ending.usage.wall_s;
      sum.bytes += bytes_of(*record);
      ++sum.count;
    }
  }
  return plan::estimate(
      plan, [&](const Digest& cell) { return sums[cell.hex].mean(); },
      [&](std::uint32_t execution) {
        return !records[execution] || records[execution]->ending.infrastructure;
      },
      jobs);
}

} // namespace reprovip::study
