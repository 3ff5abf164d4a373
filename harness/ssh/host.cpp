#include "harness/ssh/host.hpp"

#include "harness/base/format.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace reprovip::ssh {

namespace {

constexpr std::chrono::milliseconds k_first_pause{500};
constexpr std::chrono::milliseconds k_longest_pause{15000};
// When we are asked to stop, a host that cannot be reached is left alone soon: its jobs stay marked.
constexpr Seconds k_patience_when_stopping{5};

// What no waiting mends.
constexpr std::array<std::string_view, 4> k_final_words = {
    "Host key verification failed", "Permission denied", "Bad configuration", "Could not resolve hostname"};

// From where ssh says so; "": waiting may mend it.
std::string final_words(const std::string& words) {
  for (const auto some : k_final_words) {
    if (const auto at = words.rfind(some); at != std::string::npos) {
      return words.substr(at);
    }
  }
  return {};
}

} // namespace

RemoteHost::RemoteHost(const Settings& settings, sys::Processes& processes, HostListener& listener,
                       Packer& packer, std::string name, std::size_t number, std::string spool,
                       const sys::Path& scratch)
    : m_settings(settings), m_listener(listener), m_packer(packer), m_name(std::move(name)),
      m_socket(format("c{}", number)), m_spool(std::move(spool)), m_scratch(scratch),
      m_main(settings.client, processes, scratch, format("h{}", number)),
      m_watch(settings.client, processes, settings.spool / m_spool, "fetched") {}

// In CPUs, or in jobs where their number was given.
std::uint32_t RemoteHost::weight(const Work& work) const {
  return m_settings.jobs != 0 ? 1 : std::max(cpus_of(work.job.invocation), 1U);
}

std::uint32_t RemoteHost::taken() const {
  std::uint32_t sum = 0;
  for (const auto& [ticket, work] : m_works) {
    sum += weight(work);
  }
  return sum;
}

std::uint32_t RemoteHost::free() const {
  const auto sum = taken();
  return m_out.empty() && m_slots > sum ? m_slots - sum : 0;
}

void RemoteHost::add(const launch::Job& job) {
  Work work;
  work.job = job;
  work.item = {m_spool, m_next_index++};
  m_works.emplace(job.ticket, std::move(work));
}

void RemoteHost::adopt(const launch::Job& job, const Item& item) {
  Work work;
  work.job = job;
  work.item = item;
  work.state = State::running;
  work.submitted = true;
  work.to_adopt = true;
  m_works.emplace(job.ticket, std::move(work));
}

void RemoteHost::stop() {
  ++m_stops;
  m_stop_due = true;
  std::vector<std::uint32_t> unsent;
  for (auto& [ticket, work] : m_works) {
    if (!work.submitted) {
      unsent.push_back(ticket);
    } else if (work.state == State::waiting) {
      work.state = State::running;
      work.to_adopt = true;
    }
  }
  for (const auto ticket : unsent) {
    fail(m_works.find(ticket), model::Outcome::not_started, "stopped before it was started");
  }
}

void RemoteHost::drive(sys::TimePoint now) {
  if (!m_out.empty() || now < m_not_before) {
    return;
  }
  const auto patience = m_stops > 0 ? k_patience_when_stopping : m_settings.patience;
  if (m_away_since && now - *m_away_since >= patience) {
    give_up(format("host \"{}\" cannot be reached: {}", m_name, m_last_words));
    return;
  }
  if (!m_main.busy()) {
    if (const auto asked = ask_next(); !asked) {
      give_up(one_line(asked.error()));
      return;
    }
  }
  if (m_greeted && !m_watch.busy() && wants_watch()) {
    if (const auto asked = watch(); !asked) {
      give_up(one_line(asked.error()));
    }
  }
}

std::optional<sys::TimePoint> RemoteHost::due() const {
  const bool has_cause = !m_works.empty() || !m_ever_greeted;
  return m_out.empty() && has_cause && !m_main.busy() && !m_watch.busy() ? std::optional(m_not_before)
                                                                         : std::nullopt;
}

bool RemoteHost::ended(const sys::ChildEnded& child, sys::TimePoint now) {
  const bool is_main = m_main.owns(child.process);
  if (!is_main && !m_watch.owns(child.process)) {
    return false;
  }
  const auto answer = is_main ? m_main.ended(child.status) : m_watch.ended(child.status);
  if (!m_out.empty()) {
    return true;
  }
  if (answer.lost()) {
    lost(answer, now);
    return true;
  }
  m_away_since.reset();
  m_failures = 0;
  if (is_main) {
    answered(std::exchange(m_asked, Ask::none), answer);
  } else {
    read_watch(answer, now);
  }
  return true;
}

void RemoteHost::lost(const Answer& answer, sys::TimePoint now) {
  m_asked = Ask::none;
  m_greeted = false;
  m_stop_due = m_stops > 0;
  m_last_words = answer.err.empty() ? "the connection ended" : answer.err;
  for (auto& [ticket, work] : m_works) {
    if (work.state == State::starting) {
      work.state = m_stops > 0 ? State::running : State::waiting;
      work.to_adopt = m_stops > 0;
    }
  }
  const auto final = final_words(m_last_words);
  if (!m_ever_greeted || !final.empty()) {
    give_up(format("cannot log in to host \"{}\": {}", m_name, final.empty() ? m_last_words : final));
    return;
  }
  m_away_since = m_away_since.value_or(now);
  pause(now);
}

void RemoteHost::pause(sys::TimePoint now) {
  const auto pause = std::min(k_first_pause * (1U << std::min(m_failures, 5U)), k_longest_pause);
  ++m_failures;
  m_not_before = now + pause;
}

void RemoteHost::give_up(const std::string& why) {
  m_out = why;
  while (!m_works.empty()) {
    const auto first = m_works.begin();
    fail(first, first->second.submitted ? model::Outcome::lost : model::Outcome::not_started, why);
  }
}

void RemoteHost::fail(Works::iterator work, model::Outcome outcome, const std::string& why) {
  const auto failed = std::move(work->second);
  m_works.erase(work);
  const bool stays = failed.submitted && !m_out.empty() && m_stops > 0;
  if (failed.submitted && !stays) {
    m_fetched.push_back(failed.item);
  }
  m_listener.failed(failed.job, outcome, why, stays);
}

void RemoteHost::leave() {
  m_main.stop();
  m_watch.stop();
}

std::vector<Words> RemoteHost::farewell(const std::vector<std::string>& earlier_spools) const {
  if (!m_ever_greeted) {
    return {};
  }
  std::vector<Words> said;
  // Jobs whose end nobody will know may still run.
  if (!m_out.empty() && m_stops == 0) {
    said.push_back(stop_script(spools().string(), {m_spool}, "TERM"));
  }
  auto swept = earlier_spools;
  swept.push_back(m_spool);
  auto fetched = m_fetched;
  fetched.insert(fetched.end(), m_forgetting.begin(), m_forgetting.end());
  said.push_back(sweep_script(spools().string(), swept, fetched));
  return said;
}

sys::Path RemoteHost::spools() const {
  return m_settings.shared ? m_settings.spool : m_places.base / "spool";
}

} // namespace reprovip::ssh
