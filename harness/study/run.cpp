#include "harness/study/run.hpp"

#include "harness/base/format.hpp"
#include "harness/judge/judge.hpp"
#include "harness/plan/invocation.hpp"
#include "harness/study/appraise.hpp"
#include "harness/study/input_watch.hpp"
#include "harness/study/keep.hpp"
#include "harness/study/rounds.hpp"
#include "harness/study/saved.hpp"
#include "harness/study/stage.hpp"
#include "harness/study/vocabulary.hpp"
#include "harness/sys/clock.hpp"
#include "harness/sys/hash.hpp"
#include "harness/sys/host.hpp"

#include <algorithm>

namespace reprovip::study {

namespace {

model::Host this_host(const sys::Facts& facts) {
  model::Host host;
  Json::Object members;
  for (const auto& [name, value] : facts) {
    host.facts[name] = value;
    members.emplace_back(name, value);
  }
  host.fingerprint = sys::sha256(dump(Json(std::move(members))));
  return host;
}

// A record means done: also a failed one, which is a result. What the infrastructure prevented is not.
bool is_done(const std::optional<model::Record>& record, bool failed_only) {
  if (!record || record->ending.infrastructure) {
    return false;
  }
  return !failed_only || model::is_complete(*record);
}

std::vector<std::uint32_t>
missing(const model::Plan& plan, const std::vector<std::optional<model::Record>>& records, bool failed_only) {
  std::vector<std::uint32_t> executions;
  for (std::uint32_t i = 0; i < plan.executions.size(); ++i) {
    if (!is_done(records[i], failed_only)) {
      executions.push_back(i);
    }
  }
  return executions;
}

Checked<model::Plan> plan_forced(const Request& request, const store::Store& store, const model::Plan& plan) {
  TRY_ASSIGN(const auto most, checked(stored_repetitions(store, plan)));
  auto more = request;
  const auto count =
      request.selection.repeat != 0 ? request.selection.repeat : plan.resolved.protocol.repeat.count;
  more.selection.repeat = most + count;
  return plan_request(more);
}

// What --force once added belongs to the study from then on, unless -K says otherwise.
Checked<model::Plan> plan_stored(const Request& request, const store::Store& store, model::Plan plan) {
  TRY_ASSIGN(const auto stored, checked(stored_repetitions(store, plan)));
  if (stored <= plan.resolved.protocol.repeat.count) {
    return plan;
  }
  auto more = request;
  more.selection.repeat = stored;
  return plan_request(more);
}

// One run of the conductor over one store: the hooks share these.
class Session {
public:
  store::Store& store;
  const model::Plan& plan;
  sys::Path executor;
  model::Host host;
  InputWatch inputs;

  Result<launch::Job> prepare(std::uint32_t execution) {
    const auto& cell = plan.cells[plan.executions[execution].cell];
    TRY(store.describe_cell(plan, cell));
    TRY_ASSIGN(const auto attempt, store.new_attempt(cell.key, plan.executions[execution].repetition));
    return stage(plan, execution, attempt.directory, "reprovip-" + attempt.id, executor);
  }

