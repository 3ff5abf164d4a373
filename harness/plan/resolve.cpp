#include "harness/plan/resolve.hpp"

#include "harness/base/format.hpp"
#include "harness/base/wildcard.hpp"
#include "harness/plan/deployment.hpp"
#include "harness/plan/design.hpp"
#include "harness/plan/inputs.hpp"
#include "harness/plan/subjects.hpp"
#include "harness/sys/process.hpp"

#include <algorithm>

namespace reprovip::plan {

namespace {

void append(Errors& errors, const Errors& more) {
  errors.insert(errors.end(), more.begin(), more.end());
}

std::map<std::string, std::string> passed_variables(const model::EnvironmentPolicy& policy) {
  std::map<std::string, std::string> passed;
  for (const auto& variable : sys::current_environment()) {
    const auto matches = [&](const auto& pattern) { return wildcard_match(pattern, variable.first); };
    if (std::ranges::any_of(policy.pass, matches)) {
      passed.insert(variable);
    }
  }
  return passed;
}

std::string context_of(const model::EngineConfig& config) {
  const auto& what = !config.image.empty() ? config.image : config.archive;
  return what.empty() ? format("while identifying what engine \"{}\" runs", config.engine)
                      : format("while identifying image \"{}\" of engine \"{}\"", what, config.engine);
}

void add_deployments(model::Resolved& resolved, const ReadApplication& read_application, Errors& errors) {
  const auto designed = combinations(resolved.protocol);
  if (!designed) {
    append(errors, designed.error());
    return;
  }
  auto deployments = list_deployments(resolved.protocol, *designed, read_application);
  if (!deployments) {
    append(errors, deployments.error());
    return;
  }
  resolved.deployments = std::move(*deployments);
}

void identify_all(model::Resolved& resolved, const Identify& identify, Errors& errors) {
  for (auto& deployment : resolved.deployments) {
    auto identity = identify(identity_request(resolved.protocol, deployment));
    if (!identity) {
      auto error = with_context(std::move(identity).error(), context_of(deployment.config));
      if (!error.where && deployment.config.where.line != 0) {
        error.where = deployment.config.where;
      }
      errors.push_back(std::move(error));
      continue;
    }
    deployment.identity = std::move(identity->text);
    deployment.details = std::move(identity->details);
    deployment.build_directory = std::move(identity->build_directory);
  }
}

} // namespace

Checked<model::Resolved> resolve(const model::Protocol& protocol, const Identify& identify,
                                 const ReadApplication& read_application, const HashFile& hash_file) {
  Errors errors;
  model::Resolved resolved;
  resolved.protocol = protocol;
  resolved.passed = passed_variables(protocol.environment);
  if (auto subjects = find_subjects(protocol)) {
    resolved.subjects = std::move(*subjects);
    add_inputs(protocol, resolved.subjects, Look::files, hash_file, errors);
  } else {
    append(errors, subjects.error());
  }
  add_deployments(resolved, read_application, errors);
  identify_all(resolved, identify, errors);
  if (!errors.empty()) {
    return tl::unexpected(std::move(errors));
  }
  return resolved;
}

Checked<model::Resolved> resolve_names(const model::Protocol& protocol,
                                       const ReadApplication& read_application) {
  Errors errors;
  model::Resolved resolved;
  resolved.protocol = protocol;
  resolved.passed = passed_variables(protocol.environment);
  TRY_ASSIGN(resolved.subjects, find_subjects(protocol));
  add_inputs(protocol, resolved.subjects, Look::names_only, sys::sha256_file, errors);
  add_deployments(resolved, read_application, errors);
  if (!errors.empty()) {
    return tl::unexpected(std::move(errors));
  }
  return resolved;
}

} // namespace reprovip::plan
