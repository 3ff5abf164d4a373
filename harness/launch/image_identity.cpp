#include "harness/launch/image_identity.hpp"

#include "harness/base/format.hpp"
#include "harness/base/json.hpp"

#include <algorithm>
#include <cctype>

namespace reprovip::launch {

std::string first_line(const std::string& text) {
  const auto begin = text.find_first_not_of(" \n");
  return begin == std::string::npos ? "" : text.substr(begin, text.find('\n', begin) - begin);
}

std::string why_failed(const std::string& program, const sys::Captured& answer) {
  auto said = first_line(answer.err);
  // Apptainer says what it notices before it says what is wrong.
  if (const auto fatal = answer.err.find("FATAL:"); fatal != std::string::npos) {
    said = first_line(answer.err.substr(fatal));
  }
  return said.empty() ? format("{} ended with status {}", program, answer.status.code) : said;
}

namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::string how_to_get(const std::string& program, const model::EngineConfig& config) {
  if (!config.archive.empty()) {
    return format("run `{} load -i {}`", program, config.archive);
  }
  return format("run `{} pull {}`, or load an archive of it with `{} load -i FILE`", program, config.image,
                program);
}

Error inspect_error(const std::string& program, const model::EngineConfig& config,
                    const sys::Captured& answer) {
  const auto said = lower(answer.err);
  if (said.find("no such image") != std::string::npos || said.find("image not known") != std::string::npos) {
    return make_error(ErrorKind::environment, format("{} has no image \"{}\"", program, config.image),
                      how_to_get(program, config));
  }
  return make_error(
      ErrorKind::environment,
      format("{} cannot look at image \"{}\": {}", program, config.image, why_failed(program, answer)),
      "`reprovip doctor` says what works here");
}

std::string joined(const Json& list) {
  std::string text;
  for (const auto& item : list.items()) {
    text += (text.empty() ? "" : " ") + item.text();
  }
  return text;
}

std::string pinned_digest(const std::string& image) {
  const auto at = image.find("@sha256:");
  return at == std::string::npos ? "" : image.substr(at + 1);
}

Result<void> check_pin(const std::string& program, const model::EngineConfig& config, const Json& image) {
  const auto wanted = pinned_digest(config.image);
  if (wanted.empty()) {
    return {};
  }
  for (const auto& digest : image["RepoDigests"].items()) {
    if (pinned_digest(digest.text()) == wanted) {
      return {};
    }
  }
  const auto found = joined(image["RepoDigests"]);
  return failure(ErrorKind::environment,
                 format("{} has another image than the pinned \"{}\": wanted {}, found {}", program,
                        config.image, wanted, found.empty() ? "no digest of a registry" : found),
                 how_to_get(program, config));
}

// Podman leaves out what docker writes before the digits.
std::string with_algorithm(const std::string& id) {
  return id.find(':') == std::string::npos ? "sha256:" + id : id;
}

} // namespace

Probe read_version(const std::string& program, bool has_daemon, const sys::Captured& answer) {
  Probe probe;
  const auto json = parse_json(answer.out, program + " version");
  const auto version = json ? *json : Json();
  const auto& client = version["Client"];
  const auto& server = version["Server"];
  if (!client.is_null()) {
    probe.details["client"] = client["Version"].text();
  }
  const auto& runs = has_daemon ? server : client;
  if (!answer.status.success() || !runs.is_object()) {
    probe.reason = why_failed(program, answer);
    return probe;
  }
  probe.usable = true;
  probe.version = runs["Version"].text();
  for (const auto* key : {"ApiVersion", "APIVersion", "Os", "Arch", "OsArch", "KernelVersion"}) {
    if (runs[key].is_string() && !runs[key].text().empty()) {
      probe.details[lower(key)] = runs[key].text();
    }
  }
  return probe;
}

Result<std::map<std::string, std::string>>
read_image(const std::string& program, const model::EngineConfig& config, const sys::Captured& answer) {
  if (!answer.status.success()) {
    return tl::unexpected(inspect_error(program, config, answer));
  }
  TRY_ASSIGN(const auto images, parse_json(answer.out, program + " image inspect"));
  if (images.items().size() != 1 || images.items().front()["Id"].text().empty()) {
    return failure(ErrorKind::environment,
                   format("{} gave no identity of image \"{}\"", program, config.image));
  }
  const auto& image = images.items().front();
  TRY(check_pin(program, config, image));
  std::map<std::string, std::string> details;
  details["id"] = with_algorithm(image["Id"].text());
  details["repo_digests"] = joined(image["RepoDigests"]);
  details["layers"] = joined(image["RootFS"]["Layers"]);
  details["platform"] = image["Os"].text() + "/" + image["Architecture"].text();
  if (const auto& environment = image["Config"]["Env"]; !environment.items().empty()) {
    details["image_environment"] = dump(environment);
  }
  if (!config.archive.empty()) {
    details["archive"] = config.archive;
  }
  return details;
}

} // namespace reprovip::launch
