#pragma once

#include "harness/base/result.hpp"
#include "harness/collect/collect.hpp"
#include "harness/model/application.hpp"
#include "harness/study/imported_runs.hpp"

#include <vector>

namespace reprovip::study {

// The declared outputs of one execution from its files in a tree: copied below `work`, each output in a
// folder of its own since two may have files of one name, then collected as after a run. What the tree has
// not is missing.
Result<std::vector<model::Output>> imported_outputs(const std::vector<model::OutputDecl>& outputs_declared,
                                                    const RunFiles& files, const sys::Path& tree,
                                                    const sys::Path& work, const collect::KeepObject& keep);

} // namespace reprovip::study
