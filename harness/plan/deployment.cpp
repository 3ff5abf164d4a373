#include "harness/plan/deployment.hpp"

#include "harness/base/assert.hpp"
#include "harness/base/format.hpp"
#include "harness/base/placeholders.hpp"
#include "harness/base/wildcard.hpp"
#include "harness/plan/shell_text.hpp"
#include "harness/sys/files.hpp"
#include "harness/sys/process.hpp"

#include <algorithm>
#include <filesystem>
#include <map>

namespace reprovip::plan {

namespace {

using model::FactorEffect;

std::string absolute(const sys::Path& base, const std::string& path) {
  if (path.empty()) {
    return path;
  }
  std::error_code ignored;
  return std::filesystem::absolute(base / path, ignored).lexically_normal().string();
}

// What the protocol leaves open, the application's own recipes say.
model::EngineConfig completed(const DeploymentChoice& choice, const model::Application& application) {
  auto config = choice.config;
  if (config.engine == "guix") {
    if (application.guix && config.profile.empty() && config.archive.empty() && config.channels.empty() &&
        config.manifest.empty()) {
      config.channels = absolute(application.directory, application.guix->channels);
      config.manifest = absolute(application.directory, application.guix->manifest);
    }
  } else if (config.engine == "vip") {
    if (config.image.empty()) {
      config.image = application.name + "/" + application.version;
    }
  } else if (config.engine != "native" && config.image.empty() && config.archive.empty() &&
             application.container) {
    config.image = application.container->image;
  }
  if (!choice.suite.empty()) {
    for (auto* text : {&config.image, &config.archive, &config.channels, &config.manifest, &config.profile}) {
      *text = replace_all(std::move(*text), "{suite}", choice.suite);
    }
  }
  return config;
}

// The variant that is built; "" where nothing is.
std::string variant_of(const DeploymentChoice& choice, const model::Application& application) {
  return !application.build     ? std::string{}
         : choice.build.empty() ? application.build->fallback
                                : choice.build;
}

std::vector<std::string> identity_of(const model::EngineConfig& config) {
  std::vector<std::string> parts = {config.engine,   config.image,   config.archive, config.channels,
                                    config.manifest, config.profile, config.mode};
  parts.insert(parts.end(), config.options.begin(), config.options.end());
  return parts;
}

bool is_of(const model::Deployment& deployment, const DeploymentChoice& choice) {
  return deployment.application.file == choice.application &&
         identity_of(deployment.config) == identity_of(completed(choice, deployment.application)) &&
         deployment.build == variant_of(choice, deployment.application);
}

// Only these factors matter here: a big design has few distinct choices.
Levels relevant(const model::Protocol& protocol, Levels levels) {
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const auto effect = protocol.factors[i].effect;
    if (effect != FactorEffect::engine && effect != FactorEffect::image &&
        effect != FactorEffect::application && effect != FactorEffect::suite &&
        effect != FactorEffect::build) {
      levels[i] = 0;
    }
  }
  return levels;
}

std::vector<Levels> distinct_choices(const model::Protocol& protocol,
                                     const std::vector<Levels>& combinations) {
  std::vector<Levels> distinct;
  for (const auto& levels : combinations) {
    auto choice = relevant(protocol, levels);
    if (std::ranges::find(distinct, choice) == distinct.end()) {
      distinct.push_back(std::move(choice));
    }
  }
  return distinct;
}

Checked<model::Application> application_of(const model::Protocol& protocol, const sys::Path& file,
                                           const ReadApplication& read_application) {
  auto application = protocol.application;
  if (file != protocol.application.file && read_application) {
    TRY_ASSIGN(application, read_application(file));
  }
  // As it was asked for: this is how the planner finds it again.
  application.file = file;
  return application;
}

bool has_variant(const model::Application& application, const std::string& variant) {
  return application.build && application.build->variants.contains(variant);
}

// Another version's file than the one that the protocol was checked with.
Error no_variant(const model::Application& application, const std::string& variant) {
  return make_error(ErrorKind::protocol,
                    format("the [build] of \"{}\" has no variant \"{}\"", application.file.string(), variant),
                    "add it there, or exclude this version with this build in [design]");
}

// The files of the application's folder that a word "{app}/..." means.
void add_app_files(const model::Application& application, const std::string& word,
                   std::vector<sys::Path>& files) {
  constexpr std::string_view k_mark = "{app}/";
  for (auto from = word.find(k_mark); from != std::string::npos; from = word.find(k_mark, from + 1)) {
    const auto path = application.directory / word.substr(from + k_mark.size());
    std::error_code ignored;
    if (std::filesystem::is_regular_file(path, ignored)) {
      files.push_back(path);
    } else if (std::filesystem::is_directory(path, ignored)) {
      for (const auto& entry : sys::list_tree(path).value_or(std::vector<sys::Entry>{})) {
        if (entry.kind == sys::FileKind::regular) {
          files.push_back(path / entry.relative);
        }
      }
    }
  }
}

std::string search_path(const model::Protocol& protocol, const model::Application& application) {
  const auto& environment = protocol.environment;
  if (const auto set = environment.set.find("PATH"); set != environment.set.end()) {
    return set->second;
  }
  if (const auto set = application.environment.find("PATH"); set != application.environment.end()) {
    return set->second;
  }
  const bool passed =
      std::ranges::any_of(environment.pass, [](const auto& name) { return wildcard_match(name, "PATH"); });
  const auto ours = passed ? sys::environment_value("PATH") : std::string{};
  return ours.empty() ? k_default_path : ours;
}

std::string text_of_level(const model::Protocol& protocol, const Levels& levels, FactorEffect effect) {
  const auto* level = level_with(protocol, levels, effect);
  return level == nullptr ? std::string{} : model::to_text(level->value);
}

} // namespace

