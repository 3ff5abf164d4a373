#include "harness/exec/task.hpp"

#include "harness/exec/claim.hpp"
#include "harness/exec/detach.hpp"
#include "harness/exec/disk.hpp"
#include "harness/exec/options.hpp"
#include "harness/exec/run.hpp"
#include "harness/exec/task_file.hpp"

#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>

namespace reprovip::exec {

namespace {

constexpr int k_internal_error = 70;

struct TaskOptions {
  const char* spool = nullptr;
  const char* index = nullptr;
  bool once = false;
  bool detach = false;
};

// Who asks us to stop before the program runs is listened to when it does: with a claim there is to be a
// record.
void hold_stop_signals() {
  sigset_t signals;
  ::sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
    ::sigaddset(&signals, signal);
  }
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool parse(char** arguments, TaskOptions& options) {
  for (; *arguments != nullptr; ++arguments) {
    const std::string_view word = *arguments;
    if (word == "--once") {
      options.once = true;
    } else if (word == "--detach") {
      options.detach = true;
    } else if (options.spool == nullptr) {
      options.spool = *arguments;
    } else if (options.index == nullptr) {
      options.index = *arguments;
    } else {
      std::fprintf(stderr, "reprovip-exec: unknown word after the task: \"%s\"\n", *arguments);
      return false;
    }
  }
  if (options.index == nullptr || !is_number(options.index)) {
    std::fputs("reprovip-exec: task needs SPOOL INDEX, a batch's folder and a number\n", stderr);
    return false;
  }
  if (options.spool[0] != '/') {
    std::fprintf(stderr, "reprovip-exec: not an absolute path: \"%s\"\n", options.spool);
    return false;
  }
  return true;
}

// The arguments of "run" that the task has; false: said on standard error.
bool read_options(const TaskFile& task, const char* path, RunOptions& options) {
  const bool outlives_parent = options.outlives_parent;
  options = RunOptions();
  options.is_scheduled = true;
  options.outlives_parent = outlives_parent;
  if (!parse_run(task.arguments + 1, options)) {
    std::fprintf(stderr, "reprovip-exec: so the task \"%s\" is broken\n", path);
    return false;
  }
  if (std::strcmp(options.directory, task.attempt) != 0) {
    std::fprintf(stderr, "reprovip-exec: the task \"%s\" is broken: --dir \"%s\" is not its attempt \"%s\"\n",
                 path, options.directory, task.attempt);
    return false;
  }
  return true;
}

// What a second try is not to share with the first, which may still run.
bool prepare_try(TaskFile& task, int number, const char* path, RunOptions& options) {
  if (number == 0) {
    return true;
  }
  turn_into_try(task, number);
  return read_options(task, path, options) && stage_again(task);
}

// With the claim taken, up to where its end is told.
int run_claimed(Claim& claim, TaskFile& task, RunOptions& run, Detached& parent, const char* path) {
  // Whoever withdraws a task removes its file and then looks for claims: one of us sees the other.
  if (!exists(path)) {
    std::fprintf(stderr, "reprovip-exec: the task \"%s\" was withdrawn\n", path);
    claim.give_back();
    return k_internal_error;
  }
  claim.describe_node();
  if (!prepare_try(task, claim.number(), path, run)) {
    return k_internal_error;
  }
  Text errors(task.attempt);
  errors.add("/exec.err");
  parent.tell_parent(0, errors.c_str());
  ::environ = task.environment;
  const int status = run_outer(run);
  return status == 0 && !claim.end() ? k_internal_error : status;
}

} // namespace

int run_task(char** arguments) {
  hold_stop_signals();
  TaskOptions options;
  if (!parse(arguments, options)) {
    return k_internal_error;
  }
  Text path(options.spool);
  path.add("/tasks/").add(options.index);
  TaskFile task;
  RunOptions run;
  run.outlives_parent = options.detach;
  if (!read_task(path.c_str(), task) || !read_options(task, path.c_str(), run)) {
    return k_internal_error;
  }
  Detached parent;
  if (options.detach && !parent.begin()) {
    return k_internal_error;
  }
  Claim claim(options.spool, options.index);
  int status = k_internal_error;
  const auto taken = claim.take(options.once);
  if (taken == Claim::Taken::yes) {
    status = run_claimed(claim, task, run, parent, path.c_str());
  } else if (taken == Claim::Taken::by_others) {
    status = 0;
  }
  parent.tell_parent(status, nullptr);
  return status;
}

} // namespace reprovip::exec
