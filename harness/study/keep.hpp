#pragma once

#include "harness/base/result.hpp"
#include "harness/collect/collect.hpp"
#include "harness/launch/launcher.hpp"
#include "harness/model/plan.hpp"
#include "harness/model/record.hpp"

namespace reprovip::study {

// The record of an ended attempt: its logs and outputs hashed and given to `keep`. What is known of the
// execution comes from the plan, what happened from `ending`.
Result<model::Record> make_record(const model::Plan& plan, const launch::Job& job,
                                  const model::Ending& ending, const collect::KeepObject& keep);

} // namespace reprovip::study
