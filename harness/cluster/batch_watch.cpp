// How the end of a task is seen.

#include "harness/base/format.hpp"
#include "harness/cluster/batch_launcher.hpp"
#include "harness/launch/elsewhere.hpp"
#include "harness/launch/task_files.hpp"

#include <algorithm>
#include <csignal>
#include <utility>

namespace reprovip::cluster {

using namespace std::chrono_literals;

namespace {

// Shared file systems show late what another host has written.
constexpr std::chrono::seconds k_files_lag{5};
constexpr std::chrono::milliseconds k_soon{200};

// Stopped from outside, or perhaps for memory: the scheduler knows more.
bool needs_word(const model::Ending& ending) {
  return ending.infrastructure || ending.signal == SIGKILL;
}

std::string describe(const TaskState& state) {
  return state.reason.empty() ? state.state : format("{}, {}", state.state, state.reason);
}

void add_word(model::Ending& ending, std::string_view title, const TaskState& state) {
  if (state.cause == Cause::time_limit || state.cause == Cause::memory) {
    const bool is_time = state.cause == Cause::time_limit;
    ending.outcome = is_time ? model::Outcome::timed_out : model::Outcome::oom;
    ending.infrastructure = false;
    ending.reason =
        format("{} ended it at its {} limit ({})", title, is_time ? "time" : "memory", describe(state));
    return;
  }
  // A program that was killed did not end by itself then.
  ending.infrastructure =
      ending.infrastructure || state.cause == Cause::cancelled || state.cause == Cause::node;
  if (ending.infrastructure && !state.state.empty() && ending.reason.find(state.state) == std::string::npos) {
    ending.reason += format(" ({}: {})", title, describe(state));
  }
}

std::string last_line(const sys::Path& log) {
  auto text = sys::read_tail(log, 1024).value_or("");
  while (!text.empty() && text.back() == '\n') {
    text.pop_back();
  }
  return text.substr(text.rfind('\n') + 1);
}

} // namespace

void BatchLauncher::look() {
  for (auto& [folder, batch] : m_batches) {
    if (!batch.tasks.empty() && !batch.filling) {
      look_at(batch);
    }
  }
  const auto now = m_doors.clock->steady();
  if (m_ended.empty()) {
    m_look.looked(now);
  } else {
    m_look.happened(now);
  }
}

void BatchLauncher::look_at(Batch& batch) {
  const auto all = launch::read_ended(batch.spool());
  for (const auto& one : all) {
    const auto found = batch.tasks.find(one.index);
    if (found == batch.tasks.end() || one.attempt_try < found->second.tries_seen) {
      continue;
    }
    auto& task = found->second;
    task.tries_seen = one.attempt_try + 1;
    task.needs_word = false;
    if (has_begun(batch, one.index, task.tries_seen)) {
      continue;
    }
    auto end = launch::end_of_task(batch.spool(), one.index, task.ticket, task.attempt, "it left no report");
    if (needs_word(end.ending)) {
      task.needs_word = true;
      m_query.hurry(m_doors.clock->steady() + k_soon);
    } else {
      accept(batch, one.index, std::move(end));
    }
  }
}

void BatchLauncher::query() {
  std::vector<Batch*> some;
  const auto ask = [this, &some] {
    if (!some.empty()) {
      query_some(std::exchange(some, {}));
    }
  };
  for (auto& [folder, batch] : m_batches) {
    if (!batch.job || batch.tasks.empty()) {
      continue;
    }
    // One question goes to one cluster.
    if (some.size() >= m_scheduler->jobs_per_query() ||
        (!some.empty() && some.front()->job->cluster != batch.job->cluster)) {
      ask();
    }
    some.push_back(&batch);
  }
  m_query.looked(m_doors.clock->steady());
  ask();
}

void BatchLauncher::query_some(const std::vector<Batch*>& batches) {
  std::vector<Submitted> jobs;
  for (const auto* batch : batches) {
    jobs.push_back(*batch->job);
  }
  const auto answer = m_client.call(m_scheduler->query_argv(jobs));
  const auto states = answer ? m_scheduler->read_query(jobs, *answer)
                             : Result<std::vector<std::vector<TaskState>>>(tl::unexpected(answer.error()));
  if (!states) {
    m_client.silent(one_line(states.error()));
    m_query.hurry(m_client.ready());
    return;
  }
  m_client.answered();
  for (std::size_t i = 0; i < batches.size(); ++i) {
    learn(*batches[i], (*states)[i]);
  }
}

void BatchLauncher::learn(Batch& batch, const std::vector<TaskState>& states) {
  std::map<std::uint32_t, const TaskState*> known;
  for (const auto& state : states) {
    known[state.index] = &state;
  }
  std::vector<std::uint32_t> open;
  for (const auto& [index, task] : batch.tasks) {
    open.push_back(index);
  }
  for (const auto index : open) {
    const auto found = known.find(index);
    judge(batch, index, found == known.end() ? nullptr : found->second);
  }
}

// `state` null: the scheduler does not know it (any more).
void BatchLauncher::judge(Batch& batch, std::uint32_t index, const TaskState* state) {
  auto& task = batch.tasks.at(index);
  if (state != nullptr && state->phase != Phase::ended) {
    task.gone.reset();
    task.needs_word = task.needs_word && state->phase != Phase::waiting;
    if (state->stuck) {
      cancel(batch, {index}, Cancel::politely);
      finish(batch, index, state, format("it can never start there ({})", describe(*state)));
    } else if (task.needs_word) {
      m_query.hurry(m_doors.clock->steady() + 1s);
    }
    return;
  }
  const auto now = m_doors.clock->steady();
  const auto since = task.gone.value_or(now);
  task.gone = since;
  const bool never_ran = state != nullptr && state->node.empty() && !has_begun(batch, index);
  if (!task.needs_word && !never_ran && now - since < k_files_lag) {
    m_look.hurry(now + k_soon);
    m_query.hurry(std::max(now + k_soon, since + k_files_lag));
    return;
  }
  const bool is_unknown = state == nullptr;
  finish(batch, index, state,
         is_unknown
             ? format("{} does not know it any more, and it left no report", m_scheduler->title())
             : format("{} ended it ({}), and it left no report", m_scheduler->title(), describe(*state)));
}

// A scheduler that is away is told later: whoever is to stop must stop.
void BatchLauncher::cancel(Batch& batch, const std::vector<std::uint32_t>& tasks, Cancel how) {
  const auto answer = m_client.call(m_scheduler->cancel_argv(*batch.job, tasks, how));
  batch.cancel_owed = batch.cancel_owed && !(answer && answer->status.success());
}

void BatchLauncher::cancel_owed() {
  for (auto& [folder, batch] : m_batches) {
    if (!batch.cancel_owed || batch.tasks.empty()) {
      continue;
    }
    if (batch.perhaps_sent && !look_for(batch)) {
      continue;
    }
    if (!batch.job) {
      continue;
    }
    // Those of an earlier process that we do not follow go on.
    std::vector<std::uint32_t> tasks;
    if (batch.tasks.size() != batch.submission.tasks) {
      for (const auto& [index, task] : batch.tasks) {
        tasks.push_back(index);
      }
    }
    if (m_aborts > 1) {
      cancel(batch, tasks, Cancel::at_once);
      batch.cancel_owed = true;
    }
    cancel(batch, tasks, Cancel::politely);
    m_query.hurry(m_doors.clock->steady() + k_soon);
  }
}

void BatchLauncher::finish(Batch& batch, std::uint32_t index, const TaskState* state,
                           const std::string& reason) {
  // Whatever was not told to stop may go on, and is followed by the next run.
  const bool may_go_on = batch.cancel_owed;
  if (!may_go_on) {
    revoke(batch, index);
  }
  const auto& task = batch.tasks.at(index);
  auto end = launch::end_of_task(batch.spool(), index, task.ticket, task.attempt, reason);
  if (end.host.empty() && end.attempt.empty()) {
    end.ending.outcome = model::Outcome::not_started;
  }
  if (needs_word(end.ending)) {
    if (const auto words = last_line(batch.spool() / "log" / std::to_string(index)); !words.empty()) {
      end.ending.reason += ": " + words;
    }
    if (state != nullptr) {
      add_word(end.ending, m_scheduler->title(), *state);
    }
  }
  if (may_go_on) {
    m_ended.push_back(std::move(end));
    batch.tasks.erase(index);
    return;
  }
  accept(batch, index, std::move(end));
}

void BatchLauncher::accept(Batch& batch, std::uint32_t index, launch::JobEnded end) {
  revoke(batch, index);
  if (m_aborts > 0 && end.ending.infrastructure) {
    static_cast<void>(launch::clear_elsewhere(batch.tasks.at(index).attempt));
  }
  batch.tasks.erase(index);
  m_ended.push_back(std::move(end));
}

// Last: the callers above hold on to batches.
void BatchLauncher::drop_empty() {
  for (auto batch = m_batches.begin(); batch != m_batches.end();) {
    if (batch->second.tasks.empty() && !batch->second.filling) {
      remove_if_done(batch->second);
      batch = m_batches.erase(batch);
    } else {
      ++batch;
    }
  }
}

} // namespace reprovip::cluster
