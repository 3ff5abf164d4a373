#include "harness/study/replay.hpp"

#include "harness/base/format.hpp"
#include "harness/launch/local_launcher.hpp"
#include "harness/study/find_execution.hpp"
#include "harness/study/identify.hpp"
#include "harness/study/keep.hpp"
#include "harness/study/stage.hpp"
#include "harness/sys/hash.hpp"
#include "harness/sys/host.hpp"

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <optional>

namespace reprovip::study {

namespace fs = std::filesystem;

namespace {

// The files are where they were; are they what they were?
Result<void> inputs_unchanged(const model::Invocation& invocation) {
  for (const auto& input : invocation.inputs) {
    if (input.is_directory) {
      continue;
    }
    TRY_ASSIGN(const auto digest, sys::sha256_file(input.host));
    if (digest != input.digest) {
      return failure(ErrorKind::data,
                     format("{} has changed since the execution ({} then, {} now)", input.host.string(),
                            input.digest.brief(), digest.brief()),
                     "put the input back, or run the protocol again");
    }
  }
  return {};
}

// A directory that goes away with it unless kept.
struct Scratch {
  sys::Path path;
  bool keep = false;
  ~Scratch() {
    if (!keep) {
      static_cast<void>(sys::remove_tree(path));
    }
  }
};

Result<sys::Path> make_scratch(const sys::Path& keep) {
  std::error_code error;
  if (!keep.empty()) {
    if (fs::exists(keep, error)) {
      return failure(ErrorKind::usage, format("{} is already there", keep.string()), "name a new folder");
    }
    TRY(sys::make_directories(keep));
    return fs::absolute(keep, error);
  }
  auto pattern = (fs::temp_directory_path(error) / "reprovip-replay-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) {
    return failure(ErrorKind::environment, format("cannot make a folder like {}", pattern));
  }
  return sys::Path(pattern);
}

Result<model::Ending> run_job(const launch::Job& job, const sys::Path& executor) {
  TRY_ASSIGN(const auto launcher,
             launch::make_local_launcher({.jobs = 1, .executor = executor}, sys::make_processes()));
  TRY(launcher->start(job));
  while (true) {
    const auto event = launcher->wait(std::nullopt);
    if (const auto* ended = std::get_if<launch::JobEnded>(&event)) {
      return ended->ending;
    }
    if (std::holds_alternative<launch::StopAsked>(event)) {
      launcher->abort();
    }
  }
}

std::vector<ReplayedOutput> compare(const model::Record& before, const model::Record& now) {
  std::vector<ReplayedOutput> outputs;
  for (const auto& old : before.outputs) {
    ReplayedOutput output{old.id, old.canonical, {}, false, false, false};
    for (const auto& fresh : now.outputs) {
      if (fresh.id == old.id) {
        output.now = fresh.canonical;
        output.same_raw = fresh.raw == old.raw && !fresh.raw.empty();
        output.absent_both = fresh.canonical.empty() && old.canonical.empty();
        output.same_canonical = fresh.canonical == old.canonical && !fresh.canonical.empty();
      }
    }
    outputs.push_back(output);
  }
  return outputs;
}

Result<Replayed> replay_found(const FoundExecution& found, const sys::Path& keep) {
  TRY_ASSIGN(const auto executor, sys::find_executor());
  TRY_ASSIGN(const auto directory, make_scratch(keep));
  Scratch scratch{directory, !keep.empty()};
  const auto container = format("reprovip-replay-{}", getpid());
  TRY_ASSIGN(auto job, make_job(found.plan, found.execution, directory, container, executor));
  TRY(lay_out(job));
  if (job.invocation.argv != found.record.argv) {
    return failure(ErrorKind::data, "the protocol no longer makes the command that was recorded",
                   "replay with the protocol and application of then");
  }
  TRY(inputs_unchanged(job.invocation));
  TRY_ASSIGN(const auto ending, run_job(job, executor));
  Replayed replayed;
  replayed.name = job.invocation.name;
  replayed.before = found.record;
  const auto keep_nothing = [](const sys::Path&, const Digest&) { return Result<void>{}; };
  TRY_ASSIGN(replayed.now, make_record(found.plan, job, ending, keep_nothing));
  replayed.outputs = compare(replayed.before, replayed.now);
  replayed.directory = keep.empty() ? sys::Path{} : directory;
  replayed.exit = model::is_complete(replayed.now)     ? model::ExitCode::success
                  : replayed.now.ending.infrastructure ? model::ExitCode::infrastructure
                                                       : model::ExitCode::execution_failed;
  return replayed;
}

} // namespace

Checked<Replayed> replay(const store::Store& store, const std::string& execution, const sys::Path& keep) {
  TRY_ASSIGN(const auto found, find_execution(store, execution));
  if (!found.record.imported.empty()) {
    return tl::unexpected(Errors{
        make_error(ErrorKind::usage, format("\"{}\" was imported: how it was run is not known", execution))});
  }
  auto replayed = replay_found(found, keep);
  if (!replayed) {
    return tl::unexpected(Errors{std::move(replayed).error()});
  }
  return std::move(*replayed);
}

} // namespace reprovip::study
