#include "harness/score/metrics/sample.hpp"

#include "harness/base/format.hpp"

#include <algorithm>
#include <set>

namespace reprovip::score {

namespace {

bool has_every_column(const Target& target, std::uint32_t columns) {
  std::set<std::uint32_t> seen;
  for (const auto& observation : target.observations) {
    seen.insert(observation.column);
  }
  return seen.size() == columns && target.observations.size() == columns;
}

} // namespace

stats::Groups groups_of(const Sample& sample) {
  stats::Groups groups;
  for (const auto& target : sample.targets) {
    auto& group = groups.emplace_back();
    for (const auto& observation : target.observations) {
      group.push_back(observation.value);
    }
  }
  return groups;
}

bool identical_within(const Sample& sample) {
  return std::all_of(sample.targets.begin(), sample.targets.end(), [](const Target& target) {
    return std::all_of(target.observations.begin(), target.observations.end(), [&](const Observation& one) {
      return one.value == target.observations.front().value;
    });
  });
}

bool all_the_same(const Sample& sample) {
  return identical_within(sample) &&
         std::all_of(sample.targets.begin(), sample.targets.end(), [&](const Target& target) {
           return target.observations.front().value == sample.targets.front().observations.front().value;
         });
}

bool is_complete(const Sample& sample) {
  return sample.columns > 1 &&
         std::all_of(sample.targets.begin(), sample.targets.end(),
                     [&](const Target& target) { return has_every_column(target, sample.columns); });
}

Sample complete_part(const Sample& sample) {
  Sample part = sample;
  std::erase_if(part.targets,
                [&](const Target& target) { return !has_every_column(target, sample.columns); });
  return part;
}

void note_left_out(const Sample& all, const Sample& part, Finding& finding) {
  if (part.targets.size() < all.targets.size()) {
    finding.notes.push_back(format("{} of {} targets left out: they lack a column",
                                   all.targets.size() - part.targets.size(), all.targets.size()));
  }
}

std::string too_few(const Sample& sample) {
  if (sample.targets.size() < 2) {
    return format("there are {} targets: it takes 2 at least", sample.targets.size());
  }
  const bool repeated = std::any_of(sample.targets.begin(), sample.targets.end(),
                                    [](const Target& target) { return target.observations.size() > 1; });
  return repeated ? "" : "no target was observed twice: repeat it";
}

bool is_unbalanced(const Sample& sample) {
  return std::any_of(sample.targets.begin(), sample.targets.end(), [&](const Target& target) {
    return target.observations.size() != sample.targets.front().observations.size();
  });
}

} // namespace reprovip::score
