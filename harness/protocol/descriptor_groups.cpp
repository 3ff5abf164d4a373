#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/protocol/descriptor.hpp"
#include "harness/protocol/descriptor_lookup.hpp"

#include <algorithm>
#include <set>

namespace reprovip::protocol {

namespace {

constexpr std::string_view k_exclusive = "mutually-exclusive";
constexpr std::string_view k_one = "one-is-required";
constexpr std::string_view k_all = "all-or-none";

class Groups {
public:
  Groups(const Node& root, Diagnostics& diagnostics) : m_root(root), m_diagnostics(diagnostics) {}

  void check() {
    for (const auto* group : tables_at(m_root, "groups")) {
      check_members(*group);
      check_kind(*group);
      check_requirements(*group);
      for (const auto* other : tables_at(m_root, "groups")) {
        if (other != group && boolean_at(*other, k_all, false)) {
          check_against(*group, *other);
        }
      }
    }
  }

private:
  void check_members(const Node& group) {
    const auto known = texts_of(tables_at(m_root, "inputs"), "id");
    const bool needs_optional = boolean_at(group, k_exclusive, false) || boolean_at(group, k_one, false) ||
                                boolean_at(group, k_all, false);
    std::set<std::string> seen;
    const auto* members = group.find("members");
    for (const auto& member : members ? members->items : m_none) {
      const auto* input = member.is_text() ? input_by_id(m_root, member.text) : nullptr;
      if (!member.is_text()) {
        continue;
      }
      if (!seen.insert(member.text).second) {
        m_diagnostics.add(member.at, format("\"{}\" is twice in this group", member.text), "leave one out");
      } else if (!input) {
        m_diagnostics.add(member.at, format("unknown input \"{}\" in \"members\"", member.text),
                          suggestion(member.text, known));
      } else if (needs_optional && !is_optional(*input)) {
        m_diagnostics.add(
            member.at,
            format("\"{}\" must always be given, so that a group cannot decide on it", member.text),
            "give that input \"optional\": true, or leave it out of the group");
      }
    }
  }

  void check_kind(const Node& group) {
    for (const auto key : {k_exclusive, k_one}) {
      if (boolean_at(group, k_all, false) && boolean_at(group, key, false)) {
        m_diagnostics.add(mark_at(group, k_all), format("a group cannot be \"{}\" and \"{}\"", k_all, key),
                          "make two groups of it, or leave one out");
      }
    }
  }

  void check_requirements(const Node& group) {
    if (!boolean_at(group, k_exclusive, false)) {
      return;
    }
    const auto members = texts_at(group, "members");
    for (const auto& member : members) {
      const auto* input = input_by_id(m_root, member);
      const auto* ids = input ? input->find("requires-inputs") : nullptr;
      for (const auto& id : ids ? ids->items : m_none) {
        if (id.is_text() && std::ranges::count(members, id.text) > 0) {
          m_diagnostics.add(id.at,
                            format("\"{}\" requires \"{}\", which the group \"{}\" excludes with it", member,
                                   id.text, text_at(group, "id")),
                            "leave out one of the two rules");
        }
      }
    }
  }

  // `all`: an all-or-none group.
  void check_against(const Node& group, const Node& all) {
    const auto together = texts_at(all, "members");
    std::vector<std::string> both;
    for (const auto& member : texts_at(group, "members")) {
      if (std::ranges::count(together, member) > 0) {
        both.push_back(member);
      }
    }
    if (boolean_at(group, k_exclusive, false) && both.size() > 1) {
      m_diagnostics.add(
          mark_at(group, "members"),
          format("\"{}\" and \"{}\" exclude each other here and belong together in the group \"{}\"", both[0],
                 both[1], text_at(all, "id")),
          "leave out one of the two rules");
    }
    if (boolean_at(group, k_one, false) && !both.empty() &&
        both.size() == texts_at(group, "members").size()) {
      m_diagnostics.add(
          mark_at(group, "members"),
          format("one of these is required, so that the group \"{}\" is never \"none\"", text_at(all, "id")),
          "make its members required inputs");
    }
  }

  const Node& m_root;
  Diagnostics& m_diagnostics;
  const std::vector<Node> m_none;
};

} // namespace

void check_descriptor_groups(const Node& root, Diagnostics& diagnostics) {
  Groups(root, diagnostics).check();
}

} // namespace reprovip::protocol
