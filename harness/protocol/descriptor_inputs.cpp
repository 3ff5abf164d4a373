#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/protocol/descriptor.hpp"
#include "harness/protocol/descriptor_lookup.hpp"

#include <algorithm>
#include <set>

namespace reprovip::protocol {

namespace {

// One input at a time.
class Inputs {
public:
  Inputs(const Node& root, Diagnostics& diagnostics)
      : m_root(root), m_diagnostics(diagnostics), m_inputs(texts_of(tables_at(root, "inputs"), "id")),
        m_inputs_and_groups(m_inputs) {
    for (auto& id : texts_of(tables_at(root, "groups"), "id")) {
      m_inputs_and_groups.push_back(std::move(id));
    }
  }

  void check(const Node& input) {
    check_type(input);
    check_order(input, "minimum", "maximum");
    check_order(input, "min-list-entries", "max-list-entries");
    check_counts(input);
    check_ids(input, input.find("requires-inputs"), "requires-inputs", m_inputs_and_groups);
    check_ids(input, input.find("disables-inputs"), "disables-inputs", m_inputs);
    check_requirements(input);
    check_values(input, "value-requires");
    check_values(input, "value-disables");
  }

private:
  void check_type(const Node& input) {
    const auto type = text_at(input, "type");
    const std::set<std::string> known = {"String", "File", "Flag", "Number"};
    const auto only_for = [&](std::string_view key, const std::set<std::string>& types) {
      const auto* member = input.member(key);
      if (member && known.contains(type) && !types.contains(type)) {
        m_diagnostics.add(member->at, format("\"{}\" has no meaning for a {}", key, type));
      }
    };
    only_for("value-choices", {"String", "Number"});
    for (const auto* key : {"integer", "minimum", "maximum", "exclusive-minimum", "exclusive-maximum"}) {
      only_for(key, {"Number"});
    }
    only_for("uses-absolute-path", {"File"});
    if (type != "Flag") {
      return;
    }
    if (boolean_at(input, "list", false)) {
      m_diagnostics.add(mark_at(input, "list"), "a Flag cannot be a list");
    }
    if (!input.find("command-line-flag")) {
      m_diagnostics.add(input.at,
                        format("the Flag \"{}\" has no \"command-line-flag\"", text_at(input, "id")),
                        "say what stands on the command line when it is on");
    }
    if (!boolean_at(input, "optional", false)) {
      m_diagnostics.add(mark_at(input, "optional"),
                        format("the Flag \"{}\" must be optional", text_at(input, "id")),
                        "give it \"optional\": true");
    }
  }

  void check_order(const Node& input, const std::string& low, const std::string& high) {
    const auto least = number_at(input, low);
    const auto most = number_at(input, high);
    if (least && most && *least > *most) {
      m_diagnostics.add(mark_at(input, low), format("\"{}\" is more than \"{}\"", low, high),
                        "exchange the two, or leave one out");
    }
  }

  void check_counts(const Node& input) {
    for (const auto* key : {"min-list-entries", "max-list-entries"}) {
      const auto* count = input.find(key);
      if (!count) {
        continue;
      }
      const double least = std::string_view(key) == "max-list-entries" ? 1 : 0;
      if (count->is_number() && (count->kind != Node::Kind::integer || count->number < least)) {
        m_diagnostics.add(count->at, format("\"{}\" must be a whole number of at least {:g}", key, least));
      } else if (!boolean_at(input, "list", false)) {
        m_diagnostics.add(count->at, format("\"{}\" has no meaning without \"list\": true", key));
      }
    }
  }

