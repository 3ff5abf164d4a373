#pragma once

#include "harness/base/result.hpp"
#include "harness/launch/launcher.hpp"
#include "harness/model/plan.hpp"
#include "harness/sys/files.hpp"

namespace reprovip::study {

// What one attempt in `directory` starts: the engine's command and its places, as data. Nothing is made.
Result<launch::Job> make_job(const model::Plan& plan, std::uint32_t execution, const sys::Path& directory,
                             const std::string& container_name, const sys::Path& executor);
// The same for an invocation of no plan.
Result<launch::Job> make_job(model::Invocation invocation, const model::Deployment& deployment,
                             const sys::Path& directory, const std::string& container_name,
                             const sys::Path& executor);
// Makes its directories and stages the inputs: links for native, mount points for containers.
Result<void> lay_out(const launch::Job& job);

} // namespace reprovip::study
