#include "harness/study/image_archive.hpp"

#include "harness/base/format.hpp"
#include "harness/base/json.hpp"
#include "harness/study/scratch.hpp"
#include "harness/sys/archive.hpp"
#include "harness/sys/hash.hpp"

#include <algorithm>
#include <filesystem>

namespace reprovip::study {

namespace {

namespace fs = std::filesystem;

constexpr const char* k_manifest = "manifest.json";

Result<std::string> read_member(const sys::Path& archive, const std::string& member) {
  TRY_ASSIGN(const auto scratch, Scratch::make());
  const auto file = scratch.path() / "member";
  TRY(sys::extract_members(archive, {{member, file}}));
  return sys::read_file(file);
}

Result<std::string> sha256_of_folder(const sys::Path& folder) {
  sys::Sha256 all;
  TRY_ASSIGN(const auto entries, sys::list_tree(folder));
  for (const auto& entry : entries) {
    all.add(entry.relative.string() + '\n');
    if (entry.kind == sys::FileKind::regular) {
      TRY_ASSIGN(const auto digest, sys::sha256_file(folder / entry.relative));
      all.add(digest.hex + '\n');
    }
  }
  return all.finish().hex;
}

// The Id is the digest of the image's configuration, which is what docker and podman show.
Result<void> read_manifest(const sys::Path& path, ImageArchive& archive) {
  const auto text = read_member(path, k_manifest);
  const auto json = text ? parse_json(*text, path.string()) : Result<Json>(Json());
  if (!json || json->items().empty()) {
    return {};
  }
  if (json->items().size() > 1) {
    return failure(ErrorKind::environment,
                   format("\"{}\" holds {} images", path.string(), json->items().size()),
                   "save one image per archive");
  }
  const auto& image = json->items().front();
  TRY_ASSIGN(const auto config, read_member(path, image["Config"].text()));
  archive.id = "sha256:" + sys::sha256(config).hex;
  for (const auto& tag : image["RepoTags"].items()) {
    archive.tags.push_back(tag.text());
  }
  return {};
}

std::string full_name(std::string name) {
  name.resize(std::min(name.size(), name.find('@')));
  if (name.starts_with("docker.io/")) {
    name.erase(0, 10);
  }
  if (name.starts_with("library/")) {
    name.erase(0, 8);
  }
  const auto slash = name.rfind('/');
  const auto colon = name.rfind(':');
  const bool has_tag = colon != std::string::npos && (slash == std::string::npos || colon > slash);
  return has_tag ? name : name + ":latest";
}

} // namespace

Result<ImageArchive> look_at_archive(const sys::Path& path) {
  ImageArchive archive;
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) {
    TRY_ASSIGN(archive.sha256, sha256_of_folder(path));
    return archive;
  }
  TRY_ASSIGN(const auto digest, sys::sha256_file(path));
  archive.sha256 = digest.hex;
  TRY(read_manifest(path, archive));
  return archive;
}

bool names_image(const std::vector<std::string>& tags, const std::string& reference) {
  return std::ranges::any_of(tags,
                             [&](const std::string& tag) { return full_name(tag) == full_name(reference); });
}

} // namespace reprovip::study
