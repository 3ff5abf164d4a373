#pragma once

#include "harness/launch/launcher.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace reprovip::launch {

// The files by which a launcher and `reprovip-exec task SPOOL INDEX` speak; harness/exec/README.md has their
// format. A spool is a batch's folder, seen by the harness and by the nodes:
//   tasks/INDEX  claims/INDEX.TRY  hosts/NODE.json  ended/INDEX.TRY
// A task may be tried more than once, by a scheduler that runs it again; tries count from 0.

Result<void> make_spool(const sys::Path& spool);

// What is below an attempt's work directory before it starts, to be made again for another try.
struct Staged {
  enum class Kind { directory, file, link };
  Kind kind = Kind::directory;
  sys::Path path;
  sys::Path target; // of a link
};
Result<std::vector<Staged>> staged_of(const sys::Path& work);

// The text of tasks/INDEX: `executor_argv` is that of the job (launch/local_launcher.hpp).
std::string task_text(const Job& job, const std::vector<Staged>& staged,
                      const std::vector<std::string>& executor_argv);
// Writes it for a job that is staged, and the job's marker (elsewhere.hpp): one file with two names, since
// making files is most of what a short execution costs the harness.
Result<void> write_task(const sys::Path& spool, std::uint32_t index, const Job& job, const Json& marker,
                        const std::vector<std::string>& executor_argv);

// A try that has begun: claims/INDEX.TRY. One that is being written has no `about` yet.
struct Claim {
  std::uint32_t attempt_try = 0;
  Json about; // "node", "host", "pid" ...

  std::string node() const { return about["node"].text(); }
};
// In order; empty: it never began.
std::vector<Claim> read_claims(const sys::Path& spool, std::uint32_t index);

struct EndedTry {
  std::uint32_t index = 0;
  std::uint32_t attempt_try = 0;

  bool operator==(const EndedTry&) const = default;
};
// What has ended in a spool, sorted: one listing of a directory.
std::vector<EndedTry> read_ended(const sys::Path& spool);

// The directory of try `attempt_try` at an attempt: ATTEMPT, ATTEMPT.1, ATTEMPT.2 ...
sys::Path tried_attempt(const sys::Path& attempt, std::uint32_t attempt_try);

// Facts of a node as the task that first ran there wrote them; empty when there are none.
HostFacts host_facts_of(const sys::Path& spool, const std::string& node);

// The end of a task whose tries are over: the last that ended by itself counts, else the last that ended (it
// was stopped), else the last that began, and is lost (infrastructure) with `reason`. The others are told as
// earlier tries.
JobEnded end_of_task(const sys::Path& spool, std::uint32_t index, std::uint32_t ticket,
                     const sys::Path& attempt, const std::string& reason);

// The same when the spool is gone, by the attempt's directories alone; nothing: it never began.
std::optional<JobEnded> end_without_spool(std::uint32_t ticket, const sys::Path& attempt);

} // namespace reprovip::launch
