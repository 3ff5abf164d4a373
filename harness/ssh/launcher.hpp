#pragma once

#include "harness/launch/launcher.hpp"
#include "harness/ssh/host.hpp"
#include "harness/sys/clock.hpp"

#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace reprovip::ssh {

model::PluginDecl declaration();
// Engines other than native are refused: their images would have to be the same ones on each host.
std::string cannot_set(const model::Factor& factor);
// Paths are relative to `options.directory`; REPROVIP_SSH_CONFIG stands for an absent `config`.
Result<Settings> read_settings(const launch::LauncherOptions& options);

// Runs jobs on a few hosts by OpenSSH's client. An execution goes to the host that its factor `machine`
// names, else to the one with most room. What is under way when this process is killed goes on there, and is
// followed by the next run: `elsewhere.json` of an attempt names host, spool and index until all of it is
// here.
class SshLauncher final : public launch::Launcher, private HostListener {
public:
  SshLauncher(Settings settings, std::unique_ptr<sys::Processes> processes, sys::Clock& clock,
              sys::Path scratch);
  // Tidies up on the hosts, and ends the connections.
  ~SshLauncher() override;

  // Logs in to every host; an error, with all that cannot be used, when there are such.
  Result<void> connect();

  std::uint32_t capacity() const override;
  Result<void> start(const launch::Job& job) override;
  launch::LaunchEvent wait(std::optional<sys::TimePoint> deadline) override;
  void abort() override;

private:
  Result<void> submitting(const launch::Job& job, const Whereabouts& where) override;
  Result<std::vector<Item>> fetched(const Fetch& fetch) override;
  void finished(const launch::Job& job, const Whereabouts& where, const Programs& programs) override;
  void failed(const launch::Job& job, model::Outcome outcome, const std::string& reason, bool stays) override;

  Result<void> check_greeted() const;
  Result<RemoteHost*> host_of(const launch::Job& job);
  RemoteHost* find(const std::string& name);
  Result<void> adopt(const launch::Job& job);
  std::optional<launch::JobEnded> known_end(const launch::Job& job, const Item& item) const;
  void clear_stopped(const launch::Job& job, const model::Ending& ending) const;
  std::optional<launch::LaunchEvent> pass(std::optional<sys::TimePoint> deadline);
  sys::Path mirror(const std::string& spool) const { return m_settings.spool / spool; }
  void say_goodbye(const RemoteHost& host);
  bool run(const std::vector<std::string>& argv, const sys::Path& out);

  Settings m_settings;
  std::unique_ptr<sys::Processes> m_processes;
  sys::Clock& m_clock;
  sys::Path m_scratch;
  Packer m_packer;
  std::vector<std::unique_ptr<RemoteHost>> m_hosts;
  std::deque<launch::LaunchEvent> m_events;
  bool m_aborted = false;
};

// Whether each of the hosts can be logged in to; without hosts, whether there is a client.
launch::Probe probe(const launch::LauncherOptions& options);
Result<std::unique_ptr<launch::Launcher>> make_ssh_launcher(const launch::LauncherOptions& options,
                                                            std::unique_ptr<sys::Processes> processes,
                                                            sys::Clock& clock);

} // namespace reprovip::ssh
