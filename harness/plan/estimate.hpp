#pragma once

#include "harness/base/quantity.hpp"
#include "harness/model/plan.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace reprovip::plan {

// What a cell's past executions took, typically: wall time, and bytes of outputs and logs.
struct PastCost {
  std::optional<Seconds> wall;
  std::optional<std::uint64_t> bytes;
};
using PastOf = std::function<PastCost(const Digest& cell)>;
// Whether an execution (an index into Plan::executions) is still to be made.
using IsPending = std::function<bool(std::uint32_t execution)>;

// Time and disk of the executions that are still to be made.
struct Estimate {
  std::size_t executions = 0; // pending
  std::size_t measured = 0;   // of them: cells that ran before
  std::size_t similar = 0;    // cells that did not, judged by others of their condition, else of the plan
  std::size_t limited = 0;    // nothing ran before: the timeout counts, as an upper bound
  std::size_t unknown = 0;    // nor is there a timeout: not in the sums
  Seconds work{0};            // one after the other
  Seconds wall{0};            // with `jobs` at once, at best: no less than the longest one
  std::uint32_t jobs = 1;
  std::optional<std::uint64_t>
      bytes; // at most: identical outputs are kept once; absent when nothing ran before
};

// Means of what is known. Pure: reads only what `past` gives; `jobs` 0 counts as 1.
Estimate estimate(const model::Plan& plan, const PastOf& past, const IsPending& is_pending,
                  std::uint32_t jobs);

// Seconds of each subject's pending executions, one after the other, as `estimate` counts them; where nothing
// at all ran before, each execution counts as one second: a timeout says nothing of who takes longer.
std::vector<double> subject_seconds(const model::Plan& plan, const PastOf& past, const IsPending& is_pending);

// "12 executions: about 2 min 30 s with 2 jobs (from past runs), at most 1.2 GiB of outputs"; says when it is
// an upper bound or not known.
std::string to_text(const Estimate& estimate);

} // namespace reprovip::plan
