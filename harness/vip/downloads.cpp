#include "harness/vip/downloads.hpp"

#include "harness/base/format.hpp"
#include "harness/sys/archive.hpp"
#include "harness/vip/returned.hpp"

namespace reprovip::vip {

namespace {

Result<void> unpack(const sys::Path& archive, const sys::Path& folder) {
  TRY_ASSIGN(const auto members, sys::list_archive(archive));
  std::map<std::string, sys::Path> places;
  for (const auto& member : members) {
    TRY(sys::make_directories((folder / member).parent_path()));
    places[member] = folder / member;
  }
  TRY(sys::extract_members(archive, places));
  return sys::remove_tree(archive);
}

std::string too_large(const Fetch& fetch, std::uint64_t size, std::uint64_t most) {
  return format(
      "output \"{}\" ({}) is {}, and VIP's API gives files of at most {}: let the pipeline write smaller or "
      "several files, or fetch it from VIP by other means and `reprovip import` it",
      fetch.output, fetch.from, human_bytes(size), human_bytes(most));
}

// Its bytes at `file`. VIP gives no empty file.
Answer<void> fetch_file(Client& client, const Fetch& fetch, const PathInfo& info, const sys::Path& file) {
  const auto broken = [](const Error& error) {
    return tl::unexpected(Fault{FaultKind::refused, 0, 0, one_line(error)});
  };
  if (const auto made = sys::make_directories(file.parent_path()); !made) {
    return broken(made.error());
  }
  if (info.size == 0) {
    const auto written = sys::write_file_atomic(file, "");
    return written ? Answer<void>() : broken(written.error());
  }
  std::error_code unknown;
  // Files come whole: what is here came before a fault.
  auto size = std::filesystem::file_size(file, unknown);
  if (!unknown && size == info.size) {
    return {};
  }
  TRY(client.download(fetch.from, file, info.size));
  size = std::filesystem::file_size(file, unknown);
  if (unknown || size != info.size) {
    return tl::unexpected(
        Fault{FaultKind::busy, 200, 0,
              format("{}: VIP gave {} of {} bytes", fetch.from, unknown ? 0 : size, info.size)});
  }
  return {};
}

// "" when it is there.
std::string fetch_one(Client& client, const Fetch& fetch, const sys::Path& folder, std::uint64_t most,
                      Downloaded& downloaded) {
  const auto info = client.properties(fetch.from);
  if (!info) {
    downloaded.fault = info.error();
    return "";
  }
  if (!info->exists || info->is_directory) {
    downloaded.remarks.push_back(
        format("VIP returned {}, which is {}", fetch.from, info->exists ? "a folder" : "not there"));
    return "";
  }
  if (info->size > most) {
    return too_large(fetch, info->size, most);
  }
  auto target = folder / fetch.to;
  target += fetch.unpack ? ".archive.tgz" : "";
  if (const auto fetched = fetch_file(client, fetch, *info, target); !fetched) {
    downloaded.fault = fetched.error();
    return "";
  }
  const auto unpacked = fetch.unpack ? unpack(target, folder / fetch.to) : Result<void>();
  return unpacked ? "" : one_line(unpacked.error());
}

} // namespace

Downloaded download_results(Client& client, const std::map<std::string, std::vector<std::string>>& returned,
                            const std::vector<model::OutputDecl>& outputs, const sys::Path& folder,
                            std::uint64_t most) {
  Downloaded downloaded;
  const auto places = places_of(returned, outputs);
  if (!places) {
    downloaded.refusal = one_line(places.error());
    return downloaded;
  }
  for (const auto& fetch : *places) {
    downloaded.refusal = fetch_one(client, fetch, folder, most, downloaded);
    if (!downloaded.refusal.empty() || downloaded.fault) {
      break;
    }
  }
  return downloaded;
}

} // namespace reprovip::vip
