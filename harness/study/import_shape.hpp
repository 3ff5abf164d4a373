#pragma once

#include "harness/base/result.hpp"
#include "harness/model/protocol.hpp"
#include "harness/plan/planner.hpp"
#include "harness/sys/files.hpp"

#include <map>
#include <string>
#include <vector>

namespace reprovip::study {

// What all imports of one protocol into one store have brought: it stands for what the protocol leaves open.
// Grows with each import, so that results that have gone from the tree are not forgotten.
struct ImportShape {
  std::vector<std::string> subjects;                      // sorted
  std::map<std::string, std::vector<std::string>> levels; // by factor, sorted as numbers, then as text
  std::uint32_t repetitions = 0;
  // Repetitions that have names instead of numbers: the first in this list is repetition 1.
  std::vector<std::string> names;
};

// "imports/<name>.json" of the store; an empty shape when there is none.
Result<ImportShape> read_shape(const sys::Path& store, const model::Protocol& protocol);
Result<void> write_shape(const sys::Path& store, const model::Protocol& protocol, const ImportShape& shape);

// Adds a text to a list that stays sorted, once.
void add_sorted(std::vector<std::string>& list, const std::string& text);

// The plan of an import protocol with what it leaves open taken from `shape`. `look`: ground truth must be
// there.
enum class TruthLook { must_be_there, names_only };
Checked<model::Plan> plan_imported(model::Protocol protocol, const ImportShape& shape,
                                   const plan::Selection& selection, TruthLook look);

// Levels that the protocol leaves open, as a saved plan has them.
void add_saved_levels(model::Protocol& protocol, const Json& plan);

} // namespace reprovip::study
