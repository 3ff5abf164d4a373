#pragma once

#include "harness/base/result.hpp"
#include "harness/model/plan.hpp"
#include "harness/plan/design.hpp"
#include "harness/plan/resolve.hpp"

#include <vector>

namespace reprovip::plan {

// The part of a condition that decides what really runs.
struct DeploymentChoice {
  model::EngineConfig config; // with an `image` level in place, paths absolute
  sys::Path application;      // file
  std::string suite;          // what {suite} of the config and of the application's recipes stands for
  std::string build;          // variant; "" = the application's default
};
DeploymentChoice choice_of(const model::Protocol& protocol, const Levels& levels);

// One deployment per distinct choice, in order of first use, not identified yet.
Checked<std::vector<model::Deployment>> list_deployments(const model::Protocol& protocol,
                                                         const std::vector<Levels>& combinations,
                                                         const ReadApplication& read_application);

// What to ask the engine of `deployment`.
IdentityRequest identity_request(const model::Protocol& protocol, const model::Deployment& deployment);

// For each combination the index of its deployment.
std::vector<std::uint32_t> deployments_of(const model::Protocol& protocol,
                                          const std::vector<Levels>& combinations,
                                          const std::vector<model::Deployment>& deployments);

// The PATH of an execution that neither the application nor the protocol sets.
inline constexpr const char* k_default_path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

} // namespace reprovip::plan
