#pragma once

#include "harness/base/json.hpp"
#include "harness/report/crate.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace reprovip::report {

// {"@id": ID}
Json reference(const std::string& id);

// The entities of a crate, each once, in order of first mention.
class CrateGraph {
public:
  // The entity called `id`, made when it is not there.
  Json& entity(const std::string& id, Json type);
  bool has(const std::string& id) const { return m_places.contains(id); }
  // Adds {"@id": TARGET} to the list `key` of an entity, once.
  void link(const std::string& from, const std::string& key, const std::string& target);
  // A name and a value; the same pair is one entity. Gives its id.
  std::string property(const std::string& prefix, const std::string& name, const std::string& value);

  // All of them, with their links.
  Json finish() &&;

private:
  struct Links {
    std::set<std::string> seen;
    Json::Array list;
  };
  std::map<std::string, std::size_t> m_places;
  std::vector<Json> m_entities;
  std::map<std::pair<std::string, std::string>, Links> m_links; // by entity and key
  std::map<std::string, std::string> m_properties;
};

// Files by their content: one that the crate holds has a path in it, another is named by its digest as RFC
// 6920 does ("nih:sha-256;...").
class CrateFiles {
public:
  CrateFiles(CrateGraph& graph, bool all) : m_graph(graph), m_all(all) {}

  // Gives the entity's id. `name`: what the program calls it.
  std::string output(const model::OutputFile& file, const std::string& name);
  std::string input(const model::InputFile& file);
  std::string log(const model::LogFile& file, const std::string& name);
  const std::vector<CrateFile>& held() const { return m_held; }

private:
  std::string add(const std::string& folder, const std::string& name, const Digest& digest,
                  std::uint64_t size, bool hold, const sys::Path& host);

  CrateGraph& m_graph;
  bool m_all;
  std::vector<CrateFile> m_held;
};

// The actions: one per execution that was made, and what it used and gave. Gives their ids.
std::vector<std::string> add_executions(CrateGraph& graph, CrateFiles& files, const model::Study& study);
// "#application-1": the instrument of a deployment's executions.
std::string application_id(std::uint32_t deployment);

} // namespace reprovip::report
