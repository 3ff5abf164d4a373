#include "harness/cli/score_text.hpp"

#include "harness/base/format.hpp"

namespace reprovip::cli {

namespace {

std::string title_of(const model::Score& score, const std::string& name) {
  auto text = name;
  text += score.column.empty() ? "" : " " + score.column;
  text += score.row.empty() ? "" : format(" [{}]", score.row);
  text += score.group.empty() ? "" : format(" ({})", score.group);
  return text;
}

} // namespace

std::string score_text(const model::Score& score, const std::string& name) {
  auto text = title_of(score, name);
  text += score.estimate ? format(" = {:.6g}", *score.estimate) : format(": none ({})", score.reason);
  if (score.interval) {
    text += format(" [{:.6g}, {:.6g}]", score.interval->low, score.interval->high);
  }
  text += score.unit.empty() ? "" : " " + score.unit;
  text += score.label.empty() ? "" : "  " + score.label;
  text += !score.decision ? "" : *score.decision ? "  passes" : "  fails";
  for (const auto& [field, value] : score.fields) {
    text += format("\n    {:<16} {:.6g}", field, value);
  }
  for (const auto& note : score.notes) {
    text += "\n    " + note;
  }
  for (const auto& file : score.files) {
    text += "\n    wrote " + file;
  }
  return text + "\n";
}

} // namespace reprovip::cli
