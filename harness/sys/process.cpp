#include "harness/sys/process.hpp"

#include "harness/base/assert.hpp"
#include "harness/sys/descriptor.hpp"
#include "harness/sys/spawn.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/process/v2/process.hpp>

#include <signal.h>
#include <sys/wait.h>

#include <deque>
#include <map>

namespace reprovip::sys {

namespace {

namespace asio = boost::asio;
using Child = boost::process::v2::basic_process<asio::io_context::executor_type>;
using boost::system::error_code;

sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

// Boost.Process follows the child (a pidfd in Asio's epoll) but does not launch it: its launcher forks, which
// costs more the larger we are, and its vfork launcher 1.81 lets the child change Asio's state, which is
// ours.
class RealProcesses : public Processes {
public:
  RealProcesses() : m_signals(m_context, SIGINT, SIGTERM), m_timer(m_context) {
    listen();
    const auto stops = stop_signals();
    ::pthread_sigmask(SIG_UNBLOCK, &stops, &m_before);
  }

  ~RealProcesses() override {
    ::pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
    for (auto& [process, child] : m_children) {
      ::kill(static_cast<pid_t>(process), SIGTERM);
      child.detach();
    }
  }

  Result<ProcessId> start(const Command& command) override {
    TRY_ASSIGN(const int out, open_stream(command.out_file));
    const Descriptor out_owner(out);
    TRY_ASSIGN(const int err, open_stream(command.err_file));
    const Descriptor err_owner(err);
    TRY_ASSIGN(const pid_t child, spawn(command, out, err));
    return follow(child, command);
  }

  Event wait(std::optional<TimePoint> deadline) override {
    REPROVIP_ASSERT(deadline || !m_children.empty() || !m_events.empty());
    m_context.poll();
    if (m_events.empty() && deadline) {
      m_timer.expires_at(*deadline);
      m_timer.async_wait([this](const error_code& error) {
        if (!error) {
          m_events.emplace_back(DeadlinePassed{});
        }
      });
    }
    while (m_events.empty()) {
      m_context.run_one();
    }
    const auto event = m_events.front();
    m_events.pop_front();
    forget_timer();
    return event;
  }

  void send(ProcessId process, int signal) override {
    // Only what has not been waited for: its number cannot belong to another process yet.
    if (m_children.count(process) != 0) {
      ::kill(static_cast<pid_t>(process), signal);
    }
  }

private:
  void listen() {
    m_signals.async_wait([this](const error_code& error, int signal) {
      if (!error) {
        m_events.emplace_back(Interrupted{signal});
        listen();
      }
    });
  }

  Result<ProcessId> follow(pid_t child, const Command& command) {
    try {
      const auto added = m_children.emplace(child, Child(m_context.get_executor(), child)).first;
      added->second.async_wait([this, child](const error_code& error, int) { ended(child, error); });
      return child;
    } catch (const std::exception& error) {
      // Too many open files, most likely: without a pidfd nobody would hear of its end.
      m_children.erase(child);
      ::kill(child, SIGKILL);
      ::waitpid(child, nullptr, 0);
      return failure(ErrorKind::environment, "cannot follow \"" + command.argv[0] + "\": " + error.what(),
                     "raise the limit of open files (ulimit -n) or run fewer jobs");
    }
  }

  void ended(pid_t process, const error_code& error) {
    const auto child = m_children.find(process);
    REPROVIP_ASSERT(!error && child != m_children.end());
    m_events.emplace_back(ChildEnded{process, exit_status_from(child->second.native_exit_code())});
    child->second.detach();
    m_children.erase(child);
  }

  // A cancelled wait must be over, and a passed one forgotten, before the next deadline.
  void forget_timer() {
    m_timer.cancel();
    m_context.poll();
    for (auto event = m_events.begin(); event != m_events.end();) {
      event = std::holds_alternative<DeadlinePassed>(*event) ? m_events.erase(event) : event + 1;
    }
  }

  asio::io_context m_context{1}; // never out of work: it always waits for signals
  asio::signal_set m_signals;
  sigset_t m_before{};
  asio::steady_timer m_timer;
  std::map<ProcessId, Child> m_children;
  std::deque<Event> m_events;
};

} // namespace

HeldSignals::HeldSignals() {
  const auto stops = stop_signals();
  ::pthread_sigmask(SIG_BLOCK, &stops, &m_before);
}

HeldSignals::~HeldSignals() {
  ::pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
}

std::unique_ptr<Processes> make_processes() {
  return std::make_unique<RealProcesses>();
}

} // namespace reprovip::sys
