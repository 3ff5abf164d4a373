#include "harness/cluster/batch.hpp"

#include "harness/base/format.hpp"
#include "harness/launch/local_launcher.hpp"
#include "harness/launch/task_files.hpp"

#include <unistd.h>

#include <charconv>
#include <filesystem>

namespace reprovip::cluster {

namespace fs = std::filesystem;

namespace {

Json to_json(const Submission& submission) {
  const auto& request = submission.request;
  return Json::object({{"name", submission.name},
                       {"executor", submission.executor.string()},
                       {"tasks", submission.tasks},
                       {"at_once", submission.at_once},
                       {"cpus", request.cpus},
                       {"memory", request.memory},
                       {"time_s", request.time.count()},
                       {"machine", request.machine}});
}

std::uint32_t count(const Json& json) {
  return static_cast<std::uint32_t>(json.integer());
}

Submission submission_from_json(const Json& json) {
  Submission submission;
  submission.name = json["name"].text();
  submission.executor = json["executor"].text();
  submission.tasks = count(json["tasks"]);
  submission.at_once = count(json["at_once"]);
  submission.request = {.cpus = count(json["cpus"]),
                        .memory = static_cast<std::uint64_t>(json["memory"].integer()),
                        .time = Seconds(json["time_s"].number()),
                        .machine = json["machine"].text()};
  return submission;
}

sys::Path task_file(const Batch& batch, std::uint32_t index) {
  return batch.spool() / "tasks" / std::to_string(index);
}

} // namespace

Result<Batch> make_batch(const sys::Path& parent, const std::string& name, const Request& request) {
  Batch batch;
  batch.filling = true;
  batch.submission.name = name;
  batch.submission.spool = parent / name;
  batch.submission.tasks = 0;
  batch.submission.request = request;
  TRY(launch::make_spool(batch.spool()));
  TRY(sys::make_directories(batch.spool() / "log"));
  return batch;
}

Result<void> add_task(Batch& batch, const std::string& launcher, const sys::Path& executor,
                      const launch::Job& job) {
  const auto index = batch.submission.tasks;
  const auto marker =
      Json::object({{"launcher", launcher}, {"spool", batch.spool().string()}, {"index", index}});
  TRY(launch::write_task(batch.spool(), index, job, marker, launch::executor_argv(executor, job)));
  batch.submission.executor = executor;
  batch.tasks.emplace(index, Followed{.ticket = job.ticket, .attempt = job.paths.directory, .gone = {}});
  ++batch.submission.tasks;
  return {};
}

Result<void> save_batch(const Batch& batch, const std::vector<SpoolFile>& files) {
  for (const auto& file : files) {
    const auto path = batch.spool() / file.name;
    TRY(sys::write_file_atomic(path, file.text));
    if (file.executable) {
      std::error_code ignored;
      fs::permissions(path, fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec,
                      fs::perm_options::add, ignored);
    }
  }
  return sys::write_file_atomic(batch.spool() / "batch.json", dump(to_json(batch.submission)) + "\n");
}

Result<void> note_job(const Batch& batch) {
  return sys::write_file_atomic(batch.spool() / "job.json", dump(to_json(batch.job.value())) + "\n");
}

Marker marker_from_json(const Json& elsewhere) {
  return {elsewhere["spool"].text(), count(elsewhere["index"])};
}

// Killed while it was being filled, a batch has no batch.json and was never submitted.
bool is_saved(const sys::Path& spool) {
  return ::access((spool / "batch.json").c_str(), F_OK) == 0;
}

Result<Batch> load_batch(const sys::Path& spool) {
  const auto file = spool / "batch.json";
  TRY_ASSIGN(const auto text, sys::read_file(file));
  TRY_ASSIGN(const auto json, parse_json(text, file.string()));
  Batch batch;
  batch.loaded = true;
  batch.perhaps_sent = true;
  batch.submission = submission_from_json(json);
  batch.submission.spool = spool;
  const auto known = sys::read_file(spool / "job.json");
  const auto job = known ? parse_json(*known, "job.json") : Result<Json>(Json());
  if (job && job->is_object()) {
    batch.job = submitted_from_json(*job);
    batch.perhaps_sent = false;
  }
  return batch;
}

void revoke(const Batch& batch, std::uint32_t index) {
  ::unlink(task_file(batch, index).c_str());
}

void revoke_begun(const Batch& batch) {
  for (const auto& name : sys::list_names(batch.spool() / "tasks")) {
    std::uint32_t index = 0;
    const auto read = std::from_chars(name.data(), name.data() + name.size(), index);
    if (read.ec == std::errc{} && batch.tasks.count(index) == 0 && has_begun(batch, index)) {
      revoke(batch, index);
    }
  }
}

bool has_begun(const Batch& batch, std::uint32_t index, std::uint32_t attempt_try) {
  return ::access((batch.spool() / "claims" / format("{}.{}", index, attempt_try)).c_str(), F_OK) == 0;
}

void remove_if_done(const Batch& batch) {
  if (batch.tasks.empty() && sys::list_names(batch.spool() / "tasks").empty()) {
    static_cast<void>(sys::remove_tree(batch.spool()));
  }
}

} // namespace reprovip::cluster
