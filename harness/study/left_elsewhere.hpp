#pragma once

#include "harness/model/plan.hpp"
#include "harness/store/store.hpp"

#include <string>
#include <vector>

namespace reprovip::study {

// Notes on earlier studies of the same protocol, changed since, whose executions may still run where a
// launcher put them (a folder of theirs is left in launch/ of the store): the new study has other executions,
// and follows none of them.
std::vector<std::string> notes_on_left_elsewhere(const store::Store& store, const model::Plan& plan);

} // namespace reprovip::study
