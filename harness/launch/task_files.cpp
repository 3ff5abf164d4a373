#include "harness/launch/task_files.hpp"

#include "harness/base/format.hpp"
#include "harness/launch/elsewhere.hpp"
#include "harness/launch/exec_report.hpp"
#include "harness/model/elsewhere.hpp"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace reprovip::launch {

namespace fs = std::filesystem;

namespace {

class Words {
public:
  Words& add(const std::string& word) {
    m_text += word;
    m_text += '\0';
    return *this;
  }
  std::string take() { return std::move(m_text); }

private:
  std::string m_text;
};

const char* key_of(Staged::Kind kind) {
  switch (kind) {
  case Staged::Kind::directory:
    return "dir";
  case Staged::Kind::file:
    return "file";
  case Staged::Kind::link:
    break;
  }
  return "link";
}

// "12.0" → task 12, try 0.
std::optional<EndedTry> read_name(const std::string& name) {
  EndedTry ended;
  const auto* const end = name.data() + name.size();
  const auto index = std::from_chars(name.data(), end, ended.index);
  if (index.ec != std::errc{} || index.ptr == end || *index.ptr != '.') {
    return std::nullopt;
  }
  const auto number = std::from_chars(index.ptr + 1, end, ended.attempt_try);
  return number.ec == std::errc{} && number.ptr == end ? std::optional(ended) : std::nullopt;
}

std::string file_name(std::uint32_t index, std::uint32_t attempt_try) {
  return format("{}.{}", index, attempt_try);
}

model::Ending lost(const std::string& reason) {
  model::Ending ending;
  ending.outcome = model::Outcome::lost;
  ending.infrastructure = true;
  ending.reason = reason;
  return ending;
}

model::Ending ending_of_try(const sys::Path& attempt, const std::string& reason) {
  auto report = read_exec_report(attempt);
  return report ? std::move(report->ending) : lost(reason);
}

// Of the tries that have ended, the last that nobody stopped, else the last; of none, the last that began.
std::uint32_t try_that_counts(const sys::Path& spool, std::uint32_t index, const sys::Path& attempt,
                              const std::vector<Claim>& claims) {
  if (claims.size() == 1) {
    return claims.front().attempt_try;
  }
  std::optional<std::uint32_t> ended;
  std::optional<std::uint32_t> ended_by_itself;
  for (const auto& claim : claims) {
    std::error_code absent;
    if (fs::exists(spool / "ended" / file_name(index, claim.attempt_try), absent)) {
      ended = claim.attempt_try;
      const auto ending = ending_of_try(tried_attempt(attempt, claim.attempt_try), "");
      ended_by_itself = ending.infrastructure ? ended_by_itself : ended;
    }
  }
  return ended_by_itself ? *ended_by_itself : ended.value_or(claims.back().attempt_try);
}

// Of its node, and what is the task's own: the CPUs that it was given.
HostFacts facts_of_try(const sys::Path& spool, const Claim& claim) {
  auto facts = host_facts_of(spool, claim.node());
  for (const auto& [name, value] : claim.about["facts"].members()) {
    facts[name] = value.text();
  }
  return facts;
}

} // namespace

Result<void> make_spool(const sys::Path& spool) {
  for (const auto* name : {"tasks", "claims", "hosts", "ended"}) {
    TRY(sys::make_directories(spool / name));
  }
  return {};
}

Result<std::vector<Staged>> staged_of(const sys::Path& work) {
  TRY_ASSIGN(const auto entries, sys::list_tree(work));
  std::vector<Staged> staged = {{Staged::Kind::directory, work, {}}};
  for (const auto& entry : entries) {
    const auto path = work / entry.relative;
    if (entry.kind != sys::FileKind::symlink) {
      const bool is_directory = entry.kind == sys::FileKind::directory;
      staged.push_back({is_directory ? Staged::Kind::directory : Staged::Kind::file, path, {}});
      continue;
    }
    std::error_code error;
    auto target = fs::read_symlink(path, error);
    if (error) {
      return failure(ErrorKind::environment,
                     format("cannot read the link {}: {}", path.string(), error.message()));
    }
    staged.push_back({Staged::Kind::link, path, std::move(target)});
  }
  return staged;
}

