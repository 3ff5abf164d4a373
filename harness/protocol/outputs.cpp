#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/protocol/application.hpp"
#include "harness/protocol/check.hpp"

#include <algorithm>

namespace reprovip::protocol {

namespace {

// Options are checked against the reader that is named. One told from the file name checks its own.
std::map<std::string, model::Value> reader_options(const Node& node, const std::string& reader,
                                                   const model::Vocabulary& vocabulary,
                                                   Diagnostics& diagnostics) {
  std::map<std::string, model::Value> options;
  const auto* plugin = model::find_plugin(vocabulary.readers, reader);
  for (const auto& member : members_at(node, "options")) {
    if (plugin) {
      std::vector<std::string> names;
      for (const auto& option : plugin->options) {
        names.push_back(option.name);
      }
      const auto found = std::ranges::find(names, member.key);
      if (found == names.end()) {
        diagnostics.add(member.at, format("reader \"{}\" has no option \"{}\"", reader, member.key),
                        suggestion(member.key, names));
      } else {
        check_option(member, plugin->options[static_cast<std::size_t>(found - names.begin())], diagnostics);
      }
    }
    if (member.value.is_scalar()) {
      options[member.key] = value_of(member.value);
    }
  }
  return options;
}

// Everything that an execution writes is below its own directory.
void check_path(const Node& path, Diagnostics& diagnostics) {
  const auto& text = path.text;
  const bool climbs = text == ".." || text.starts_with("../") || text.find("/../") != std::string::npos ||
                      text.ends_with("/..");
  if (text.starts_with("/") || climbs) {
    diagnostics.add(path.at, format("\"{}\" is not below the execution's own directory", text),
                    "give a path relative to {out}");
  }
}

} // namespace

model::OutputDecl output_from(const Member& member, model::OutputDecl known,
                              const model::Vocabulary& vocabulary, Diagnostics& diagnostics) {
  const auto& node = member.value;
  auto output = std::move(known);
  if (const auto* path = node.find("path"); path && path->is_text()) {
    check_path(*path, diagnostics);
    output.path = path->text;
  }
  output.member = text_at(node, "member", output.member);
  output.reader = text_at(node, "read", output.reader);
  output.optional = boolean_at(node, "optional", output.optional);
  output.description = text_at(node, "description", output.description);
  if (const auto kind = text_at(node, "kind"); !kind.empty()) {
    output.kind = kind == "directory" ? model::OutputKind::directory : model::OutputKind::file;
  }
  if (const auto keep = text_at(node, "keep"); !keep.empty()) {
    output.keep = keep == "digest" ? model::Keep::digest : model::Keep::bytes;
  }
  if (node.find("ignore")) {
    output.ignore = texts_at(node, "ignore");
  }
  for (auto& [name, value] : reader_options(node, output.reader, vocabulary, diagnostics)) {
    output.options[name] = std::move(value);
  }
  output.where = to_pos(member.at);
  return output;
}

} // namespace reprovip::protocol
