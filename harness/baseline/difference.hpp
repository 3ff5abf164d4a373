#pragma once

#include "harness/base/result.hpp"
#include "harness/model/baseline.hpp"
#include "harness/stats/no_worse.hpp"

#include <optional>
#include <string>
#include <vector>

namespace reprovip::baseline {

// What moved between two baselines (or a baseline and a study: `accept` makes one of it).
struct ValueDifference {
  std::string name;
  bool identical = false;              // every execution of a cell has one value, or both have the same ones
  std::optional<stats::NoWorse> tests; // of B beside A's own run-to-run variability
  std::uint32_t subjects = 0;          // that both have
  model::Status status = model::Status::inconclusive;
  std::string reason; // why there are no tests, or what they say
};
struct OutputDifference {
  std::string output;
  std::uint32_t cells = 0; // that both have
  std::uint32_t same = 0;  // whose classes of B are all classes of A
  bool has_values = false; // then they decide
};
struct Difference {
  std::string a; // studies
  std::string b;
  std::vector<std::string> changes; // "version: 1.0 → 1.1", "criterion retest: pass → fail"
  std::vector<OutputDifference> outputs;
  std::vector<ValueDifference> values; // of A's order
  model::Status status = model::Status::inconclusive;
  std::string reason;
};

// B is held to A as the metric `no_worse` holds a level to its reference, and gives its numbers: subjects are
// matched by name, conditions by name, or each side's only one. From means and deviations alone it cannot be
// seen whether differences that are all alike are more than chance: these are left open. An error when no
// cell is common.
Result<Difference> difference(const model::Baseline& a, const model::Baseline& b,
                              const stats::NoWorseQuestion& question);

Json to_json(const Difference& difference);

} // namespace reprovip::baseline
