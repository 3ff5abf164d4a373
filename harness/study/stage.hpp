#pragma once

#include "harness/base/result.hpp"
#include "harness/launch/launcher.hpp"
#include "harness/model/plan.hpp"
#include "harness/sys/files.hpp"

namespace reprovip::study {

// Makes the directories of one attempt below `directory`, stages the inputs (links for native, mount points
// for containers) and builds the engine's command.
Result<launch::Job> stage(const model::Plan& plan, std::uint32_t execution, const sys::Path& directory,
                          const std::string& container_name, const sys::Path& executor);
// The same for an invocation of no plan.
Result<launch::Job> stage_invocation(model::Invocation invocation, const model::Deployment& deployment,
                                     const sys::Path& directory, const std::string& container_name,
                                     const sys::Path& executor);

} // namespace reprovip::study
