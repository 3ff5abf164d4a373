#include "harness/report/crate_graph.hpp"

#include "harness/base/format.hpp"
#include "harness/report/text.hpp"

namespace reprovip::report {

namespace {

constexpr std::uint64_t k_small = std::uint64_t{1} << 20U;
constexpr std::size_t k_name = 100; // bytes of a file's name in the crate

// A file name that is one on every system, and needs no escape in an IRI; what the program called it is the
// entity's alternateName.
std::string plain_name(const std::string& path) {
  std::string name;
  for (const char c : path.substr(path.rfind('/') + 1)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '.' || c == '-' || c == '_';
    name += plain ? c : '_';
  }
  const bool hidden = name.empty() || name.front() == '.';
  return (hidden ? "_" : "") + (name.size() > k_name ? name.substr(name.size() - k_name) : name);
}

} // namespace

Json reference(const std::string& id) {
  return Json::object({{"@id", id}});
}

Json& CrateGraph::entity(const std::string& id, Json type) {
  const auto [found, is_new] = m_places.emplace(id, m_entities.size());
  if (is_new) {
    m_entities.push_back(Json::object({{"@id", id}, {"@type", std::move(type)}}));
  }
  return m_entities[found->second];
}

void CrateGraph::link(const std::string& from, const std::string& key, const std::string& target) {
  auto& links = m_links[{from, key}];
  if (links.seen.insert(target).second) {
    links.list.push_back(reference(target));
  }
}

Json CrateGraph::finish() && {
  for (auto& [place, links] : m_links) {
    m_entities[m_places.at(place.first)].set(place.second, std::move(links.list));
  }
  return {std::move(m_entities)};
}

std::string CrateGraph::property(const std::string& prefix, const std::string& name,
                                 const std::string& value) {
  const auto pair = prefix + '\0' + name + '\0' + value;
  const auto [found, is_new] = m_properties.emplace(pair, format("#{}-{}", prefix, m_properties.size() + 1));
  if (is_new) {
    entity(found->second, "PropertyValue").set("name", clean(name)).set("value", clean(value, Lines::keep));
  }
  return found->second;
}

std::string CrateFiles::add(const std::string& folder, const std::string& name, const Digest& digest,
                            std::uint64_t size, bool hold, const sys::Path& host) {
  const auto path = format("{}/{}/{}", folder, digest.hex.substr(0, 16), plain_name(name));
  const auto id = hold ? path : "nih:sha-256;" + digest.hex;
  if (!m_graph.has(id)) {
    auto& entity = m_graph.entity(id, "File");
    entity.set("name", clean(name.substr(name.rfind('/') + 1)));
    entity.set("alternateName", clean(name));
    entity.set("contentSize", std::to_string(size));
    entity.set("sha256", digest.hex);
    m_graph.link("./", "hasPart", id);
    if (hold) {
      m_held.push_back({path, digest, host});
    }
  }
  return id;
}

std::string CrateFiles::output(const model::OutputFile& file, const std::string& name) {
  const bool hold = file.stored && (m_all || file.size <= k_small);
  return add("outputs", name, file.raw, file.size, hold, {});
}

// A folder's digest is of its list of files: it is named and not held.
std::string CrateFiles::input(const model::InputFile& file) {
  const auto id = add("inputs", file.staged, file.digest, file.size, m_all && !file.is_directory, file.host);
  if (file.is_directory) {
    m_graph.entity(id, "File").set("@type", "Dataset");
  }
  return id;
}

std::string CrateFiles::log(const model::LogFile& file, const std::string& name) {
  return add("logs", name, file.digest, file.kept, m_all, {});
}

} // namespace reprovip::report
