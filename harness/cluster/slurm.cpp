#include "harness/cluster/slurm.hpp"

#include "harness/base/format.hpp"
#include "harness/cluster/squeue.hpp"
#include "harness/cluster/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <sstream>

namespace reprovip::cluster {

namespace {

constexpr std::uint64_t k_mebibyte = std::uint64_t{1} << 20;
// Of the executor and of Slurm's own step, beside the program.
constexpr std::uint64_t k_own_memory = 64;

// What people are to read of an answer: "sbatch: error: " taken away, on one line.
std::string words_of(const sys::Captured& answer) {
  std::string all;
  std::istringstream lines(answer.err.empty() ? answer.out : answer.err);
  for (std::string line; std::getline(lines, line);) {
    for (const auto* prefix : {"sbatch: ", "squeue: ", "scancel: ", "scontrol: ", "error: "}) {
      if (line.rfind(prefix, 0) == 0) {
        line.erase(0, std::string_view(prefix).size());
      }
    }
    all += (all.empty() || line.empty() ? "" : "; ") + line;
  }
  return all.empty() ? format("status {}", answer.status.code) : all;
}

tl::unexpected<Error> no_answer(const sys::Captured& answer) {
  return failure(ErrorKind::environment, words_of(answer),
                 "`scontrol ping` says whether the controller is up");
}

// Slurm has one exit status for everything; its words are those of slurm_strerror.
bool may_pass(const std::string& words) {
  constexpr std::array k_passing = {"Unable to contact slurm controller",
                                    "Socket timed out",
                                    "Zero Bytes were transmitted",
                                    "Communication connection failure",
                                    "Connection refused",
                                    "Connection timed out",
                                    "Connection reset",
                                    "temporarily unable",
                                    "temporarily unavailable",
                                    "Transport endpoint",
                                    "standby mode",
                                    "in slurmctld",
                                    "submit limit",
                                    "SubmitJobs",
                                    "SubmitLimit",
                                    "Unexpected message received"};
  return std::any_of(k_passing.begin(), k_passing.end(),
                     [&words](const char* word) { return words.find(word) != std::string::npos; });
}

// Where its step and the executor print. A backslash would end all patterns and vanish: no file could be
// named.
std::string log_pattern(const sys::Path& spool) {
  const auto folder = (spool / "log").string();
  if (folder.find('\\') != std::string::npos) {
    return "/dev/null";
  }
  std::string escaped;
  for (const char c : folder) {
    escaped += c == '%' ? "%%" : std::string(1, c);
  }
  return escaped + "/%a";
}

void add_option(std::vector<std::string>& argv, const char* name, const std::string& value) {
  if (!value.empty()) {
    argv.push_back(format("--{}={}", name, value));
  }
}

// The value of a line "NAME   = value" of `scontrol show config`; "" when it has none.
std::string setting(const std::string& text, const std::string& name) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const auto equals = line.find("= ");
    if (equals != std::string::npos && line.rfind(name + " ", 0) == 0) {
      return line.substr(equals + 2);
    }
  }
  return {};
}

// That of NAME=value among the words of SchedulerParameters; none when it is not there.
std::optional<std::uint32_t> scheduler_parameter(const std::string& text, const std::string& name) {
  std::istringstream words(setting(text, "SchedulerParameters"));
  for (std::string word; std::getline(words, word, ',');) {
    const auto value = word.substr(std::min(word.size(), name.size() + 1));
    std::uint32_t number = 0;
    if (word.rfind(name + "=", 0) == 0 && is_number(value) &&
        std::from_chars(value.data(), value.data() + value.size(), number).ec == std::errc{}) {
      return number;
    }
  }
  return std::nullopt;
}

// A controller that answers and does not know the only job that was asked for; of several it says nothing.
bool knows_none(const sys::Captured& answer) {
  return answer.err.find("Invalid job id") != std::string::npos;
}

} // namespace

Result<Limits> SlurmScheduler::read_limits(const sys::Captured& answer) const {
  const auto largest = setting(answer.out, "MaxArraySize");
  if (!answer.status.success() || !is_number(largest)) {
    return no_answer(answer);
  }
  Limits limits;
  limits.version = setting(answer.out, "SLURM_VERSION");
  // Elements must be smaller than MaxArraySize.
  std::from_chars(largest.data(), largest.data() + largest.size(), limits.tasks);
  if (limits.tasks == 0) {
    return failure(ErrorKind::environment, "this Slurm has no job arrays (MaxArraySize = 0)",
                   "ask who runs it to allow them");
  }
  // How many elements an array may have, whatever their numbers.
  if (const auto most = scheduler_parameter(answer.out, "max_array_tasks"); most && *most != 0) {
    limits.tasks = std::min(limits.tasks, *most);
  }
  return limits;
}

std::vector<SpoolFile> SlurmScheduler::files(const Submission& submission) const {
  return {{"script",
           format("#!/bin/sh\nexec {} task {} \"$SLURM_ARRAY_TASK_ID\"\n",
                  shell_quoted(submission.executor.string()), shell_quoted(submission.spool.string())),
           true}};
}

