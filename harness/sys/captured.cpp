// Short helper programs, run to their end.

#include "harness/base/format.hpp"
#include "harness/sys/descriptor.hpp"
#include "harness/sys/spawn.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace reprovip::sys {

namespace {

using std::chrono::steady_clock;

// Our end of a pipe; what comes out of it beyond the limit is read and thrown away, so that the program can
// go on.
struct Stream {
  Descriptor ours;
  Descriptor theirs;
  std::string kept;

  Result<void> open() {
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC) != 0) {
      return tl::unexpected(os_error("open", "a pipe", errno));
    }
    ours = Descriptor(ends[0]);
    theirs = Descriptor(ends[1]);
    ::fcntl(ours.get(), F_SETFL, O_NONBLOCK);
    return {};
  }

  void drain(std::size_t limit) {
    std::array<char, 16384> buffer{};
    while (ours.is_open()) {
      const auto got = ::read(ours.get(), buffer.data(), buffer.size());
      if (got > 0) {
        kept.append(buffer.data(), std::min(static_cast<std::size_t>(got), limit - kept.size()));
      } else if (got == 0) {
        ours.reset();
      } else if (errno != EINTR) {
        return;
      }
    }
  }
};

int milliseconds_until(steady_clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_clock::now()).count();
  return static_cast<int>(std::clamp<long>(left, 0, 3'600'000));
}

// SIGINT and SIGTERM of this thread are heard, not acted on, until it is released: what was started may have
// started more, which would go on without us. Those that the process ignores stay ignored.
class Interrupts {
public:
  Interrupts() {
    sigset_t heard;
    ::sigemptyset(&heard);
    for (const int signal : {SIGINT, SIGTERM}) {
      struct sigaction action = {};
      if (::sigaction(signal, nullptr, &action) == 0 && action.sa_handler != SIG_IGN) {
        ::sigaddset(&heard, signal);
      }
    }
    ::pthread_sigmask(SIG_BLOCK, &heard, &m_before);
    m_door = Descriptor(::signalfd(-1, &heard, SFD_CLOEXEC | SFD_NONBLOCK));
  }
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;
  ~Interrupts() { release(); }

  int door() const { return m_door.get(); }
  // 0: none came.
  int take() {
    signalfd_siginfo info = {};
    return ::read(m_door.get(), &info, sizeof info) == sizeof info ? static_cast<int>(info.ssi_signo) : 0;
  }
  void release() { ::pthread_sigmask(SIG_SETMASK, &m_before, nullptr); }

private:
  sigset_t m_before = {};
  Descriptor m_door;
};

class Capture {
public:
  Capture(pid_t child, Stream& out, Stream& err, std::size_t limit)
      : m_child(child), m_ended(static_cast<int>(::syscall(SYS_pidfd_open, child, 0))), m_out(out),
        m_err(err), m_limit(limit) {}

  // Before Linux 5.3, or with too many open files, there is no way to wait for the child and its pipes at
  // once.
  bool is_possible() const { return m_ended.is_open(); }

  // False: the deadline passed first, or `interrupts` has one to take. A grandchild may hold the pipes open:
  // the child's own end is the end.
  bool until(steady_clock::time_point deadline, int interrupts) {
    while (true) {
      std::array<pollfd, 4> doors{pollfd{m_ended.get(), POLLIN, 0}, pollfd{m_out.ours.get(), POLLIN, 0},
                                  pollfd{m_err.ours.get(), POLLIN, 0}, pollfd{interrupts, POLLIN, 0}};
      const int ready = ::poll(doors.data(), doors.size(), milliseconds_until(deadline));
      m_out.drain(m_limit);
      m_err.drain(m_limit);
      if (doors[0].revents != 0 && ready > 0) {
        return true;
      }
      if ((ready == 0 && steady_clock::now() >= deadline) || doors[3].revents != 0) {
        return false;
      }
    }
  }

  void send(int signal) const {
    ::kill(-m_child, signal);
    ::kill(m_child, signal);
  }
  void kill() const { send(SIGKILL); }

  ExitStatus reap() {
    int status = 0;
    while (::waitpid(m_child, &status, 0) < 0 && errno == EINTR) {
    }
    m_out.drain(m_limit);
    m_err.drain(m_limit);
    return exit_status_from(status);
  }

private:
  pid_t m_child;
  Descriptor m_ended;
  Stream& m_out;
  Stream& m_err;
  std::size_t m_limit;
};

} // namespace

Result<Captured> run_captured(const Command& command, Seconds timeout, std::size_t limit) {
  Stream out;
  Stream err;
  TRY(out.open());
  TRY(err.open());
  Interrupts interrupts;
  TRY_ASSIGN(const pid_t child, spawn(command, out.theirs.get(), err.theirs.get()));
  out.theirs.reset();
  err.theirs.reset();
  Capture capture(child, out, err, limit);
  if (!capture.is_possible()) {
    const auto error = os_error("wait for", command.argv[0], errno);
    capture.kill();
    capture.reap();
    return tl::unexpected(error);
  }
  const bool in_time = capture.until(
      steady_clock::now() + std::chrono::duration_cast<steady_clock::duration>(timeout), interrupts.door());
  const int interrupt = in_time ? 0 : interrupts.take();
  if (interrupt != 0) {
    constexpr std::chrono::seconds k_grace{1}; // compilers remove what they have begun
    capture.send(SIGTERM);
    capture.until(steady_clock::now() + k_grace, -1);
  }
  if (!in_time) {
    capture.kill();
  }
  const auto status = capture.reap();
  if (interrupt != 0) {
    interrupts.release();
    ::raise(interrupt);
    return failure(ErrorKind::environment, format("\"{}\" was interrupted", command.argv[0]));
  }
  if (!in_time) {
    return failure(ErrorKind::environment,
                   format("\"{}\" did not end within {}", command.argv[0], human_duration(timeout)));
  }
  return Captured{status, std::move(out.kept), std::move(err.kept)};
}

} // namespace reprovip::sys
