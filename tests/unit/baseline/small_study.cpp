#include "tests/unit/baseline/small_study.hpp"

namespace reprovip::baseline {

namespace {

model::Output output_of(const std::string& id, const std::string& digest) {
  model::Output output;
  output.id = id;
  output.state = model::OutputState::present;
  output.canonical.hex = (digest + std::string(64, '0')).substr(0, 64);
  output.raw = output.canonical;
  return output;
}

model::Record record_of(const std::vector<model::Output>& outputs) {
  model::Record record;
  record.ending.outcome = model::Outcome::succeeded;
  record.outputs = outputs;
  return record;
}

model::Factor factor_of(std::size_t conditions, bool versions) {
  model::Factor factor;
  factor.name = versions ? "version" : "machine";
  factor.source = versions ? model::Source::software : model::Source::machine;
  for (std::size_t i = 0; i < conditions; ++i) {
    factor.levels.push_back({"m" + std::to_string(i + 1), {}, false});
  }
  return factor;
}

} // namespace

model::Study small_study(const Numbers& numbers, bool versions, const std::string& digest) {
  model::Study study;
  auto& plan = study.plan;
  plan.study = "small-00000001";
  auto& protocol = plan.resolved.protocol;
  protocol.name = "small";
  protocol.application.name = "app";
  protocol.application.version = "1";
  protocol.factors = {factor_of(numbers.front().size(), versions)};
  for (const auto* id : {"table", "file"}) {
    protocol.outputs.emplace_back().id = id;
  }
  plan.resolved.deployments.emplace_back();
  for (std::uint16_t c = 0; c < numbers.front().size(); ++c) {
    plan.conditions.push_back({{c}, c, 0, c == 0});
  }
  model::Series series{"table", "x", "", {}};
  for (std::uint32_t s = 0; s < numbers.size(); ++s) {
    plan.resolved.subjects.emplace_back().id = "s" + std::to_string(s + 1);
    for (std::uint32_t c = 0; c < numbers[s].size(); ++c) {
      Digest key;
      key.hex = std::string(60, 'a') + std::to_string(10 * s + c + 1000);
      plan.cells.push_back({s, c, key});
      for (std::uint32_t k = 0; k < numbers[s][c].size(); ++k) {
        const auto cell = static_cast<std::uint32_t>(plan.cells.size() - 1);
        const auto name = std::to_string(plan.executions.size());
        plan.executions.push_back({cell, k + 1, 0});
        study.records.emplace_back(record_of({output_of("table", std::to_string(numbers[s][c][k])),
                                              output_of("file", digest.empty() ? "x" + name : digest)}));
        series.values.emplace_back(numbers[s][c][k]);
      }
    }
  }
  study.observations.series = {series};
  study.verdicts.status = model::Status::pass;
  return study;
}

} // namespace reprovip::baseline
