#include "harness/study/spread.hpp"

#include "harness/base/format.hpp"
#include "harness/explain/spread.hpp"
#include "harness/score/loader.hpp"

#include <cmath>

namespace reprovip::study {

namespace {

constexpr std::size_t k_most_values = 4;

using Values = std::vector<std::pair<std::string, std::vector<double>>>; // in order of appearance

std::vector<double>* find(Values& values, const std::string& name) {
  for (auto& [known, numbers] : values) {
    if (known == name) {
      return &numbers;
    }
  }
  return nullptr;
}

void add(Values& values, const score::ReadValues& read) {
  for (const auto& value : read.values) {
    const auto* const number = std::get_if<score::Number>(&value.cell);
    if (number == nullptr || !std::isfinite(number->value)) {
      continue;
    }
    const auto name = value.row.empty() ? value.column : format("{}[{}]", value.column, value.row);
    auto* numbers = find(values, name);
    if (numbers == nullptr && values.size() < k_most_values) {
      numbers = &values.emplace_back(name, std::vector<double>{}).second;
    }
    if (numbers != nullptr) {
      numbers->push_back(number->value);
    }
  }
}

Values values_of(score::Loader& loader, const model::OutputDecl& declaration,
                 const std::vector<model::Record>& records) {
  Values values;
  for (const auto& record : records) {
    for (const auto& output : record.outputs) {
      if (output.id != declaration.id || output.state != model::OutputState::present) {
        continue;
      }
      if (const auto read = loader.values(declaration, output, record.subject, "")) {
        add(values, **read);
      }
    }
  }
  return values;
}

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const auto value : values) {
    sum += value;
  }
  return sum / static_cast<double>(values.size());
}

struct Change {
  std::string what;
  std::string value;
  double mean = 0; // of the reference
  explain::Spread spread;
};

std::vector<std::string> lines_of(std::vector<Change>& changes) {
  std::vector<explain::Spread*> spreads;
  for (auto& change : changes) {
    spreads.push_back(&change.spread);
  }
  explain::adjust(spreads);
  std::vector<std::string> lines;
  for (const auto& change : changes) {
    lines.push_back(
        format("{}: {}", change.what, explain::describe(change.value, change.spread, change.mean)));
  }
  return lines;
}

} // namespace

std::vector<std::string> describe_spread(Laboratory& laboratory, const store::Store& store,
                                         const model::Plan& plan, const std::string& output,
                                         const std::vector<Candidate>& candidates, std::uint32_t repetitions,
                                         double confidence) {
  std::vector<Change> changes;
  const auto* const declaration = model::find_output(plan.resolved.protocol, output);
  const score::World world{.open = [&store](const Digest& digest) { return store.object(digest); }};
  score::Loader loader(world);
  laboratory.observe(output, {}, 0, repetitions);
  auto reference = values_of(loader, *declaration, laboratory.records({}, 0));
  for (std::size_t i = 0; i < candidates.size() && !reference.empty(); ++i) {
    laboratory.observe(output, {i}, 0, repetitions);
    auto switched = values_of(loader, *declaration, laboratory.records({i}, 0));
    for (const auto& [name, before] : reference) {
      const auto* const after = find(switched, name);
      if (before.size() < 3 || after == nullptr || after->size() < 3) {
        continue;
      }
      changes.push_back(
          {format("{}, {} and {} executions", describe(candidates[i]), before.size(), after->size()), name,
           mean_of(before), explain::compare_spread(before, *after, confidence)});
    }
  }
  return lines_of(changes);
}

} // namespace reprovip::study
