#include "harness/score/score.hpp"

#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/score/classes.hpp"
#include "harness/score/metric_job.hpp"
#include "harness/score/path_options.hpp"
#include "harness/score/suspicion.hpp"

#include <algorithm>

namespace reprovip::score {

namespace {

model::Score without_estimate(const model::MetricSpec& spec, std::string reason) {
  model::Score score;
  score.metric = spec.id;
  score.kind = spec.kind;
  score.output = spec.output;
  score.column = spec.column;
  score.reason = std::move(reason);
  return score;
}

std::vector<model::Score> score_metric(const Scene& scene, const model::MetricSpec& written, Loader& loader,
                                       std::vector<std::string>& warnings) {
  const auto* entry = find_metric(written.kind);
  if (entry == nullptr) {
    return {without_estimate(written, format("there is no metric \"{}\"; {}", written.kind,
                                             suggestion(written.kind, model::names_of(builtin_metrics()))))};
  }
  const auto* output = model::find_output(scene.plan().resolved.protocol, written.output);
  if (output == nullptr) {
    return {without_estimate(written, format("there is no output \"{}\"", written.output))};
  }
  const auto spec = with_paths(written, *entry, scene.plan().resolved.protocol);
  // Nobody's files when they are the subjects' own: jobs make the metric again for each.
  const auto plugin = entry->make(spec.options);
  if (!plugin) {
    return {without_estimate(spec, one_line(plugin.error()))};
  }
  const MetricJob job{spec, *entry, *output};
  if (const auto* values = std::get_if<std::unique_ptr<ValuesMetric>>(&*plugin)) {
    return score_values(scene, job, **values, loader, warnings);
  }
  if (const auto* sets = std::get_if<std::unique_ptr<SetMetric>>(&*plugin)) {
    return score_sets(scene, job, **sets, loader, warnings);
  }
  return score_pairs(scene, job, *std::get<std::unique_ptr<PairMetric>>(*plugin), loader, warnings);
}

} // namespace

model::MetricSpec with_paths(model::MetricSpec spec, const MetricEntry& entry,
                             const model::Protocol& protocol) {
  spec.options =
      with_paths_below(protocol.data.empty() ? protocol.directory : protocol.data, spec.options, entry);
  spec.options = with_commands_beside(protocol.directory, spec.options, entry);
  return spec;
}

model::Score blank_score(const Scene& scene, const MetricJob& job, const Group& group) {
  model::Score score;
  score.metric = job.spec.id;
  score.kind = job.spec.kind;
  score.output = job.output.id;
  score.group = group.name;
  score.levels = group.levels;
  const auto& across = job.spec.across;
  if (!across.empty() && !group.levels.contains(across)) {
    const auto levels = levels_among(scene, group.executions, across);
    score.levels[across] = fmt::format("{}", fmt::join(levels, " | "));
    score.group += (score.group.empty() ? "" : ", ") + across + "=" + score.levels[across];
  }
  score.scope = scope_of(scene, group.executions);
  score.unit = shown_unit(job.entry);
  return score;
}

void warn_once(std::vector<std::string>& warnings, const std::string& text) {
  if (std::find(warnings.begin(), warnings.end(), text) == warnings.end()) {
    warnings.push_back(text);
  }
}

model::Scores score(const model::Plan& plan, const std::vector<std::optional<model::Record>>& records,
                    const World& world) {
  const Scene scene(plan, records, world);
  Loader loader(world);
  model::Scores scores;
  scores.study = plan.study;
  for (const auto& output : plan.resolved.protocol.outputs) {
    auto classes = classify(scene, output, scores.classes);
    classes.suspicion = suspicion_of(scene, output, loader);
    classes.suspicious = !classes.suspicion.empty();
    scores.classes.push_back(std::move(classes));
  }
  for (const auto& spec : plan.resolved.protocol.metrics) {
    auto some = score_metric(scene, spec, loader, scores.warnings);
    scores.scores.insert(scores.scores.end(), std::make_move_iterator(some.begin()),
                         std::make_move_iterator(some.end()));
  }
  return scores;
}

} // namespace reprovip::score
