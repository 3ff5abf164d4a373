#include "harness/ssh/remote_job.hpp"

#include "harness/base/format.hpp"
#include "harness/launch/inner_argv.hpp"
#include "harness/launch/native_engine.hpp"
#include "harness/sys/hash.hpp"

#include <filesystem>
#include <set>
#include <utility>

namespace reprovip::ssh {

namespace {

// A program may ask where its input's link leads to, and look at that name: it is the input's own.
Need need_of(const Digest& content, const sys::Path& from, const std::string& name, bool is_folder) {
  std::error_code ignored;
  const auto mode = std::filesystem::status(from, ignored).permissions();
  return {.kept = {.below = "objects",
                   .id = sys::sha256(content.hex + "/" + name).hex,
                   .name = name,
                   .digest = content.hex,
                   .is_folder = is_folder,
                   .executable = (mode & std::filesystem::perms::owner_exec) != std::filesystem::perms::none},
          .from = from};
}

Result<void> move_inputs(RemoteJob& remote, const Places& places) {
  for (auto& input : remote.job.invocation.inputs) {
    auto digest = input.digest;
    if (digest.empty() && !input.is_directory) {
      TRY_ASSIGN(digest, sys::sha256_file(input.host));
    }
    const auto name = sys::Path(input.staged).filename().string();
    remote.needs.push_back(need_of(digest, input.host, name, input.is_directory));
    input.host = place_of(places, remote.needs.back().kept);
  }
  return {};
}

Result<void> move_folder(RemoteJob& remote, sys::Path& folder, const char* name, const Places& places,
                         Packer& packer) {
  if (folder.empty()) {
    return {};
  }
  TRY_ASSIGN(const auto digest, packer.digest_of(folder));
  remote.needs.push_back(need_of(digest, folder, name, true));
  folder = place_of(places, remote.needs.back().kept);
  return {};
}

} // namespace

Result<Packer::Packed> Packer::pack(const sys::Path& folder) {
  if (const auto known = m_packed.find(folder); known != m_packed.end()) {
    return known->second;
  }
  Packed packed{.tar = m_scratch / format("folder-{}.tar", m_packed.size())};
  TRY_ASSIGN(const auto entries, entries_below(folder, ""));
  TRY(write_tar(entries, packed.tar));
  TRY_ASSIGN(packed.digest, sys::sha256_file(packed.tar));
  m_packed.emplace(folder, packed);
  return packed;
}

Result<Digest> Packer::digest_of(const sys::Path& folder) {
  TRY_ASSIGN(const auto packed, pack(folder));
  return packed.digest;
}

sys::Path place_of(const Places& places, const Kept& kept) {
  return places.base / kept.below / kept.id / kept.name;
}

Result<RemoteJob> on_host(const launch::Job& job, const Places& places, const sys::Path& attempt,
                          Packer& packer) {
  RemoteJob remote{.job = job};
  auto& invocation = remote.job.invocation;
  TRY(move_inputs(remote, places));
  TRY(move_folder(remote, invocation.application_directory, "app", places, packer));
  TRY(move_folder(remote, invocation.build_directory, "build", places, packer));
  remote.job.paths = {.directory = attempt,
                      .work = attempt / "work",
                      .inner = attempt / "inner",
                      .executor = place_of(places, places.executor),
                      .preload = place_of(places, places.preload),
                      .container_name = job.paths.container_name};
  if (launch::needs_preload(invocation)) {
    if (places.preload.digest.empty()) {
      return failure(ErrorKind::environment, "the library of the settings is not beside reprovip-exec",
                     format("put \"{}\" there", job.paths.preload.string()));
    }
    remote.needs.push_back({places.preload, job.paths.preload});
  }
  remote.job.command = launch::NativeEngine().command(invocation, {}, remote.job.paths);
  return remote;
}

std::vector<TarEntry> staged_entries(const launch::Job& remote, const std::string& prefix) {
  std::set<std::string> folders = {"work"};
  std::vector<std::pair<std::string, std::string>> links;
  for (const auto& input : remote.invocation.inputs) {
    links.emplace_back("work/" + input.staged, input.host.string());
  }
  for (const auto& [name, folder] : {std::pair("work/app", &remote.invocation.application_directory),
                                     std::pair("work/build", &remote.invocation.build_directory)}) {
    if (!folder->empty()) {
      links.emplace_back(name, folder->string());
    }
  }
  if (remote.command.has_inner_end) {
    folders.insert("inner");
  }
  for (const auto& [name, target] : links) {
    for (auto above = sys::Path(name).parent_path(); !above.empty(); above = above.parent_path()) {
      folders.insert(above.string());
    }
  }
  std::vector<TarEntry> entries = {{.name = prefix, .kind = TarKind::folder}};
  for (const auto& folder : folders) {
    entries.push_back({.name = prefix + "/" + folder, .kind = TarKind::folder});
  }
  for (const auto& [name, target] : links) {
    entries.push_back({.name = prefix + "/" + name, .kind = TarKind::link, .target = target});
  }
  return entries;
}

} // namespace reprovip::ssh
