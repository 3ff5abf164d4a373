#include "harness/protocol/templates.hpp"

#include "harness/base/format.hpp"
#include "harness/base/placeholders.hpp"
#include "harness/base/suggest.hpp"
#include "harness/base/wildcard.hpp"

#include <algorithm>

namespace reprovip::protocol {

namespace {

bool is_known(const std::string& name, const std::vector<std::string>& known) {
  return std::ranges::any_of(known, [&](const auto& pattern) { return wildcard_match(pattern, name); });
}

std::vector<std::string> braced(const std::vector<std::string>& names) {
  std::vector<std::string> all;
  all.reserve(names.size());
  for (const auto& name : names) {
    all.push_back("{" + (name == "column.*" ? "column.NAME" : name) + "}");
  }
  return all;
}

std::string advice_for(const std::string& name, const std::vector<std::string>& known) {
  if (name.starts_with("column.")) {
    return "columns come from [subjects] with a \"table\"";
  }
  if (name == "build") {
    return "add [build] to the application";
  }
  // A parameter or input by its bare name is the usual slip.
  for (const std::string_view prefix : {"input.", "param.", "column."}) {
    const auto whole = std::string(prefix) + name;
    if (std::ranges::find(known, whole) != known.end()) {
      return format("did you mean \"{{{}}}\"?", whole);
    }
  }
  return suggestion("{" + name + "}", braced(known));
}

void add_ids(const model::Application& application, std::vector<std::string>& names) {
  for (const auto& input : application.inputs) {
    names.push_back("input." + input.id);
    names.push_back("input." + input.id + ".name");
    names.push_back("input." + input.id + ".stem");
  }
  for (const auto& param : application.params) {
    names.push_back("param." + param.id);
  }
}

} // namespace

void check_template(const Node& text, const std::vector<std::string>& known, Diagnostics& diagnostics) {
  std::size_t from = 0;
  for (const auto& name : placeholders_of(text.text)) {
    const auto at = text.text.find("{" + name + "}", from);
    from = at == std::string::npos ? from : at + 1;
    if (!is_known(name, known)) {
      diagnostics.add_inside(text.at, static_cast<int>(from), format("unknown placeholder \"{{{}}}\"", name),
                             advice_for(name, known));
    }
  }
}

std::vector<std::string> command_placeholders(const model::Application& application) {
  std::vector<std::string> names = {"subject", "subject.label", "out", "app", "threads", "seed", "column.*"};
  if (application.build) {
    names.emplace_back("build");
  }
  add_ids(application, names);
  return names;
}

std::vector<std::string> input_placeholders(bool has_columns) {
  std::vector<std::string> names = {"subject", "subject.label"};
  if (has_columns) {
    names.emplace_back("column.*");
  }
  return names;
}

} // namespace reprovip::protocol
