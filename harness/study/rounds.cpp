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

void share_confidence(model::Protocol& protocol, const model::Vocabulary& vocabulary) {
  const auto& repeat = protocol.repeat;
  if (!repeat.until || !decides(*repeat.until)) {
    return;
  }
  const auto looks = rounds_of(repeat).size();
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