// The environment is the client's, of which little is left (client.hpp): with NONE or NIL each task first
// starts a login shell of the user. What the program sees is written with its task.
std::vector<std::string> SlurmScheduler::submit_argv(const Submission& submission) const {
  const auto& request = submission.request;
  std::vector<std::string> argv = {"sbatch", "--parsable", "--job-name=" + submission.name};
  const auto throttle = submission.at_once != 0 ? format("%{}", submission.at_once) : "";
  argv.push_back(format("--array=0-{}{}", submission.tasks - 1, throttle));
  argv.emplace_back("--ntasks=1");
  argv.push_back(format("--cpus-per-task={}", request.cpus));
  if (request.memory != 0) {
    argv.push_back(format("--mem={}M", (request.memory + k_mebibyte - 1) / k_mebibyte + k_own_memory));
  }
  if (request.time.count() > 0) {
    argv.push_back(format("--time={}", static_cast<long>(std::ceil(request.time.count() / 60))));
  }
  argv.emplace_back(m_options.requeue ? "--requeue" : "--no-requeue");
  for (const auto* word : {"--open-mode=append", "--export=ALL", "--input=/dev/null"}) {
    argv.emplace_back(word);
  }
  argv.push_back("--chdir=" + submission.spool.string());
  argv.push_back("--output=" + log_pattern(submission.spool));
  add_option(argv, "partition", m_options.partition);
  add_option(argv, "account", m_options.account);
  add_option(argv, "qos", m_options.qos);
  argv.insert(argv.end(), m_options.words.begin(), m_options.words.end());
  add_option(argv, m_options.machine.c_str(), request.machine);
  argv.push_back((submission.spool / "script").string());
  return argv;
}

SubmitAnswer SlurmScheduler::read_submitted(const Submission& submission, const sys::Captured& answer) const {
  const auto line = answer.out.substr(0, answer.out.find('\n'));
  const auto id = line.substr(0, line.find(';'));
  if (answer.status.success() && is_number(id)) {
    return {.job = Submitted{.name = submission.name,
                             .id = id,
                             .tasks = {},
                             .cluster = id == line ? "" : line.substr(id.size() + 1)},
            .try_again = false,
            .why = {}};
  }
  const auto words = words_of(answer);
  return {.job = std::nullopt, .try_again = answer.status.signal != 0 || may_pass(words), .why = words};
}

std::vector<std::string> SlurmScheduler::find_argv(const Submission& submission) const {
  return {"squeue", "-h", "-t", "all", "-n", submission.name, "-o", "%F|%j"};
}

Result<std::optional<Submitted>> SlurmScheduler::read_found(const Submission& submission,
                                                            const sys::Captured& answer) const {
  if (!answer.status.success()) {
    return no_answer(answer);
  }
  std::istringstream lines(answer.out);
  for (std::string line; std::getline(lines, line);) {
    const auto id = line.substr(0, line.find('|'));
    if (is_number(id) && line == id + "|" + submission.name) {
      return Submitted{.name = submission.name, .id = id, .tasks = {}, .cluster = {}};
    }
  }
  return std::nullopt;
}

std::vector<std::string> SlurmScheduler::query_argv(const std::vector<Submitted>& jobs) const {
  std::string ids;
  for (const auto& job : jobs) {
    ids += (ids.empty() ? "" : ",") + job.id;
  }
  // Without a length for its lists of elements Slurm cuts them short.
  std::vector<std::string> argv =
      m_options.json ? std::vector<std::string>{"env", "SLURM_BITSTR_LEN=0", "squeue", "--json", "-t", "all"}
                     : std::vector<std::string>{"squeue", "-h", "-r", "-t", "all", "-o", k_squeue_format};
  argv.insert(argv.end(), {"-j", ids});
  if (!jobs.empty() && !jobs.front().cluster.empty()) {
    argv.insert(argv.end(), {"-M", jobs.front().cluster});
  }
  return argv;
}

Result<std::vector<std::vector<TaskState>>> SlurmScheduler::read_query(const std::vector<Submitted>& jobs,
                                                                       const sys::Captured& answer) const {
  std::vector<std::vector<TaskState>> states(jobs.size());
  if (!answer.status.success()) {
    if (knows_none(answer)) {
      return states;
    }
    return no_answer(answer);
  }
  TRY_ASSIGN(const auto rows, m_options.json ? read_squeue_json(answer.out) : read_squeue(answer.out));
  std::map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    places[jobs[i].id] = i;
  }
  std::vector<std::map<std::uint32_t, TaskState>> found(jobs.size());
  for (const auto& row : rows) {
    const auto place = places.find(row.array);
    // A job of that number but another name is one of later: numbers come again.
    if (place == places.end() || row.name != jobs[place->second].name) {
      continue;
    }
    for (const auto task : row.tasks) {
      auto state = row.state;
      state.index = task;
      found[place->second].insert_or_assign(task, std::move(state));
    }
  }
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    for (auto& [task, state] : found[i]) {
      states[i].push_back(std::move(state));
    }
  }
  return states;
}

// To the batch script as well, which otherwise gets no signal but TERM and KILL of its end. Killed, the
// executor takes its program with it.
std::vector<std::string>
SlurmScheduler::cancel_argv(const Submitted& job, const std::vector<std::uint32_t>& tasks, Cancel how) const {
  std::vector<std::string> argv = {"scancel", "--quiet"};
  if (!job.cluster.empty()) {
    argv.push_back("--clusters=" + job.cluster);
  }
  if (how == Cancel::at_once) {
    argv.insert(argv.end(), {"--full", "--signal=KILL"});
  }
  argv.push_back(tasks.empty() ? job.id : format("{}_[{}]", job.id, write_elements(tasks)));
  return argv;
}

} // namespace reprovip::cluster
