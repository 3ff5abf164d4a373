#include "harness/study/execute.hpp"

#include "harness/base/format.hpp"
#include "harness/study/input_watch.hpp"
#include "harness/study/keep.hpp"
#include "harness/study/stage.hpp"
#include "harness/sys/clock.hpp"
#include "harness/sys/hash.hpp"
#include "harness/sys/host.hpp"

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

} // namespace

Result<launch::Outcome> execute(store::Store& store, const model::Plan& plan, const RunOptions& options,
                                const std::vector<std::uint32_t>& executions, launch::Progress& progress) {
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

} // namespace reprovip::study
