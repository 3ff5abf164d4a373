// How batches get to the scheduler.

#include "harness/base/format.hpp"
#include "harness/cluster/batch_launcher.hpp"

#include <algorithm>

namespace reprovip::cluster {

namespace {

// A scheduler that was too slow for its client may still take what the client gave up: submitted once more,
// it would run twice.
constexpr std::chrono::seconds k_late{10};

} // namespace

void BatchLauncher::submit_all() {
  if (!m_filling.empty()) {
    m_filling.clear();
    share_out();
  }
  for (auto& [folder, batch] : m_batches) {
    const bool is_open = !batch.job && !batch.tasks.empty() && batch.not_before <= m_doors.clock->steady();
    if (is_open && !batch.perhaps_sent && !has_room(batch)) {
      continue;
    }
    if (is_open && m_client.is_ready()) {
      submit(batch);
    } else if (is_open) {
      m_query.hurry(m_client.ready());
    }
  }
}

// What may run at once, among the arrays that are submitted together.
void BatchLauncher::share_out() {
  std::uint64_t all = 0;
  for (const auto& [folder, batch] : m_batches) {
    all += batch.filling ? batch.submission.tasks : 0;
  }
  for (auto& [folder, batch] : m_batches) {
    if (batch.filling && m_options.jobs != 0 && m_scheduler->throttles()) {
      const auto share =
          std::uint64_t{m_options.jobs} * batch.submission.tasks / std::max<std::uint64_t>(all, 1);
      batch.submission.at_once = static_cast<std::uint32_t>(std::max<std::uint64_t>(share, 1));
    }
    batch.filling = false;
  }
}

// Beside those that are with the scheduler. One array keeps the throttle by itself.
bool BatchLauncher::has_room(const Batch& batch) const {
  std::uint64_t others = 0;
  for (const auto& [folder, other] : m_batches) {
    others += other.job || other.perhaps_sent ? other.at_once() : 0;
  }
  const bool is_kept = m_options.jobs == 0 || !m_scheduler->throttles();
  return is_kept || others == 0 || others + batch.at_once() <= m_options.jobs;
}

void BatchLauncher::submit(Batch& batch) {
  if (batch.perhaps_sent && !look_for(batch)) {
    return;
  }
  if (batch.job || batch.tasks.empty() || batch.cancel_owed) {
    return;
  }
  if (auto saved = save_batch(batch, m_scheduler->files(batch.submission)); !saved) {
    refused(batch, one_line(saved.error()));
    return;
  }
  const auto answer = m_client.call(m_scheduler->submit_argv(batch.submission));
  if (!answer) {
    not_sent(batch, one_line(answer.error()));
    return;
  }
  auto taken = m_scheduler->read_submitted(batch.submission, *answer);
  if (!taken.job && taken.try_again) {
    not_now(batch, taken.why);
    return;
  }
  m_client.answered();
  if (!taken.job) {
    refused(batch, format("{} refused it: {}", m_scheduler->title(), taken.why));
    return;
  }
  batch.job = std::move(taken.job);
  // Without the note it is found again by its name.
  static_cast<void>(note_job(batch));
  const auto now = m_doors.clock->steady();
  m_look.happened(now);
  m_query.happened(now);
}

// Whether it is known now what became of it.
bool BatchLauncher::look_for(Batch& batch) {
  const auto answer = m_client.call(m_scheduler->find_argv(batch.submission));
  auto found = answer ? m_scheduler->read_found(batch.submission, *answer)
                      : Result<std::optional<Submitted>>(tl::unexpected(answer.error()));
  if (!found) {
    not_sent(batch, one_line(found.error()));
    return false;
  }
  m_client.answered();
  const auto now = m_doors.clock->steady();
  if (!*found && now - batch.missed_since.value_or(now) < k_late) {
    batch.missed_since = batch.missed_since.value_or(now);
    batch.not_before = *batch.missed_since + k_late;
    m_query.hurry(batch.not_before);
    return false;
  }
  batch.missed_since.reset();
  batch.perhaps_sent = false;
  if (*found) {
    batch.job = std::move(*found);
    static_cast<void>(note_job(batch));
    m_query.hurry(m_doors.clock->steady());
    return true;
  }
  // Unknown, and yet some have begun: it was submitted, so long ago that nothing is known of it any more.
  revoke_begun(batch);
  std::vector<std::uint32_t> begun;
  for (const auto& [index, task] : batch.tasks) {
    if (has_begun(batch, index)) {
      begun.push_back(index);
    }
  }
  for (const auto index : begun) {
    finish(batch, index, nullptr, format("{} does not know it any more", m_scheduler->title()));
  }
  if (batch.cancel_owed) {
    refused(batch, "it was stopped before it was submitted");
  }
  return true;
}

// A scheduler that answers, and whose limits are reached.
void BatchLauncher::not_now(Batch& batch, const std::string& why) {
  constexpr std::uint32_t k_longest_pause = 30;
  const auto pause = std::min(1U << std::min(batch.refusals, 5U), k_longest_pause);
  batch.not_before = m_doors.clock->steady() + std::chrono::seconds(pause);
  constexpr std::uint32_t k_refusals_between = 20; // ten minutes
  if (++batch.refusals == 2 || batch.refusals % k_refusals_between == 0) {
    m_doors.say(
        format("{} does not take jobs now; trying again until it does: {}", m_scheduler->title(), why));
  }
  not_sent(batch, why);
}

// It may have been taken unnoticed all the same.
void BatchLauncher::not_sent(Batch& batch, const std::string& why) {
  m_client.silent(why);
  batch.perhaps_sent = true;
  m_query.hurry(m_client.ready());
  if (m_client.is_hopeless() && !batch.loaded) {
    refused(batch, format("{} does not answer: {}", m_scheduler->title(), why));
  }
}

// What began all the same is followed on.
void BatchLauncher::refused(Batch& batch, const std::string& why) {
  std::vector<std::uint32_t> over;
  for (const auto& [index, task] : batch.tasks) {
    revoke(batch, index);
    if (!has_begun(batch, index)) {
      over.push_back(index);
    }
  }
  for (const auto index : over) {
    finish(batch, index, nullptr, why);
  }
}

} // namespace reprovip::cluster
