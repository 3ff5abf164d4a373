#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/model/path_condition.hpp"
#include "harness/protocol/descriptor.hpp"
#include "harness/protocol/descriptor_lookup.hpp"

#include <algorithm>
#include <map>

namespace reprovip::protocol {

namespace {

class Outputs {
public:
  Outputs(const Node& root, Diagnostics& diagnostics)
      : m_root(root), m_diagnostics(diagnostics), m_ids(texts_of(tables_at(root, "inputs"), "id")) {
    for (const auto* input : tables_at(root, "inputs")) {
      m_samples[text_at(*input, "id")] = sample_of(text_at(*input, "type"));
    }
    for (auto& id : texts_of(tables_at(root, "output-files"), "id")) {
      m_samples[id] = "path";
      m_ids.push_back(std::move(id));
    }
  }

  void check() {
    std::map<std::string, std::string> seen;
    for (const auto* output : tables_at(m_root, "output-files")) {
      const auto id = text_at(*output, "id");
      if (!output->find("path-template") && !output->find("conditional-path-template")) {
        m_diagnostics.add(output->at, "this output has no path",
                          "give \"path-template\" or \"conditional-path-template\"");
      }
      const auto path = text_at(*output, "path-template");
      const auto [known, is_new] = seen.emplace(path, id);
      if (!path.empty() && !is_new) {
        m_diagnostics.add(mark_at(*output, "path-template"),
                          format("the outputs \"{}\" and \"{}\" have the same path", known->second, id),
                          "give each its own, or leave one out");
      }
      check_conditions(*output);
      check_file_template(*output);
    }
  }

private:
  // A value of the type that an input will have, to try conditions with.
  static std::string sample_of(const std::string& type) {
    return type == "Number" ? "1" : type == "Flag" ? "True" : "text";
  }

  void check_conditions(const Node& output) {
    const auto* conditional = output.member("conditional-path-template");
    if (!conditional) {
      return;
    }
    int defaults = 0;
    for (const auto* choice : tables_at(output, "conditional-path-template")) {
      if (choice->members.size() != 1) {
        m_diagnostics.add(choice->at, format("one condition and its path, not {}", choice->members.size()),
                          "write one object for each condition");
      }
      for (const auto& member : choice->members) {
        defaults += member.key == "default" ? 1 : 0;
        check_condition(member);
      }
    }
    if (defaults == 0 && !boolean_at(output, "optional", false)) {
      m_diagnostics.add(conditional->at, "no path is left when no condition holds",
                        "add { \"default\": \"...\" }, or make the output \"optional\"");
    }
    if (defaults > 1) {
      m_diagnostics.add(conditional->at, "\"default\" is there twice", "leave one out");
    }
  }

  void check_condition(const Member& member) {
    if (!member.value.is_text() || member.value.text.empty()) {
      m_diagnostics.add(member.value.at,
                        format("the path if \"{}\" must be text, and not empty", member.key));
    }
    bool known = true;
    for (const auto& name : model::names_in_condition(member.key)) {
      if (std::ranges::find(m_ids, name) == m_ids.end()) {
        m_diagnostics.add(member.at, format("unknown id \"{}\" in the condition \"{}\"", name, member.key),
                          "put text in quotes; " + suggestion(name, m_ids));
        known = false;
      }
    }
    if (!known) {
      return;
    }
    if (const auto tried = model::condition_holds(member.key, m_samples, m_ids); !tried) {
      m_diagnostics.add(member.at, tried.error().message, tried.error().advice);
    }
  }

  void check_file_template(const Node& output) {
    const auto* lines = output.find("file-template");
    if (!lines) {
      return;
    }
    auto named = tables_at(m_root, "inputs");
    const auto outputs = tables_at(m_root, "output-files");
    named.insert(named.end(), outputs.begin(), outputs.end());
    for (const auto& line : lines->items) {
      for (const auto* node : named) {
        const auto key = text_at(*node, "value-key");
        if (!key.empty() && boolean_at(*node, "uses-absolute-path", false) && line.is_text() &&
            line.text.find(key) != std::string::npos) {
          m_diagnostics.add(
              line.at, format("{} would be an absolute path in a file, and where it runs is not known", key),
              "leave \"uses-absolute-path\" out: executions start where these paths lead from");
        }
      }
    }
  }

  const Node& m_root;
  Diagnostics& m_diagnostics;
  std::vector<std::string> m_ids;
  std::map<std::string, std::string> m_samples;
};

} // namespace

void check_descriptor_outputs(const Node& root, Diagnostics& diagnostics) {
  Outputs(root, diagnostics).check();
}

} // namespace reprovip::protocol
