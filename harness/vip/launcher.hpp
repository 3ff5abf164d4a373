#pragma once

#include "harness/launch/launcher.hpp"
#include "harness/sys/clock.hpp"
#include "harness/sys/http.hpp"
#include "harness/sys/process.hpp"
#include "harness/vip/flight.hpp"
#include "harness/vip/settings.hpp"

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace reprovip::vip {

// SIGINT and SIGTERM while requests are under way: what saw one remembers it for the next who asks.
class Signals {
public:
  explicit Signals(std::unique_ptr<sys::Processes> processes) : m_processes(std::move(processes)) {}
  // Sleeps until `deadline` or a signal; whether there was one.
  bool wait(sys::TimePoint deadline);
  std::optional<int> take();

private:
  std::unique_ptr<sys::Processes> m_processes;
  std::optional<int> m_signal;
};

// Runs executions on the Virtual Imaging Platform, one of VIP's executions for each. One thread, which asks
// VIP of one after the other. As many are under way as the settings say; when VIP refuses for its quotas, as
// many as it took, and one more each time that one ends.
class VipLauncher final : public launch::Launcher {
public:
  VipLauncher(Settings settings, Key key, std::unique_ptr<sys::Http> http, std::shared_ptr<Signals> signals,
              sys::Clock& clock);

  std::uint32_t capacity() const override;
  Checked<std::vector<std::string>> look_over(const std::vector<launch::Job>& jobs) override;
  Result<void> start(const launch::Job& job) override;
  launch::LaunchEvent wait(std::optional<sys::TimePoint> deadline) override;
  void abort() override;

private:
  void check_jobs(const std::vector<launch::Job>& jobs, Errors& errors, std::vector<std::string>& warnings);
  void ask_vip(const std::vector<launch::Job>& jobs, Errors& errors);
  std::optional<Error> compare_descriptor(const Request& request);
  Result<const Json*> descriptor(const sys::Path& file);
  std::optional<launch::JobEnded> make_steps();
  void adapt();
  std::optional<Fault> ask_platform();
  std::function<bool(Seconds)> sleep();

  Settings m_settings;
  std::unique_ptr<sys::Http> m_http;
  std::shared_ptr<Signals> m_signals;
  sys::Clock& m_clock;
  Client m_client;
  Uploads m_uploads;
  Ground m_ground;
  std::map<sys::Path, Json> m_descriptors;
  std::list<Flight> m_flights; // in the order of their start
  std::uint32_t m_limit;       // as many as VIP takes, as far as we know
  std::uint32_t m_aborts = 0;
};

// Why VIP cannot set a factor; "" = it can.
std::string cannot_set(const model::Factor& factor);
Result<std::unique_ptr<launch::Launcher>> make_vip_launcher(const launch::LauncherOptions& options);
// Whether there is a key, and VIP answers and takes it.
launch::Probe probe(const launch::LauncherOptions& options);

} // namespace reprovip::vip
