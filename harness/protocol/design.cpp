#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/protocol/factors.hpp"

#include <algorithm>
#include <optional>

namespace reprovip::protocol {

namespace {

void add_scalars(const Node& node, std::vector<std::string>& names) {
  if (node.is_scalar()) {
    names.push_back(model::to_text(value_of(node)));
  }
  for (const auto& item : node.items) {
    add_scalars(item, names);
  }
}

// Every level that the texts of a factor name, used now or not.
std::vector<std::string> written_levels(const Node& root, const std::string& factor) {
  std::vector<std::string> names;
  if (const auto* factors = root.find("factors"); factors && factors->find(factor)) {
    add_scalars(*factors->find(factor), names);
  }
  const auto* own = root.find("factor");
  own = own ? own->find(factor) : nullptr;
  const auto* levels = own ? own->find("levels") : nullptr;
  if (levels) {
    add_scalars(*levels, names);
    for (const auto& member : levels->members) {
      names.push_back(member.key);
    }
  }
  return names;
}

class DesignReader {
public:
  DesignReader(const Node& root, const Node& written, const std::vector<model::Factor>& factors,
               Diagnostics& diagnostics)
      : m_root(root), m_written(written), m_factors(factors), m_diagnostics(diagnostics) {}

  // What of `table` is in the design; `complete` tells whether all of it is.
  model::Assignment assignment(const Node& table, bool& complete) {
    model::Assignment result;
    for (const auto& member : table.members) {
      if (!member.value.is_scalar()) {
        continue;
      }
      const auto level = model::to_text(value_of(member.value));
      if (is_level(member, level)) {
        result[member.key] = level;
      } else {
        complete = false;
      }
    }
    return result;
  }

private:
  bool is_level(const Member& member, const std::string& level) {
    const auto factor = std::ranges::find(m_factors, member.key, &model::Factor::name);
    if (factor == m_factors.end()) {
      unknown_factor(member);
      return false;
    }
    const auto& levels = factor->levels;
    if (std::ranges::find(levels, level, &model::Level::name) != levels.end()) {
      return true;
    }
    auto known = written_levels(m_root, member.key);
    const auto more = written_levels(m_written, member.key);
    known.insert(known.end(), more.begin(), more.end());
    if (!levels.empty() && std::ranges::find(known, level) == known.end()) {
      unknown_level(member, level, *factor);
    }
    return false;
  }

  void unknown_factor(const Member& member) {
    std::vector<std::string> names;
    for (const auto& one : m_factors) {
      names.push_back(one.name);
    }
    m_diagnostics.add(member.at, format("\"{}\" is no factor of this protocol", member.key),
                      suggestion(member.key, names));
  }

  void unknown_level(const Member& member, const std::string& level, const model::Factor& factor) {
    std::vector<std::string> names;
    for (const auto& one : factor.levels) {
      names.push_back(one.name);
    }
    m_diagnostics.add(member.value.at, format("factor \"{}\" has no level \"{}\"", member.key, level),
                      suggestion(level, names));
  }

  const Node& m_root;
  const Node& m_written;
  const std::vector<model::Factor>& m_factors;
  Diagnostics& m_diagnostics;
};

} // namespace

model::Design design_from(const Node& root, const Node& written, const std::vector<model::Factor>& factors,
                          Diagnostics& diagnostics) {
  model::Design design;
  const auto* member = root.member("design");
  if (!member) {
    return design;
  }
  design.where = to_pos(member->at);
  if (text_at(member->value, "kind") == "one-at-a-time") {
    design.kind = model::DesignKind::one_at_a_time;
  }
  DesignReader reader(root, written, factors, diagnostics);
  for (const auto* table : tables_at(member->value, "exclude")) {
    bool complete = true;
    auto assignment = reader.assignment(*table, complete);
    if (table->members.empty()) {
      diagnostics.add(table->at, "this leaves out every condition",
                      "name at least one factor: { engine = \"guix\" }");
    } else if (complete) {
      design.exclude.push_back(std::move(assignment));
    }
  }
  if (const auto* reference = member->value.find("reference"); reference && reference->is_table()) {
    bool complete = true;
    design.reference = reader.assignment(*reference, complete);
  }
  return design;
}

} // namespace reprovip::protocol
