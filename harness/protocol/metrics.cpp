#include "harness/base/format.hpp"
#include "harness/base/json.hpp"
#include "harness/base/suggest.hpp"
#include "harness/protocol/criteria.hpp"
#include "harness/protocol/declaration.hpp"
#include "harness/protocol/requirement.hpp"

#include <algorithm>
#include <map>

namespace reprovip::protocol {

namespace {

std::vector<std::string> names_of_factors(const std::vector<model::Factor>& factors) {
  std::vector<std::string> names;
  names.reserve(factors.size());
  for (const auto& factor : factors) {
    names.push_back(factor.name);
  }
  return names;
}

// The longest output that `on` begins with; the rest is a column.
const model::OutputDecl* split_on(const std::string& on, const std::vector<model::OutputDecl>& outputs,
                                  std::string& column) {
  const model::OutputDecl* best = nullptr;
  for (const auto& output : outputs) {
    const bool is_whole = on == output.id;
    const bool is_start = on.starts_with(output.id + ".") && on.size() > output.id.size() + 1;
    if ((is_whole || is_start) && (!best || output.id.size() > best->id.size())) {
      best = &output;
      column = is_whole ? "" : on.substr(output.id.size() + 1);
    }
  }
  return best;
}

class MetricReader {
public:
  MetricReader(const CriteriaContext& context, Diagnostics& diagnostics)
      : m_context(context), m_diagnostics(diagnostics) {}

  model::MetricSpec read(const Node& node) {
    model::MetricSpec metric;
    metric.id = text_at(node, "id");
    metric.kind = text_at(node, "kind");
    metric.targets = text_at(node, "targets", metric.targets);
    metric.per = text_at(node, "per");
    metric.across = text_at(node, "across");
    metric.against = text_at(node, "against");
    metric.where = to_pos(node.at);
    if (const auto* on = node.find("on"); on && on->is_text()) {
      read_on(*on, metric);
    }
    check_per(node);
    check_across(node);
    check_against(node, metric);
    read_options(node, metric);
    return metric;
  }

private:
  void read_on(const Node& on, model::MetricSpec& metric) {
    const auto* output = split_on(on.text, *m_context.outputs, metric.column);
    if (output) {
      metric.output = output->id;
      return;
    }
    const auto dot = on.text.find('.');
    metric.output = on.text.substr(0, dot);
    metric.column = dot == std::string::npos ? "" : on.text.substr(dot + 1);
    if (m_context.outputs_known && !on.text.empty()) {
      std::vector<std::string> ids;
      for (const auto& one : *m_context.outputs) {
        ids.push_back(one.id);
      }
      m_diagnostics.add(on.at, format("there is no output \"{}\"", metric.output),
                        suggestion(metric.output, ids));
    }
  }

  void check_per(const Node& node) {
    auto known = names_of_factors(*m_context.factors);
    known.insert(known.begin(), {"study", "environment", "condition", "subject", "cell"});
    check_word(node.find("per"), "\"per\" cannot be", known);
  }

  void check_across(const Node& node) {
    check_word(node.find("across"), "\"across\" needs a factor, not", names_of_factors(*m_context.factors));
  }

  void check_against(const Node& node, const model::MetricSpec& metric) {
    const auto* against = node.find("against");
    if (!against || metric.against != "truth") {
      return;
    }
    if (!metric.across.empty()) {
      m_diagnostics.add(against->at, "\"against\" and \"across\" exclude each other in [[metric]]",
                        "keep one of them");
    } else if (m_context.outputs_known && !m_context.truth->contains(metric.output)) {
      m_diagnostics.add(against->at, format("output \"{}\" has no ground truth", metric.output),
                        format("add {} = \"truth/{{subject}}...\" to [truth]", metric.output));
    }
  }

  void check_word(const Node* node, std::string_view what, const std::vector<std::string>& known) {
    if (node && node->is_text() && !node->text.empty() &&
        std::ranges::find(known, node->text) == known.end()) {
      m_diagnostics.add(node->at, format("{} \"{}\"", what, node->text), suggestion(node->text, known));
    }
  }

  void read_options(const Node& node, model::MetricSpec& metric) {
    const auto* plugin = model::find_plugin(m_context.vocabulary->metrics, metric.kind);
    for (const auto& member : node.members) {
      const bool is_option =
          plugin && std::ranges::any_of(plugin->options, [&](const model::OptionDecl& option) {
            return option.name == member.key;
          });
      if (!is_option) {
        continue;
      }
      if (member.value.is_scalar()) {
        metric.options[member.key] = value_of(member.value);
      } else if (member.value.is_list()) {
        const auto* option = model::find_option(*plugin, member.key);
        metric.options[member.key] =
            option->type == model::OptionType::command ? json_of(member.value) : joined(member.value);
      }
    }
  }

  static std::string joined(const Node& list) {
    std::string text;
    for (const auto& item : list.items) {
      text += (text.empty() ? "" : ",") + (item.is_scalar() ? model::to_text(value_of(item)) : "");
    }
    return text;
  }

  const CriteriaContext& m_context;
  Diagnostics& m_diagnostics;
};

} // namespace

std::vector<model::MetricSpec> metrics_from(const Node& root, const CriteriaContext& context,
                                            Diagnostics& diagnostics) {
  std::vector<model::MetricSpec> metrics;
  const auto tables = tables_at(root, "metric");
  check_unique_ids(tables, diagnostics);
  metrics.reserve(tables.size());
  for (const auto* node : tables) {
    metrics.push_back(MetricReader(context, diagnostics).read(*node));
  }
  return metrics;
}

void check_unique_ids(const std::vector<const Node*>& tables, Diagnostics& diagnostics) {
  std::map<std::string, int> lines;
  for (const auto* table : tables) {
    const auto* id = table->find("id");
    if (!id || !id->is_text()) {
      continue;
    }
    if (const auto [first, is_new] = lines.emplace(id->text, id->at.line); !is_new) {
      diagnostics.add(id->at, format("id \"{}\" is used twice", id->text),
                      format("line {} has it already", first->second));
    }
  }
}

void check_until(const Node& root, const std::vector<model::MetricSpec>& metrics,
                 const model::Vocabulary& vocabulary, Diagnostics& diagnostics) {
  const auto* repeat = root.find("repeat");
  const auto* until = repeat ? repeat->find("until") : nullptr;
  if (!until || !until->is_text()) {
    return;
  }
  RequirementNames names;
  for (const auto& metric : metrics) {
    names.numbers.insert(names.numbers.end(), {metric.id, metric.kind});
    if (const auto* plugin = model::find_plugin(vocabulary.metrics, metric.kind)) {
      for (const auto& field : plugin->names) {
        names.numbers.insert(names.numbers.end(), {field, metric.id + "." + field});
      }
    }
  }
  requirement_from(*until, names, diagnostics);
}

} // namespace reprovip::protocol
