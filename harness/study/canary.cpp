#include "harness/study/canary.hpp"

#include "harness/base/format.hpp"
#include "harness/launch/engine.hpp"
#include "harness/launch/local_launcher.hpp"
#include "harness/study/scratch.hpp"
#include "harness/study/stage.hpp"

#include <chrono>

namespace reprovip::study {

namespace {

constexpr const char* k_song = "a file behind a read-only mount\n";
constexpr Seconds k_limit{120};

model::Invocation canary_of(const model::Deployment& deployment, const sys::Path& file) {
  model::Invocation invocation;
  invocation.name = "canary";
  invocation.argv = {"cp", "in/canary/canary.txt", "out.txt"};
  // An image has its own.
  if (deployment.engine == "native") {
    invocation.environment = {{"PATH", "/usr/local/bin:/usr/bin:/bin"}};
  }
  invocation.inputs = {{.id = "canary", .host = file, .staged = "in/canary/canary.txt"}};
  invocation.resources.timeout = k_limit;
  return invocation;
}

Result<model::Ending> run(const launch::Job& job, const sys::Path& executor) {
  TRY_ASSIGN(const auto launcher,
             launch::make_local_launcher({.jobs = 1, .executor = executor}, sys::make_processes()));
  TRY(launcher->start(job));
  while (true) {
    auto event = launcher->wait(std::nullopt);
    if (auto* ended = std::get_if<launch::JobEnded>(&event)) {
      return std::move(ended->ending);
    }
    launcher->abort();
  }
}

// Why it did not work, and whose fault that is.
Error explain(const model::Deployment& deployment, const model::Ending& ending, const sys::Path& attempt) {
  if (ending.outcome == model::Outcome::not_started && !ending.infrastructure) {
    return make_error(ErrorKind::environment,
                      format("starts, but has no `cp` to try its mounts with: {}", ending.reason));
  }
  const auto said = sys::read_tail(attempt / "err.log", 400).value_or("");
  return make_error(ErrorKind::environment,
                    format("{}{}", ending.reason.empty() ? "ended well but wrote nothing" : ending.reason,
                           said.empty() ? "" : ": " + said.substr(0, said.find('\n'))),
                    deployment.engine == "docker"
                        ? "a daemon on another machine does not see this one's files"
                        : "the reason is the engine's own");
}

} // namespace

Result<model::Ending> run_canary(const model::Deployment& deployment, const sys::Path& executor) {
  TRY_ASSIGN(const auto scratch, Scratch::make());
  const auto file = scratch.path() / "canary.txt";
  TRY(sys::write_file_atomic(file, k_song));
  const auto attempt = scratch.path() / "attempt";
  TRY_ASSIGN(const auto job, make_job(canary_of(deployment, file), deployment, attempt,
                                      "reprovip-canary-" + scratch.path().filename().string(), executor));
  TRY(lay_out(job));
  TRY_ASSIGN(auto ending, run(job, executor));
  if (ending.outcome != model::Outcome::succeeded ||
      sys::read_file(job.paths.work / "out.txt").value_or("") != k_song) {
    return tl::unexpected(explain(deployment, ending, attempt));
  }
  return ending;
}

} // namespace reprovip::study
