#pragma once

#include "harness/base/quantity.hpp"
#include "harness/base/result.hpp"
#include "harness/sys/files.hpp"

#include <signal.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace reprovip::sys {

using Environment = std::vector<std::pair<std::string, std::string>>;

// A program to start. `argv[0]` with a slash is a path (relative to `directory`), without one it is looked up
// in the PATH of `environment`. The environment is exactly `environment`.
struct Command {
  std::vector<std::string> argv;
  Environment environment;
  Path directory;               // empty: ours
  std::optional<Path> in_file;  // standard input; none: /dev/null
  std::optional<Path> out_file; // standard output; none: /dev/null
  std::optional<Path> err_file; // standard error; none: /dev/null
};

// How a child ended: its exit status, or the signal that ended it.
struct ExitStatus {
  int code = 0;
  int signal = 0; // 0: none

  bool success() const { return code == 0 && signal == 0; }
};

using ProcessId = std::int64_t;
using TimePoint = std::chrono::steady_clock::time_point;

struct ChildEnded {
  ProcessId process = 0;
  ExitStatus status;
};
struct Interrupted {
  int signal = 0; // SIGINT or SIGTERM
};
struct DeadlinePassed {};
// What `wait` saw first.
using Event = std::variant<ChildEnded, Interrupted, DeadlinePassed>;

// The door to child processes: many at once, one wait, no polling. One thread uses it.
class Processes {
public:
  virtual ~Processes() = default;
  virtual Result<ProcessId> start(const Command& command) = 0;
  // Blocks until a child ends, SIGINT or SIGTERM arrives, or `deadline` passes. Needs a running child or a
  // deadline.
  virtual Event wait(std::optional<TimePoint> deadline) = 0;
  // To the child only; reprovip-exec passes it on to its tree. A child that has ended is fine.
  virtual void send(ProcessId process, int signal) = 0;
};

// The real one: Boost.Process and Asio. Children get SIGTERM when the thread that started them ends, by
// whatever cause. Takes SIGINT and SIGTERM over for its lifetime.
std::unique_ptr<Processes> make_processes();

// While it lives, SIGINT and SIGTERM wait for the next `Processes`, or for its own end: for what makes
// several of these one after the other and must not die between two.
class HeldSignals {
public:
  HeldSignals();
  ~HeldSignals();
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;

private:
  sigset_t m_before;
};

struct Captured {
  ExitStatus status;
  std::string out;
  std::string err;
};
// Runs a short helper program (an engine's `version` or `inspect`) to its end and keeps what it printed, at
// most `limit` bytes of each stream. Not starting at all is an error; failing is a status. A timeout kills
// it: an error.
Result<Captured> run_captured(const Command& command, Seconds timeout,
                              std::size_t limit = std::size_t{1} << 20);

// The program that `name` means in `search_path` (a PATH value), as an absolute path; "" when there is none.
Path find_program(const std::string& name, const std::string& search_path);

// This process' environment.
Environment current_environment();
std::string environment_value(const std::string& name); // "" when unset

} // namespace reprovip::sys
