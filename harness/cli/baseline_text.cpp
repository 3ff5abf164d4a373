#include "harness/cli/baseline_text.hpp"

#include "harness/base/format.hpp"
#include "harness/base/utf8.hpp"

#include <algorithm>

namespace reprovip::cli {

namespace {

constexpr std::size_t k_shown = 30;

std::string output_line(const model::BaselineOutput& output) {
  std::uint32_t executions = 0;
  std::uint32_t most = 0;
  for (const auto& cell : output.cells) {
    executions += cell.executions;
    most = std::max(most, cell.classes);
  }
  return format("  output {}: {} executions, at most {} classes in a cell\n", output.output, executions,
                most);
}

std::string value_line(const model::BaselineValue& value) {
  if (value.within_df == 0) {
    return format("  {}: {} cells, one execution each: how much it varies is not known\n",
                  model::value_name(value), value.cells.size());
  }
  if (value.within_sd == 0) {
    return format("  {}: {} cells, repeats exactly\n", model::value_name(value), value.cells.size());
  }
  return format("  {}: {} cells, sd between repetitions {:.4g} ({} degrees of freedom{})\n",
                model::value_name(value), value.cells.size(), value.within_sd, value.within_df,
                value.prior_df ? format("; cells differ, worth {:.3g} more of each", *value.prior_df)
                               : std::string("; alike in all cells"));
}

std::string more(std::size_t all, std::size_t shown) {
  return all > shown ? format("  ... and {} more values (-v)\n", all - shown) : std::string();
}

char sign(model::Status status) {
  return status == model::Status::pass ? '=' : status == model::Status::fail ? '!' : '?';
}

std::string difference_line(const baseline::ValueDifference& value) {
  auto text = format("  {} {}: {}", sign(value.status), value.name, value.reason);
  if (const auto& tests = value.tests) {
    text +=
        format("; shift {:.3g} [{:.3g}, {:.3g}] repeatability coefficients, spread {:.3g} [{:.3g}, {:.3g}]",
               tests->shift.value / tests->rc, tests->bias.low, tests->bias.high, tests->ratio.ratio,
               tests->ratio.low, tests->ratio.high);
  }
  return text + "\n";
}

int rank(model::Status status) {
  return status == model::Status::fail ? 0 : status == model::Status::inconclusive ? 1 : 2;
}

} // namespace

std::string show_text(const model::Baseline& baseline, bool all) {
  std::uint32_t executions = 0;
  for (const auto& [cell, count] : baseline.executions) {
    executions += count;
  }
  auto text = format("{}: {} {} of {}, study {} ({})\n  {} executions of {} subjects in {} conditions\n",
                     baseline.name, baseline.application, baseline.version, baseline.protocol, baseline.study,
                     model::to_string(baseline.status), executions, baseline.subjects.size(),
                     baseline.conditions.size());
  for (const auto& condition : baseline.conditions) {
    text += condition.name.empty() ? "" : format("  condition {}\n", condition.name);
  }
  for (const auto& output : baseline.outputs) {
    text += output_line(output);
  }
  const auto shown = all ? baseline.values.size() : std::min(baseline.values.size(), k_shown);
  for (std::size_t i = 0; i < shown; ++i) {
    text += value_line(baseline.values[i]);
  }
  return clean(text + more(baseline.values.size(), shown), Lines::keep);
}

std::string difference_text(const baseline::Difference& difference, bool all, bool quiet) {
  const char* word = difference.status == model::Status::pass   ? "✓ NO WORSE"
                     : difference.status == model::Status::fail ? "✗ WORSE"
                                                                : "? CANNOT TELL";
  const auto conclusion = format("{}: {}\n", word, difference.reason);
  if (quiet) {
    return clean(conclusion, Lines::keep);
  }
  auto text = format("A = {}, B = {}\n", difference.a, difference.b);
  if (difference.a == difference.b) {
    text += "  note: it is the accepted study: that it is no worse says nothing\n";
  }
  for (const auto& change : difference.changes) {
    text += "  " + change + "\n";
  }
  for (const auto& output : difference.outputs) {
    text +=
        format("  output {}: the same classes in {} of {} cells\n", output.output, output.same, output.cells);
  }
  auto values = difference.values;
  std::ranges::stable_sort(values, {}, [](const auto& value) { return rank(value.status); });
  const auto shown = all ? values.size() : std::min(values.size(), k_shown);
  for (std::size_t i = 0; i < shown; ++i) {
    text += difference_line(values[i]);
  }
  return clean(text + more(values.size(), shown) + conclusion, Lines::keep);
}

} // namespace reprovip::cli
