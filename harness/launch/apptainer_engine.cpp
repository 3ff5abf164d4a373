#include "harness/launch/apptainer_engine.hpp"

#include "harness/base/format.hpp"
#include "harness/base/json.hpp"
#include "harness/launch/container.hpp"
#include "harness/launch/image_identity.hpp"
#include "harness/sys/hash.hpp"

#include <algorithm>
#include <sstream>
#include <utility>

namespace reprovip::launch {

namespace {

// What the starter adds, `--cleanenv` or not.
const std::vector<std::string>& added_names() {
  static const std::vector<std::string> names = {
      "APPTAINER_*", "HOME",          "LANG", "LD_LIBRARY_PATH", "OLDPWD", "PROMPT_COMMAND", "PS1", "PWD",
      "SHLVL",       "SINGULARITY_*", "TERM", "USER_PATH",       "_"};
  return names;
}

// With these LD_LIBRARY_PATH says where the libraries of the graphics card are.
bool uses_gpu(const std::vector<std::string>& options) {
  return std::ranges::any_of(options, [](const std::string& option) {
    return option == "--nv" || option == "--nvccli" || option == "--rocm";
  });
}

// Unquotes a shell word as the image's environment script has it: "a\"b" or "${NAME:-"a"}".
std::string shell_value(const std::string& name, std::string text) {
  const auto strip = [&text](const std::string& before, const std::string& after) {
    if (text.starts_with(before) && text.ends_with(after) && text.size() >= before.size() + after.size()) {
      text = text.substr(before.size(), text.size() - before.size() - after.size());
    }
  };
  strip("\"", "\"");
  strip("${" + name + ":-\"", "\"}");
  std::string value;
  for (std::size_t i = 0; i < text.size(); ++i) {
    i += text[i] == '\\' && i + 1 < text.size() ? 1U : 0U;
    value += text[i];
  }
  return value;
}

// Of the scripts below .singularity.d/env those lines that set what the image was made with.
std::string environment_of(const Json& scripts) {
  Json::Array variables;
  for (const auto& [file, script] : scripts.members()) {
    std::istringstream lines(script.text());
    for (std::string line; std::getline(lines, line);) {
      const auto equals = line.find('=');
      if (line.starts_with("export ") && equals != std::string::npos) {
        const auto name = line.substr(7, equals - 7);
        variables.emplace_back(name + "=" + shell_value(name, line.substr(equals + 1)));
      }
    }
  }
  return variables.empty() ? "" : dump(Json(std::move(variables)));
}

} // namespace

ApptainerEngine::ApptainerEngine(EngineHost host) : m_host(std::move(host)) {}

std::string ApptainerEngine::file_of(const model::EngineConfig& config) const {
  const auto made = [this](const std::string& name) {
    return (m_host.cache / "apptainer" / (name + ".sif")).string();
  };
  if (config.archive.empty()) {
    return made("reference-" + sys::sha256(config.image).hex);
  }
  return config.archive_id.empty() ? config.archive : made("archive-" + config.archive_sha256);
}

EngineCommand ApptainerEngine::command(const model::Invocation& invocation,
                                       const model::Deployment& deployment, const AttemptPaths& paths) const {
  EngineCommand command;
  command.has_inner_end = true;
  command.isolates = true;
  command.environment = m_host.client;
  // `--no-mount bind-paths`: else the host's time zone and more is seen. `--no-eval`: variables are no
  // programs.
  command.argv = {"apptainer",
                  "--quiet",
                  "exec",
                  "--containall",
                  "--cleanenv",
                  "--no-eval",
                  "--no-home",
                  "--no-mount",
                  "bind-paths",
                  "--no-umask",
                  "--writable-tmpfs",
                  "--hostname",
                  setting_of(invocation, "hostname", "reprovip"),
                  "--pwd",
                  work_inside(invocation)};
  auto& argv = command.argv;
  if (!invocation.resources.network) {
    argv.insert(argv.end(), {"--net", "--network", "none"});
  }
  for (const auto& mount : mounts_of(invocation, paths)) {
    argv.emplace_back("--mount");
    argv.push_back(bind_mount(mount));
  }
  const auto& options = deployment.config.options;
  argv.insert(argv.end(), options.begin(), options.end());
  const auto file = deployment.details.find("file");
  argv.push_back(file != deployment.details.end() ? file->second : file_of(deployment.config));
  auto added = added_names();
  if (uses_gpu(options)) {
    std::erase(added, "LD_LIBRARY_PATH");
  }
  const auto inner = container_inner_argv(with_image_environment(invocation, deployment), deployment, added,
                                          true, {"hostname", "workdir"});
  argv.insert(argv.end(), inner.begin(), inner.end());
  return command;
}

std::vector<std::string> ApptainerEngine::probe_argv() const {
  return {"apptainer", "--version"};
}

Probe ApptainerEngine::read_probe(const sys::Captured& answer) const {
  Probe probe;
  if (!answer.status.success()) {
    probe.reason = why_failed("apptainer", answer);
    return probe;
  }
  const auto line = first_line(answer.out);
  probe.usable = true;
  probe.version = line.substr(line.rfind(' ') + 1);
  return probe;
}

std::vector<std::string> ApptainerEngine::identity_argv(const model::EngineConfig& config) const {
  return {"apptainer", "inspect", "--json", "--all", file_of(config)};
}

Result<std::map<std::string, std::string>> ApptainerEngine::read_identity(const model::EngineConfig& config,
                                                                          const sys::Captured& answer) const {
  const auto& what = config.archive.empty() ? config.image : config.archive;
  if (what.empty()) {
    return failure(ErrorKind::environment, "apptainer needs an image",
                   "name a SIF, an unpacked image or a docker-archive as `archive` in [engine.apptainer]");
  }
  if (!answer.status.success()) {
    // A reference stands for a file of our own cache, which says nothing to who reads it.
    if (config.archive.empty() && answer.err.find("no such file") != std::string::npos) {
      return failure(ErrorKind::environment, format("apptainer has no image \"{}\"", what),
                     "give a SIF file or a docker-archive of it as `archive` in [engine.apptainer], or let a "
                     "registry's be fetched with pull = \"missing\"");
    }
    return failure(ErrorKind::environment,
                   format("apptainer has no image \"{}\": {}", what, why_failed("apptainer", answer)),
                   "build it with `apptainer build`, or name a docker-archive as `archive`");
  }
  TRY_ASSIGN(const auto json, parse_json(answer.out, "apptainer inspect"));
  std::map<std::string, std::string> details;
  details["file"] = file_of(config);
  if (!config.archive_id.empty()) {
    details["id"] = config.archive_id;
  }
  if (auto environment = environment_of(json["data"]["attributes"]["environment"]); !environment.empty()) {
    details["image_environment"] = std::move(environment);
  }
  return details;
}

// Built beside and moved into place, so that a build that was broken off is never taken for an image.
std::vector<std::string> ApptainerEngine::fetch_argv(const model::EngineConfig& config) const {
  std::string source;
  if (!config.archive_id.empty()) {
    source = "docker-archive:" + config.archive;
  } else if (config.archive.empty() && config.pull == model::PullPolicy::missing && !config.image.empty()) {
    source = config.image.find("://") == std::string::npos ? "docker://" + config.image : config.image;
  } else {
    return {};
  }
  return {"sh",
          "-c",
          "mkdir -p \"$(dirname \"$2\")\" && apptainer --quiet build \"$2.$$\" \"$1\" && mv \"$2.$$\" \"$2\"",
          "sh",
          source,
          file_of(config)};
}

} // namespace reprovip::launch
