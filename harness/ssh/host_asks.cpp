// What is asked of a host, and when.

#include "harness/base/format.hpp"
#include "harness/launch/local_launcher.hpp"
#include "harness/launch/task_files.hpp"
#include "harness/ssh/host.hpp"
#include "harness/sys/hash.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::ssh {

namespace {

// A watch ends by itself, so that none stays behind on a host whose harness has gone.
constexpr std::uint32_t k_watch_limit_s = 30;
constexpr std::size_t k_most_starts = 32;

} // namespace

std::uint32_t cpus_of(const model::Invocation& invocation) {
  const auto asked = static_cast<std::uint32_t>(std::ceil(std::max(invocation.cpus, 1.0)));
  return std::max(asked, invocation.threads);
}

Result<void> RemoteHost::read_executor() {
  for (auto [file, kept] : {std::pair(&m_settings.executor, &m_places.executor),
                            std::pair(&m_settings.preload, &m_places.preload)}) {
    if (!file->empty()) {
      TRY_ASSIGN(const auto digest, sys::sha256_file(*file));
      *kept = {.below = "exec",
               .id = digest.hex,
               .name = file->filename().string(),
               .digest = digest.hex,
               .executable = true};
    }
  }
  return {};
}

Result<void> RemoteHost::ask(Ask what, const Words& words, std::optional<sys::Path> in_file) {
  m_asked = what;
  return m_main.ask(m_name, m_socket, words, std::move(in_file));
}

Result<void> RemoteHost::ask_next() {
  if (!m_greeted) {
    return m_works.empty() && m_ever_greeted ? Result<void>{} : ask(Ask::greet, words_of_greeting());
  }
  m_adopting = items_to_adopt();
  if (!m_adopting.empty()) {
    return ask(Ask::adopt, adopt_script(spools().string(), m_adopting));
  }
  if (m_stop_due) {
    return ask_stop();
  }
  if (m_stops > 0) {
    return {};
  }
  TRY_ASSIGN(const bool asked, ask_for_missing());
  return asked ? Result<void>{} : ask_start();
}

Words RemoteHost::words_of_greeting() const {
  return m_settings.shared
             ? greet_shared_script(m_settings.executor.string(), (m_settings.spool / m_spool).string())
             : greet_script(m_settings.directory, m_spool);
}

std::vector<Item> RemoteHost::items_to_adopt() const {
  std::vector<Item> items;
  for (const auto& [ticket, work] : m_works) {
    if (work.to_adopt) {
      items.push_back(work.item);
    }
  }
  return items;
}

Result<void> RemoteHost::ask_stop() {
  constexpr unsigned k_polite_stops = 2;
  std::set<std::string> used;
  for (const auto& [ticket, work] : m_works) {
    used.insert(work.item.spool);
  }
  m_stop_due = false;
  return used.empty() ? Result<void>{}
                      : ask(Ask::stop, stop_script(spools().string(), {used.begin(), used.end()},
                                                   m_stops <= k_polite_stops ? "TERM" : "KILL"));
}

Result<void> RemoteHost::make_remote(Work& work) {
  if (work.remote) {
    return {};
  }
  if (m_settings.shared) {
    work.remote = RemoteJob{.job = work.job};
    return {};
  }
  const auto attempt = spools() / work.item.spool / "attempts" / std::to_string(work.item.index) /
                       work.job.paths.directory.filename();
  TRY_ASSIGN(work.remote, on_host(work.job, m_places, attempt, m_packer));
  return {};
}

// The next jobs that have a slot, in the order in which they came.
std::vector<RemoteHost::Work*> RemoteHost::next_works() {
  std::uint32_t used = 0;
  for (const auto& [ticket, work] : m_works) {
    used += work.state == State::waiting ? 0 : weight(work);
  }
  std::vector<Work*> next;
  for (auto& [ticket, work] : m_works) {
    if (work.state != State::waiting) {
      continue;
    }
    const auto needed = weight(work);
    if ((used != 0 && used + needed > m_slots) || next.size() == k_most_starts) {
      break;
    }
    used += needed;
    next.push_back(&work);
  }
  return next;
}

