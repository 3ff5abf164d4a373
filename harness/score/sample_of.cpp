#include "harness/score/sample_of.hpp"

#include "harness/base/format.hpp"
#include "harness/stats/sums.hpp"

#include <algorithm>

namespace reprovip::score {

namespace {

std::string target_name(const std::string& subject, const ValueName& name, bool many_rows) {
  return many_rows ? subject + " " + name.second : subject;
}

// The factors that vary among the executions, with the levels that occur.
std::vector<SampleFactor> factors_among(const Scene& scene, const std::vector<Seen>& all,
                                        const std::vector<std::string>& observed) {
  std::vector<std::uint32_t> executions;
  for (const auto& seen : all) {
    executions.push_back(seen.execution);
  }
  auto names = scene.planned();
  std::copy_if(scene.observed().begin(), scene.observed().end(), std::back_inserter(names),
               [&](const std::string& fact) {
                 return std::find(observed.begin(), observed.end(), fact) != observed.end();
               });
  std::vector<SampleFactor> factors;
  for (const auto& name : names) {
    auto levels = levels_among(scene, executions, name);
    if (levels.size() > 1) {
      factors.push_back({name, std::move(levels)});
    }
  }
  return factors;
}

std::vector<std::uint32_t> levels_of(const Scene& scene, std::uint32_t execution,
                                     const std::vector<SampleFactor>& factors) {
  std::vector<std::uint32_t> levels;
  for (const auto& factor : factors) {
    const auto at =
        std::find(factor.levels.begin(), factor.levels.end(), scene.level(execution, factor.name));
    levels.push_back(static_cast<std::uint32_t>(at - factor.levels.begin()));
  }
  return levels;
}

std::optional<double> companion_of(const Seen& seen, const ValueName& name) {
  const auto found = seen.companions.find(name.second);
  return found == seen.companions.end() ? std::nullopt : std::optional(found->second);
}

// Nothing when one is missing: a mean of the others would say less than it seems.
std::optional<double> mean_companion(const std::vector<Observation>& observations) {
  std::vector<double> companions;
  for (const auto& observation : observations) {
    if (!observation.companion) {
      return std::nullopt;
    }
    companions.push_back(*observation.companion);
  }
  return stats::moments(companions).mean;
}

void sort_columns(Sample& sample) {
  for (auto& target : sample.targets) {
    std::stable_sort(target.observations.begin(), target.observations.end(),
                     [](const Observation& a, const Observation& b) {
                       return std::pair(a.column, a.slot) < std::pair(b.column, b.slot);
                     });
  }
}

} // namespace

Sample make_sample(const Scene& scene, const MetricJob& job, const std::vector<Seen>& all,
                   const std::vector<ValueName>& names, const Columns& columns, const ValuesNeeds& needs,
                   Tally& tally) {
  Sample sample;
  sample.across = !job.spec.across.empty();
  sample.columns = columns.count;
  sample.levels = columns.levels;
  if (needs.factors) {
    sample.factors = factors_among(scene, all, needs.observed);
  }
  std::map<std::string, std::size_t> known;
  for (const auto& name : names) {
    for (const auto& seen : all) {
      const auto number = number_of(seen, name, tally);
      const auto place = columns.places.find(seen.execution);
      if (!number || place == columns.places.end()) {
        continue;
      }
      const auto target = target_name(scene.subject_name(seen.execution), name, names.size() > 1);
      const auto [found, is_new] = known.emplace(target, sample.targets.size());
      if (is_new) {
        sample.targets.push_back({target, {}, {}});
      }
      sample.targets[found->second].observations.push_back(
          {number->value, number->digits, place->second.column, place->second.slot,
           levels_of(scene, seen.execution, sample.factors), companion_of(seen, name)});
    }
  }
  sort_columns(sample);
  return sample;
}

void average_columns(Sample& sample) {
  for (auto& target : sample.targets) {
    std::map<std::uint32_t, std::vector<Observation>> by_column;
    for (const auto& observation : target.observations) {
      by_column[observation.column].push_back(observation);
    }
    target.observations.clear();
    for (const auto& [column, observations] : by_column) {
      std::vector<double> values;
      for (const auto& observation : observations) {
        values.push_back(observation.value);
      }
      target.observations.push_back(
          {stats::moments(values).mean, 0, column, 0, {}, mean_companion(observations)});
    }
  }
}

std::string add_truth(const Scene& scene, const MetricJob& job, const std::vector<ValueName>& names,
                      Loader& loader, Sample& sample) {
  std::map<std::string, double> truths;
  for (const auto& subject : scene.plan().resolved.subjects) {
    const auto values = loader.truth_values(job.output, subject, job.spec.column);
    if (!values) {
      return one_line(values.error());
    }
    const auto seen = seen_in(*values);
    for (const auto& name : names) {
      Tally tally;
      if (const auto number = number_of(seen, name, tally)) {
        truths[target_name(subject.id, name, names.size() > 1)] = number->value;
      }
    }
  }
  for (auto& target : sample.targets) {
    const auto found = truths.find(target.name);
    if (found == truths.end()) {
      return format("the ground truth of {} has no number for it", target.name);
    }
    target.truth = found->second;
  }
  return "";
}

} // namespace reprovip::score
