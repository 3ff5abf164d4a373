#include "harness/vip/settings.hpp"

#include "harness/base/format.hpp"
#include "harness/sys/process.hpp"
#include "harness/vip/names.hpp"

#include <algorithm>

namespace reprovip::vip {

namespace {

std::string text_of(const launch::LauncherOptions& options, const std::string& name, std::string otherwise) {
  const auto found = options.options.find(name);
  return found == options.options.end() ? std::move(otherwise) : model::to_text(found->second);
}

// An absolute folder below one of VIP's own that can be the value of an input.
Result<std::string> folder_from(std::string folder) {
  while (folder.ends_with('/')) {
    folder.pop_back();
  }
  const bool is_plain = refused_characters(folder).empty() && refused_in_paths(folder).empty() &&
                        folder.find("..") == std::string::npos && folder.find("//") == std::string::npos &&
                        folder.find("@@") == std::string::npos;
  if (!folder.starts_with("/vip/Home/") || !is_plain) {
    return failure(ErrorKind::protocol, format("folder = \"{}\" in [launcher] is no folder of VIP", folder),
                   "write /vip/Home/NAME, with letters, digits and - _ .");
  }
  return folder;
}

Result<std::string> url_from(std::string url) {
  while (url.ends_with('/')) {
    url.pop_back();
  }
  if (const auto advice = sys::url_advice(url); !advice.empty()) {
    return failure(ErrorKind::protocol, "the address of VIP's API cannot be used", advice);
  }
  return url;
}

// It is a header of its own, not one that carries something else.
Result<std::string> header_from(std::string name) {
  const bool fits = !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
  if (!fits) {
    return failure(ErrorKind::protocol,
                   format("key_header = \"{}\" in [launcher] is no name of a header", name),
                   "VIP's is \"apikey\"");
  }
  return name;
}

} // namespace

const std::vector<model::OptionDecl>& launcher_options() {
  using model::OptionDecl;
  using model::OptionType;
  static const std::vector<OptionDecl> options = {
      OptionDecl{"pipeline", OptionType::text, "", "NAME/VERSION on VIP; by default the descriptor's", {}},
      OptionDecl{"url", OptionType::text, k_public_url, "of VIP's API; REPROVIP_VIP_URL comes first", {}},
      OptionDecl{
          "key_env", OptionType::text, "VIP_API_KEY", "the variable that holds your key of VIP's API", {}},
      OptionDecl{"key_file", OptionType::text, "", "a file with the key, which nobody else may read", {}},
      OptionDecl{"key_header", OptionType::text, "apikey", "the header that takes the key", {}},
      OptionDecl{"folder", OptionType::text, "/vip/Home/reprovip", "on VIP, for inputs/ and results/", {}},
      OptionDecl{"poll",
                 OptionType::text,
                 "10s",
                 "the first pause between two looks at an execution; after a fault in proportion",
                 {}},
      OptionDecl{
          "several_jobs", OptionType::boolean, "false", "lists may become several jobs of an execution", {}},
      OptionDecl{
          "clean", OptionType::boolean, "false", "delete an execution on VIP once its results are here", {}}};
  return options;
}

Result<Settings> settings_from(const launch::LauncherOptions& options) {
  Settings settings;
  const auto ours = sys::environment_value("REPROVIP_VIP_URL");
  TRY_ASSIGN(settings.server.url, url_from(ours.empty() ? text_of(options, "url", k_public_url) : ours));
  TRY_ASSIGN(settings.server.header, header_from(text_of(options, "key_header", settings.server.header)));
  settings.key_env = text_of(options, "key_env", settings.key_env);
  if (const auto file = text_of(options, "key_file", ""); !file.empty()) {
    settings.key_file = options.directory / file;
  }
  TRY_ASSIGN(settings.folder, folder_from(text_of(options, "folder", settings.folder)));
  TRY_ASSIGN(settings.poll, parse_duration(text_of(options, "poll", "10s")));
  settings.several_jobs = text_of(options, "several_jobs", "false") == "true";
  settings.clean = text_of(options, "clean", "false") == "true";
  settings.jobs = options.jobs != 0 ? options.jobs : settings.jobs;
  if (!options.spool.empty()) {
    settings.ledger = options.spool / "vip-uploads.json";
  }
  return settings;
}

} // namespace reprovip::vip
