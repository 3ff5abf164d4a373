#include "harness/study/request.hpp"

#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/base/wildcard.hpp"
#include "harness/plan/condition_text.hpp"
#include "harness/plan/resolve.hpp"
#include "harness/plan/shell_text.hpp"
#include "harness/study/build.hpp"
#include "harness/study/identify.hpp"
#include "harness/study/import_shape.hpp"
#include "harness/study/rounds.hpp"
#include "harness/study/vocabulary.hpp"

#include <algorithm>

namespace reprovip::study {

namespace {

Errors unknown_criterion(const model::Protocol& protocol, const std::string& pattern) {
  std::vector<std::string> ids;
  for (const auto& criterion : protocol.criteria) {
    ids.push_back(criterion.id);
  }
  return {make_error(ErrorKind::usage, format("no criterion \"{}\" in {}", pattern, protocol.file.string()),
                     suggestion(pattern, ids))};
}

Checked<model::Protocol> keep_criteria(model::Protocol protocol, const std::vector<std::string>& patterns) {
  for (const auto& pattern : patterns) {
    const auto matches = [&](const auto& criterion) { return wildcard_match(pattern, criterion.id); };
    if (std::ranges::none_of(protocol.criteria, matches)) {
      return tl::unexpected(unknown_criterion(protocol, pattern));
    }
  }
  if (!patterns.empty()) {
    std::erase_if(protocol.criteria, [&](const auto& criterion) {
      return std::ranges::none_of(patterns,
                                  [&](const auto& pattern) { return wildcard_match(pattern, criterion.id); });
    });
  }
  return protocol;
}

Checked<model::Application> read_level(const sys::Path& file) {
  return protocol::read_application(file, vocabulary());
}

// Whether some -e pattern asks for this engine and build, or none speaks of them, and no -x leaves out all
// that they run.
bool is_selected(const plan::Selection& selection, const model::Protocol& protocol,
                 const plan::IdentityRequest& request) {
  const auto fits = [&](const std::string& part) {
    const auto [factor, level] = plan::factor_and_level(part);
    const bool of_build = factor == "build" && request.build;
    return of_build ? plan::means_level(level, request.build->variant)
                    : factor != "engine" || plan::means_level(level, request.config.engine);
  };
  const auto decides = [&](const std::string& part) {
    const auto factor = plan::factor_and_level(part).first;
    return (factor == "engine" || (factor == "build" && request.build)) && fits(part);
  };
  if (std::ranges::any_of(selection.exclude, [&](const auto& pattern) {
        return std::ranges::all_of(plan::split_condition(protocol, pattern), decides);
      })) {
    return false;
  }
  const auto& patterns = selection.environments;
  return patterns.empty() || std::ranges::any_of(patterns, [&](const auto& pattern) {
           return std::ranges::all_of(plan::split_condition(protocol, pattern), fits);
         });
}

// An engine or a compiler that is not here does not matter to a run that leaves it out.
plan::Identify identify_selected(const Request& asked, const model::Protocol& protocol) {
  return [&](const plan::IdentityRequest& request) -> Result<plan::Identity> {
    auto identity = identify(request);
    if (identity && request.build) {
      identity = with_build(std::move(*identity), *request.build, asked.store);
    }
    if (!identity && !is_selected(asked.selection, protocol, request)) {
      return plan::Identity{"not known here: " + one_line(identity.error()), {}, {}};
    }
    return identity;
  };
}

// What was imported, by what the store knows of it: the tree need not be there any more.
Checked<model::Plan> plan_of_import(const Request& request, const model::Protocol& protocol) {
  TRY_ASSIGN(const auto shape, checked(read_shape(request.store, protocol)));
  return plan_imported(protocol, shape, request.selection, TruthLook::names_only);
}

} // namespace

std::string options_text(const Request& request) {
  std::string text;
  const auto add = [&](const char* flag, const std::string& value) {
    text += format(" {} {}", flag, plan::shell_quote(value));
  };
  for (const auto& [key, value] : request.read.sets) {
    add("--set", format("{}={}", key, value));
  }
  for (const auto& [flag, values] :
       {std::pair{"-s", &request.selection.subjects}, std::pair{"-e", &request.selection.environments},
        std::pair{"-x", &request.selection.exclude}, std::pair{"-c", &request.criteria}}) {
    for (const auto& value : *values) {
      add(flag, value);
    }
  }
  if (!request.data.empty()) {
    add("--data", request.data.string());
  }
  return text;
}

Checked<model::Protocol> read_request(const Request& request) {
  TRY_ASSIGN(auto protocol, protocol::read_protocol(request.protocol, request.read, vocabulary()));
  if (!request.data.empty()) {
    protocol.data = request.data;
  }
  share_confidence(protocol, vocabulary());
  return keep_criteria(std::move(protocol), request.criteria);
}

Checked<void> check_runs(const model::Protocol& protocol) {
  if (!protocol.import) {
    return {};
  }
  const auto file = protocol.file.string();
  return tl::unexpected(Errors{make_error(
      ErrorKind::usage, format("protocol \"{}\" imports results: there is nothing to run", protocol.name),
      format("`reprovip import {}` imports them, `reprovip score {}` judges again", file, file))});
}

Checked<model::Plan> plan_request(const Request& request, const plan::HashFile& hash_file) {
  TRY_ASSIGN(const auto protocol, read_request(request));
  if (protocol.import) {
    return plan_of_import(request, protocol);
  }
  TRY_ASSIGN(auto resolved,
             plan::resolve(protocol, identify_selected(request, protocol), read_level, hash_file));
  return plan::make_plan(std::move(resolved), request.selection);
}

Checked<model::Plan> plan_names(const Request& request) {
  TRY_ASSIGN(const auto protocol, read_request(request));
  if (protocol.import) {
    return plan_of_import(request, protocol);
  }
  TRY_ASSIGN(auto resolved, plan::resolve_names(protocol, read_level));
  return plan::make_plan(std::move(resolved), request.selection);
}

} // namespace reprovip::study
