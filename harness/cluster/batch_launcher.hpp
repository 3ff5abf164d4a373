#pragma once

#include "harness/cluster/batch.hpp"
#include "harness/cluster/client.hpp"
#include "harness/cluster/pace.hpp"
#include "harness/cluster/scheduler.hpp"
#include "harness/launch/launcher.hpp"
#include "harness/sys/clock.hpp"
#include "harness/sys/process.hpp"

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace reprovip::cluster {

struct BatchOptions {
  std::string launcher;        // its name, for markers
  std::uint32_t jobs = 0;      // at once; 0: as the scheduler likes
  std::uint32_t window = 1000; // started and not ended, the scratch of which is on the disk
  sys::Path executor;
  sys::Path spool; // batches are folders in it
  std::string study;
};

// The doors of a launcher.
struct Doors {
  std::unique_ptr<sys::Processes> processes; // for signals
  RunCommand run;
  Say say;
  sys::Clock* clock = nullptr;
};
Doors real_doors();

// Runs jobs by a batch scheduler. What is started is submitted by the next `wait`, one array for all that
// asks for the same. That a task has ended is seen in the batch's folder; the scheduler is asked, ever more
// rarely, only of what does not end by itself:
// - A try whose record says that the program came to its end counts, unless a later try has begun meanwhile.
// When it
//   was stopped from outside, the scheduler may run it again: its word decides.
// - What the scheduler says is over, or does not know, is given some seconds for its files to come into
// sight. Without
//   them it is lost, or was not started: infrastructure, but for time and memory limits of the scheduler.
// - No answer says nothing about the jobs: they are followed on, and the question is asked again.
// - `abort` cancels, and what runs is waited for; the second one waits for nothing.
class BatchLauncher final : public launch::Launcher {
public:
  BatchLauncher(BatchOptions options, std::unique_ptr<Scheduler> scheduler, Doors doors);

  std::uint32_t capacity() const override;
  Result<void> start(const launch::Job& job) override;
  launch::LaunchEvent wait(std::optional<sys::TimePoint> deadline) override;
  void abort() override;

private:
  // start
  std::uint32_t window() const;
  Result<void> start_new(const launch::Job& job);
  Result<void> follow(const launch::Job& job);
  Result<std::string> open_batch(const Request& request);
  void ask_limits();

  // submit
  void submit_all();
  void share_out();
  bool has_room(const Batch& batch) const;
  void submit(Batch& batch);
  bool look_for(Batch& batch);
  void not_now(Batch& batch, const std::string& why);
  void not_sent(Batch& batch, const std::string& why);
  void refused(Batch& batch, const std::string& why);

  // watch
  void look();
  void look_at(Batch& batch);
  void query();
  void query_some(const std::vector<Batch*>& batches);
  void learn(Batch& batch, const std::vector<TaskState>& states);
  void judge(Batch& batch, std::uint32_t index, const TaskState* state);
  void cancel(Batch& batch, const std::vector<std::uint32_t>& tasks, Cancel how);
  void cancel_owed();

  // end
  void finish(Batch& batch, std::uint32_t index, const TaskState* state, const std::string& reason);
  void accept(Batch& batch, std::uint32_t index, launch::JobEnded end);
  void drop_empty();
  void work();
  sys::TimePoint next_work() const;

  BatchOptions m_options;
  std::unique_ptr<Scheduler> m_scheduler;
  Doors m_doors;
  Client m_client;
  std::optional<Limits> m_limits;
  std::map<std::string, Batch> m_batches;   // by folder
  std::map<Request, std::string> m_filling; // → folder
  std::deque<launch::JobEnded> m_ended;     // to be told
  std::uint32_t m_open = 0;                 // started, and their end not told
  std::uint32_t m_made = 0;                 // batches
  bool m_full = false;                      // was filled to the window; some must end before more is taken
  std::uint32_t m_aborts = 0;
  Pace m_look;
  Pace m_query;
};

} // namespace reprovip::cluster