DeploymentChoice choice_of(const model::Protocol& protocol, const Levels& levels) {
  const auto* engine = level_with(protocol, levels, FactorEffect::engine);
  const auto* image = level_with(protocol, levels, FactorEffect::image);
  const auto* application = level_with(protocol, levels, FactorEffect::application);
  const std::string name = engine != nullptr ? model::to_text(engine->value)
                           : protocol.import ? "imported"
                                             : "native";

  DeploymentChoice choice;
  if (const auto configured = protocol.engines.find(name); configured != protocol.engines.end()) {
    choice.config = configured->second;
  }
  choice.config.engine = name;
  for (auto* path :
       {&choice.config.archive, &choice.config.channels, &choice.config.manifest, &choice.config.profile}) {
    *path = absolute(protocol.directory, *path);
  }
  if (image != nullptr && !model::to_text(image->value).empty()) {
    choice.config.image = model::to_text(image->value);
  }
  const auto pipeline = protocol.launcher.options.find("pipeline");
  if (name == "vip" && pipeline != protocol.launcher.options.end()) {
    choice.config.image = model::to_text(pipeline->second);
  }
  choice.suite = text_of_level(protocol, levels, FactorEffect::suite);
  choice.build = text_of_level(protocol, levels, FactorEffect::build);
  choice.application = protocol.application.file;
  if (application != nullptr && !model::to_text(application->value).empty()) {
    const sys::Path file = absolute(protocol.directory, model::to_text(application->value));
    const sys::Path own = absolute({}, protocol.application.file.string());
    choice.application = file == own ? protocol.application.file : file;
  }
  return choice;
}

Checked<std::vector<model::Deployment>> list_deployments(const model::Protocol& protocol,
                                                         const std::vector<Levels>& combinations,
                                                         const ReadApplication& read_application) {
  Errors errors;
  std::vector<model::Deployment> deployments;
  std::map<sys::Path, Checked<model::Application>> read;
  for (const auto& levels : distinct_choices(protocol, combinations)) {
    const auto choice = choice_of(protocol, levels);
    if (!read.contains(choice.application)) {
      auto application = application_of(protocol, choice.application, read_application);
      if (!application) {
        errors.insert(errors.end(), application.error().begin(), application.error().end());
      }
      read.emplace(choice.application, std::move(application));
    }
    const auto& application = read.at(choice.application);
    if (application && !choice.build.empty() && !has_variant(*application, choice.build)) {
      errors.push_back(no_variant(*application, choice.build));
    } else if (application &&
               std::ranges::none_of(deployments, [&](const auto& known) { return is_of(known, choice); })) {
      deployments.push_back({.engine = choice.config.engine,
                             .config = completed(choice, *application),
                             .identity = {},
                             .details = {},
                             .application = *application,
                             .build = variant_of(choice, *application),
                             .build_directory = {}});
    }
  }
  if (!errors.empty()) {
    return tl::unexpected(std::move(errors));
  }
  return deployments;
}

namespace {

// What wraps the command runs too. Every wrapper counts for every deployment: its level is in the cell's key,
// its bytes are here.
void add_wrappers(const model::Protocol& protocol, const model::Application& application,
                  IdentityRequest& request) {
  for (const auto& factor : protocol.factors) {
    if (factor.effect != model::FactorEffect::wrapper) {
      continue;
    }
    for (const auto& level : factor.levels) {
      const auto words = split_words(model::to_text(level.value));
      if (!words.empty() && words.front().find("{app}") == std::string::npos) {
        request.programs.push_back(words.front());
      }
      for (const auto& word : words) {
        add_app_files(application, word, request.files);
      }
    }
  }
}

} // namespace

IdentityRequest identity_request(const model::Protocol& protocol, const model::Deployment& deployment) {
  const auto& application = deployment.application;
  IdentityRequest request;
  request.config = deployment.config;
  request.program =
      application.shell || application.command.empty()
          ? "sh"
          : replace_all(replace_all(application.command[0], "{app}", "app"), "{build}", "build");
  for (const auto& word : application.command) {
    add_app_files(application, word, request.files);
  }
  if (deployment.engine == "vip") {
    request.files = {application.file};
  }
  request.programs = application.programs;
  add_wrappers(protocol, application, request);
  request.search_path = search_path(protocol, application);
  if (application.build) {
    request.build =
        BuildRequest{application.name, application.directory, *application.build, deployment.build};
  }
  return request;
}

std::vector<std::uint32_t> deployments_of(const model::Protocol& protocol,
                                          const std::vector<Levels>& combinations,
                                          const std::vector<model::Deployment>& deployments) {
  std::map<Levels, std::uint32_t> known;
  std::vector<std::uint32_t> found;
  found.reserve(combinations.size());
  for (const auto& levels : combinations) {
    const auto key = relevant(protocol, levels);
    auto at = known.find(key);
    if (at == known.end()) {
      const auto choice = choice_of(protocol, key);
      const auto deployment =
          std::ranges::find_if(deployments, [&](const auto& candidate) { return is_of(candidate, choice); });
      REPROVIP_ASSERT(deployment != deployments.end());
      at = known.emplace(key, static_cast<std::uint32_t>(deployment - deployments.begin())).first;
    }
    found.push_back(at->second);
  }
  return found;
}

} // namespace reprovip::plan
