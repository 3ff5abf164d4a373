#include "harness/study/keep.hpp"

#include "harness/launch/exec_report.hpp"
#include "harness/sys/hash.hpp"

#include <filesystem>

namespace reprovip::study {

namespace {

Result<model::LogFile> keep_log(const sys::Path& file, std::uint64_t written,
                                const collect::KeepObject& keep) {
  model::LogFile log;
  std::error_code absent;
  const auto size = std::filesystem::file_size(file, absent);
  if (absent) {
    return log;
  }
  log.kept = size;
  log.size = std::max<std::uint64_t>(written, size);
  TRY_ASSIGN(log.digest, sys::sha256_file(file));
  TRY(keep(file, log.digest));
  return log;
}

std::map<std::string, std::string> levels_of(const model::Plan& plan, const model::Condition& condition) {
  std::map<std::string, std::string> levels;
  const auto& factors = plan.resolved.protocol.factors;
  for (std::size_t i = 0; i < factors.size(); ++i) {
    levels[factors[i].name] = model::level_of(plan, condition, i).name;
  }
  return levels;
}

model::Record describe_attempt(const model::Plan& plan, const launch::Job& job, const model::Ending& ending) {
  const auto& execution = plan.executions[job.invocation.execution];
  const auto& cell = plan.cells[execution.cell];
  const auto& condition = plan.conditions[cell.condition];
  const auto& deployment = plan.resolved.deployments[condition.deployment];
  model::Record record;
  record.study = plan.study;
  record.cell = cell.key;
  record.repetition = execution.repetition;
  record.attempt = job.paths.directory.filename().string();
  record.subject = plan.resolved.subjects[cell.subject].id;
  record.levels = levels_of(plan, condition);
  record.seed = execution.seed;
  record.argv = job.invocation.argv;
  record.environment = job.invocation.environment;
  record.engine_argv = job.command.argv;
  record.engine = deployment.engine;
  record.identity = deployment.identity;
  record.application_version = deployment.application.version;
  record.ending = ending;
  record.tool_version = REPROVIP_VERSION;
  return record;
}

// What a failed program said last is mostly why it failed.
std::string last_line(const sys::Path& log) {
  constexpr std::size_t k_longest = 200;
  auto text = sys::read_tail(log, 4096).value_or("");
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) {
    text.pop_back();
  }
  const auto start = text.find_last_of("\n\r");
  return (start == std::string::npos ? text : text.substr(start + 1)).substr(0, k_longest);
}

void add_last_words(model::Ending& ending, const sys::Path& log) {
  const bool own_end = ending.outcome == model::Outcome::failed || ending.outcome == model::Outcome::killed;
  const auto words = own_end ? last_line(log) : std::string{};
  if (!words.empty()) {
    ending.reason += ": " + words;
  }
}

} // namespace

Result<model::Record> make_record(const model::Plan& plan, const launch::Job& job,
                                  const model::Ending& ending, const collect::KeepObject& keep) {
  auto record = describe_attempt(plan, job, ending);
  add_last_words(record.ending, job.paths.directory / "err.log");
  const auto report = launch::read_exec_report(job.paths.directory);
  TRY_ASSIGN(record.out, keep_log(job.paths.directory / "out.log", report ? report->out_size : 0, keep));
  TRY_ASSIGN(record.err, keep_log(job.paths.directory / "err.log", report ? report->err_size : 0, keep));
  if (!ending.infrastructure) {
    TRY_ASSIGN(record.outputs, collect::collect_outputs(job.paths.work, job.invocation.outputs, keep));
  }
  return record;
}

} // namespace reprovip::study
