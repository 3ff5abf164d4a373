#pragma once

#include <cstddef>
#include <cstdint>

namespace reprovip::exec {

struct RunOptions {
  const char* directory = nullptr; // of the attempt: exec.json, out.log, err.log
  const char* work = nullptr;
  const char* inner = nullptr; // the inner end's record; null: argv is the program itself
  const char* cpus = nullptr;
  double timeout_s = 0; // 0: none
  double grace_s = 10;
  std::uint64_t memory = 0;    // 0: no limit
  std::uint64_t log_limit = 0; // bytes kept of each log; 0: all
  bool use_cgroup = false;
  bool no_network = false;
  // Not from the command line: a scheduler may signal our whole tree, not only us; our parent's end is no
  // reason to stop.
  bool is_scheduled = false;
  bool outlives_parent = false;
  // Lists that end with a null; null: none.
  char** kill_argv = nullptr;
  char** read_only = nullptr;
  char** join = nullptr;
  char** argv = nullptr;
};

struct InnerOptions {
  const char* record = nullptr;
  const char* preload = nullptr; // the library of settings that act inside the program
  char** words = nullptr;        // all options, each with its value: see `value_of`
  std::size_t word_count = 0;
  char** argv = nullptr;

  // The value of the next `option` ("--unset", "--env", "--set") from `at` on, which moves behind it; null:
  // there is none left.
  const char* value_of(const char* option, std::size_t& at) const;
};

// Of the arguments after "run" and "inner", ended by a null. False: said on standard error what is wrong.
bool parse_run(char** arguments, RunOptions& options);
bool parse_inner(char** arguments, InnerOptions& options);

} // namespace reprovip::exec
