#include "harness/protocol/criteria.hpp"

#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/protocol/requirement.hpp"

#include <algorithm>

namespace reprovip::protocol {

namespace {

model::Severity severity_from(const std::string& text) {
  return text == "info"   ? model::Severity::info
         : text == "warn" ? model::Severity::warn
                          : model::Severity::fail;
}

class CriterionReader {
public:
  CriterionReader(const std::vector<model::MetricSpec>& metrics, const CriteriaContext& context,
                  Diagnostics& diagnostics)
      : m_metrics(metrics), m_context(context), m_diagnostics(diagnostics) {}

  model::CriterionSpec read(const Node& node) {
    model::CriterionSpec criterion;
    criterion.id = text_at(node, "id");
    criterion.output = text_at(node, "on");
    criterion.metric = text_at(node, "metric");
    criterion.per = text_at(node, "per") == "environment" ? "environment" : "";
    criterion.severity = severity_from(text_at(node, "severity"));
    criterion.adjust = text_at(node, "adjust");
    criterion.rows = texts_at(node, "rows");
    criterion.where = to_pos(node.at);
    if (const auto* minimum = node.find("min")) {
      criterion.min_subjects = count(*minimum, "subjects");
      criterion.min_repetitions = count(*minimum, "repetitions");
    }
    check_subject_of(node);
    if (const auto* require = node.find("require"); require && require->is_text()) {
      criterion.require_text = require->text;
      read_require(node, *require, criterion);
    }
    check_adjust(node, criterion);
    return criterion;
  }

private:
  static std::uint32_t count(const Node& table, std::string_view key) {
    const auto value = integer_at(table, key);
    return value && *value > 0 && *value <= UINT32_MAX ? static_cast<std::uint32_t>(*value) : 0;
  }

  void check_subject_of(const Node& node) {
    const auto* on = node.find("on");
    const auto* metric = node.find("metric");
    if (on && on->is_text()) {
      check_output(*on);
    }
    if (metric && metric->is_text() && !find(metric->text)) {
      std::vector<std::string> ids;
      for (const auto& one : m_metrics) {
        ids.push_back(one.id);
      }
      m_diagnostics.add(metric->at, format("there is no metric \"{}\"", metric->text),
                        ids.empty() ? "the protocol has no [[metric]]" : suggestion(metric->text, ids));
    }
    if (!on && !metric) {
      m_diagnostics.add(node.at, "this criterion is about nothing",
                        "give \"on\", an output, or \"metric\", the id of a metric");
    }
  }

  void check_output(const Node& on) {
    const auto& outputs = *m_context.outputs;
    const auto is_there = [&](const std::string& id) {
      return std::ranges::find(outputs, id, &model::OutputDecl::id) != outputs.end();
    };
    if (!m_context.outputs_known || on.text.empty() || is_there(on.text)) {
      return;
    }
    const auto start = on.text.substr(0, on.text.find('.'));
    if (is_there(start)) {
      m_diagnostics.add(
          on.at, format("\"{}\" is a column, and the classes of an output are those of its files", on.text),
          format("write \"{}\", or add a [[metric]] on \"{}\"", start, on.text));
      return;
    }
    std::vector<std::string> ids;
    for (const auto& one : outputs) {
      ids.push_back(one.id);
    }
    m_diagnostics.add(on.at, format("there is no output \"{}\"", on.text), suggestion(on.text, ids));
  }

  const model::MetricSpec* find(const std::string& id) const {
    const auto found = std::ranges::find(m_metrics, id, &model::MetricSpec::id);
    return found == m_metrics.end() ? nullptr : &*found;
  }

  void read_require(const Node& node, const Node& require, model::CriterionSpec& criterion) {
    RequirementNames names;
    if (node.find("on") && node.find("metric")) {
      return; // reported
    }
    if (node.find("on")) {
      names.numbers = m_context.vocabulary->class_names;
    } else if (const auto* metric = find(criterion.metric)) {
      names = names_for(*metric);
    } else {
      return; // what its names may be is not known
    }
    criterion.require = requirement_from(require, names, m_diagnostics);
  }

  // What would change nothing is a mistake.
  void check_adjust(const Node& node, const model::CriterionSpec& criterion) {
    const auto* adjust = node.find("adjust");
    const auto* metric = find(criterion.metric);
    if (!adjust || !metric || !model::find_plugin(m_context.vocabulary->metrics, metric->kind)) {
      return;
    }
    const auto names = names_in(criterion.require);
    if (!names.empty() && std::ranges::find(names, "p") == names.end()) {
      m_diagnostics.add(adjust->at, "\"adjust\" changes p, which the requirement does not name",
                        "require something of p, such as \"p < 0.05\", or leave \"adjust\" out");
    }
  }

  RequirementNames names_for(const model::MetricSpec& metric) const {
    RequirementNames names{{metric.id}, {"pass"}};
    if (metric.kind != metric.id) {
      names.numbers.push_back(metric.kind);
    }
    if (const auto* plugin = model::find_plugin(m_context.vocabulary->metrics, metric.kind)) {
      names.numbers.insert(names.numbers.end(), plugin->names.begin(), plugin->names.end());
      std::erase(names.numbers, "pass");
    }
    return names;
  }

  const std::vector<model::MetricSpec>& m_metrics;
  const CriteriaContext& m_context;
  Diagnostics& m_diagnostics;
};

} // namespace

std::vector<model::CriterionSpec> criteria_from(const Node& root,
                                                const std::vector<model::MetricSpec>& metrics,
                                                const CriteriaContext& context, Diagnostics& diagnostics) {
  std::vector<model::CriterionSpec> criteria;
  const auto tables = tables_at(root, "criterion");
  check_unique_ids(tables, diagnostics);
  for (const auto* node : tables) {
    criteria.push_back(CriterionReader(metrics, context, diagnostics).read(*node));
  }
  return criteria;
}

} // namespace reprovip::protocol
