#include "harness/study/stage.hpp"

#include "harness/base/format.hpp"
#include "harness/plan/invocation.hpp"

#include <filesystem>
#include <utility>

namespace reprovip::study {

namespace fs = std::filesystem;

namespace {

Result<void> link_to(const sys::Path& target, const sys::Path& link) {
  std::error_code error;
  fs::create_symlink(target, link, error);
  if (error) {
    return failure(ErrorKind::environment, format("cannot link {}: {}", link.string(), error.message()));
  }
  return {};
}

// A container mounts the input over an empty file or folder of that name.
Result<void> mount_point(const sys::Path& path, bool is_directory) {
  return is_directory ? sys::make_directories(path) : sys::write_file_atomic(path, "");
}

Result<void> stage_inputs(const model::Invocation& invocation, const sys::Path& work, bool linked) {
  for (const auto& input : invocation.inputs) {
    const auto staged = work / input.staged;
    TRY(sys::make_directories(staged.parent_path()));
    TRY(linked ? link_to(input.host, staged) : mount_point(staged, input.is_directory));
  }
  for (const auto& [name, directory] : {std::pair("app", &invocation.application_directory),
                                        std::pair("build", &invocation.build_directory)}) {
    if (!directory->empty()) {
      TRY(linked ? link_to(*directory, work / name) : mount_point(work / name, true));
    }
  }
  return {};
}

// Links and mounts are read from other directories than ours.
void make_absolute(model::Invocation& invocation) {
  for (auto& input : invocation.inputs) {
    input.host = fs::absolute(input.host).lexically_normal();
  }
  for (auto* directory : {&invocation.application_directory, &invocation.build_directory}) {
    if (!directory->empty()) {
      *directory = fs::absolute(*directory).lexically_normal();
    }
  }
}

// Of a study from before, it may have been removed.
Result<void> check_build(const model::Invocation& invocation) {
  const auto& directory = invocation.build_directory;
  std::error_code ignored;
  if (!directory.empty() && !fs::is_directory(directory, ignored)) {
    return failure(ErrorKind::environment, format("the build {} is not there any more", directory.string()),
                   "run the protocol again: it builds what is missing");
  }
  return {};
}

} // namespace

Result<launch::Job> make_job(const model::Plan& plan, std::uint32_t execution, const sys::Path& directory,
                             const std::string& container_name, const sys::Path& executor) {
  TRY_ASSIGN(auto invocation, plan::make_invocation(plan, execution));
  const auto& deployment = plan.resolved.deployments[invocation.deployment];
  return make_job(std::move(invocation), deployment, directory, container_name, executor);
}

Result<launch::Job> make_job(model::Invocation invocation, const model::Deployment& deployment,
                             const sys::Path& directory, const std::string& container_name,
                             const sys::Path& executor) {
  launch::Job job;
  job.invocation = std::move(invocation);
  make_absolute(job.invocation);
  TRY(check_build(job.invocation));
  const auto attempt = fs::absolute(directory).lexically_normal();
  const auto engine = launch::make_engine(deployment.engine);
  if (!engine) {
    return failure(ErrorKind::internal,
                   format("engine \"{}\" is planned but not built in", deployment.engine));
  }
  job.paths = {.directory = attempt,
               .work = attempt / "work",
               .inner = attempt / "inner",
               .executor = executor,
               .preload = executor.parent_path() / "libreprovip-preload.so",
               .container_name = container_name};
  job.command = engine->command(job.invocation, deployment, job.paths);
  return job;
}

Result<void> lay_out(const launch::Job& job) {
  TRY(sys::make_directories(job.paths.work));
  if (job.command.has_inner_end) {
    TRY(sys::make_directories(job.paths.inner));
  }
  return stage_inputs(job.invocation, job.paths.work, job.command.links_inputs);
}

} // namespace reprovip::study
