#pragma once

#include "harness/score/columns.hpp"
#include "harness/score/seen_values.hpp"

#include <string>
#include <vector>

namespace reprovip::score {

// The sample that a metric asks for. Targets are subjects, or a subject's rows when there are several names.
Sample make_sample(const Scene& scene, const MetricJob& job, const std::vector<Seen>& all,
                   const std::vector<ValueName>& names, const Columns& columns, const ValuesNeeds& needs,
                   Tally& tally);
// Levels are columns: the executions of a target and level become their mean.
void average_columns(Sample& sample);
// Why a target has no ground truth; "" when all have.
std::string add_truth(const Scene& scene, const MetricJob& job, const std::vector<ValueName>& names,
                      Loader& loader, Sample& sample);

} // namespace reprovip::score
