#include "harness/study/rounds.hpp"

#include "harness/base/format.hpp"

#include <algorithm>
#include <charconv>

namespace reprovip::study {

namespace {

// What the protocol gives, else what the metric's declaration does. Nothing where it is no level: the metric
// refuses that, as it was written.
std::optional<double> level_of(const model::MetricSpec& metric, const model::OptionDecl& option) {
  const auto given = metric.options.find(option.name);
  const auto text = given == metric.options.end() ? option.fallback : model::to_text(given->second);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_level = error == std::errc{} && end == text.data() + text.size() && number > 0 && number < 1;
  return is_level ? std::optional(number) : std::nullopt;
}

} // namespace

std::vector<std::uint32_t> rounds_of(const model::Repeat& repeat) {
  const auto first = repeat.minimum != 0 ? repeat.minimum : repeat.count;
  const auto most = std::max(repeat.maximum, first);
  std::vector<std::uint32_t> rounds = {first};
  while (rounds.back() < most) {
    const auto count = rounds.back();
    rounds.push_back(std::min(most, count + std::max(1U, count / 2)));
  }
  return rounds;
}

double confidence_of_looks(double confidence, std::size_t looks) {
  return 1 - (1 - confidence) / static_cast<double>(std::max<std::size_t>(looks, 1));
}

bool decides(const model::Expression& until) {
  using Kind = model::Expression::Kind;
  if (until.kind == Kind::call && until.word == "width") {
    return false;
  }
  return until.kind == Kind::name || std::ranges::any_of(until.operands, decides);
}

std::uint32_t shared_looks(const model::Repeat& repeat) {
  return repeat.until && decides(*repeat.until) ? static_cast<std::uint32_t>(rounds_of(repeat).size()) : 1;
}

std::vector<std::string> notes_on_looks(const model::Plan& plan) {
  const auto& protocol = plan.resolved.protocol;
  const auto looks = shared_looks(protocol.repeat);
  if (looks == 1) {
    return {};
  }
  std::vector<std::string> notes = {format(
      "{} planned looks of `until` share the error of intervals and tests: what is asked for at 95 % is "
      "at {:.4g} % here",
      looks, 100 * confidence_of_looks(0.95, looks))};
  for (const auto& metric : protocol.metrics) {
    if (metric.kind == "external") {
      notes.push_back(format("metric \"{}\" brings intervals of its own, which are not adjusted for {} looks",
                             metric.id, looks));
    }
  }
  std::uint32_t most = 0;
  for (const auto& execution : plan.executions) {
    most = std::max(most, execution.repetition);
  }
  if (most > rounds_of(protocol.repeat).back()) {
    notes.push_back(
        format("{} repetitions are more than the {} of `until`: a look beyond the planned ones has no "
               "part of their error, and adds to it",
               most, rounds_of(protocol.repeat).back()));
  }
  return notes;
}

void share_confidence(model::Protocol& protocol, const model::Vocabulary& vocabulary) {
  const auto& repeat = protocol.repeat;
  const auto looks = shared_looks(repeat);
  if (looks == 1) {
    return;
  }
  for (auto& metric : protocol.metrics) {
    const auto* plugin = model::find_plugin(vocabulary.metrics, metric.kind);
    for (const auto& option : plugin == nullptr ? std::vector<model::OptionDecl>{} : plugin->options) {
      const auto value = level_of(metric, option);
      if (value && option.name == "confidence") {
        metric.options["confidence"] = confidence_of_looks(*value, looks);
      } else if (value && option.name == "alpha" && metric.kind != "nondeterminism") {
        metric.options["alpha"] = *value / static_cast<double>(looks);
      }
    }
  }
}

std::string stop_note(const model::Protocol& protocol, std::uint32_t count, bool holds) {
  const auto& repeat = protocol.repeat;
  auto text =
      holds ? format("stopped after {} repetitions: {} holds", count, repeat.until_text)
            : format("stopped after {} repetitions, the most: {} does not hold", count, repeat.until_text);
  if (decides(*repeat.until)) {
    text += format("; intervals share their confidence among {} looks", rounds_of(repeat).size());
  }
  return text;
}

} // namespace reprovip::study
