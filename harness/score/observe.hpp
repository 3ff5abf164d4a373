#pragma once

#include "harness/model/observations.hpp"
#include "harness/score/score.hpp"

#include <cstddef>

namespace reprovip::score {

struct ObserveOptions {
  // Every number of every output, rather than of the columns that metrics of values speak of.
  bool everything = false;
  // A column of more numbers than this over all executions is left out, and named.
  std::size_t most_numbers = 5'000'000;
};

// The numbers that the executions gave, as metrics see them: columns and rows as `named_values` tells them,
// labels that an image lacks as 0. `records` is aligned with plan.executions. An output that cannot be read
// is named in `left_out`, once. Deterministic.
model::Observations observe(const model::Plan& plan, const std::vector<std::optional<model::Record>>& records,
                            const World& world, const ObserveOptions& options = {});

} // namespace reprovip::score
