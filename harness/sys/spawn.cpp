#include "harness/sys/spawn.hpp"

#include "harness/sys/descriptor.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace reprovip::sys {

namespace {

enum class Step { none, fork, directory, streams, execute };

// Everything the child needs, made before it exists: between vfork and execve it may not allocate.
struct Plan {
  const char* program = nullptr;
  const char* directory = nullptr; // null: ours
  char** argv = nullptr;
  char** environment = nullptr;
  int in = -1;
  int out = -1;
  int err = -1;
  pid_t parent = 0;
};

// The child writes where it failed: after vfork it shares our memory.
struct Outcome {
  volatile Step step = Step::none;
  volatile int error = 0;
};

[[noreturn]] void fail(Outcome& outcome, Step step) {
  outcome.error = errno;
  outcome.step = step;
  ::_exit(127);
}

// Handlers of ours must not run in the child, whose memory is ours until execve; what we ignore it shall not.
void reset_signals() {
  struct sigaction standard = {};
  standard.sa_handler = SIG_DFL;
  for (const int signal : {SIGINT, SIGTERM, SIGPIPE, SIGHUP, SIGQUIT, SIGCHLD, SIGUSR1, SIGUSR2}) {
    ::sigaction(signal, &standard, nullptr);
  }
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

[[noreturn]] void run_child(const Plan& plan, Outcome& outcome) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != plan.parent) {
    ::_exit(127);
  }
  if (::dup2(plan.in, 0) < 0 || ::dup2(plan.out, 1) < 0 || ::dup2(plan.err, 2) < 0) {
    fail(outcome, Step::streams);
  }
  // Libraries open files without O_CLOEXEC in other threads. A kernel before 5.11 does not know the call.
  ::syscall(SYS_close_range, 3, ~0U, CLOSE_RANGE_CLOEXEC);
  if (plan.directory != nullptr && ::chdir(plan.directory) != 0) {
    fail(outcome, Step::directory);
  }
  reset_signals();
  ::execve(plan.program, plan.argv, plan.environment);
  fail(outcome, Step::execute);
}

// vfork: the cost of fork grows with our memory, which metrics make large.
pid_t start_child(const Plan& plan, Outcome& outcome) {
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  const pid_t child = ::vfork();
  if (child == 0) {
    run_child(plan, outcome); // NOLINT(clang-analyzer-unix.Vfork): system calls only
  }
  if (child < 0) {
    outcome.error = errno;
    outcome.step = Step::fork;
  }
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return child;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  for (auto& text : texts) {
    result.push_back(text.data());
  }
  result.push_back(nullptr);
  return result;
}

Error explain(const Outcome& outcome, const Command& command, const std::string& program) {
  const int error = outcome.error;
  if (outcome.step == Step::directory) {
    return os_error("enter", command.directory, error);
  }
  auto told = os_error("start", program, error);
  if (outcome.step == Step::execute && error == ENOEXEC) {
    told.advice = "is it a program for this machine, or a script without a \"#!\" line";
  }
  return told;
}

Result<std::string> program_of(const Command& command) {
  if (command.argv.empty() || command.argv[0].empty()) {
    return failure(ErrorKind::usage, "cannot start an empty command");
  }
  const auto& name = command.argv[0];
  if (name.find('/') != std::string::npos) {
    return name;
  }
  std::string search_path;
  for (const auto& [key, value] : command.environment) {
    search_path = key == "PATH" ? value : search_path;
  }
  auto found = find_program(name, search_path).string();
  if (found.empty()) {
    return failure(ErrorKind::environment,
                   "cannot start \"" + name + "\": not found in PATH \"" + search_path + "\"",
                   "install it, or give its path");
  }
  return found;
}

} // namespace

Result<pid_t> spawn(const Command& command, int out, int err) {
  TRY_ASSIGN(const auto program, program_of(command));
  auto argv = command.argv;
  std::vector<std::string> environment;
  for (const auto& [key, value] : command.environment) {
    environment.push_back(key + '=');
    environment.back() += value;
  }
  const auto argv_pointers = pointers(argv);
  const auto environment_pointers = pointers(environment);
  const Descriptor null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  if (!null.is_open()) {
    return tl::unexpected(os_error("open", "/dev/null", errno));
  }
  const Descriptor in(command.in_file ? ::open(command.in_file->c_str(), O_RDONLY | O_CLOEXEC) : -1);
  if (command.in_file && !in.is_open()) {
    return tl::unexpected(os_error("read", *command.in_file, errno));
  }
  Plan plan;
  plan.program = program.c_str();
  plan.directory = command.directory.empty() ? nullptr : command.directory.c_str();
  plan.argv = const_cast<char**>(argv_pointers.data());
  plan.environment = const_cast<char**>(environment_pointers.data());
  plan.in = in.is_open() ? in.get() : null.get();
  plan.out = out < 0 ? null.get() : out;
  plan.err = err < 0 ? null.get() : err;
  plan.parent = ::getpid();
  Outcome outcome;
  const auto child = start_child(plan, outcome);
  if (outcome.step == Step::none) {
    return child;
  }
  if (child > 0) {
    ::waitpid(child, nullptr, 0);
  }
  return tl::unexpected(explain(outcome, command, program));
}

Result<int> open_stream(const std::optional<Path>& file) {
  if (!file) {
    return -1;
  }
  const int opened = ::open(file->c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666);
  if (opened < 0) {
    return tl::unexpected(os_error("write", *file, errno));
  }
  return opened;
}

ExitStatus exit_status_from(int wait_status) {
  if (WIFSIGNALED(wait_status)) {
    return {0, WTERMSIG(wait_status)};
  }
  return {WEXITSTATUS(wait_status), 0};
}

} // namespace reprovip::sys