// True: something was asked.
Result<bool> RemoteHost::ask_for_missing() {
  const auto works = next_works();
  if (works.empty()) {
    return false;
  }
  if (!m_settings.shared) {
    TRY_ASSIGN(const bool asked, ask_need({m_places.executor, m_settings.executor}));
    if (asked) {
      return true;
    }
  }
  for (auto* work : works) {
    TRY(make_remote(*work));
    TRY_ASSIGN(const bool asked_programs, ask_programs(*work));
    if (asked_programs) {
      return true;
    }
    for (const auto& need : work->remote->needs) {
      TRY_ASSIGN(const bool asked, ask_need(need));
      if (asked) {
        return true;
      }
    }
  }
  return false;
}

Result<bool> RemoteHost::ask_need(const Need& need) {
  if (m_kept.contains(need.kept.below + "/" + need.kept.id)) {
    return false;
  }
  m_keeping = need.kept;
  auto from = need.from;
  if (need.kept.is_folder) {
    TRY_ASSIGN(const auto packed, m_packer.pack(need.from));
    from = packed.tar;
    m_keeping.digest = packed.digest.hex;
  }
  TRY(ask(Ask::keep, keep_script(m_places.base.string(), m_keeping), from));
  return true;
}

Result<bool> RemoteHost::ask_programs(const Work& work) {
  const auto& invocation = work.job.invocation;
  std::vector<std::string> unknown;
  for (const auto& [name, digest] : invocation.programs) {
    if (!m_programs.contains(name)) {
      unknown.push_back(name);
    }
  }
  if (unknown.empty()) {
    return false;
  }
  m_asked_programs = invocation.programs;
  std::erase_if(m_asked_programs, [&](const auto& one) { return m_programs.contains(one.first); });
  const auto path = invocation.environment.find("PATH");
  TRY(ask(Ask::programs, programs_script(path == invocation.environment.end() ? "" : path->second, unknown)));
  return true;
}

Result<void> RemoteHost::ask_start() {
  const auto works = next_works();
  if (works.empty()) {
    return {};
  }
  const auto tasks = m_scratch / (m_socket + "-tasks");
  TRY(sys::remove_tree(tasks));
  std::vector<TarEntry> entries = {{.name = "attempts", .kind = TarKind::folder},
                                   {.name = "tasks", .kind = TarKind::folder}};
  std::vector<std::uint32_t> indices;
  for (auto* work : works) {
    if (!work->submitted) {
      TRY(m_listener.submitting(work->job, {m_name, work->item}));
    }
    work->submitted = true;
    const auto index = std::to_string(work->item.index);
    entries.push_back({.name = "attempts/" + index, .kind = TarKind::folder});
    if (!m_settings.shared) {
      const auto id = work->job.paths.directory.filename().string();
      const auto staged = staged_entries(work->remote->job, "attempts/" + index + "/" + id);
      entries.insert(entries.end(), staged.begin(), staged.end());
    }
    const auto argv = launch::executor_argv(work->remote->job.paths.executor, work->remote->job);
    TRY(sys::write_file_atomic(tasks / index, launch::task_text(work->remote->job, {}, argv)));
    entries.push_back({.name = "tasks/" + index, .from = tasks / index});
    indices.push_back(work->item.index);
    work->state = State::starting;
  }
  const auto tar = m_scratch / (m_socket + "-start.tar");
  TRY(write_tar(entries, tar));
  const auto executor = m_settings.shared ? m_settings.executor : place_of(m_places, m_places.executor);
  return ask(Ask::start, start_script(spools().string(), m_spool, executor.string(), indices), tar);
}

bool RemoteHost::wants_watch() const {
  return std::ranges::any_of(
      m_works, [](const auto& one) { return one.second.state == State::running && !one.second.to_adopt; });
}

// Of an earlier launcher's spool only what is ours to follow.
Result<void> RemoteHost::watch() {
  std::vector<std::string> watched;
  for (const auto& [ticket, work] : m_works) {
    if (work.item.spool != m_spool && !work.to_adopt) {
      watched.push_back(format("{}/{}", work.item.spool, work.item.index));
    }
  }
  watched.push_back(m_spool);
  m_forgetting.insert(m_forgetting.end(), m_fetched.begin(), m_fetched.end());
  m_fetched.clear();
  return m_watch.ask(
      m_name, m_socket,
      watch_script(spools().string(), m_settings.shared, k_watch_limit_s, watched, m_forgetting));
}

} // namespace reprovip::ssh