  Result<model::Record> keep(const launch::Job& job, const model::Ending& ending) {
    const auto keep_object = [this](const sys::Path& file, const Digest& digest) {
      return store.keep_object(file, digest);
    };
    TRY_ASSIGN(auto record, make_record(plan, job, ending, keep_object));
    if (const auto changed = inputs.changed(job.invocation);
        !changed.empty() && !record.ending.infrastructure) {
      record.ending.outcome = model::Outcome::failed;
      record.ending.reason = format("input \"{}\" was changed while the executions ran", changed);
    }
    record.host = host.fingerprint;
    TRY(store.write_record({job.paths.directory.filename().string(), job.paths.directory}, record));
    note(record);
    return record;
  }

private:
  // The record is written: a line that cannot be added to the log of events must not make the execution run
  // again.
  void note(const model::Record& record) {
    const auto event = Json::object({{"event", "execution"},
                                     {"cell", record.cell.hex},
                                     {"repetition", record.repetition},
                                     {"attempt", record.attempt},
                                     {"outcome", model::to_string(record.ending.outcome)},
                                     {"ended_ms", static_cast<long long>(record.ending.ended_ms)}});
    static_cast<void>(store.append_event(plan.study, event));
  }
};

launch::Policy policy_of(const model::Protocol& protocol, const RunOptions& options) {
  launch::Policy policy;
  policy.retries = options.retries.value_or(protocol.launcher.retries);
  policy.max_fail = options.max_fail.value_or(protocol.launcher.max_fail);
  policy.global_timeout = options.global_timeout;
  return policy;
}

Result<std::unique_ptr<launch::Launcher>>
make_launcher(const model::Protocol& protocol, const RunOptions& options, const sys::Path& executor) {
  const auto& name = options.launcher.empty() ? protocol.launcher.launcher : options.launcher;
  for (const auto& entry : launch::builtin_launchers()) {
    if (entry.declaration.name == name) {
      return entry.make(
          {.jobs = options.jobs != 0 ? options.jobs : protocol.launcher.jobs, .executor = executor});
    }
  }
  return failure(ErrorKind::usage, format("unknown launcher \"{}\"", name),
                 "`reprovip list launchers` shows those that are built in");
}

Result<launch::Outcome> launch_missing(store::Store& store, const model::Plan& plan,
                                       const RunOptions& options,
                                       const std::vector<std::uint32_t>& executions,
                                       launch::Progress& progress) {
  TRY_ASSIGN(const auto executor, sys::find_executor());
  TRY_ASSIGN(const auto facts, sys::host_facts(executor));
  Session session{store, plan, executor, this_host(facts), InputWatch(plan)};
  TRY(store.keep_host(session.host));
  TRY_ASSIGN(const auto launcher, make_launcher(plan.resolved.protocol, options, executor));
  const launch::Hooks hooks{
      .prepare = [&](std::uint32_t execution, std::uint32_t) { return session.prepare(execution); },
      .keep = [&](const launch::Job& job, const model::Ending& ending) { return session.keep(job, ending); }};
  return launch::run_all(executions, *launcher, hooks, policy_of(plan.resolved.protocol, options), progress,
                         sys::real_clock());
}

model::ExitCode stop_code(const launch::Outcome& outcome) {
  switch (outcome.reason) {
  case launch::StopReason::interrupted:
    return outcome.signal == 15 ? model::ExitCode::terminated : model::ExitCode::interrupted;
  case launch::StopReason::global_timeout:
    return model::ExitCode::global_timeout;
  case launch::StopReason::done:
  case launch::StopReason::too_many_failures:
    break;
  }
  return model::ExitCode::success;
}

struct Ready {
  model::Plan plan;
  std::vector<std::uint32_t> executions;
};

Checked<Ready> make_ready(store::Store& store, const Request& request, const RunOptions& options,
                          model::Plan plan) {
  TRY(checked(store.clean(plan)));
  TRY(checked(save_plan(store, plan, request)));
  std::vector<std::string> warnings;
  TRY_ASSIGN(const auto records, checked(records_of(store, plan, warnings)));
  auto executions = missing(plan, records, options.failed_only);
  if (!executions.empty()) {
    if (auto errors = plan::check_invocations(plan); !errors.empty()) {
      return tl::unexpected(std::move(errors));
    }
  }
  return Ready{std::move(plan), std::move(executions)};
}

// Runs what `plan` lacks, then appraises all of it.
Checked<RunResult> run_plan(store::Store& store, const Request& request, const RunOptions& options,
                            model::Plan plan, launch::Progress& progress) {
  TRY_ASSIGN(auto ready, make_ready(store, request, options, std::move(plan)));
  const auto reused = static_cast<std::uint32_t>(ready.plan.executions.size() - ready.executions.size());
  progress.begin(static_cast<std::uint32_t>(ready.executions.size()), reused);
  launch::Outcome outcome;
  if (!ready.executions.empty()) {
    TRY_ASSIGN(outcome, checked(launch_missing(store, ready.plan, options, ready.executions, progress)));
  }
  progress.end();
  TRY(checked(store.flush()));

  RunResult result;
  TRY_ASSIGN(result.study, checked(appraise(store, std::move(ready.plan))));
  result.study.options = options_text(request);
  result.study.reused = reused;
  result.study.interrupted = outcome.reason == launch::StopReason::interrupted;
  TRY(checked(save_judgement(store, result.study)));
  result.problems = outcome.errors;
  result.stopped = outcome.reason != launch::StopReason::done;
  result.exit = worst(stop_code(outcome), exit_code(result.study));
  if (outcome.infrastructure > 0) {
    result.exit = worst(result.exit, model::ExitCode::infrastructure);
  }
  return result;
}

// Rounds of more repetitions until the protocol's rule holds, or its maximum is reached.
Checked<RunResult> run_until(store::Store& store, const Request& request, const RunOptions& options,
                             const model::Repeat& repeat, launch::Progress& progress) {
  const auto rounds = rounds_of(repeat);
  for (auto count = rounds.begin();; ++count) {
    auto round = request;
    round.selection.repeat = *count;
    TRY_ASSIGN(auto plan, plan_request(round));
    TRY_ASSIGN(auto result, run_plan(store, round, options, std::move(plan), progress));
    const bool holds = judge::until_holds(*repeat.until, result.study.scores).value_or(false);
    if (holds || result.stopped || *count == rounds.back()) {
      return result;
    }
  }
}

} // namespace

Checked<RunResult> run(const Request& request, const RunOptions& options, launch::Progress& progress) {
  TRY_ASSIGN(const auto protocol, read_request(request));
  TRY(check_runs(protocol));
  TRY_ASSIGN(auto plan, plan_request(request));
  TRY_ASSIGN(auto store, checked(store::Store::open(request.store, store::Access::write)));
  store.set_durable(options.durable);
  TRY_ASSIGN(const auto lock, checked(store.lock(plan.study)));
  const auto repeat = plan.resolved.protocol.repeat;
  if (repeat.until && request.selection.repeat == 0 && !options.force) {
    return run_until(store, request, options, repeat, progress);
  }
  if (options.force) {
    TRY_ASSIGN(plan, plan_forced(request, store, plan));
  } else if (request.selection.repeat == 0) {
    TRY_ASSIGN(plan, plan_stored(request, store, std::move(plan)));
  }
  return run_plan(store, request, options, std::move(plan), progress);
}

} // namespace reprovip::study
