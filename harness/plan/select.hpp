#pragma once

#include "harness/base/result.hpp"
#include "harness/model/plan.hpp"
#include "harness/plan/planner.hpp"

namespace reprovip::plan {

// Leaves in `plan` the subjects, conditions, environments and cells that `selection` wants; the cells keep
// their order. A pattern that means nothing in this plan is an error; all of them are reported.
Checked<void> select_cells(model::Plan& plan, const Selection& selection);

} // namespace reprovip::plan
