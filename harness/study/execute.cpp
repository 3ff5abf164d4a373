#include "harness/study/execute.hpp"

#include "harness/base/format.hpp"
#include "harness/study/input_watch.hpp"
#include "harness/study/keep.hpp"
#include "harness/study/launchers.hpp"
#include "harness/study/stage.hpp"
#include "harness/sys/clock.hpp"
#include "harness/sys/hash.hpp"
#include "harness/sys/host.hpp"

#include <map>
#include <utility>

namespace reprovip::study {

namespace {

template <typename Facts>
model::Host host_of(const Facts& facts) {
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
  std::string launcher; // its name
  model::Host host;     // this machine
  InputWatch inputs;

  Session(store::Store& in, const model::Plan& of, sys::Path with, std::string by, model::Host here)
      : store(in), plan(of), executor(std::move(with)), launcher(std::move(by)), host(std::move(here)),
        inputs(of) {}

  Result<launch::Job> prepare(std::uint32_t execution) {
    const auto& cell = plan.cells[plan.executions[execution].cell];
    const auto repetition = plan.executions[execution].repetition;
    TRY_ASSIGN(auto elsewhere, store.elsewhere(cell.key, repetition));
    if (elsewhere) {
      return follow(execution, std::move(*elsewhere));
    }
    TRY(store.describe_cell(plan, cell));
    TRY_ASSIGN(const auto attempt, store.new_attempt(cell.key, repetition));
    TRY_ASSIGN(auto job, make_job(plan, execution, attempt.directory, container_of(attempt), executor));
    TRY(lay_out(job));
    return job;
  }

  Result<model::Record> keep(const launch::Job& job, const model::Ending& ending,
                             const launch::HostFacts& facts) {
    const auto keep_object = [this](const sys::Path& file, const Digest& digest) {
      return store.keep_object(file, digest);
    };
    TRY_ASSIGN(auto record, make_record(plan, job, ending, keep_object));
    if (const auto changed = inputs.changed(job.invocation);
        !changed.empty() && !record.ending.infrastructure) {
      record.ending.outcome = model::Outcome::failed;
      record.ending.reason = format("input \"{}\" was changed while the executions ran", changed);
    }
    TRY_ASSIGN(record.host, keep_host(facts));
    TRY(store.write_record({job.paths.directory.filename().string(), job.paths.directory}, record));
    note(record);
    return record;
  }

private:
  static std::string container_of(const store::Store::Attempt& attempt) { return "reprovip-" + attempt.id; }

  // An earlier process of ours started it: its directory is in use.
  Result<launch::Job> follow(std::uint32_t execution, store::Store::Elsewhere elsewhere) {
    const auto started_by = elsewhere.marker["launcher"].text();
    if (started_by != launcher) {
      return failure(ErrorKind::environment,
                     format("{} may be under way: launcher \"{}\" started it",
                            model::execution_name(plan, execution), started_by),
                     format("run with that launcher; or, when it cannot run any more, remove {}",
                            elsewhere.attempt.directory.string()));
    }
    TRY_ASSIGN(auto job, make_job(plan, execution, elsewhere.attempt.directory,
                                  container_of(elsewhere.attempt), executor));
    job.elsewhere = std::move(elsewhere.marker);
    return job;
  }

  // On the collector's thread, as all that uses `m_kept_hosts`.
  Result<Digest> keep_host(const launch::HostFacts& facts) {
    if (facts.empty()) {
      return host.fingerprint;
    }
    const auto found = m_kept_hosts.find(facts);
    if (found != m_kept_hosts.end()) {
      return found->second;
    }
    const auto there = host_of(facts);
    TRY(store.keep_host(there));
    m_kept_hosts.emplace(facts, there.fingerprint);
    return there.fingerprint;
  }

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

  std::map<launch::HostFacts, Digest> m_kept_hosts;
};

launch::Policy policy_of(const model::Protocol& protocol, const RunOptions& options) {
  launch::Policy policy;
  policy.retries = options.retries.value_or(protocol.launcher.retries);
  policy.max_fail = options.max_fail.value_or(protocol.launcher.max_fail);
  policy.global_timeout = options.global_timeout;
  return policy;
}

launch::LauncherOptions options_of(const store::Store& store, const model::Plan& plan,
                                   const RunOptions& options, const std::string& launcher,
                                   const sys::Path& executor) {
  auto made = launcher_options(plan.resolved.protocol, launcher, executor);
  made.jobs = options.jobs != 0 ? options.jobs : made.jobs;
  made.spool = std::filesystem::absolute(store.root() / "launch" / plan.study).lexically_normal();
  made.study = plan.study;
  return made;
}

// Several mistakes are one error, a line each.
Error joined(const Errors& errors) {
  auto all = errors.front();
  for (std::size_t i = 1; i < errors.size(); ++i) {
    all.trail.push_back("and: " + one_line(errors[i]));
  }
  return all;
}

// A job for each cell: repetitions differ in nothing that a launcher could object to.
Result<std::vector<std::string>> look_over(launch::Launcher& launcher, const model::Plan& plan,
                                           const std::vector<std::uint32_t>& executions,
                                           const sys::Path& executor) {
  std::vector<launch::Job> jobs;
  std::vector<bool> seen(plan.cells.size(), false);
  for (const auto execution : executions) {
    const auto cell = plan.executions[execution].cell;
    if (!seen[cell]) {
      seen[cell] = true;
      TRY_ASSIGN(auto job, make_job(plan, execution, "attempt", "", executor));
      jobs.push_back(std::move(job));
    }
  }
  auto notes = launcher.look_over(jobs);
  if (!notes) {
    return tl::unexpected(joined(notes.error()));
  }
  return std::move(*notes);
}

} // namespace

Result<launch::Outcome> execute(store::Store& store, const model::Plan& plan, const RunOptions& options,
                                const std::vector<std::uint32_t>& executions, launch::Progress& progress) {
  const auto& protocol = plan.resolved.protocol;
  const auto name = options.launcher.empty() ? protocol.launcher.launcher : options.launcher;
  TRY_ASSIGN(const auto* entry, find_launcher(name));
  TRY_ASSIGN(const auto executor, sys::find_executor());
  TRY_ASSIGN(const auto facts, sys::host_facts(executor));
  Session session(store, plan, executor, name, host_of(facts));
  TRY(store.keep_host(session.host));
  TRY_ASSIGN(const auto launcher, entry->make(options_of(store, plan, options, name, executor)));
  const launch::Hooks hooks{
      .prepare = [&](std::uint32_t execution, std::uint32_t) { return session.prepare(execution); },
      .keep = [&](const launch::Job& job, const model::Ending& ending,
                  const launch::HostFacts& host) { return session.keep(job, ending, host); }};
  TRY_ASSIGN(const auto notes, look_over(*launcher, plan, executions, executor));
  for (const auto& note : notes) {
    progress.note(note);
  }
  return launch::run_all(executions, *launcher, hooks, policy_of(protocol, options), progress,
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
