#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/protocol/descriptor.hpp"
#include "harness/protocol/descriptor_lookup.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace reprovip::protocol {

namespace {

// Boutiques' own pattern, comma and all: ^[0-9,_,a-z,A-Z]*$
bool is_boutiques_id(const std::string& id) {
  return std::ranges::all_of(id, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == ',';
  });
}

class Rules {
public:
  Rules(const Node& root, Diagnostics& diagnostics)
      : m_root(root), m_diagnostics(diagnostics), m_named(tables_at(root, "inputs")) {
    const auto outputs = tables_at(m_root, "output-files");
    m_named.insert(m_named.end(), outputs.begin(), outputs.end());
  }

  void check() {
    check_ids();
    check_value_keys();
    check_container();
    check_tests();
  }

private:
  void check_ids() {
    std::map<std::string, int> lines;
    auto all = m_named;
    const auto groups = tables_at(m_root, "groups");
    all.insert(all.end(), groups.begin(), groups.end());
    for (const auto* node : all) {
      const auto id = text_at(*node, "id");
      const auto at = mark_at(*node, "id");
      if (id.empty()) {
        continue;
      }
      if (!is_boutiques_id(id)) {
        m_diagnostics.add(at, format("\"id\" cannot be \"{}\"", id), "use letters, digits and \"_\"");
      }
      if (const auto [known, is_new] = lines.emplace(id, at.line); !is_new) {
        m_diagnostics.add(at, format("id \"{}\" is used twice", id),
                          format("line {} has it already", known->second));
      }
    }
  }

  void check_value_keys() {
    std::map<std::string, const Node*> owners;
    for (const auto* node : m_named) {
      const auto key = text_at(*node, "value-key");
      if (key.empty()) {
        continue;
      }
      const auto at = mark_at(*node, "value-key");
      const auto [owner, is_new] = owners.emplace(key, node);
      if (!is_new && !exclude_each_other(*owner->second, *node)) {
        m_diagnostics.add(at, format("value key \"{}\" is used twice", key),
                          format("line {} has it already; only mutually exclusive inputs may share one",
                                 mark_at(*owner->second, "value-key").line));
      }
      if (is_new && !is_used(key)) {
        m_diagnostics.add(at, format("value key \"{}\" is nowhere used", key),
                          "put it into \"command-line\", a path, a file or an environment variable");
      }
      for (const auto& [other, ignored] : owners) {
        check_overlap(at, key, other);
      }
    }
  }

  // One inside the other: replacing the one would break the other.
  void check_overlap(const Mark& at, const std::string& key, const std::string& other) {
    if (key != other && (key.find(other) != std::string::npos || other.find(key) != std::string::npos)) {
      m_diagnostics.add(at, format("the value keys \"{}\" and \"{}\" cannot be told apart", other, key),
                        "write them in brackets: \"[KEY]\"");
    }
  }

  bool exclude_each_other(const Node& one, const Node& other) const {
    return std::ranges::any_of(tables_at(m_root, "groups"), [&](const Node* group) {
      const auto members = texts_at(*group, "members");
      return boolean_at(*group, "mutually-exclusive", false) &&
             std::ranges::count(members, text_at(one, "id")) > 0 &&
             std::ranges::count(members, text_at(other, "id")) > 0;
    });
  }

  bool is_used(const std::string& key) const {
    const auto holds = [&](const std::string& text) { return text.find(key) != std::string::npos; };
    if (holds(text_at(m_root, "command-line"))) {
      return true;
    }
    const auto outputs = tables_at(m_root, "output-files");
    return std::ranges::any_of(texts_of(tables_at(m_root, "environment-variables"), "value"), holds) ||
           std::ranges::any_of(outputs, [&](const Node* output) {
             const auto conditional = tables_at(*output, "conditional-path-template");
             return holds(text_at(*output, "path-template")) ||
                    std::ranges::any_of(texts_at(*output, "file-template"), holds) ||
                    std::ranges::any_of(conditional, [&](const Node* choice) {
                      return std::ranges::any_of(
                          choice->members, [&](const Member& member) { return holds(member.value.text); });
                    });
           });
  }

  void check_container() {
    const auto* container = m_root.find("container-image");
    if (!container || !container->is_table()) {
      return;
    }
    const std::string_view needed = text_at(*container, "type") == "rootfs" ? "url" : "image";
    if (!container->find(needed)) {
      m_diagnostics.add(m_root.member("container-image")->at,
                        format("missing key \"{}\" in [container-image]", needed));
    }
    const auto image = text_at(*container, "image");
    const auto index = text_at(*container, "index");
    const auto scheme = image.find("://");
    if (!index.empty() && scheme != std::string::npos && image.substr(0, scheme + 3) != index) {
      m_diagnostics.add(mark_at(*container, "index"),
                        format("the image \"{}\" names another index than \"{}\"", image, index),
                        "leave one of the two out");
    }
  }

  void check_tests() {
    std::set<std::string> names;
    const auto known = texts_of(tables_at(m_root, "output-files"), "id");
    for (const auto* test : tables_at(m_root, "tests")) {
      if (!names.insert(text_at(*test, "name")).second) {
        m_diagnostics.add(mark_at(*test, "name"),
                          format("two tests are called \"{}\"", text_at(*test, "name")),
                          "rename one of them");
      }
      const auto* assertions = test->find("assertions");
      std::set<std::string> seen;
      for (const auto* output :
           assertions ? tables_at(*assertions, "output-files") : std::vector<const Node*>{}) {
        const auto id = text_at(*output, "id");
        if (std::ranges::find(known, id) == known.end()) {
          m_diagnostics.add(mark_at(*output, "id"), format("unknown output \"{}\" in a test", id),
                            suggestion(id, known));
        } else if (!seen.insert(id).second) {
          m_diagnostics.add(mark_at(*output, "id"), format("the output \"{}\" is twice in this test", id),
                            "leave one out");
        }
      }
    }
  }

  const Node& m_root;
  Diagnostics& m_diagnostics;
  std::vector<const Node*> m_named;
};

} // namespace

void check_descriptor(const Node& root, Diagnostics& diagnostics) {
  Rules(root, diagnostics).check();
  check_descriptor_inputs(root, diagnostics);
  check_descriptor_outputs(root, diagnostics);
  check_descriptor_groups(root, diagnostics);
}

} // namespace reprovip::protocol