std::string task_text(const Job& job, const std::vector<Staged>& staged,
                      const std::vector<std::string>& executor_argv) {
  Words words;
  words.add("reprovip-task").add("1").add("attempt").add(job.paths.directory.string());
  for (const auto& [name, value] : job.command.environment) {
    words.add("env").add(name + "=" + value);
  }
  if (job.command.has_inner_end) {
    words.add("dir").add(job.paths.inner.string());
  }
  for (const auto& entry : staged) {
    words.add(key_of(entry.kind)).add(entry.path.string());
    if (entry.kind == Staged::Kind::link) {
      words.add(entry.target.string());
    }
  }
  words.add("args");
  for (std::size_t i = 1; i < executor_argv.size(); ++i) {
    words.add(executor_argv[i]);
  }
  return words.take();
}

Result<void> write_task(const sys::Path& spool, std::uint32_t index, const Job& job, const Json& marker,
                        const std::vector<std::string>& executor_argv) {
  TRY_ASSIGN(const auto staged, staged_of(job.paths.work));
  const auto text = task_text(job, staged, executor_argv);
  TRY(write_elsewhere(job.paths.directory, marker, text));
  const auto task = spool / "tasks" / std::to_string(index);
  if (::link((job.paths.directory / model::k_elsewhere_file).c_str(), task.c_str()) == 0) {
    return {};
  }
  // Some file systems know no second name.
  auto written = sys::write_file_atomic(task, text);
  if (!written) {
    static_cast<void>(clear_elsewhere(job.paths.directory));
  }
  return written;
}

std::vector<Claim> read_claims(const sys::Path& spool, std::uint32_t index) {
  std::vector<Claim> claims;
  for (std::uint32_t attempt_try = 0;; ++attempt_try) {
    const auto file = spool / "claims" / file_name(index, attempt_try);
    const auto text = sys::read_file(file);
    if (!text) {
      return claims;
    }
    claims.push_back({attempt_try, parse_json(*text, file.string()).value_or(Json())});
  }
}

std::vector<EndedTry> read_ended(const sys::Path& spool) {
  std::vector<EndedTry> ended;
  for (const auto& name : sys::list_names(spool / "ended")) {
    if (const auto one = read_name(name)) {
      ended.push_back(*one);
    }
  }
  std::ranges::sort(ended, {}, [](const EndedTry& one) { return std::pair(one.index, one.attempt_try); });
  return ended;
}

sys::Path tried_attempt(const sys::Path& attempt, std::uint32_t attempt_try) {
  return attempt_try == 0 ? attempt : sys::Path(format("{}.{}", attempt.string(), attempt_try));
}

HostFacts host_facts_of(const sys::Path& spool, const std::string& node) {
  HostFacts facts;
  const auto file = spool / "hosts" / (node + ".json");
  const auto text = node.empty() ? Result<std::string>() : sys::read_file(file);
  const auto json = text ? parse_json(*text, file.string()) : Result<Json>(Json());
  if (json) {
    for (const auto& [name, value] : json->members()) {
      facts[name] = value.text();
    }
  }
  return facts;
}

JobEnded end_of_task(const sys::Path& spool, std::uint32_t index, std::uint32_t ticket,
                     const sys::Path& attempt, const std::string& reason) {
  const auto claims = read_claims(spool, index);
  JobEnded end;
  end.ticket = ticket;
  if (claims.empty()) {
    end.ending = lost(reason);
    return end;
  }
  const auto counted = try_that_counts(spool, index, attempt, claims);
  for (const auto& claim : claims) {
    const auto directory = tried_attempt(attempt, claim.attempt_try);
    auto host = facts_of_try(spool, claim);
    if (claim.attempt_try == counted) {
      end.attempt = directory;
      end.ending = ending_of_try(directory, reason);
      end.host = std::move(host);
      continue;
    }
    auto ending = ending_of_try(directory, "its scheduler ran it again");
    ending.infrastructure = true;
    end.earlier.push_back({directory, std::move(ending), std::move(host)});
  }
  return end;
}

std::optional<JobEnded> end_without_spool(std::uint32_t ticket, const sys::Path& attempt) {
  std::optional<JobEnded> end;
  std::error_code absent;
  for (std::uint32_t attempt_try = 0; fs::exists(tried_attempt(attempt, attempt_try), absent);
       ++attempt_try) {
    const auto directory = tried_attempt(attempt, attempt_try);
    auto report = read_exec_report(directory);
    const bool began = report || fs::exists(directory / "out.log", absent);
    if (report || (began && !end)) {
      const auto* const reason = "it left no report, and the folder of its batch is gone";
      const HostFacts nowhere = {{"host.unknown", "the folder of its batch, which said so, is gone"}};
      end = JobEnded{ticket, report ? std::move(report->ending) : lost(reason), nowhere, directory, {}};
    }
  }
  return end;
}

} // namespace reprovip::launch
