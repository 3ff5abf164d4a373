#include "harness/base/format.hpp"
#include "harness/explain/explanation.hpp"

#include <algorithm>
#include <array>

namespace reprovip::explain {

namespace {

using Row = std::array<std::string, 5>;

std::string listed(const Explanation& explanation, const Toggles& toggles) {
  std::string text;
  for (const auto toggle : toggles) {
    text += (text.empty() ? "" : ", ") + explanation.candidates[toggle];
  }
  return text;
}

// Many are told by what is not among them.
std::string switched(const Explanation& explanation, const Step& step) {
  if (step.toggles.empty()) {
    return "nothing";
  }
  const auto& all = step.universe;
  Toggles left;
  std::ranges::set_difference(all, step.toggles, std::back_inserter(left));
  if (step.toggles.size() < 3 || left.size() >= step.toggles.size()) {
    return listed(explanation, step.toggles);
  }
  return left.empty() ? format("all {}", all.size()) : "all but " + listed(explanation, left);
}

std::string result(const Step& step) {
  if (!step.impossible.empty() && step.answer != Answer::moved) {
    return "cannot be told: " + step.impossible;
  }
  if (step.answer == Answer::unknown) {
    return "too few to tell";
  }
  if (step.kind == Kind::within) {
    return step.answer == Answer::moved ? "repetitions identical" : "repetitions differ";
  }
  return step.toggles.empty()           ? "the reference"
         : step.answer != Answer::moved ? "the same class"
         : step.impossible.empty()      ? "another class"
                                        : "executions fail";
}

std::vector<Row> rows_of(const Explanation& explanation, const Conclusion& found) {
  std::vector<Row> rows = {{"switched", "subject", "executions", "classes", "result"}};
  for (const auto& step : found.steps) {
    rows.push_back({switched(explanation, step), explanation.subjects[step.subject],
                    std::to_string(step.executions), std::to_string(step.classes), result(step)});
  }
  return rows;
}

// Code points: what columns are counted in.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string aligned(const std::vector<Row>& rows) {
  std::array<std::size_t, 5> widths{};
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], width_of(row[i]));
    }
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line = " ";
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += " " + row[i] + std::string(i + 1 == row.size() ? 0 : widths[i] - width_of(row[i]) + 1, ' ');
    }
    text += line + "\n";
  }
  return text;
}

std::string looked_at(const Explanation& explanation) {
  return format("{} execution{} looked at", explanation.looked_at, explanation.looked_at == 1 ? "" : "s");
}

// What is not explained, and what to do about it; a line each.
std::vector<std::string> left_over(const Explanation& explanation) {
  std::vector<std::string> lines;
  const bool explained = std::ranges::all_of(explanation.outputs, is_explained);
  if (!explained && (explanation.spent || explanation.stopped)) {
    lines.push_back(format("{}; {} goes on where this ended",
                           explanation.stopped ? "it was stopped"
                                               : format("the budget of {} is used", explanation.budget),
                           "`" + explanation.again + "`"));
  }
  for (const auto& output : explanation.outputs) {
    const auto& found = output.conclusion;
    if (found.kind == Kind::nothing_differs && found.tried.empty() && found.complete) {
      lines.push_back("nothing was switched: `--probe builtin` tries what the protocol does not vary");
      break;
    }
    if (found.kind == Kind::within && found.causes.empty() && found.open.empty() && found.complete) {
      lines.push_back(
          format("{}: something that none of these holds still: a seed that the application does not "
                 "declare, the hardware, the network",
                 output.output));
    }
  }
  const bool in_vain = std::ranges::any_of(explanation.outputs, [](const auto& output) {
    return output.conclusion.kind == Kind::within && output.conclusion.causes.empty();
  });
  for (const auto& dropped : in_vain ? explanation.dropped : std::vector<std::string>{}) {
    lines.push_back("not tried: " + dropped);
  }
  return lines;
}

} // namespace

std::string to_text(const Explanation& explanation) {
  std::string text;
  for (const auto& output : explanation.outputs) {
    text += (is_explained(output) ? "✓ " : "? ") + sentence(explanation, output) + "\n";
    for (const auto& note : output.notes) {
      text += "    " + note + "\n";
    }
    if (output.conclusion.kind == Kind::nothing_differs && !output.conclusion.innocent.empty()) {
      text += format("    whatever is switched: {}\n", listed(explanation, output.conclusion.innocent));
    }
  }
  std::vector<std::pair<std::string, std::string>> told; // steps, with whose they are
  for (const auto& output : explanation.outputs) {
    const auto& found = output.conclusion;
    if (found.kind == Kind::nothing_differs) {
      continue;
    }
    auto steps = aligned(rows_of(explanation, found));
    steps += found.innocent.empty() ? "" : format("  innocent: {}\n", listed(explanation, found.innocent));
    const auto same = std::ranges::find(told, steps, &std::pair<std::string, std::string>::first);
    text += same == told.end() ? format("\n{}\n{}", output.output, steps)
                               : format("\n{}: as {}\n", output.output, same->second);
    told.emplace_back(std::move(steps), output.output);
  }
  text +=
      format("\n{}: {}, {} of them run now\n", explanation.study, looked_at(explanation), explanation.ran);
  for (const auto& line : left_over(explanation)) {
    text += line + "\n";
  }
  return text;
}

std::string to_markdown(const Explanation& explanation) {
  auto text = format("# What differs in {}, and why\n\n", explanation.study);
  if (!explanation.reference.empty()) {
    text += format("Reference: {}.\n\n", explanation.reference);
  }
  for (const auto& output : explanation.outputs) {
    text += format("- {} {}\n", is_explained(output) ? "✓" : "?", sentence(explanation, output));
    for (const auto& note : output.notes) {
      text += "  - " + note + "\n";
    }
  }
  for (const auto& output : explanation.outputs) {
    const auto rows = rows_of(explanation, output.conclusion);
    text += format("\n## {}\n\n", output.output);
    for (const auto& row : rows) {
      text += "|";
      for (auto cell : row) {
        for (auto bar = cell.find('|'); bar != std::string::npos; bar = cell.find('|', bar + 2)) {
          cell.insert(bar, 1, '\\');
        }
        text += " " + cell + " |";
      }
      text += &row == &rows.front() ? "\n|---|---|---:|---:|---|\n" : "\n";
    }
  }
  text += format("\n{}, {} of them run now.\n", looked_at(explanation), explanation.ran);
  for (const auto& line : left_over(explanation)) {
    text += "\n" + line + ".\n";
  }
  return text;
}

} // namespace reprovip::explain
