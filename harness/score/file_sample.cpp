#include "harness/base/format.hpp"
#include "harness/score/file_jobs.hpp"
#include "harness/score/finding_json.hpp"
#include "harness/score/sample_of.hpp"

#include <algorithm>

namespace reprovip::score {

namespace {

// Two levels of the sample, as columns 0 and 1.
Sample pair_of(const Sample& sample, std::uint32_t a, std::uint32_t b) {
  auto pair = sample;
  pair.columns = 2;
  pair.levels = {sample.levels[a], sample.levels[b]};
  for (auto& target : pair.targets) {
    std::erase_if(target.observations,
                  [&](const Observation& one) { return one.column != a && one.column != b; });
    for (auto& one : target.observations) {
      one.column = one.column == a ? 0 : 1;
    }
  }
  std::erase_if(pair.targets, [](const Target& target) { return target.observations.empty(); });
  return pair;
}

model::Score scored(model::Score score, const Sample& sample, const ValuesMetric& metric) {
  score.subjects = static_cast<std::uint32_t>(sample.targets.size());
  if (sample.targets.empty()) {
    score.reason = "there is no number";
    return score;
  }
  const auto fewest = std::ranges::min_element(
      sample.targets, {}, [](const Target& target) { return target.observations.size(); });
  score.repetitions = static_cast<std::uint32_t>(fewest->observations.size());
  put_into(metric.of(sample), score);
  return score;
}

std::string lacks(const Sample& sample, const ValuesNeeds& needs) {
  if ((needs.across || needs.pairs_of_levels) && !sample.across) {
    return "it compares levels: give --level NAME=FILE for each, --across with a pattern or a table";
  }
  if (needs.truth &&
      std::ranges::any_of(sample.targets, [](const Target& target) { return !target.truth; })) {
    return "it needs the ground truth of every target: give --against FILE";
  }
  return {};
}

} // namespace

std::vector<model::Score> scores_of_sample(const MetricEntry& /*entry*/, const ValuesMetric& metric,
                                           Sample sample, model::Score blank) {
  const auto needs = metric.needs();
  if (auto reason = lacks(sample, needs); !reason.empty()) {
    blank.reason = std::move(reason);
    return {blank};
  }
  if (sample.across && !needs.every_execution) {
    average_columns(sample);
  }
  if (!needs.pairs_of_levels) {
    return {scored(std::move(blank), sample, metric)};
  }
  std::vector<model::Score> scores;
  for (std::uint32_t a = 0; a < sample.columns; ++a) {
    for (std::uint32_t b = a + 1; b < sample.columns; ++b) {
      auto score = blank;
      score.group = sample.levels[a] + " | " + sample.levels[b];
      scores.push_back(scored(std::move(score), pair_of(sample, a, b), metric));
    }
  }
  return scores;
}

} // namespace reprovip::score
