#include "harness/score/seen_values.hpp"

#include "harness/base/format.hpp"

#include <cmath>
#include <set>

namespace reprovip::score {

std::string Tally::why_not() const {
  if (text > 0) {
    return format("{} of {} values are no numbers but text (\"{}\")", text, text + numbers, example);
  }
  if (not_finite > 0) {
    return format("{} of {} values are NaN or infinite", not_finite, numbers);
  }
  return numbers == 0 ? "no execution has the value" : "";
}

namespace {

std::map<std::string, double> finite_numbers(const Result<std::shared_ptr<const ReadValues>>& read) {
  std::map<std::string, double> numbers;
  if (!read) {
    return numbers;
  }
  for (const auto& value : (*read)->values) {
    const auto* number = std::get_if<Number>(&value.cell);
    if (number != nullptr && std::isfinite(number->value)) {
      numbers[value.row] = number->value;
    }
  }
  return numbers;
}

} // namespace

Seen seen_in(std::shared_ptr<const ReadValues> read) {
  Seen seen;
  seen.read = std::move(read);
  for (const auto& value : seen.read->values) {
    seen.cells.emplace(ValueName{value.column, value.row}, &value.cell);
  }
  return seen;
}

std::vector<Seen> see_values(const Scene& scene, const MetricJob& job,
                             const std::vector<std::uint32_t>& executions, const std::string& companion,
                             Loader& loader, std::vector<std::string>& warnings) {
  std::vector<Seen> all;
  for (const auto execution : executions) {
    const auto* output = scene.output(execution, job.output.id);
    Seen seen;
    if (output != nullptr) {
      const auto values = loader.values(job.output, *output, scene.subject_name(execution), job.spec.column);
      if (values) {
        seen = seen_in(*values);
        if (!companion.empty()) {
          seen.companions =
              finite_numbers(loader.values(job.output, *output, scene.subject_name(execution), companion));
        }
      } else {
        warn_once(warnings, format("metric \"{}\": {}", job.spec.id, one_line(values.error())));
      }
    }
    seen.execution = execution;
    all.push_back(std::move(seen));
  }
  return all;
}

std::vector<ValueName> names_in(const std::vector<Seen>& all) {
  std::vector<ValueName> names;
  std::set<ValueName> known;
  std::set<const ReadValues*> done;
  for (const auto& seen : all) {
    if (!seen.read || !done.insert(seen.read.get()).second) {
      continue;
    }
    for (const auto& value : seen.read->values) {
      if (known.insert({value.column, value.row}).second) {
        names.emplace_back(value.column, value.row);
      }
    }
  }
  return names;
}

std::optional<Number> number_of(const Seen& seen, const ValueName& name, Tally& tally) {
  if (!seen.read) {
    ++tally.missing;
    return std::nullopt;
  }
  const auto found = seen.cells.find(name);
  if (found == seen.cells.end() && seen.read->absent_is_zero) {
    ++tally.numbers;
    return Number{0, 0};
  }
  if (found == seen.cells.end() || std::holds_alternative<std::monostate>(*found->second)) {
    ++tally.missing;
    return std::nullopt;
  }
  const auto* number = std::get_if<Number>(found->second);
  if (number == nullptr) {
    ++tally.text;
    tally.example = std::get<std::string>(*found->second);
    return std::nullopt;
  }
  ++tally.numbers;
  if (!std::isfinite(number->value)) {
    ++tally.not_finite;
    return std::nullopt;
  }
  return *number;
}

} // namespace reprovip::score
