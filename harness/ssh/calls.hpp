#pragma once

#include "harness/ssh/settings.hpp"
#include "harness/sys/process.hpp"

#include <optional>
#include <string>
#include <vector>

namespace reprovip::ssh {

// How a call ended: what it printed is in `out_file`, the end of its complaints in `err`.
struct Answer {
  sys::ExitStatus status;
  sys::Path out_file;
  std::string err; // one line

  // The connection failed, not what was asked; also when the client was killed.
  bool lost() const { return status.code == 255 || status.signal != 0; }
};

// One `ssh` at a time to one host. Everything that leaves this machine goes through `sys::Processes`.
class Lane {
public:
  // `name`: of its files below `scratch`, unique.
  Lane(const Client& client, sys::Processes& processes, sys::Path scratch, std::string name);

  bool busy() const { return m_process.has_value(); }
  bool owns(sys::ProcessId process) const { return m_process == process; }
  Result<void> ask(const std::string& host, const std::string& socket, const std::vector<std::string>& words,
                   std::optional<sys::Path> in_file = std::nullopt);
  // Asks a client that still runs to end.
  void stop();
  Answer ended(const sys::ExitStatus& status);

private:
  const Client& m_client;
  sys::Processes& m_processes;
  sys::Path m_out;
  sys::Path m_err;
  std::optional<sys::ProcessId> m_process;
};

} // namespace reprovip::ssh
