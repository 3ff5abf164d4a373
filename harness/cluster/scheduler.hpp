#pragma once

#include "harness/base/json.hpp"
#include "harness/base/quantity.hpp"
#include "harness/base/result.hpp"
#include "harness/sys/files.hpp"
#include "harness/sys/process.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reprovip::cluster {

// What every task of one submission asks for: jobs that ask for the same are submitted together.
struct Request {
  std::uint32_t cpus = 1;
  std::uint64_t memory = 0; // bytes; 0: nothing is asked
  Seconds time{0};     // after which the scheduler may end a task, grace and margin included; 0: not asked
  std::string machine; // the level of the factor `machine`; "": none

  auto operator<=>(const Request&) const = default;
};

// N tasks, numbered from 0. Task I is `EXECUTOR task SPOOL I`, whatever number the scheduler gives it.
struct Submission {
  std::string name; // unique; letters, digits, dashes: by this it is found again
  sys::Path spool;  // absolute, and seen by the nodes under the same name
  sys::Path executor;
  std::uint32_t tasks = 1;
  std::uint32_t at_once =
      0; // how many may run at the same time, where `throttles`; 0: as the scheduler likes
  Request request;
};

// To be written into the spool before a submission.
struct SpoolFile {
  std::string name;
  std::string text;
  bool executable = false;
};

// What the scheduler calls a submission that it has taken.
struct Submitted {
  std::string name;               // of the submission
  std::string id;                 // of the array
  std::vector<std::string> tasks; // by index, where tasks have ids that do not follow from the array's (OAR)
  std::string cluster;            // "" unless the scheduler named one

  bool operator==(const Submitted&) const = default;
};
Json to_json(const Submitted& job);
Submitted submitted_from_json(const Json& json);

// Taken: `job` is set. Otherwise it was refused for good, or, with `try_again`, not now (the controller is
// away or has too much to do): it may even have been taken unnoticed, so it is looked for by name first.
struct SubmitAnswer {
  std::optional<Submitted> job;
  bool try_again = false;
  std::string why; // one line, when not taken
};

enum class Phase { waiting, running, ended };
// Why a task ended, as far as the scheduler knows: `itself` also when it does not say. States, never exit
// codes.
enum class Cause { itself, cancelled, time_limit, memory, node };

// One task as the scheduler sees it.
struct TaskState {
  std::uint32_t index = 0; // ours, from 0
  Phase phase = Phase::waiting;
  Cause cause = Cause::itself; // when ended
  bool stuck = false;          // waiting for a person: never starts by itself, and is to be cancelled
  std::string state;           // the scheduler's own word: "NODE_FAIL"
  std::string reason;          // and its reason: "BeginTime"; "" when it gives none
  std::string node;            // "" when none

  bool operator==(const TaskState&) const = default;
};

struct Limits {
  std::string version;
  std::uint32_t tasks = 1000; // that one submission may have
};

enum class Cancel { politely, at_once };

// A batch scheduler's language: command lines as data, answers read. Starts nothing, reads nothing but what
// it is given, and writes nothing. Every command is run with the caller's environment and a time limit of the
// caller's.
class Scheduler {
public:
  virtual ~Scheduler() = default;

  virtual std::string_view title() const = 0; // for people: "Slurm"
  // Whether `Submission::at_once` is kept. Where it is not, no more is submitted than may run.
  virtual bool throttles() const = 0;

  // Tells whether there is a scheduler that answers, and what it allows.
  virtual std::vector<std::string> limits_argv() const = 0;
  virtual Result<Limits> read_limits(const sys::Captured& answer) const = 0;

  virtual std::vector<SpoolFile> files(const Submission& submission) const = 0;
  virtual std::vector<std::string> submit_argv(const Submission& submission) const = 0;
  virtual SubmitAnswer read_submitted(const Submission& submission, const sys::Captured& answer) const = 0;

  // A submission by its name, when a harness was killed before it could note the id; none: the scheduler
  // knows of none. An error: no answer.
  virtual std::vector<std::string> find_argv(const Submission& submission) const = 0;
  virtual Result<std::optional<Submitted>> read_found(const Submission& submission,
                                                      const sys::Captured& answer) const = 0;

  // How many submissions one query may name.
  virtual std::size_t jobs_per_query() const = 0;
  virtual std::vector<std::string> query_argv(const std::vector<Submitted>& jobs) const = 0;
  // For each of `jobs`, in that order, those of its tasks that the scheduler knows of, sorted by index, each
  // once (its latest state). Tasks that ended long ago and such that were cancelled while they waited may be
  // missing. An error: no answer, which says nothing about the jobs.
  virtual Result<std::vector<std::vector<TaskState>>> read_query(const std::vector<Submitted>& jobs,
                                                                 const sys::Captured& answer) const = 0;

  // `tasks` empty: all of them. Cancelling what has gone does no harm; whether it had effect, the next query
  // says.
  virtual std::vector<std::string> cancel_argv(const Submitted& job, const std::vector<std::uint32_t>& tasks,
                                               Cancel how) const = 0;
};

} // namespace reprovip::cluster
