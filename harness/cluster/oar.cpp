#include "harness/cluster/oar.hpp"

#include "harness/base/format.hpp"
#include "harness/cluster/oarstat.hpp"
#include "harness/cluster/text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <map>
#include <sstream>

namespace reprovip::cluster {

namespace {

// OAR has no limit of its own; a submission of so many takes seconds.
constexpr std::uint32_t k_largest_array = 500;

std::string sql_text(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) {
    quoted += c == '\'' ? "''" : std::string(1, c);
  }
  return quoted + "'";
}

std::string name_is(const std::string& name) {
  return "job_name=" + sql_text(name);
}

std::string walltime_text(Seconds time) {
  const auto seconds = static_cast<long>(std::ceil(time.count()));
  constexpr long k_minute = 60;
  constexpr long k_hour = 3600;
  return format("{}:{:02}:{:02}", seconds / k_hour, seconds % k_hour / k_minute, seconds % k_minute);
}

// What people are to read of an answer: errors without what only repeats them, on one line.
std::string words_of(const sys::Captured& answer) {
  constexpr std::array k_chatter = {"[ERROR] Oarsub failed", "Simple array job", "^", "LINE "};
  std::string all;
  std::istringstream lines(answer.err.empty() ? answer.out : answer.err);
  for (std::string line; std::getline(lines, line);) {
    line.erase(0, line.find_first_not_of(' '));
    const bool is_chatter = std::any_of(k_chatter.begin(), k_chatter.end(),
                                        [&line](const char* start) { return line.rfind(start, 0) == 0; });
    if (!line.empty() && !is_chatter) {
      all += (all.empty() ? "" : "; ") + line;
    }
  }
  return all.empty() ? format("status {}", answer.status.code) : all;
}

// The text between two others; "" without them.
std::string between(const std::string& text, std::string_view before, std::string_view after) {
  const auto start = text.find(before);
  if (start == std::string::npos) {
    return {};
  }
  const auto end = text.find(after, start + before.size());
  return end == std::string::npos ? "" : text.substr(start + before.size(), end - start - before.size());
}

// Its words with what to do, where they do not say it.
std::string advice_on(const std::string& words) {
  if (words.find("root and oar users are not allowed") != std::string::npos) {
    return "it takes no jobs of root; run reprovip as an ordinary user";
  }
  if (const auto column = between(words, "column \"", "\" does not exist"); !column.empty()) {
    return format("it has no property \"{}\"; `oarnodes` shows those that it has", column);
  }
  if (words.find("not enough resources") != std::string::npos) {
    return "it has not so much, or nothing with these properties (" + words + ")";
  }
  return words;
}

bool may_pass(const std::string& words) {
  constexpr std::array k_passing = {"Cannot connect",     "cannot connect", "could not connect",
                                    "Connection refused", "Time out",       "timed out",
                                    "server closed"};
  return std::any_of(k_passing.begin(), k_passing.end(),
                     [&words](const char* word) { return words.find(word) != std::string::npos; });
}

// oarsub reads this file through a shell, but only if its name has anything that means something to one.
std::string file_argument(const sys::Path& file) {
  const auto is_plain = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("/._-+@:,=").find(c) != std::string_view::npos;
  };
  const auto name = file.string();
  return std::all_of(name.begin(), name.end(), is_plain) ? name : shell_quoted(name);
}

// The value of the line NAME=value; "" when there is none.
std::string assigned(const std::string& text, const std::string& name) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind(name + "=", 0) == 0) {
      return line.substr(name.size() + 1);
    }
  }
  return {};
}

tl::unexpected<Error> no_answer(const sys::Captured& answer) {
  return failure(ErrorKind::environment, words_of(answer), "`oarstat` says whether OAR is up");
}

// Every job of an answer. None, without a word about why: OAR knows none.
Result<std::vector<OarJob>> jobs_of(const sys::Captured& answer) {
  const bool says_nothing = answer.out.find_first_not_of(" \n") == std::string::npos;
  if (!answer.status.success() || (says_nothing && !answer.err.empty())) {
    return no_answer(answer);
  }
  return says_nothing ? std::vector<OarJob>{} : read_oarstat(answer.out);
}

} // namespace

Result<Limits> OarScheduler::read_limits(const sys::Captured& answer) const {
  if (!answer.status.success()) {
    return no_answer(answer);
  }
  return Limits{.version = between(answer.out, "OAR version : ", "\n"), .tasks = k_largest_array};
}

// What OAR says of a job goes elsewhere than what the task prints: a job that it submits again has another
// id.
std::vector<SpoolFile> OarScheduler::files(const Submission& submission) const {
  std::string lines;
  for (std::uint32_t index = 0; index < submission.tasks; ++index) {
    lines += std::to_string(index) + "\n";
  }
  const auto spool = shell_quoted(submission.spool.string());
  return {{"parameters", lines, false},
          {"script",
           format("#!/bin/sh\nexec {} task {} \"$1\" >>{}/log/\"$1\" 2>&1\n",
                  shell_quoted(submission.executor.string()), spool, spool),
           true}};
}

