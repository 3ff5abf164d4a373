// What a host answers, and what follows from it.

#include "harness/base/format.hpp"
#include "harness/ssh/host.hpp"
#include "harness/sys/files.hpp"

#include <sys/utsname.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <sstream>
#include <utility>

namespace reprovip::ssh {

namespace {

constexpr unsigned k_most_bad_watches = 5;

std::uint32_t number_of(const std::string& text) {
  std::uint32_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// "name value" → the two; a value may have blanks.
std::vector<std::pair<std::string, std::string>> lines_of(const sys::Path& file) {
  std::istringstream text(sys::read_file(file).value_or(""));
  std::vector<std::pair<std::string, std::string>> lines;
  for (std::string line; std::getline(text, line);) {
    const auto blank = std::min(line.find(' '), line.size());
    lines.emplace_back(line.substr(0, blank), blank < line.size() ? line.substr(blank + 1) : "");
  }
  return lines;
}

std::string own_machine() {
  utsname names = {};
  ::uname(&names);
  return names.machine;
}

} // namespace

void RemoteHost::answered(Ask ask, const Answer& answer) {
  if (!answer.status.success()) {
    refused(ask, answer);
    return;
  }
  switch (ask) {
  case Ask::greet:
    read_greeting(answer);
    break;
  case Ask::keep:
    m_kept.insert(m_keeping.below + "/" + m_keeping.id);
    break;
  case Ask::programs:
    read_programs(answer);
    break;
  case Ask::start:
    read_starts(answer);
    break;
  case Ask::adopt:
    for (auto& [ticket, work] : m_works) {
      // Others may have come since it was asked.
      work.to_adopt = work.to_adopt && std::ranges::find(m_adopting, work.item) == m_adopting.end();
    }
    break;
  case Ask::stop:
  case Ask::none:
    break;
  }
}

void RemoteHost::refused(Ask ask, const Answer& answer) {
  constexpr int k_other_bytes = 4;
  std::string why = format("host \"{}\" cannot do its part: {}", m_name, answer.err);
  if (ask == Ask::keep && answer.status.code == k_other_bytes) {
    why = format("\"{}\" for host \"{}\" is not what was planned, sha256 {}: {}; was it changed?",
                 m_keeping.name, m_name, m_keeping.digest, answer.err);
  }
  give_up(why);
}

void RemoteHost::read_greeting(const Answer& answer) {
  m_kept.clear();
  std::string machine;
  std::uint32_t cpus = 0;
  for (auto& [name, value] : lines_of(answer.out_file)) {
    if (name == "base") {
      m_places.base = value;
    } else if (name == "machine") {
      machine = value;
    } else if (name == "cpus") {
      cpus = number_of(value);
    } else if (name == "have") {
      m_kept.insert(value);
    }
  }
  if (machine != own_machine()) {
    give_up(format("host \"{}\" is a machine of another kind: {}, and reprovip-exec is for {}", m_name,
                   machine.empty() ? "unknown" : machine, own_machine()));
    return;
  }
  m_slots = m_settings.jobs != 0 ? m_settings.jobs : std::max(cpus, 1U);
  m_greeted = true;
  m_ever_greeted = true;
}

void RemoteHost::read_programs(const Answer& answer) {
  const auto lines = lines_of(answer.out_file);
  std::size_t at = 0;
  for (const auto& [name, digest] : m_asked_programs) {
    const auto [there, where] = at < lines.size() ? lines[at] : std::pair<std::string, std::string>("-", "");
    ++at;
    if (there == "-") {
      give_up(format("host \"{}\" has no program \"{}\"", m_name, name));
      return;
    }
    if (there != digest && !m_settings.programs_may_differ) {
      give_up(
          format("program \"{}\" of host \"{}\" is another one ({}): sha256 {} there, {} here; install the "
                 "same, or set programs = \"host\" in [launcher]",
                 name, m_name, where, there, digest));
      return;
    }
    m_programs[name] = there;
  }
}

void RemoteHost::read_starts(const Answer& answer) {
  std::map<std::uint32_t, std::string> failures;
  for (const auto& [index, why] : lines_of(answer.out_file)) {
    failures[number_of(index)] = why;
  }
  for (auto at = m_works.begin(); at != m_works.end();) {
    const auto current = at++;
    auto& work = current->second;
    if (work.state != State::starting) {
      continue;
    }
    work.state = State::running;
    if (const auto failed = failures.find(work.item.index); failed != failures.end()) {
      fail(current, model::Outcome::not_started,
           format("host \"{}\" could not start it: {}", m_name, failed->second));
    }
  }
}

void RemoteHost::read_watch(const Answer& answer, sys::TimePoint now) {
  if (!answer.status.success()) {
    bad_watch(format("host \"{}\" does not give its results: {}", m_name, answer.err), now);
    return;
  }
  m_forgetting.clear();
  std::error_code ignored;
  if (std::filesystem::file_size(answer.out_file, ignored) == 0) {
    return;
  }
  Fetch fetch;
  for (const auto& [ticket, work] : m_works) {
    if (work.state != State::waiting) {
      fetch.candidates.emplace_back(&work.job, work.item);
    }
  }
  if (m_settings.shared) {
    for (const auto& [spool, index] : lines_of(answer.out_file)) {
      fetch.shared.push_back({spool, number_of(index)});
    }
  } else {
    fetch.archive = answer.out_file;
  }
  const auto fetched = m_listener.fetched(fetch);
  if (!fetched) {
    bad_watch(one_line(fetched.error()), now);
    return;
  }
  m_bad_watches = 0;
  end_fetched(*fetched);
}

// Nothing was forgotten there: it is asked for again.
void RemoteHost::bad_watch(const std::string& why, sys::TimePoint now) {
  if (++m_bad_watches >= k_most_bad_watches) {
    give_up(why);
  } else {
    pause(now);
  }
}

void RemoteHost::end_fetched(const std::vector<Item>& items) {
  for (const auto& item : items) {
    const auto found =
        std::ranges::find_if(m_works, [&](const auto& one) { return one.second.item == item; });
    m_fetched.push_back(item);
    if (found != m_works.end()) {
      const auto job = std::move(found->second.job);
      m_works.erase(found);
      m_listener.finished(job, {m_name, item}, m_programs);
    }
  }
}

} // namespace reprovip::ssh
