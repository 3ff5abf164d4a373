#include "harness/base/format.hpp"
#include "harness/study/gallery.hpp"
#include "harness/sys/files.hpp"

#include <set>

namespace reprovip::study {

namespace {

// Executions in the order in which their logs are wanted.
std::vector<std::uint32_t> order_of(const model::Study& study) {
  std::vector<std::uint32_t> order;
  std::set<std::uint32_t> known;
  const auto add = [&](std::uint32_t execution) {
    if (execution < study.records.size() && study.records[execution] && known.insert(execution).second) {
      order.push_back(execution);
    }
  };
  for (std::uint32_t i = 0; i < study.records.size(); ++i) {
    if (study.records[i] && !model::is_complete(*study.records[i])) {
      add(i);
    }
  }
  for (const auto& output : study.scores.classes) {
    for (const auto& subject : output.subjects) {
      for (const auto& one : subject.canonical) {
        add(one.executions.front());
      }
    }
  }
  for (std::uint32_t i = 0; i < study.records.size(); ++i) {
    add(i);
  }
  return order;
}

} // namespace

void exhibit_logs(const store::Store& store, model::Study& study, const ExhibitLimits& limits) {
  std::size_t used = 0;
  std::size_t left_out = 0;
  std::set<std::string> missed;
  for (const auto execution : order_of(study)) {
    const auto& record = *study.records[execution];
    for (const auto* log : {&record.out, &record.err}) {
      if (log->size == 0 || study.exhibits.contains(log->digest.hex)) {
        continue;
      }
      if (used >= limits.logs) {
        left_out += static_cast<std::size_t>(missed.insert(log->digest.hex).second);
        continue;
      }
      const auto file = store.object(log->digest);
      const auto room = std::min(limits.log_end, limits.logs - used);
      if (auto end = file ? sys::read_tail(*file, room) : tl::unexpected(file.error())) {
        used += end->size();
        study.exhibits.emplace(log->digest.hex, std::move(*end));
      }
    }
  }
  if (left_out > 0) {
    study.not_exhibited.push_back(format("{} log{}: the page holds {} KiB of them", left_out,
                                         left_out == 1 ? "" : "s", limits.logs >> 10U));
  }
}

} // namespace reprovip::study
