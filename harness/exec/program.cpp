#include "harness/exec/program.hpp"

#include "harness/exec/clock.hpp"
#include "harness/exec/disk.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace reprovip::exec {

namespace {

[[noreturn]] void fail(StartFailure& failure, StartStep step) {
  failure.error = errno;
  failure.step = step;
  ::_exit(127);
}

void reset_signals() {
  for (int signal = 1; signal < SIGSYS; ++signal) {
    ::signal(signal, SIG_DFL);
  }
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

void enter_surroundings(const Program& program, StartFailure& failure) {
  for (int i = 0; i < program.cgroup_door_count; ++i) {
    if (::write(program.cgroup_doors[i], "0", 1) != 1) {
      fail(failure, StartStep::cgroup);
    }
  }
  if (program.cpus != nullptr && ::sched_setaffinity(0, sizeof *program.cpus, program.cpus) != 0) {
    fail(failure, StartStep::cpus);
  }
  if (program.umask >= 0) {
    ::umask(static_cast<mode_t>(program.umask));
  }
  if (program.isolation != nullptr) {
    isolate(*program.isolation);
  }
  const rlimit space = {program.address_space, program.address_space};
  if (program.address_space != 0 && ::setrlimit(RLIMIT_AS, &space) != 0) {
    fail(failure, StartStep::memory);
  }
  if (program.directory != nullptr && ::chdir(program.directory) != 0) {
    fail(failure, StartStep::directory);
  }
}

void connect_streams(const Program& program, StartFailure& failure) {
  const int null = ::open("/dev/null", O_RDONLY);
  // A container may lack /dev/null; the program then reads from whatever we were given.
  if (null > 0) {
    ::dup2(null, 0);
  }
  if ((program.out >= 0 && ::dup2(program.out, 1) < 0) || (program.err >= 0 && ::dup2(program.err, 2) < 0)) {
    fail(failure, StartStep::streams);
  }
  if (::syscall(SYS_close_range, 3, ~0U, 0) != 0) { // since Linux 5.9
    for (int file = 3; file < 64; ++file) {
      ::close(file);
    }
  }
}

// As execvp does, without its silent retry with a shell.
void search_and_execute(const Program& program) {
  const char* const name = program.argv[0];
  const char* const path = std::getenv("PATH");
  std::string_view folders = path == nullptr ? "/usr/bin:/bin" : path;
  int told = ENOENT;
  while (!folders.empty()) {
    const auto folder = cut(folders, ':');
    char candidate[4096];
    if (folder.empty() || folder.size() + std::strlen(name) + 2 > sizeof candidate) {
      continue;
    }
    std::memcpy(candidate, folder.data(), folder.size());
    candidate[folder.size()] = '/';
    std::strcpy(candidate + folder.size() + 1, name);
    ::execv(candidate, program.argv);
    if (errno != ENOENT && errno != ENOTDIR) {
      told = errno;
    }
  }
  errno = told;
}

[[noreturn]] void run_child(const Program& program, StartFailure& failure) {
  ::setsid();
  // If we are killed, at least the program itself must not go on alone.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  enter_surroundings(program, failure);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL); // a change of user namespace may have taken it back
  connect_streams(program, failure);
  reset_signals();
  if (std::strchr(program.argv[0], '/') == nullptr) {
    search_and_execute(program);
  } else {
    ::execv(program.argv[0], program.argv);
  }
  fail(failure, StartStep::execute);
}

bool is_directory(const char* path) {
  struct stat status = {};
  return ::stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

} // namespace

pid_t start_program(const Program& program, StartFailure& failure) {
  const pid_t child = ::vfork();
  if (child == 0) {
    run_child(program, failure); // NOLINT(clang-analyzer-unix.Vfork): system calls only
  }
  if (child < 0) {
    failure.error = errno;
    failure.step = StartStep::fork;
    return -1;
  }
  if (failure.step != StartStep::none) {
    ::waitpid(child, nullptr, 0);
    return -1;
  }
  return child;
}

void run_to_end(char** argv, double limit_s) {
  const int null = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  Program program;
  program.argv = argv;
  program.out = null;
  program.err = null;
  StartFailure failure;
  const pid_t child = start_program(program, failure);
  const double until = steady_seconds() + limit_s;
  sigset_t child_signal;
  ::sigemptyset(&child_signal);
  ::sigaddset(&child_signal, SIGCHLD);
  while (child > 0 && ::waitpid(child, nullptr, WNOHANG) == 0) {
    const double left = until - steady_seconds();
    if (left <= 0) {
      ::kill(child, SIGKILL);
    }
    const timespec wait = {static_cast<time_t>(left > 0 ? left : 0) + 1, 0};
    ::sigtimedwait(&child_signal, nullptr, &wait);
  }
  ::close(null);
}

void explain(const StartFailure& failure, const Program& program, Text& sentence) {
  const char* const name = program.argv[0];
  int error = failure.error;
  if (failure.step == StartStep::directory) {
    sentence.add("cannot enter the work directory \"")
        .add(program.directory)
        .add("\": ")
        .add(std::strerror(error));
    return;
  }
  sentence.add("cannot start \"").add(name).add("\": ");
  const bool is_path = std::strchr(name, '/') != nullptr;
  switch (failure.step) {
  case StartStep::cpus:
    sentence.add("its CPUs cannot be used here: ");
    break;
  case StartStep::memory:
    sentence.add("its memory limit cannot be set: ");
    break;
  case StartStep::cgroup:
    sentence.add("its cgroup cannot be entered: ");
    break;
  default:
    break;
  }
  if (failure.step == StartStep::execute && is_path && is_directory(name)) {
    error = EISDIR;
  }
  sentence.add(std::strerror(error));
  if (failure.step == StartStep::execute && error == ENOENT && is_path && name[0] == '/' && exists(name)) {
    sentence.add(" (the file is there, but not the interpreter it asks for)");
  }
  if (failure.step == StartStep::execute && error == ENOEXEC) {
    sentence.add(" (not a program for this machine, or a script without a \"#!\" line)");
  }
}

bool is_fault_of_command(const StartFailure& failure) {
  return failure.step == StartStep::execute && failure.error != ENOMEM && failure.error != EAGAIN;
}

int exit_code_of(const StartFailure& failure) {
  return failure.error == ENOENT || failure.error == ENOTDIR ? 127 : 126;
}

} // namespace reprovip::exec
