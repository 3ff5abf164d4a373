#pragma once

#include "harness/base/result.hpp"
#include "harness/model/exit_code.hpp"
#include "harness/model/study.hpp"
#include "harness/score/score.hpp"
#include "harness/store/store.hpp"

#include <memory>

namespace reprovip::study {

// score → judge on what the store holds for the plan; nothing is run. Numbers of unchanged outputs come from
// the store's cache.
Result<model::Study> appraise(store::Store& store, model::Plan plan);

// What was computed in a store before.
std::unique_ptr<score::Cache> metric_cache(const store::Store& store);

// The attempt that counts of each execution of the plan. A record made with another seed answers another
// question: it is as if it were not there.
Result<std::vector<std::optional<model::Record>>>
records_of(const store::Store& store, const model::Plan& plan, std::vector<std::string>& warnings);

// The highest repetition that any cell of the plan has in the store; 0 when nothing ran.
Result<std::uint32_t> stored_repetitions(const store::Store& store, const model::Plan& plan);

// What the study says to the shell, from its records and verdicts alone.
model::ExitCode exit_code(const model::Study& study);

} // namespace reprovip::study
