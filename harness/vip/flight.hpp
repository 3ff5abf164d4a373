#pragma once

#include "harness/launch/launcher.hpp"
#include "harness/sys/clock.hpp"
#include "harness/vip/client.hpp"
#include "harness/vip/request.hpp"
#include "harness/vip/settings.hpp"
#include "harness/vip/uploads.hpp"

#include <optional>
#include <string>
#include <vector>

namespace reprovip::vip {

// What all executions of a run share.
struct Ground {
  Client& client;
  Uploads& uploads;
  const Settings& settings;
  sys::Clock& clock;
  std::uint64_t max_transfer = 15'000'000;
  bool refused_for_quota = false; // since it was last asked: VIP takes no more executions now
};

// One execution on VIP, from the upload of its inputs to its results in the attempt's directory. It survives
// this process: a marker is written before it is asked for, under a name that nothing else has, so that it
// can be found again when its answer, or this process, was lost.
class Flight {
public:
  Flight(Ground& ground, launch::Job job, Request request);

  std::uint32_t ticket() const { return m_job.ticket; }
  // When the next step should be made.
  sys::TimePoint due() const { return m_due; }
  // Whether it is known to be under way on VIP.
  bool is_up() const { return !m_id.empty(); }
  // The next step: some requests. Its end, once that is known.
  std::optional<launch::JobEnded> step();
  // Kills it on VIP; it ends through `step`. `at_once`: without waiting for VIP to say that it is gone.
  void stop(bool at_once);

private:
  enum class Stage { upload, post, look, follow, logs, fetch, kill };
  using End = std::optional<launch::JobEnded>;

  End upload();
  End post();
  End look();
  End follow();
  End fetch_logs();
  End fetch_results();
  End kill();
  // `keep_mark`: it may still run; the next run looks after it.
  End finish(model::Ending ending, bool keep_mark = false);
  End told(model::Ending ending);
  void describe(model::Ending& ending) const;
  End again(const Fault& fault, const char* what, std::uint32_t most);
  void enter(Stage stage);
  void pause(Seconds seconds);
  // Less than usual for who looks more often than usual.
  void wait_a_while(Seconds usual);
  void adopt();
  std::optional<Fault> fetch_log(const char* stream, const char* file);
  Json marker() const;
  Result<void> mark() const;
  void mark_end(const model::Ending& ending) const;
  void take_down_doubles();

  Ground& m_ground;
  launch::Job m_job;
  Request m_request;
  std::string m_name;    // of the execution: unique
  std::string m_results; // folder on VIP
  NewExecution m_asked;
  Stage m_stage = Stage::upload;
  sys::TimePoint m_due{};
  std::uint32_t m_tries = 0; // of this stage, that failed
  std::string m_failing;     // the request that failed last
  Seconds m_look_pause{0};
  std::string m_id;      // VIP's; "" = not known
  bool m_posted = false; // VIP may have been asked
  bool m_unsure = false; // asked more than once: there may be two
  bool m_stopping = false;
  bool m_killed = false;
  bool m_at_once = false;
  sys::UtcMillis m_posted_ms = 0;
  sys::UtcMillis m_over_ms = 0;
  Execution m_over;                     // once it is
  std::optional<model::Ending> m_known; // an earlier process of ours has seen its end
  launch::HostFacts m_host;
  std::vector<std::string> m_remarks; // what could not be had, without which it ends well
};

} // namespace reprovip::vip
