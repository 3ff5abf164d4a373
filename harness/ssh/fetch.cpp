#include "harness/ssh/fetch.hpp"

#include "harness/ssh/tar.hpp"

#include <set>
#include <vector>

namespace reprovip::ssh {

namespace {

// "SPOOL/attempts/INDEX/ATTEMPT/..." and "SPOOL/claims/...": where it goes here.
class Destinations {
public:
  Destinations(const Fetch& fetch, const sys::Path& mirrors) : m_fetch(fetch), m_mirrors(mirrors) {}

  std::optional<Place> operator()(const std::string& name) {
    const sys::Path path(name);
    std::vector<sys::Path> parts(path.begin(), path.end());
    if (parts.size() < 3) {
      return std::nullopt;
    }
    const auto spool = parts[0].string();
    if (parts[1] != "attempts") {
      return Place{m_mirrors / spool, below(parts, 1)};
    }
    for (const auto& [job, item] : m_fetch.candidates) {
      if (item.spool == spool && std::to_string(item.index) == parts[2].string()) {
        m_seen.insert(parts[0] / parts[2]);
        const bool is_it = parts.size() > 3 && parts[3] == job->paths.directory.filename();
        return is_it ? std::optional(Place{job->paths.directory, below(parts, 4)}) : std::nullopt;
      }
    }
    return std::nullopt;
  }

  std::vector<Item> seen() const {
    std::vector<Item> items;
    for (const auto& [job, item] : m_fetch.candidates) {
      if (m_seen.contains(sys::Path(item.spool) / std::to_string(item.index))) {
        items.push_back(item);
      }
    }
    return items;
  }

private:
  static sys::Path below(const std::vector<sys::Path>& parts, std::size_t from) {
    sys::Path path;
    for (std::size_t i = from; i < parts.size(); ++i) {
      path /= parts[i];
    }
    return path;
  }

  const Fetch& m_fetch;
  sys::Path m_mirrors;
  std::set<sys::Path> m_seen;
};

} // namespace

Result<std::vector<Item>> unpack(const Fetch& fetch, const sys::Path& mirrors) {
  if (fetch.archive.empty()) {
    return fetch.shared;
  }
  Destinations destinations(fetch, mirrors);
  TRY(unpack_tar(fetch.archive, [&](const std::string& name) { return destinations(name); }));
  return destinations.seen();
}

} // namespace reprovip::ssh
