#include "harness/vip/flight.hpp"

#include "harness/base/format.hpp"
#include "harness/launch/elsewhere.hpp"
#include "harness/vip/landing.hpp"
#include "harness/vip/names.hpp"

#include <algorithm>

namespace reprovip::vip {

namespace {

constexpr std::uint32_t k_looks = 3;            // for an execution whose answer was lost
constexpr std::uint32_t k_transfer_tries = 8;   // of a stage that moves files
constexpr std::uint32_t k_unknown_looks = 20;   // at a state that VIP does not know
constexpr std::uint32_t k_refused_looks = 5;    // VIP does not tell a missing execution from other errors
constexpr std::uint32_t k_unheard_looks = 1000; // of a VIP that is away: days
constexpr std::uint32_t k_kill_looks = 60;
constexpr Seconds k_first_pause{2};
constexpr Seconds k_longest_pause{300};
constexpr Seconds k_look_pause{10};
constexpr Seconds k_kill_pause{2};
constexpr double k_poll_growth = 1.5;
constexpr double k_poll_most = 6;

Seconds backoff(std::uint32_t tries) {
  return std::min(k_longest_pause, k_first_pause * static_cast<double>(1U << std::min(tries, 10U)));
}

} // namespace

Flight::Flight(Ground& ground, launch::Job job, Request request)
    : m_ground(ground), m_job(std::move(job)), m_request(std::move(request)), m_due(ground.clock.steady()) {
  const auto attempt = m_job.paths.directory.filename().string();
  m_name = execution_name("reprovip-" + attempt);
  m_results = format("{}/results/{}", ground.settings.folder, m_name);
  if (m_job.elsewhere.is_object()) {
    adopt();
  }
}

void Flight::adopt() {
  const auto& marker = m_job.elsewhere;
  m_name = marker["name"].text(m_name);
  m_results = marker["results"].text(m_results);
  m_posted_ms = marker["posted_ms"].integer();
  m_id = marker["execution"].text();
  m_posted = true;
  m_stage = m_id.empty() ? Stage::look : Stage::follow;
  if (auto known = marker.has("ending") ? model::ending_from_json(marker["ending"], "the marker of " + m_name)
                                        : Result<model::Ending>(tl::unexpected(Error{}))) {
    m_known = std::move(*known);
  }
}

void Flight::enter(Stage stage) {
  m_stage = stage;
  m_tries = 0;
  m_due = m_ground.clock.steady();
}

void Flight::pause(Seconds seconds) {
  m_due = m_ground.clock.steady() + std::chrono::duration_cast<sys::TimePoint::duration>(seconds);
}

void Flight::wait_a_while(Seconds usual) {
  pause(usual * std::min(1.0, m_ground.settings.poll / k_usual_poll));
}

std::optional<launch::JobEnded> Flight::step() {
  if (m_known) {
    return told(std::move(*m_known));
  }
  switch (m_stage) {
  case Stage::upload:
    return upload();
  case Stage::post:
    return post();
  case Stage::look:
    return look();
  case Stage::follow:
    return follow();
  case Stage::logs:
    return fetch_logs();
  case Stage::fetch:
    return fetch_results();
  case Stage::kill:
    break;
  }
  return kill();
}

// Later again, or the end when that helps no more.
std::optional<launch::JobEnded> Flight::again(const Fault& fault, const char* what, std::uint32_t most) {
  // Another one than before: it is getting on.
  m_tries = fault.request == m_failing ? m_tries + 1 : 1;
  m_failing = fault.request;
  if (!is_passing(fault) || m_tries >= most) {
    return finish(lost(format("{}: {}", what, fault.message)));
  }
  wait_a_while(backoff(m_tries));
  return std::nullopt;
}

std::optional<launch::JobEnded> Flight::upload() {
  m_asked = {m_name, m_request.pipeline, m_request.values, m_results};
  for (const auto& file : m_job.invocation.inputs) {
    const auto path = m_ground.uploads.ensure(file);
    if (!path) {
      return again(path.error(), "an input could not be uploaded", k_transfer_tries);
    }
    m_asked.values[file.id].push_back(*path);
  }
  if (const auto made = m_ground.uploads.ensure_folder(m_results); !made) {
    return again(made.error(), "the folder of the results could not be made on VIP", k_transfer_tries);
  }
  enter(Stage::post);
  return std::nullopt;
}

Json Flight::marker() const {
  return Json::object({{"launcher", "vip"},
                       {"url", m_ground.settings.server.url},
                       {"pipeline", m_request.pipeline},
                       {"name", m_name},
                       {"results", m_results},
                       {"posted_ms", static_cast<long long>(m_posted_ms)},
                       {"execution", m_id}});
}

Result<void> Flight::mark() const {
  return launch::write_elsewhere(m_job.paths.directory, marker());
}

// Its results are here and may be gone from VIP: whoever follows it needs no more than this.
void Flight::mark_end(const model::Ending& ending) const {
  auto marked = marker();
  marked.set("ending", model::to_json(ending));
  static_cast<void>(launch::write_elsewhere(m_job.paths.directory, marked));
}

std::optional<launch::JobEnded> Flight::post() {
  m_posted_ms = m_ground.clock.utc();
  if (const auto marked = mark(); !marked) {
    return finish(lost(one_line(marked.error())));
  }
  const auto started = m_ground.client.launch(m_asked);
  if (started) {
    m_posted = true;
    m_id = started->id;
    // Without the mark it would be found by its name.
    static_cast<void>(mark());
    enter(m_stopping ? Stage::kill : Stage::follow);
    pause(m_stopping ? Seconds(0) : m_ground.settings.poll);
    return std::nullopt;
  }
  const auto& fault = started.error();
  if (fault.kind == FaultKind::quota) {
    m_ground.refused_for_quota = true;
    pause(std::min(k_longest_pause,
                   m_ground.settings.poll * static_cast<double>(1U << std::min(m_tries++, 5U))));
    return std::nullopt;
  }
  if (fault.kind == FaultKind::unsent) {
    return again(fault, "VIP cannot be reached", k_unheard_looks);
  }
  if (!is_passing(fault)) {
    return finish(lost(format("VIP refuses to run \"{}\": {}", m_request.pipeline, fault.message)));
  }
  // It may have been heard.
  m_unsure = m_unsure || m_posted;
  m_posted = true;
  enter(Stage::look);
  wait_a_while(k_look_pause);
  return std::nullopt;
}

std::optional<launch::JobEnded> Flight::look() {
  const auto all = m_ground.client.executions();
  if (!all) {
    return m_at_once ? finish(lost("stopped; whether VIP ran it is not known"), true)
                     : again(all.error(), "whether VIP runs it could not be found out", k_unheard_looks);
  }
  const auto found = std::ranges::find(*all, m_name, &Execution::name);
  if (found != all->end()) {
    m_id = found->id;
    static_cast<void>(mark());
    enter(m_stopping ? Stage::kill : Stage::follow);
    return std::nullopt;
  }
  if (++m_tries < k_looks && !m_at_once) {
    wait_a_while((m_stopping ? k_kill_pause : k_look_pause) * static_cast<double>(m_tries));
    return std::nullopt;
  }
  if (m_stopping) {
    return finish(lost("stopped before VIP ran it"));
  }
  m_unsure = true;
  enter(Stage::upload);
  return std::nullopt;
}

std::optional<launch::JobEnded> Flight::follow() {
  auto seen = m_ground.client.execution(m_id);
  if (!seen) {
    if (seen.error().kind == FaultKind::gone) {
      return finish(lost(format("VIP has {} no more: {}", m_id, seen.error().message)));
    }
    auto fault = seen.error();
    const bool heard = !is_passing(fault) && fault.kind != FaultKind::denied;
    fault.kind = FaultKind::busy;
    return again(fault, "what became of it on VIP is not known", heard ? k_refused_looks : k_unheard_looks);
  }
  if (is_terminal(seen->status)) {
    m_over = std::move(*seen);
    m_over_ms = m_ground.clock.utc();
    enter(Stage::logs);
    return std::nullopt;
  }
  m_tries = seen->status == Status::unknown ? m_tries + 1 : 0;
  if (m_tries >= k_unknown_looks) {
    return finish(
        lost(format("VIP calls the state of {} \"{}\", and does not cease to", m_id, seen->status_text)));
  }
  const auto& poll = m_ground.settings.poll;
  m_look_pause =
      m_look_pause.count() <= 0 ? poll : std::min(m_look_pause * k_poll_growth, poll * k_poll_most);
  pause(m_look_pause);
  return std::nullopt;
}

void Flight::stop(bool at_once) {
  m_stopping = true;
  m_at_once = m_at_once || at_once;
  const bool has_landed = m_stage == Stage::logs || m_stage == Stage::fetch;
  if (m_stage != Stage::kill && (!has_landed || m_at_once)) {
    enter(m_id.empty() && m_posted ? Stage::look : Stage::kill);
  }
  m_due = m_ground.clock.steady();
}

std::optional<launch::JobEnded> Flight::kill() {
  if (m_id.empty()) {
    return finish(lost("stopped before VIP ran it"));
  }
  if (!m_killed) {
    const auto asked = m_ground.client.kill(m_id);
    m_killed = asked || !is_passing(asked.error());
  }
  const auto seen = m_ground.client.execution(m_id);
  if (seen && is_terminal(seen->status)) {
    // A failed one cannot be deleted: VIP says so, and nothing runs.
    static_cast<void>(m_ground.client.erase(m_id));
    return finish(lost(format("{} was killed", m_id)));
  }
  const bool gone = !seen && seen.error().kind == FaultKind::gone;
  if (gone || m_at_once || ++m_tries >= k_kill_looks) {
    return finish(lost(format("{} was asked to stop on VIP", m_id)), !gone);
  }
  wait_a_while(k_kill_pause);
  return std::nullopt;
}

void Flight::describe(model::Ending& ending) const {
  auto& facts = ending.facts;
  facts["launcher"] = "vip";
  facts["vip.url"] = m_ground.settings.server.url;
  facts["vip.pipeline"] = m_request.pipeline;
  if (!m_id.empty()) {
    facts["vip.execution"] = m_id;
  }
  std::string jobs;
  for (const auto& task : m_over.tasks) {
    jobs += (jobs.empty() ? "" : " ") + task.id;
  }
  if (!jobs.empty()) {
    facts["vip.jobs"] = jobs;
  }
  for (std::size_t i = 0; i < m_remarks.size(); ++i) {
    facts[format("vip.remark.{}", i + 1)] = m_remarks[i];
  }
  ending.started_ms = m_posted_ms;
  ending.ended_ms = m_over_ms != 0 ? m_over_ms : m_ground.clock.utc();
  if (ending.outcome == model::Outcome::succeeded || ending.outcome == model::Outcome::failed) {
    ending.usage.wall_s = static_cast<double>(ending.ended_ms - ending.started_ms) / 1000;
    facts["vip.times"] = "by the client, from asking VIP to seeing the end: with queues";
  }
}

std::optional<launch::JobEnded> Flight::finish(model::Ending ending, bool keep_mark) {
  if (m_unsure) {
    take_down_doubles();
  }
  describe(ending);
  if (!m_stopping || !ending.infrastructure) {
    mark_end(ending);
  } else if (!keep_mark) {
    static_cast<void>(launch::clear_elsewhere(m_job.paths.directory));
  }
  return told(std::move(ending));
}

std::optional<launch::JobEnded> Flight::told(model::Ending ending) {
  m_host["host.name"] = "VIP";
  launch::JobEnded ended{m_job.ticket, std::move(ending)};
  ended.host = m_host;
  return ended;
}

// Asked for twice since the first answer was lost, it may have been started twice, late.
void Flight::take_down_doubles() {
  const auto all = m_ground.client.executions();
  if (!all) {
    return;
  }
  for (const auto& one : *all) {
    if (one.name == m_name && one.id != m_id) {
      static_cast<void>(m_ground.client.kill(one.id));
      m_remarks.push_back(format("VIP had started it twice: {} was stopped", one.id));
    }
  }
}

} // namespace reprovip::vip
