#pragma once

#include "harness/base/result.hpp"
#include "harness/cluster/scheduler.hpp"
#include "harness/launch/launcher.hpp"
#include "harness/sys/process.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace reprovip::cluster {

// A task whose end we owe.
struct Followed {
  std::uint32_t ticket = 0;
  sys::Path attempt;
  std::uint32_t tries_seen = 0; // that have ended
  // Its last try ended in a way that the scheduler may mend by another one: its word decides.
  bool needs_word = false;
  std::optional<sys::TimePoint>
      gone; // since when the scheduler has said that it is over, or does not know it
};

// One submission, and its folder:
//   batch.json  what is submitted    job.json  what the scheduler calls it, once it has been told
//   tasks/ claims/ hosts/ ended/     see launch/task_files.hpp; tasks/I goes when the end of I was told
//   log/I       what Slurm's step and the executor print
struct Batch {
  Submission submission;
  std::optional<Submitted> job;
  bool filling = false;           // takes more tasks; not submitted yet
  bool perhaps_sent = false;      // may have been submitted unnoticed: it is to be looked for by name
  bool loaded = false;            // of an earlier process of ours
  bool cancel_owed = false;       // was not told yet that it is to stop
  std::uint32_t refusals = 0;     // for now, one after the other
  sys::TimePoint not_before = {}; // it is submitted again
  std::optional<sys::TimePoint> missed_since; // looked for by name, and unknown
  std::map<std::uint32_t, Followed> tasks;

  // How many of its tasks may run at the same time.
  std::uint32_t at_once() const {
    const auto open = static_cast<std::uint32_t>(tasks.size());
    return submission.at_once == 0 ? open : std::min(submission.at_once, open);
  }
  const sys::Path& spool() const { return submission.spool; }
};

// Makes the folder, with a name of its own below `parent`.
Result<Batch> make_batch(const sys::Path& parent, const std::string& name, const Request& request);
// Writes the task's files; it is marked as elsewhere (launch/elsewhere.hpp). Nothing remains of it after an
// error.
Result<void> add_task(Batch& batch, const std::string& launcher, const sys::Path& executor,
                      const launch::Job& job);

// Before it is submitted, and after.
Result<void> save_batch(const Batch& batch, const std::vector<SpoolFile>& files);
Result<void> note_job(const Batch& batch);

struct Marker {
  sys::Path spool;
  std::uint32_t index = 0;
};
Marker marker_from_json(const Json& elsewhere);
// What an earlier process of ours has saved, without tasks to follow.
bool is_saved(const sys::Path& spool);
Result<Batch> load_batch(const sys::Path& spool);

// From now on no try at the task can begin.
void revoke(const Batch& batch, std::uint32_t index);
// That of every task which has begun and is not followed.
void revoke_begun(const Batch& batch);
bool has_begun(const Batch& batch, std::uint32_t index, std::uint32_t attempt_try = 0);
// Removes the folder when nobody is owed anything.
void remove_if_done(const Batch& batch);

} // namespace reprovip::cluster
