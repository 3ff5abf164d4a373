#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/protocol/descriptor.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace reprovip::protocol {

namespace {

Mark mark_at(const Node& table, std::string_view key) {
  const auto* node = table.find(key);
  return node ? node->at : table.at;
}

// Boutiques' own pattern, comma and all: ^[0-9,_,a-z,A-Z]*$
bool is_boutiques_id(const std::string& id) {
  return std::ranges::all_of(id, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == ',';
  });
}

class Rules {
public:
  Rules(const Node& root, Diagnostics& diagnostics) : m_root(root), m_diagnostics(diagnostics) {}

  void check() {
    check_unique("id", "id");
    check_unique("value-key", "value key");
    for (const auto* input : tables_at(m_root, "inputs")) {
      check_input(*input);
    }
    for (const auto* output : tables_at(m_root, "output-files")) {
      check_output(*output);
    }
    for (const auto* group : tables_at(m_root, "groups")) {
      check_ids(*group, "members");
    }
    check_container();
  }

private:
  std::vector<const Node*> inputs_and_outputs() const {
    auto all = tables_at(m_root, "inputs");
    const auto outputs = tables_at(m_root, "output-files");
    all.insert(all.end(), outputs.begin(), outputs.end());
    return all;
  }

  void check_unique(const std::string& key, const std::string& what) {
    std::map<std::string, int> lines;
    for (const auto* node : inputs_and_outputs()) {
      const auto text = text_at(*node, key);
      const auto at = mark_at(*node, key);
      if (text.empty()) {
        continue;
      }
      if (key == "id" && !is_boutiques_id(text)) {
        m_diagnostics.add(at, format("\"id\" cannot be \"{}\"", text), "use letters, digits and \"_\"");
      }
      if (const auto [known, is_new] = lines.emplace(text, at.line); !is_new) {
        m_diagnostics.add(at, format("{} \"{}\" is used twice", what, text),
                          format("line {} has it already", known->second));
      }
    }
  }

  void check_ids(const Node& node, const std::string& key) {
    std::vector<std::string> known;
    for (const auto* input : tables_at(m_root, "inputs")) {
      known.push_back(text_at(*input, "id"));
    }
    const auto* ids = node.find(key);
    const std::vector<Node> k_none;
    for (const auto& id : ids ? ids->items : k_none) {
      if (id.is_text() && std::ranges::find(known, id.text) == known.end()) {
        m_diagnostics.add(id.at, format("unknown input \"{}\" in \"{}\"", id.text, key),
                          suggestion(id.text, known));
      }
    }
  }

  void check_input(const Node& input) {
    check_ids(input, "requires-inputs");
    check_ids(input, "disables-inputs");
    const auto type = text_at(input, "type");
    const auto only_for = [&](std::string_view key, const std::set<std::string>& types) {
      const auto* member = input.member(key);
      if (member && !type.empty() && !types.contains(type)) {
        m_diagnostics.add(member->at, format("\"{}\" has no meaning for a {}", key, type));
      }
    };
    only_for("value-choices", {"String", "Number"});
    only_for("integer", {"Number"});
    only_for("minimum", {"Number"});
    only_for("maximum", {"Number"});
    if (type == "Flag" && boolean_at(input, "list", false)) {
      m_diagnostics.add(mark_at(input, "list"), "a Flag cannot be a list");
    }
  }

  void check_output(const Node& output) {
    if (!output.find("path-template") && !output.find("conditional-path-template")) {
      m_diagnostics.add(output.at, "this output has no path",
                        "give \"path-template\" or \"conditional-path-template\"");
    }
    if (const auto* file = output.member("file-template")) {
      m_diagnostics.add(file->at,
                        "\"file-template\" is not supported: no configuration file would be written",
                        "pass the file as an input");
    }
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
  }

  const Node& m_root;
  Diagnostics& m_diagnostics;
};

} // namespace

void check_descriptor(const Node& root, Diagnostics& diagnostics) {
  Rules(root, diagnostics).check();
}

} // namespace reprovip::protocol
