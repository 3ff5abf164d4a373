#include "harness/base/format.hpp"
#include "harness/ssh/launcher.hpp"

#include <algorithm>
#include <filesystem>

namespace reprovip::ssh {

namespace {

using Options = std::map<std::string, model::Value>;

std::string text_of(const Options& options, const std::string& name, const std::string& otherwise = {}) {
  const auto found = options.find(name);
  return found == options.end() ? otherwise : model::to_text(found->second);
}

bool flag_of(const Options& options, const std::string& name) {
  return text_of(options, name) == "true";
}

// A JSON list, or one word.
std::vector<std::string> list_of(const Options& options, const std::string& name) {
  const auto text = text_of(options, name);
  const auto json = parse_json(text);
  std::vector<std::string> words;
  if (json && json->is_array()) {
    for (const auto& item : json->items()) {
      words.push_back(item.text());
    }
  } else if (!text.empty()) {
    words.push_back(text);
  }
  return words;
}

// What begins with a dash would be an option of ssh.
bool is_host_name(const std::string& name) {
  return !name.empty() && name.front() != '-' &&
         std::ranges::none_of(name, [](char c) { return c <= ' ' || c == 0x7f; });
}

Result<void> check_hosts(const std::vector<std::string>& hosts) {
  if (hosts.empty()) {
    return failure(ErrorKind::protocol, "launcher \"ssh\" has no hosts",
                   "name them in [launcher]: hosts = [\"user@host\"]");
  }
  for (const auto& host : hosts) {
    if (!is_host_name(host)) {
      return failure(ErrorKind::protocol, format("\"{}\" is no name of a host", host));
    }
    if (std::ranges::count(hosts, host) > 1) {
      return failure(ErrorKind::protocol, format("host \"{}\" is named twice", host));
    }
  }
  return {};
}

Result<void> read_config(const launch::LauncherOptions& options, Settings& settings) {
  auto config = text_of(options.options, "config");
  if (config.empty()) {
    config = sys::environment_value("REPROVIP_SSH_CONFIG");
  } else {
    config = (options.directory / config).string();
  }
  std::error_code ignored;
  if (!config.empty() && !std::filesystem::is_regular_file(config, ignored)) {
    return failure(ErrorKind::environment, format("there is no ssh configuration \"{}\"", config));
  }
  settings.client.config = config;
  return {};
}

} // namespace

model::PluginDecl declaration() {
  using model::OptionType;
  return {
      "ssh",
      "on a few hosts that can be reached by ssh",
      {{"hosts", OptionType::list, "", "user@host, or names of ssh's configuration", {}},
       {"config", OptionType::path, "", "ssh's configuration; default: REPROVIP_SSH_CONFIG, the user's", {}},
       {"options", OptionType::list, "", "more words for ssh's command line", {}},
       {"directory", OptionType::text, ".cache/reprovip", "on the hosts, below the home when relative", {}},
       {"shared",
        OptionType::boolean,
        "false",
        "the hosts share the store's file system: nothing is copied",
        {}},
       {"patience", OptionType::text, "10min", "with a host that cannot be reached", {}},
       {"programs",
        OptionType::text,
        "same",
        "whether a host's programs must be those of this machine, or its own are what is tested",
        {"same", "host"}}},
      {}};
}

std::string cannot_set(const model::Factor& factor) {
  if (factor.effect != model::FactorEffect::engine) {
    return "";
  }
  const auto other = std::ranges::find_if(
      factor.levels, [](const auto& level) { return model::to_text(level.value) != "native"; });
  return other == factor.levels.end() ? ""
                                      : format("it runs programs without a container only, not engine \"{}\"",
                                               model::to_text(other->value));
}

Result<Settings> read_settings(const launch::LauncherOptions& options) {
  Settings settings;
  settings.hosts = list_of(options.options, "hosts");
  TRY(check_hosts(settings.hosts));
  TRY(read_config(options, settings));
  settings.client.options = list_of(options.options, "options");
  settings.directory = text_of(options.options, "directory", settings.directory);
  settings.shared = flag_of(options.options, "shared");
  settings.programs_may_differ = text_of(options.options, "programs") == "host";
  TRY_ASSIGN(settings.patience, parse_duration(text_of(options.options, "patience", "10min")));
  settings.jobs = options.jobs;
  settings.executor = options.executor;
  if (settings.executor.empty()) {
    return failure(ErrorKind::environment, "the ssh launcher needs reprovip-exec",
                   "set REPROVIP_EXEC, or put it beside reprovip");
  }
  const auto preload = options.executor.parent_path() / "libreprovip-preload.so";
  std::error_code ignored;
  settings.preload = std::filesystem::is_regular_file(preload, ignored) ? preload : sys::Path{};
  settings.spool = options.spool;
  return settings;
}

} // namespace reprovip::ssh
