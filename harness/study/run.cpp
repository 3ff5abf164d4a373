#include "harness/study/run.hpp"

#include "harness/base/format.hpp"
#include "harness/judge/judge.hpp"
#include "harness/plan/invocation.hpp"
#include "harness/study/appraise.hpp"
#include "harness/study/launchers.hpp"
#include "harness/study/left_elsewhere.hpp"
#include "harness/study/moved_image.hpp"
#include "harness/study/rounds.hpp"
#include "harness/study/saved.hpp"

#include <algorithm>

namespace reprovip::study {

namespace {

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

struct Ready {
  model::Plan plan;
  std::vector<std::uint32_t> executions;
  launch::Agenda agenda;
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
  auto agenda = launch::agenda_of(plan, executions, records);
  return Ready{std::move(plan), std::move(executions), std::move(agenda)};
}

// Runs what `plan` lacks, then appraises all of it.
Checked<RunResult> run_plan(store::Store& store, const Request& request, const RunOptions& options,
                            model::Plan plan, launch::Progress& progress) {
  TRY_ASSIGN(auto ready, make_ready(store, request, options, std::move(plan)));
  progress.begin(ready.agenda);
  Result<launch::Outcome> ran;
  if (!ready.executions.empty()) {
    ran = execute(store, ready.plan, options, ready.executions, progress);
  }
  progress.end();
  TRY_ASSIGN(const auto outcome, checked(std::move(ran)));
  TRY(checked(store.flush()));

  RunResult result;
  TRY_ASSIGN(result.study, checked(appraise(store, std::move(ready.plan))));
  result.study.options = options_text(request);
  result.study.reused = ready.agenda.reused;
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

// The rule is about all subjects, of which a part has some: parts would stop after different repetitions.
Checked<void> check_whole(const Request& request) {
  if (request.selection.partitions <= 1) {
    return {};
  }
  return tl::unexpected(Errors{
      make_error(ErrorKind::usage,
                 format("part {} of {} of the subjects cannot tell whether `until` holds for all of them",
                        request.selection.partition, request.selection.partitions),
                 "give the repetitions with -K, or run all subjects together")});
}

// Rounds of more repetitions until the protocol's rule holds, or its maximum is reached.
Checked<RunResult> run_until(store::Store& store, const Request& request, const RunOptions& options,
                             const model::Repeat& repeat, launch::Progress& progress) {
  TRY(check_whole(request));
  const auto rounds = rounds_of(repeat);
  for (auto count = rounds.begin();; ++count) {
    auto round = request;
    round.selection.repeat = *count;
    TRY_ASSIGN(auto plan, plan_request(round));
    TRY_ASSIGN(auto result, run_plan(store, round, options, std::move(plan), progress));
    if (result.stopped) {
      return result;
    }
    const bool holds = judge::until_holds(*repeat.until, result.study.scores).value_or(false);
    if (holds || *count == rounds.back()) {
      result.notes.push_back(stop_note(result.study.plan.resolved.protocol, *count, holds));
      return result;
    }
  }
}

// What is planned, with everything that is there already.
Checked<RunResult> run_locked(store::Store& store, const Request& request, const RunOptions& options,
                              model::Plan plan, launch::Progress& progress) {
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

} // namespace

Checked<RunResult> run(const Request& request, const RunOptions& options, launch::Progress& progress) {
  TRY_ASSIGN(const auto protocol, read_request(request));
  TRY(check_runs(protocol));
  TRY(check_launcher(protocol, options.launcher));
  TRY_ASSIGN(auto plan, plan_request(request));
  TRY_ASSIGN(auto store, checked(store::Store::open(request.store, store::Access::write)));
  store.set_durable(options.durable);
  TRY_ASSIGN(const auto lock, checked(store.lock(plan.study)));
  TRY_ASSIGN(auto notes, find_moved_images(store, plan, options.accept_moved));
  for (auto& note : notes_on_left_elsewhere(store, plan)) {
    notes.push_back(std::move(note));
  }
  TRY_ASSIGN(auto result, run_locked(store, request, options, std::move(plan), progress));
  result.notes.insert(result.notes.begin(), notes.begin(), notes.end());
  return result;
}

} // namespace reprovip::study