// The script and its outputs are named from within the spool: OAR gives the words of a command to a shell.
// All CPUs of a task are of one host.
std::vector<std::string> OarScheduler::submit_argv(const Submission& submission) const {
  const auto& request = submission.request;
  const auto time = request.time.count() > 0 ? request.time : m_options.walltime;
  std::vector<std::string> argv = {"oarsub", "-d", submission.spool.string()};
  argv.insert(argv.end(), {"-n", submission.name, "-l",
                           format("host=1/core={},walltime={}", request.cpus, walltime_text(time))});
  std::string condition = m_options.properties;
  if (!request.machine.empty()) {
    const auto machine = m_options.machine + "=" + sql_text(request.machine);
    condition = condition.empty() ? machine : format("({}) AND {}", condition, machine);
  }
  const auto add = [&argv](const char* option, const std::string& value) {
    if (!value.empty()) {
      argv.insert(argv.end(), {option, value});
    }
  };
  add("-p", condition);
  add("-q", m_options.queue);
  add("--project", m_options.project);
  for (const auto& type : m_options.types) {
    add("-t", type);
  }
  argv.insert(argv.end(), {"-O", "log/oar.%jobid%.out", "-E", "log/oar.%jobid%.err"});
  argv.insert(argv.end(), m_options.words.begin(), m_options.words.end());
  argv.insert(argv.end(), {"--array-param-file", file_argument(submission.spool / "parameters"), "./script"});
  return argv;
}

// With ids it was taken, also when oarsub could not tell the server of it: that looks by itself.
SubmitAnswer OarScheduler::read_submitted(const Submission& submission, const sys::Captured& answer) const {
  const auto array = assigned(answer.out, "OAR_ARRAY_ID");
  const auto id = array.empty() ? assigned(answer.out, "OAR_JOB_ID") : array;
  if (is_number(id)) {
    return {.job = Submitted{.name = submission.name, .id = id, .tasks = {}, .cluster = {}},
            .try_again = false,
            .why = {}};
  }
  const auto words = words_of(answer);
  return {.job = std::nullopt,
          .try_again = answer.status.signal != 0 || may_pass(words),
          .why = advice_on(words)};
}

std::vector<std::string> OarScheduler::find_argv(const Submission& submission) const {
  return {"oarstat", "-J", "--sql", name_is(submission.name)};
}

Result<std::optional<Submitted>> OarScheduler::read_found(const Submission& submission,
                                                          const sys::Captured& answer) const {
  TRY_ASSIGN(const auto jobs, jobs_of(answer));
  for (const auto& job : jobs) {
    if (job.name == submission.name) {
      return Submitted{.name = submission.name, .id = std::to_string(job.array), .tasks = {}, .cluster = {}};
    }
  }
  return std::nullopt;
}

// Why a job ended is only among the events, which only -f shows.
std::vector<std::string> OarScheduler::query_argv(const std::vector<Submitted>& jobs) const {
  std::string names;
  for (const auto& job : jobs) {
    names += (names.empty() ? "" : ",") + sql_text(job.name);
  }
  return {"oarstat", "-f", "-J", "--sql", "job_name IN (" + names + ")"};
}

Result<std::vector<std::vector<TaskState>>> OarScheduler::read_query(const std::vector<Submitted>& jobs,
                                                                     const sys::Captured& answer) const {
  TRY_ASSIGN(const auto all, jobs_of(answer));
  std::vector<std::vector<TaskState>> states;
  for (const auto& submitted : jobs) {
    // In the order of their ids: of two that are the same task, the later is what OAR has made of it.
    std::map<std::uint32_t, TaskState> latest;
    for (const auto& job : all) {
      if (job.name == submitted.name && job.task) {
        latest.insert_or_assign(*job.task, job.state);
      }
    }
    auto& known = states.emplace_back();
    for (auto& [task, state] : latest) {
      known.push_back(std::move(state));
    }
  }
  return states;
}

// OAR kills either way.
std::vector<std::string> OarScheduler::cancel_argv(const Submitted& job,
                                                   const std::vector<std::uint32_t>& tasks,
                                                   Cancel /*how*/) const {
  std::string commands;
  for (const auto task : tasks) {
    commands += (commands.empty() ? "" : ",") + sql_text(format("./script {}", task));
  }
  const auto which = commands.empty() ? "" : format(" AND command IN ({})", commands);
  return {
      "oardel", "--sql",
      format("{}{} AND state NOT IN ('Terminated','Error','toError','Finishing')", name_is(job.name), which)};
}

} // namespace reprovip::cluster