  void check_ids(const Node& input, const Node* ids, const std::string& key,
                 const std::vector<std::string>& known) {
    for (const auto& id : ids && ids->is_list() ? ids->items : m_none) {
      if (!id.is_text()) {
        continue;
      }
      if (std::ranges::find(known, id.text) == known.end()) {
        m_diagnostics.add(id.at, format("unknown input \"{}\" in \"{}\"", id.text, key),
                          suggestion(id.text, known));
      } else if (id.text == text_at(input, "id")) {
        m_diagnostics.add(id.at, format("\"{}\" names itself in \"{}\"", id.text, key), "leave it out");
      } else if (key != "requires-inputs" && is_required(id.text)) {
        m_diagnostics.add(id.at,
                          format("\"{}\" must always be given: \"{}\" cannot concern it", id.text, key),
                          "give that input \"optional\": true");
      }
    }
  }

  bool is_required(const std::string& id) const {
    const auto* input = input_by_id(m_root, id);
    return input && !is_optional(*input);
  }

  void check_requirements(const Node& input) {
    const auto disabled = texts_at(input, "disables-inputs");
    const auto* required = input.find("requires-inputs");
    for (const auto& id : required && required->is_list() ? required->items : m_none) {
      if (id.is_text() && std::ranges::count(disabled, id.text) > 0) {
        m_diagnostics.add(id.at, format("\"{}\" is both required and disabled", id.text),
                          "leave out one of the two");
      }
    }
    for (const auto* key : {"requires-inputs", "disables-inputs"}) {
      const auto* rules = input.member(key);
      if (rules && !rules->value.items.empty() && !is_optional(input)) {
        m_diagnostics.add(rules->at, format("an input that must always be given cannot have \"{}\"", key),
                          "give it \"optional\": true, or make the others required");
      }
    }
  }

  // value-requires and value-disables: a list of ids for each of the choices.
  void check_values(const Node& input, const std::string& key) {
    const auto* rules = input.member(key);
    if (!rules || !rules->value.is_table()) {
      return;
    }
    const auto* choices = input.find("value-choices");
    if (!choices) {
      m_diagnostics.add(rules->at, format("\"{}\" has no meaning without \"value-choices\"", key));
      return;
    }
    std::vector<std::string> texts;
    for (const auto& choice : choices->items) {
      texts.push_back(choice.is_scalar() ? model::to_text(value_of(choice)) : std::string{});
    }
    for (const auto& member : rules->value.members) {
      if (std::ranges::find(texts, member.key) == texts.end()) {
        m_diagnostics.add(member.at, format("\"{}\" is no choice of this input", member.key),
                          suggestion(member.key, texts));
      }
      if (!member.value.is_list()) {
        m_diagnostics.add(member.value.at, format("the ids of \"{}\" must be a list", member.key));
      }
      check_ids(input, &member.value, key, m_inputs);
    }
    for (const auto& text : texts) {
      if (!rules->value.find(text)) {
        m_diagnostics.add(rules->at, format("\"{}\" says nothing about the choice \"{}\"", key, text),
                          format("add \"{}\": []", text));
      }
    }
    check_contradictions(input, key, rules->value);
  }

  void check_contradictions(const Node& input, const std::string& key, const Node& rules) {
    const auto* disabled = input.find("value-disables");
    for (const auto& member : key == "value-requires" && disabled ? rules.members : std::vector<Member>{}) {
      const auto others = texts_at(*disabled, member.key);
      for (const auto& id : member.value.items) {
        if (id.is_text() && std::ranges::count(others, id.text) > 0) {
          m_diagnostics.add(id.at, format("\"{}\" both requires and disables \"{}\"", member.key, id.text),
                            "leave out one of the two");
        }
      }
    }
  }

  const Node& m_root;
  Diagnostics& m_diagnostics;
  std::vector<std::string> m_inputs;
  std::vector<std::string> m_inputs_and_groups;
  const std::vector<Node> m_none;
};

} // namespace

void check_descriptor_inputs(const Node& root, Diagnostics& diagnostics) {
  Inputs inputs(root, diagnostics);
  for (const auto* input : tables_at(root, "inputs")) {
    inputs.check(*input);
  }
}

} // namespace reprovip::protocol
