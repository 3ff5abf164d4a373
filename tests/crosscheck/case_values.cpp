#include "tests/crosscheck/case.hpp"

#include <algorithm>

namespace reprovip::crosscheck {

namespace {

std::uint32_t index_of(const Json& json) {
  return static_cast<std::uint32_t>(json.integer());
}

void read_table(const Json& table, score::Sample& sample) {
  for (const auto& row : table.items()) {
    auto& target = sample.targets.emplace_back();
    target.name = std::to_string(sample.targets.size() - 1);
    std::uint32_t column = 0;
    for (const auto& cell : row.items()) {
      if (cell.is_number()) {
        target.observations.push_back({cell.number(), 0, column});
      }
      ++column;
    }
    sample.columns = std::max(sample.columns, column);
  }
}

void read_observations(const Json& observations, score::Sample& sample) {
  for (const auto& json : observations.items()) {
    const auto at = index_of(json["target"]);
    while (sample.targets.size() <= at) {
      sample.targets.emplace_back().name = std::to_string(sample.targets.size() - 1);
    }
    score::Observation observation{json["value"].number(), static_cast<int>(json["digits"].integer()),
                                   index_of(json["column"]), index_of(json["slot"])};
    for (const auto& level : json["levels"].items()) {
      observation.levels.push_back(index_of(level));
    }
    if (!json["companion"].is_null()) {
      observation.companion = json["companion"].number();
    }
    sample.columns = std::max(sample.columns, observation.column + 1);
    sample.targets[at].observations.push_back(std::move(observation));
  }
}

std::vector<std::string> texts_of(const Json& json) {
  std::vector<std::string> texts;
  for (const auto& item : json.items()) {
    texts.push_back(item.text());
  }
  return texts;
}

} // namespace

score::Options options_of(const Json& line) {
  score::Options options;
  for (const auto& [name, value] : line["options"].members()) {
    if (value.is_bool()) {
      options[name] = value.boolean();
    } else if (value.is_integer()) {
      options[name] = value.integer();
    } else if (value.is_number()) {
      options[name] = value.number();
    } else {
      options[name] = value.text();
    }
  }
  return options;
}

score::Sample sample_of(const Json& line) {
  score::Sample sample;
  sample.across = line["across"].boolean();
  sample.levels = texts_of(line["levels"]);
  for (const auto& factor : line["factors"].items()) {
    sample.factors.push_back({factor["name"].text(), texts_of(factor["levels"])});
  }
  read_table(line["table"], sample);
  read_observations(line["observations"], sample);
  const auto& truth = line["truth"].items();
  for (std::size_t i = 0; i < sample.targets.size() && i < truth.size(); ++i) {
    sample.targets[i].truth = truth[i].is_number() ? std::optional(truth[i].number()) : std::nullopt;
  }
  std::erase_if(sample.targets, [](const score::Target& target) { return target.observations.empty(); });
  return sample;
}

} // namespace reprovip::crosscheck
