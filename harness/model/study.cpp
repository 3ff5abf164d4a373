#include "harness/model/study.hpp"

namespace reprovip::model {

Tally tally(const Study& study) {
  Tally counts;
  counts.planned = static_cast<std::uint32_t>(study.plan.executions.size());
  for (const auto& record : study.records) {
    if (!record) {
      ++counts.missing;
    } else if (is_complete(*record)) {
      ++counts.succeeded;
    } else if (record->ending.infrastructure) {
      ++counts.infrastructure;
    } else {
      ++counts.failed;
    }
  }
  return counts;
}

} // namespace reprovip::model
