#include "harness/base/format.hpp"
#include "harness/diff/diff.hpp"

namespace reprovip::diff {

namespace {

Json texts(const std::vector<std::string>& list) {
  auto json = Json::array();
  for (const auto& one : list) {
    json.push(one);
  }
  return json;
}

std::string standing(const Difference& difference) {
  if (difference.same_bytes) {
    return "the same bytes";
  }
  if (difference.same_payload) {
    return "the same, packed otherwise";
  }
  if (difference.same) {
    return "the same but for what the canonical digest leaves out";
  }
  return "different";
}

void add_lines(const Difference& difference, const std::string& indent, std::vector<std::string>& lines) {
  const auto kind = difference.kind.empty() ? std::string{} : format(" ({})", difference.kind);
  lines.push_back(format("{}{}: {}{}", indent, difference.name, standing(difference), kind));
  const auto inner = indent + "  ";
  if (!difference.ignored.empty() && !difference.same_bytes) {
    lines.push_back(format("{}left out: {}", inner, fmt::join(difference.ignored, ", ")));
  }
  for (const auto& note : difference.notes) {
    lines.push_back(format("{}note: {}", inner, note));
  }
  for (const auto& part : difference.parts) {
    lines.push_back(format("{}{}: {}", inner, part.title, part.lines.empty() ? "" : part.lines.front()));
    for (std::size_t i = 1; i < part.lines.size(); ++i) {
      lines.push_back(inner + "  " + part.lines[i]);
    }
  }
  for (const auto& name : difference.only_a) {
    lines.push_back(format("{}only in A: {}", inner, name));
  }
  for (const auto& name : difference.only_b) {
    lines.push_back(format("{}only in B: {}", inner, name));
  }
  if (difference.same_members > 0) {
    lines.push_back(format("{}{} members are the same bytes", inner, difference.same_members));
  }
  for (const auto& member : difference.members) {
    add_lines(member, inner, lines);
  }
}

} // namespace

Json to_json(const Difference& difference) {
  auto json = Json::object({{"name", difference.name},
                            {"kind", difference.kind},
                            {"same", difference.same},
                            {"same_bytes", difference.same_bytes},
                            {"same_payload", difference.same_payload},
                            {"left_out", texts(difference.ignored)},
                            {"notes", texts(difference.notes)}});
  auto parts = Json::object();
  for (const auto& part : difference.parts) {
    parts.set(part.title, part.json);
  }
  json.set("parts", std::move(parts));
  if (!difference.members.empty() || difference.same_members > 0 || !difference.only_a.empty() ||
      !difference.only_b.empty()) {
    auto members = Json::array();
    for (const auto& member : difference.members) {
      members.push(to_json(member));
    }
    json.set("members", std::move(members));
    json.set("same_members", difference.same_members);
    json.set("only_a", texts(difference.only_a));
    json.set("only_b", texts(difference.only_b));
  }
  return json;
}

std::string to_text(const Difference& difference, std::size_t most_lines) {
  std::vector<std::string> lines;
  add_lines(difference, "", lines);
  std::string text;
  const bool cut = most_lines > 0 && lines.size() > most_lines;
  const auto shown = cut ? most_lines - 1 : lines.size();
  for (std::size_t i = 0; i < shown; ++i) {
    text += lines[i] + "\n";
  }
  return cut ? text + format("... and {} more lines: --all shows them\n", lines.size() - shown) : text;
}

} // namespace reprovip::diff
