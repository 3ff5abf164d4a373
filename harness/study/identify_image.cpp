#include "harness/study/identify_image.hpp"

#include "harness/base/format.hpp"
#include "harness/launch/image_identity.hpp"
#include "harness/study/image_archive.hpp"
#include "harness/sys/hash.hpp"
#include "harness/sys/process.hpp"

#include <algorithm>
#include <filesystem>

namespace reprovip::study {

namespace {

constexpr Seconds k_query_limit{60};
constexpr Seconds k_fetch_limit{3600}; // images of 20 GB over slow lines exist

using Details = std::map<std::string, std::string>;

Result<sys::Captured> ask(const std::vector<std::string>& argv, Seconds limit) {
  sys::Command command;
  command.argv = argv;
  command.environment = sys::current_environment();
  return sys::run_captured(command, limit);
}

Result<Details> ask_details(const launch::Engine& engine, const model::EngineConfig& config) {
  TRY_ASSIGN(const auto answer, ask(engine.identity_argv(config), k_query_limit));
  return engine.read_identity(config, answer);
}

std::string text_at(const Details& details, const std::string& key) {
  const auto found = details.find(key);
  return found == details.end() ? "" : found->second;
}

std::string pin_of(const std::string& image) {
  const auto at = image.find("@sha256:");
  return at == std::string::npos ? "" : image.substr(at + 1);
}

Error wrong_image(const model::EngineConfig& config, const std::string& wanted, const std::string& found) {
  return make_error(ErrorKind::environment,
                    format("{} has another image than the pinned \"{}\": wanted {}, found {}", config.engine,
                           config.image, wanted, found),
                    "get the pinned image, or change the digest in the protocol if the new image is wanted");
}

// The engine has no image of that digest: perhaps one of that name, which is what a moved tag looks like.
Error describe_missing(const launch::Engine& engine, const model::EngineConfig& config, Error error) {
  const auto pin = pin_of(config.image);
  auto unpinned = config;
  unpinned.image = config.archive_tags.empty() ? config.image.substr(0, config.image.find('@'))
                                               : config.archive_tags.front();
  const auto found = pin.empty() ? Result<Details>(Details{}) : ask_details(engine, unpinned);
  if (!found || found->empty()) {
    return error;
  }
  const auto digests = text_at(*found, "repo_digests");
  return wrong_image(config, pin,
                     digests.empty() ? "an image without a registry's digest, Id " + text_at(*found, "id")
                                     : digests);
}

// The name is right, the image is not that of the archive: an earlier one.
bool is_stale(const model::EngineConfig& config, const Details& details) {
  return !config.archive_id.empty() && text_at(details, "id") != config.archive_id;
}

// Whether the archive says what it holds, and that is not what the protocol asks for; a digest says it better
// than a name.
bool is_of_other_name(const model::EngineConfig& config) {
  return !config.archive_tags.empty() && !config.image.empty() && pin_of(config.image).empty() &&
         !names_image(config.archive_tags, config.image);
}

Error other_name(const model::EngineConfig& config, const std::string& found) {
  return make_error(ErrorKind::environment,
                    format("image \"{}\" of {} is not the one in \"{}\": found {}, the archive holds {}",
                           config.image, config.engine, config.archive, found, config.archive_id),
                    config.archive_tags.empty()
                        ? "name the image in the archive"
                        : format("the archive calls it \"{}\"", config.archive_tags.front()));
}

Result<Details> details_of(const launch::Engine& engine, const model::EngineConfig& config) {
  auto details = ask_details(engine, config);
  if (details && !is_stale(config, *details)) {
    return details;
  }
  const auto fetch = engine.fetch_argv(config);
  if (fetch.empty()) {
    return details ? details : tl::unexpected(describe_missing(engine, config, std::move(details).error()));
  }
  if (std::error_code ignored; !config.archive.empty() && !std::filesystem::exists(config.archive, ignored)) {
    return failure(ErrorKind::protocol, format("there is no archive \"{}\"", config.archive),
                   format("make it, or correct archive in [engine.{}]", config.engine));
  }
  TRY_ASSIGN(const auto fetched, ask(fetch, k_fetch_limit));
  if (!fetched.status.success()) {
    const bool from_file = !config.archive.empty();
    return failure(ErrorKind::environment,
                   format("cannot get image \"{}\": {}", from_file ? config.archive : config.image,
                          launch::first_line(fetched.err)),
                   from_file
                       ? format("`reprovip doctor` says whether {} works here; the archive is to be what "
                                "`{}` writes",
                                config.engine, config.engine == "guix" ? "guix pack" : "docker save")
                   : details ? ""
                             : details.error().advice);
  }
  auto again = ask_details(engine, config);
  if (!again) {
    return tl::unexpected(is_of_other_name(config)
                              ? other_name(config, "no image of that name")
                              : describe_missing(engine, config, std::move(again).error()));
  }
  if (is_stale(config, *again) && !names_image(config.archive_tags, config.image)) {
    return tl::unexpected(other_name(config, text_at(*again, "id")));
  }
  return again;
}

// Engines without a registry: the pin is the digest of the archive, of what was made from it, or the image's
// Id.
Result<void> check_file_pin(const model::EngineConfig& config, const Details& details) {
  const auto pin = pin_of(config.image);
  if (pin.empty() || details.contains("repo_digests")) {
    return {};
  }
  std::string found;
  for (const auto& [key, label] : std::map<std::string, std::string>{
           {"id", ""}, {"archive_sha256", "sha256:"}, {"file_sha256", "sha256:"}}) {
    const auto digest = text_at(details, key).empty() ? "" : label + text_at(details, key);
    if (digest == pin) {
      return {};
    }
    found += digest.empty() ? "" : (found.empty() ? "" : ", ") + key + " " + digest;
  }
  return tl::unexpected(wrong_image(config, pin, found));
}

// What the archive says of itself; nothing where it is gone, for the engine may have its image still.
Result<void> look_into_archive(model::EngineConfig& config) {
  std::error_code ignored;
  if (config.archive.empty() || !std::filesystem::exists(config.archive, ignored)) {
    return {};
  }
  TRY_ASSIGN(auto archive, look_at_archive(config.archive));
  config.archive_sha256 = std::move(archive.sha256);
  config.archive_id = std::move(archive.id);
  config.archive_tags = std::move(archive.tags);
  if (config.image.empty() && !config.archive_tags.empty()) {
    config.image = config.archive_tags.front();
  }
  return {};
}

Result<void> add_file_digests(const model::EngineConfig& config, Details& details) {
  if (!config.archive_sha256.empty()) {
    details.try_emplace("archive", config.archive);
    details["archive_sha256"] = config.archive_sha256;
  }
  if (!config.archive_id.empty()) {
    details["archive_id"] = config.archive_id;
  }
  const auto file = text_at(details, "file");
  if (file.empty()) {
    return {};
  }
  if (file == config.archive) {
    details["file_sha256"] = config.archive_sha256;
  } else {
    TRY_ASSIGN(const auto digest, sys::sha256_file(file));
    details["file_sha256"] = digest.hex;
  }
  details.try_emplace("id", "sha256:" + details["file_sha256"]);
  return {};
}

Result<Details> image_details(const launch::Engine& engine, model::EngineConfig config) {
  TRY(look_into_archive(config));
  TRY_ASSIGN(auto details, details_of(engine, config));
  if (!details.contains("repo_digests") &&
      is_of_other_name(config)) { // it keeps no names: the archive's counts
    return tl::unexpected(other_name(config, format("\"{}\"", config.archive_tags.front())));
  }
  TRY(add_file_digests(config, details));
  TRY(check_file_pin(config, details));
  return details;
}

} // namespace

Result<plan::Identity> identify_image(const launch::Engine& engine, const plan::IdentityRequest& request) {
  auto details = image_details(engine, request.config);
  if (!details) {
    return tl::unexpected(with_context(std::move(details).error(),
                                       format("while asking {} for its image", request.config.engine)));
  }
  plan::Identity identity;
  const auto id = text_at(*details, "id");
  const auto own = text_at(*details, "identity"); // an engine without images says it in its own words
  identity.text = !own.empty()  ? own
                  : !id.empty() ? "image " + id
                                : format("{} {}", request.config.engine, request.config.image);
  // The application's scripts are mounted into the container: they run too.
  for (const auto& file : request.files) {
    TRY_ASSIGN(const auto digest, sys::sha256_file(file));
    (*details)["file." + file.filename().string()] = digest.hex;
    identity.text += format(" + {} sha256:{}", file.filename().string(), digest.hex);
  }
  identity.details = std::move(*details);
  return identity;
}

} // namespace reprovip::study
