#pragma once

#include "harness/model/protocol.hpp"
#include "harness/model/score.hpp"
#include "harness/score/groups.hpp"
#include "harness/score/loader.hpp"
#include "harness/score/metric.hpp"
#include "harness/score/scene.hpp"

#include <string>
#include <vector>

namespace reprovip::score {

// One metric of the protocol, on one output, ready to be computed.
struct MetricJob {
  const model::MetricSpec& spec;
  const MetricEntry& entry;
  const model::OutputDecl& output;

  // The protocol's `per`, else the metric's own.
  const std::string& per() const { return spec.per.empty() ? entry.default_per : spec.per; }
};

// Its options' paths and commands as the protocol means them.
model::MetricSpec with_paths(model::MetricSpec spec, const MetricEntry& entry,
                             const model::Protocol& protocol);

// What every score of a job has: ids, group, scope, unit.
model::Score blank_score(const Scene& scene, const MetricJob& job, const Group& group);

// Metrics of values. A target is a subject (or, with targets = "row", a subject's row: then there is one
// score for all rows). Columns are the repetitions of the group's conditions, matched over subjects; with
// `across` they are the levels of that factor, and a value is the mean over the executions of its subject and
// level. A value that is absent, text or not finite makes no number: absent ones count as missing, the others
// leave the score without an estimate.
std::vector<model::Score> score_values(const Scene& scene, const MetricJob& job, const ValuesMetric& metric,
                                       Loader& loader, std::vector<std::string>& warnings);

// Metrics of pairs of outputs. Pairs are made within a subject, between its classes: executions of one class
// agree by identity, unread. With `across` they are made between two levels of the factor, the other planned
// factors being equal, and there is a score per pair of levels; with `against` between the classes and their
// subject's ground truth. The estimate is that of the worst pair, which a note names. A pair that cannot be
// compared is worse than any that can.
std::vector<model::Score> score_pairs(const Scene& scene, const MetricJob& job, const PairMetric& metric,
                                      Loader& loader, std::vector<std::string>& warnings);

// Metrics of sets of outputs: all executions of a group that have the output, file by file of an output that
// has many. One that cannot be read takes the estimate away.
std::vector<model::Score> score_sets(const Scene& scene, const MetricJob& job, const SetMetric& metric,
                                     Loader& loader, std::vector<std::string>& warnings);

// An entry of a list of warnings, once.
void warn_once(std::vector<std::string>& warnings, const std::string& text);

} // namespace reprovip::score
