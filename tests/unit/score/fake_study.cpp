#include "tests/unit/score/fake_study.hpp"

#include "harness/model/plan.hpp"
#include "harness/sys/hash.hpp"

namespace reprovip::score::test {

namespace {

std::vector<std::vector<std::uint16_t>> all_combinations(const std::vector<FakeStudy::Factor>& factors) {
  std::vector<std::vector<std::uint16_t>> combinations(1);
  for (const auto& factor : factors) {
    std::vector<std::vector<std::uint16_t>> longer;
    for (const auto& combination : combinations) {
      for (std::uint16_t level = 0; level < factor.levels.size(); ++level) {
        longer.push_back(combination);
        longer.back().push_back(level);
      }
    }
    combinations = std::move(longer);
  }
  return combinations;
}

} // namespace

FakeStudy::FakeStudy(std::vector<std::string> subjects, const std::vector<Factor>& factors,
                     std::uint32_t repetitions, const std::string& output_path)
    : m_path(output_path), m_repetitions(repetitions) {
  auto& protocol = plan.resolved.protocol;
  for (const auto& factor : factors) {
    auto& added = protocol.factors.emplace_back();
    added.name = factor.name;
    added.source = factor.source;
    for (const auto& level : factor.levels) {
      added.levels.push_back({level, level});
    }
  }
  auto& output = protocol.outputs.emplace_back();
  output.id = "out";
  output.path = output_path;
  for (const auto& subject : subjects) {
    plan.resolved.subjects.emplace_back().id = subject;
  }
  for (const auto& levels : all_combinations(factors)) {
    auto& condition = plan.conditions.emplace_back();
    condition.levels = levels;
    condition.environment = static_cast<std::uint32_t>(plan.environments.size());
    plan.environments.push_back(model::describe(plan, condition));
  }
  for (std::uint32_t subject = 0; subject < subjects.size(); ++subject) {
    for (std::uint32_t condition = 0; condition < plan.conditions.size(); ++condition) {
      plan.cells.push_back({subject, condition, {}});
      for (std::uint32_t repetition = 1; repetition <= repetitions; ++repetition) {
        plan.executions.push_back({static_cast<std::uint32_t>(plan.cells.size() - 1), repetition, 0});
      }
    }
  }
  records.resize(plan.executions.size());
}

std::size_t FakeStudy::index(std::size_t subject, std::size_t condition, std::uint32_t repetition) const {
  return (subject * plan.conditions.size() + condition) * m_repetitions + repetition - 1;
}

void FakeStudy::write(std::size_t subject, std::size_t condition, std::uint32_t repetition,
                      const std::string& text, const std::string& canonical) {
  auto& record = records[index(subject, condition, repetition)].emplace();
  record.ending.outcome = text == "!" ? model::Outcome::failed : model::Outcome::succeeded;
  auto& output = record.outputs.emplace_back();
  output.id = "out";
  output.state = text == "!"   ? model::OutputState::missing
                 : text == "-" ? model::OutputState::absent_optional
                               : model::OutputState::present;
  if (output.state != model::OutputState::present) {
    return;
  }
  output.empty = text.empty();
  output.raw = sys::sha256(text);
  output.canonical = canonical.empty() ? output.raw : sys::sha256(canonical);
  auto& file = output.files.emplace_back();
  file.path = m_path;
  file.raw = output.raw;
  file.canonical = output.canonical;
  m_objects.write(output.raw.hex, text);
}

void FakeStudy::observe(std::size_t subject, std::size_t condition, std::uint32_t repetition,
                        const std::string& fact, const std::string& value) {
  records[index(subject, condition, repetition)]->ending.facts[fact] = value;
}

model::MetricSpec& FakeStudy::metric(const std::string& kind, const std::string& column) {
  auto& spec = plan.resolved.protocol.metrics.emplace_back();
  spec.id = kind;
  spec.kind = kind;
  spec.output = "out";
  spec.column = column;
  return spec;
}

World FakeStudy::world() {
  World world;
  world.open = [this](const Digest& raw) -> Result<sys::Path> {
    ++opened;
    return m_objects.path() / raw.hex;
  };
  world.cache = &cache;
  return world;
}

model::Scores FakeStudy::scores() {
  return score(plan, records, world());
}

model::Observations FakeStudy::observations(const ObserveOptions& options) {
  return score::observe(plan, records, world(), options);
}

} // namespace reprovip::score::test
