#pragma once

#include "harness/score/groups.hpp"
#include "harness/score/scene.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace reprovip::score {

// Where an execution stands in its target's row of a table.
struct Place {
  std::uint32_t column = 0;
  std::uint32_t slot = 0;
};
struct Columns {
  std::map<std::uint32_t, Place> places; // execution → place; not those without a level of `across`
  std::uint32_t count = 0;
  std::vector<std::string> levels; // names of the columns, with `across`
};

// Without `across`: a column for each condition and repetition of the group, the same for all subjects; the
// slot is 0. With it: a column for each of the factor's levels among the executions, and a slot for each of
// what else is planned (condition but for that factor, repetition).
Columns columns_of(const Scene& scene, const std::vector<std::uint32_t>& executions,
                   const std::string& across);

} // namespace reprovip::score
