#include "harness/score/observe.hpp"

#include "harness/base/format.hpp"
#include "harness/score/metric_job.hpp"
#include "harness/score/seen_values.hpp"

#include <algorithm>

namespace reprovip::score {

namespace {

bool is_of_values(const model::MetricSpec& spec, const model::Protocol& protocol) {
  const auto* entry = find_metric(spec.kind);
  if (entry == nullptr) {
    return false;
  }
  const auto plugin = entry->make(with_paths(spec, *entry, protocol).options);
  return plugin && std::holds_alternative<std::unique_ptr<ValuesMetric>>(*plugin);
}

// The columns of an output to look at; "" is every column, which makes the others needless.
std::vector<std::string> columns_spoken_of(const model::Protocol& protocol, const std::string& output) {
  std::vector<std::string> columns;
  for (const auto& spec : protocol.metrics) {
    if (spec.output != output || !is_of_values(spec, protocol)) {
      continue;
    }
    if (spec.column.empty()) {
      return {""};
    }
    if (std::ranges::find(columns, spec.column) == columns.end()) {
      columns.push_back(spec.column);
    }
  }
  return columns;
}

class Observer {
public:
  Observer(const Scene& scene, const ObserveOptions& options, model::Observations& observations)
      : m_scene(scene), m_loader(scene.world()), m_options(options), m_observations(observations) {}

  void look_at(const model::OutputDecl& output, const std::string& column) {
    const auto all = read(output, column);
    const auto names = names_in(all);
    if (names.size() * all.size() > m_options.most_numbers) {
      leave_out(format("{}: {} values of {} executions are too many to keep",
                       model::value_name(output.id, column, ""), names.size(), all.size()));
      return;
    }
    for (const auto& name : names) {
      if (auto series = series_of(output, name, all)) {
        m_observations.series.push_back(std::move(*series));
      }
    }
  }

private:
  std::vector<Seen> read(const model::OutputDecl& declaration, const std::string& column) {
    std::vector<Seen> all;
    for (const auto execution : m_scene.executions()) {
      const auto* output = m_scene.output(execution, declaration.id);
      if (output == nullptr) {
        continue;
      }
      const auto values = m_loader.values(declaration, *output, m_scene.subject_name(execution), column);
      if (!values) {
        leave_out(format("{}: {}", declaration.id, one_line(values.error())));
        continue;
      }
      all.push_back(seen_in(*values));
      all.back().execution = execution;
    }
    return all;
  }

  // Nothing of a value that is text everywhere.
  std::optional<model::Series> series_of(const model::OutputDecl& output, const ValueName& name,
                                         const std::vector<Seen>& all) const {
    model::Series series{output.id, name.first, name.second, {}};
    series.values.resize(m_scene.plan().executions.size());
    Tally tally;
    for (const auto& seen : all) {
      if (const auto number = number_of(seen, name, tally)) {
        series.values[seen.execution] = number->value;
      }
    }
    return tally.numbers > 0 ? std::optional(std::move(series)) : std::nullopt;
  }

  void leave_out(const std::string& text) { warn_once(m_observations.left_out, text); }

  const Scene& m_scene;
  Loader m_loader;
  const ObserveOptions& m_options;
  model::Observations& m_observations;
};

} // namespace

model::Observations observe(const model::Plan& plan, const std::vector<std::optional<model::Record>>& records,
                            const World& world, const ObserveOptions& options) {
  const Scene scene(plan, records, world);
  model::Observations observations;
  observations.study = plan.study;
  Observer observer(scene, options, observations);
  const auto& protocol = plan.resolved.protocol;
  for (const auto& output : protocol.outputs) {
    const auto columns =
        options.everything ? std::vector<std::string>{""} : columns_spoken_of(protocol, output.id);
    for (const auto& column : columns) {
      observer.look_at(output, column);
    }
  }
  return observations;
}

} // namespace reprovip::score
