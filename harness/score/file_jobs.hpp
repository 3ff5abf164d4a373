#pragma once

#include "harness/score/file_places.hpp"
#include "harness/score/metric.hpp"

#include <string>
#include <vector>

namespace reprovip::score {

// One metric on files at hand, by its kind.

// What every score of the files has.
model::Score blank_of_files(const FileRequest& request, const MetricEntry& entry, const PlacedFiles& placed);

// Metrics of values: one score per column of the files; over the subjects of a pattern one per row, else over
// the rows (when the metric pools them) or for each row.
Result<std::vector<model::Score>> values_of_files(const FileRequest& request, const MetricEntry& entry,
                                                  const ValuesMetric& metric, const PlacedFiles& placed);
// The same on one table: rows are targets and columns executions, or a row for each value.
Result<std::vector<model::Score>> values_of_table(const FileRequest& request, const MetricEntry& entry,
                                                  const ValuesMetric& metric);
// Metrics of pairs: the worst of all pairs of a target, between levels, or with its ground truth.
Result<std::vector<model::Score>> pairs_of_files(const FileRequest& request, const MetricEntry& entry,
                                                 const PairMetric& metric, const PlacedFiles& placed);
// Metrics of sets: over all files, or for each target when the metric is about repetitions of one.
Result<std::vector<model::Score>> sets_of_files(const FileRequest& request, const MetricEntry& entry,
                                                const SetMetric& metric, const PlacedFiles& placed);

// A sample that has all its values, by what the metric asks for: levels in pairs, executions averaged, truth.
// `blank` is what its scores begin with; it is given the reason when there is none.
std::vector<model::Score> scores_of_sample(const MetricEntry& entry, const ValuesMetric& metric,
                                           Sample sample, model::Score blank);

} // namespace reprovip::score
