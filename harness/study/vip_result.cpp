#include "harness/study/vip_result.hpp"

#include "harness/base/format.hpp"
#include "harness/plan/invocation.hpp"
#include "harness/vip/names.hpp"
#include "harness/vip/visit.hpp"

#include <algorithm>
#include <set>

namespace reprovip::study {

namespace {

constexpr std::size_t k_prefix = 4; // "vip:"

std::set<std::string> file_names(const vip::Execution& execution) {
  std::set<std::string> names;
  for (const auto& [id, values] : execution.inputs) {
    for (const auto& value : values) {
      names.insert(value.substr(value.find_last_of('/') + 1));
    }
  }
  return names;
}

// The only subject all of whose files the execution read, by their names; "" when there is no such one.
std::string subject_of(const model::Plan& plan, const vip::Execution& execution) {
  const auto names = file_names(execution);
  std::vector<std::string> fitting;
  for (const auto& subject : plan.resolved.subjects) {
    const bool fits = std::ranges::all_of(subject.inputs, [&](const model::InputFile& file) {
      return names.contains(vip::cleaned_name(file.host.filename().string()));
    });
    if (fits && !subject.inputs.empty()) {
      fitting.push_back(subject.id);
    }
  }
  return fitting.size() == 1 ? fitting.front() : "";
}

model::Assignment levels_of(const model::Protocol& protocol, const vip::Execution& execution) {
  model::Assignment levels;
  for (const auto& factor : protocol.factors) {
    const auto given = execution.inputs.find(factor.target);
    if (factor.effect != model::FactorEffect::parameter || given == execution.inputs.end()) {
      continue;
    }
    for (const auto& level : factor.levels) {
      if (given->second == std::vector<std::string>{model::to_text(level.value)}) {
        levels[factor.name] = level.name;
      }
    }
  }
  return levels;
}

// A protocol that runs on VIP says which pipeline.
Checked<void> check_pipeline(const model::Plan& plan, const vip::Execution& execution) {
  const auto& deployments = plan.resolved.deployments;
  const bool is_other = std::ranges::all_of(deployments, [&](const model::Deployment& deployment) {
    return deployment.engine == "vip" && deployment.config.image != execution.pipeline;
  });
  if (is_other && !deployments.empty()) {
    return tl::unexpected(
        Errors{make_error(ErrorKind::usage,
                          format("{} ran \"{}\", and the protocol is about \"{}\"", execution.id,
                                 execution.pipeline, deployments.front().config.image),
                          "name the protocol of that pipeline")});
  }
  return {};
}

} // namespace

Checked<ResultWords> fetch_vip_result(const ResultWords& words, const sys::Path& folder) {
  TRY_ASSIGN(const auto protocol, read_request(words.request));
  launch::LauncherOptions options;
  options.directory = protocol.directory;
  if (protocol.launcher.launcher == "vip") {
    options.options = protocol.launcher.options;
  }
  TRY_ASSIGN(auto visit, checked(vip::Visit::begin(options)));
  TRY_ASSIGN(const auto execution, checked(visit.finished_execution(words.result.substr(k_prefix))));
  auto found = words;
  found.result = folder.string();
  std::vector<model::OutputDecl> outputs;
  if (!protocol.import) {
    auto request = words.request;
    request.selection.repeat = 1;
    TRY_ASSIGN(auto plan, plan_names(request));
    TRY(check_pipeline(plan, execution));
    if (found.subject.empty()) {
      found.subject = subject_of(plan, execution);
    }
    if (!found.subject.empty()) {
      request.selection.subjects = {found.subject};
      TRY_ASSIGN(plan, plan_names(request));
    }
    if (!plan.executions.empty()) {
      TRY_ASSIGN(const auto invocation, checked(plan::make_invocation(plan, 0)));
      outputs = invocation.outputs;
    }
    found.levels.merge(levels_of(protocol, execution));
  }
  TRY(checked(sys::make_directories(folder)));
  TRY(checked(visit.results(execution, outputs, folder)));
  return found;
}

} // namespace reprovip::study
