#include "harness/cli/compare_text.hpp"

#include "harness/base/format.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace reprovip::cli {

namespace {

using model::Score;
using study::Comparison;

constexpr std::size_t k_values = 8; // of one output
constexpr const char* k_worst = "worst: ";

const char* symbol(study::Likeness likeness) {
  switch (likeness) {
  case study::Likeness::identical:
    return "=";
  case study::Likeness::equivalent:
    return "✓";
  case study::Likeness::different:
    return "✗";
  case study::Likeness::inconclusive:
    break;
  }
  return "?";
}

std::string counted(std::size_t count, const char* what) {
  return format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string head(const Comparison& comparison) {
  const auto& sides = comparison.sides;
  auto text = format("{}: A = {}, B = {}; {}, {}\n", sides.factor, sides.a.name, sides.b.name,
                     counted(comparison.study.plan.resolved.subjects.size(), "subject"),
                     counted(comparison.study.plan.resolved.protocol.repeat.count, "repetition"));
  const auto& a = sides.a.plan.study;
  const auto& b = sides.b.plan.study;
  text += a == b ? format("  of study {}\n", a) : format("  A of study {}, B of study {}\n", a, b);
  for (const auto& note : comparison.notes) {
    text += "  note: " + note + "\n";
  }
  return text;
}

std::string classes_text(const study::SharedClasses& classes) {
  auto text = format("the same outputs for {} of {}", classes.same, counted(classes.subjects, "subject"));
  if (classes.same < classes.subjects) {
    const auto side = [&](std::uint32_t count) {
      return classes.repetitions < 2 ? std::string("was not repeated")
             : count > 1             ? format("gives up to {} in one cell", count)
                                     : std::string("repeats itself");
    };
    text += format("; A {}, B {}", side(classes.classes_a), side(classes.classes_b));
  }
  if (classes.missing_a + classes.missing_b > 0) {
    text += format("; missing or failed: {} | {} executions", classes.missing_a, classes.missing_b);
  }
  return text;
}

std::string number(const Score& score) {
  if (!score.estimate) {
    return format("none ({})", score.reason);
  }
  auto text = format("{:.4g}", *score.estimate);
  if (score.interval) {
    text += format(" [{:.4g}, {:.4g}]", score.interval->low, score.interval->high);
  }
  return text;
}

std::optional<double> field(const Score& score, const std::string& name) {
  const auto found = std::ranges::find(score.fields, name, &std::pair<std::string, double>::first);
  return found == score.fields.end() ? std::nullopt : std::optional(found->second);
}

std::string worst_of(const Score& score) {
  for (const auto& note : score.notes) {
    if (note.starts_with(k_worst)) {
      return note.substr(std::string(k_worst).size());
    }
  }
  return {};
}

// The scores of one value of an output, by kind; those between repetitions aside.
struct Value {
  std::string name;
  std::map<std::string, const Score*> scores;
  std::map<std::string, const Score*> within;

  const Score* find(const char* kind) const {
    const auto found = scores.find(kind);
    return found == scores.end() ? nullptr : found->second;
  }
};

bool is_farther(const Score& a, const Score& b) {
  if (!a.estimate || !b.estimate) {
    return !a.estimate && b.estimate;
  }
  return a.kind == "dice" ? *a.estimate < *b.estimate : *a.estimate > *b.estimate;
}

std::vector<Value> values_of(const Comparison& comparison, const std::string& output) {
  std::vector<Value> values;
  for (const auto& score : comparison.study.scores.scores) {
    if (score.output != output) {
      continue;
    }
    auto name = model::value_name(score).substr(output.size()); // the output stands above
    name = name.starts_with('.') ? name.substr(1) : name;
    auto found = std::ranges::find(values, name, &Value::name);
    if (found == values.end()) {
      values.push_back({name, {}, {}});
      found = values.end() - 1;
    }
    const bool within = score.metric.ends_with(study::within_id(""));
    auto& kept = (within ? found->within : found->scores)[score.kind];
    kept = kept == nullptr || is_farther(score, *kept) ? &score : kept;
  }
  return values;
}

// Fails first, then what cannot be told, then by how much of its margin a bias takes.
double weight_of(const Value& value) {
  double weight = 0;
  for (const auto& [kind, score] : value.scores) {
    weight += score->decision == false && kind != "equal" ? 1e6 : 0;
  }
  if (const auto* tost = value.find("tost")) {
    weight += tost->decision ? 0 : 1e3;
    const auto margin = field(*tost, "margin");
    weight +=
        margin && tost->estimate && *margin > 0 ? std::min(100.0, std::abs(*tost->estimate) / *margin) : 0;
  }
  if (const auto* dice = value.find("dice"); dice != nullptr && dice->estimate) {
    weight += 1 - *dice->estimate;
  }
  return weight;
}

std::string decision_text(const Score& score) {
  return !score.decision ? "not to be told" : *score.decision ? "within" : "beyond";
}

std::vector<std::string> bias_lines(const Value& value) {
  std::vector<std::string> lines;
  if (const auto* tost = value.find("tost")) {
    const auto margin = field(*tost, "margin");
    lines.push_back(
        !tost->estimate ? format("bias B − A: {}", number(*tost))
        : tost->identical
            ? std::string("bias B − A: 0, every value is the same")
            : format("bias B − A: {}{}", number(*tost),
                     margin ? format(", margin ±{:.4g}: {}", *margin, decision_text(*tost)) : ""));
  }
  std::string more;
  const auto add = [&](const std::string& text) { more += (more.empty() ? "" : "; ") + text; };
  if (const auto* ratio = value.find("variance_ratio"); ratio != nullptr && ratio->estimate) {
    add(format("sd of repetitions B/A: {}{}", number(*ratio),
               ratio->decision == false ? ", more variable" : ""));
  } else if (ratio != nullptr && ratio->decision == false) {
    add("sd of repetitions B/A: " + ratio->reason);
  }
  if (const auto* limits = value.find("bland_altman");
      limits != nullptr && limits->estimate && !limits->identical) {
    const auto low = field(*limits, "lower");
    const auto high = field(*limits, "upper");
    if (low && high) {
      add(format("95 % of differences in {:.4g} to {:.4g}", *low, *high));
    }
  }
  if (const auto* ccc = value.find("ccc"); ccc != nullptr && ccc->estimate && !ccc->identical) {
    add(format("CCC {:.6g}", *ccc->estimate));
  }
  if (!more.empty()) {
    lines.push_back(more);
  }
  return lines;
}

const model::Verdict* verdict_of(const Comparison& comparison, const std::string& id) {
  const auto& verdicts = comparison.study.verdicts.verdicts;
  const auto found = std::ranges::find(verdicts, id, &model::Verdict::criterion);
  return found == verdicts.end() ? nullptr : &*found;
}

std::vector<std::string> pair_lines(const Comparison& comparison, const Value& value,
                                    std::string& last_worst) {
  std::vector<std::string> lines;
  for (const auto* kind : {"nrmse", "ssim", "dice", "hd95", "rms_deviation", "equal"}) {
    const auto* score = value.find(kind);
    if (score == nullptr) {
      continue;
    }
    auto text = format("{} {}", kind, number(*score));
    text += score->unit.empty() || !score->estimate ? "" : " " + score->unit;
    const auto* verdict = verdict_of(comparison, score->metric);
    text += verdict == nullptr ? "" : format(" (required: {})", verdict->require);
    const auto within = value.within.find(kind);
    if (within != value.within.end() && within->second->estimate) {
      text += within->second->identical ? ", repetitions are the same"
                                        : format(", between repetitions {:.4g}", *within->second->estimate);
    }
    const auto worst = worst_of(*score);
    lines.push_back(worst.empty() || worst == last_worst ? text : text + "; worst: " + worst);
    last_worst = worst;
  }
  return lines;
}

// Values of one kind of reader have one kind of lines.
std::string output_text(const Comparison& comparison, const study::OutputComparison& one, bool all) {
  auto text = format("{} {} ({}): {}\n", symbol(one.likeness), one.output, to_string(one.nature),
                     to_string(one.likeness));
  text += "    " + classes_text(one.classes) + "\n";
  auto values = values_of(comparison, one.output);
  std::ranges::stable_sort(values,
                           [](const Value& a, const Value& b) { return weight_of(a) > weight_of(b); });
  const auto shown = all ? values.size() : std::min(values.size(), k_values);
  std::string last_worst;
  for (std::size_t i = 0; i < shown; ++i) {
    auto lines = bias_lines(values[i]);
    const auto pairs = pair_lines(comparison, values[i], last_worst);
    lines.insert(lines.end(), pairs.begin(), pairs.end());
    for (std::size_t k = 0; k < lines.size(); ++k) {
      const auto& name = values[i].name;
      text += format("    {}{}{}\n", k == 0 ? name : std::string(name.size(), ' '), name.empty() ? "" : "  ",
                     lines[k]);
    }
  }
  if (shown < values.size()) {
    text += format("    ... and {} more values (-v)\n", values.size() - shown);
  }
  return text;
}

std::string conclusion(const Comparison& comparison) {
  std::string word(to_string(comparison.likeness));
  std::ranges::transform(word, word.begin(), [](char c) { return static_cast<char>(c - 'a' + 'A'); });
  return format("{} {}: {}\n", symbol(comparison.likeness), word, comparison.reason);
}

} // namespace

std::string compare_text(const Comparison& comparison, const CompareTextOptions& options) {
  if (options.quiet) {
    return conclusion(comparison);
  }
  auto text = head(comparison) + "\n";
  for (const auto& one : comparison.outputs) {
    text += output_text(comparison, one, options.all);
  }
  return text + "\n" + conclusion(comparison);
}

} // namespace reprovip::cli
