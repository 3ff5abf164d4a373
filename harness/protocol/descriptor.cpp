#include "harness/protocol/descriptor.hpp"

#include "harness/base/format.hpp"
#include "harness/protocol/check.hpp"
#include "harness/protocol/params.hpp"

#include <algorithm>
#include <map>

namespace reprovip::protocol {

namespace {

using model::ParamType;

bool is_file(const Node& input) {
  return text_at(input, "type") == "File";
}

ParamType param_type(const Node& input) {
  const auto type = text_at(input, "type");
  if (type == "Flag") {
    return ParamType::boolean;
  }
  if (type == "Number") {
    return boolean_at(input, "integer", false) ? ParamType::integer : ParamType::number;
  }
  return ParamType::string;
}

model::ListLimits limits_of(const Node& node) {
  const auto limit = [&](std::string_view key) {
    return static_cast<std::uint32_t>(std::clamp(number_at(node, key).value_or(0), 0.0, 1e9));
  };
  return {limit("min-list-entries"), limit("max-list-entries")};
}

model::InputDecl input_from(const Node& node) {
  model::InputDecl input;
  input.id = text_at(node, "id");
  input.optional = boolean_at(node, "optional", false);
  input.list = boolean_at(node, "list", false);
  input.limits = limits_of(node);
  input.fallback = texts_at(node, "default-value");
  input.description = text_at(node, "description");
  input.where = to_pos(node.at);
  return input;
}

model::ParamDecl param_from(const Node& node, Diagnostics& diagnostics) {
  model::ParamDecl param;
  param.id = text_at(node, "id");
  param.type = param_type(node);
  // A flag that nobody sets is off.
  param.optional = boolean_at(node, "optional", false) || param.type == ParamType::boolean;
  param.list = boolean_at(node, "list", false);
  param.limits = limits_of(node);
  param.minimum = number_at(node, "minimum");
  param.maximum = number_at(node, "maximum");
  param.exclusive_minimum = boolean_at(node, "exclusive-minimum", false);
  param.exclusive_maximum = boolean_at(node, "exclusive-maximum", false);
  param.description = text_at(node, "description");
  param.where = to_pos(node.at);
  if (const auto* choices = node.find("value-choices")) {
    for (const auto& choice : choices->items) {
      if (choice.is_scalar()) {
        param.choices.push_back(value_of(choice));
      }
    }
  }
  if (const auto* fallback = node.find("default-value"); fallback && fallback->kind != Node::Kind::null) {
    param.fallback = param_value(*fallback, param, diagnostics);
  }
  return param;
}

// None for an input that the command line does not name.
std::optional<model::ValueKey> value_key(const Node& node, bool is_output) {
  model::ValueKey key;
  key.key = text_at(node, "value-key");
  key.id = text_at(node, "id");
  if (const auto* flag = node.find("command-line-flag"); flag && flag->is_text()) {
    key.flag = flag->text;
  }
  key.flag_separator = text_at(node, "command-line-flag-separator", " ");
  key.list_separator = text_at(node, "list-separator", " ");
  key.absolute_path = boolean_at(node, "uses-absolute-path", false);
  const auto type = text_at(node, "type");
  key.is_flag = !is_output && type == "Flag";
  key.quote = is_output || type == "String" || type == "File";
  return key.key.empty() ? std::nullopt : std::optional(key);
}

std::vector<model::ConditionalPath> conditional_paths(const Node& node) {
  std::vector<model::ConditionalPath> paths;
  for (const auto* item : tables_at(node, "conditional-path-template")) {
    for (const auto& member : item->members) {
      if (member.value.is_text()) {
        paths.push_back({member.key, member.value.text});
      }
    }
  }
  return paths;
}

model::OutputDecl output_from_node(const Node& node, model::ShellCommand& shell) {
  model::OutputDecl output;
  output.id = text_at(node, "id");
  output.path = text_at(node, "path-template");
  output.optional = boolean_at(node, "optional", false);
  output.description = text_at(node, "description");
  output.where = to_pos(node.at);
  if (auto stripped = texts_at(node, "path-template-stripped-extensions"); !stripped.empty()) {
    shell.stripped_extensions[output.id] = std::move(stripped);
  }
  if (auto lines = texts_at(node, "file-template"); !lines.empty()) {
    shell.file_templates[output.id] = std::move(lines);
  }
  if (auto paths = conditional_paths(node); !paths.empty()) {
    const auto fallback = std::ranges::find(paths, "default", &model::ConditionalPath::condition);
    output.path = fallback == paths.end() ? paths.back().path : fallback->path;
    shell.conditional_paths[output.id] = std::move(paths);
  }
  return output;
}

model::ValueGroup group_from(const Node& node) {
  return {text_at(node, "id"), texts_at(node, "members"), boolean_at(node, "mutually-exclusive", false),
          boolean_at(node, "one-is-required", false), boolean_at(node, "all-or-none", false)};
}

bool take_prefix(std::string& text, std::string_view prefix) {
  if (text.starts_with(prefix)) {
    text.erase(0, prefix.size());
    return true;
  }
  return false;
}

// The reference that every container engine understands: docker://, which only Apptainer writes, and a
// registry that is the default one anyway are left out; shub:// and library:// stay, since nothing else can
// read them.
std::string image_reference(std::string image, std::string index) {
  for (auto* text : {&image, &index}) {
    while (take_prefix(*text, "docker://") || take_prefix(*text, "https://") ||
           take_prefix(*text, "http://")) {
    }
  }
  if (index.starts_with("shub://") || index.starts_with("library://")) {
    return image.find("://") == std::string::npos ? index + image : image;
  }
  while (index.ends_with('/')) {
    index.pop_back();
  }
  if (index.empty() || index == "index.docker.io" || index == "index.docker.io/v1" ||
      image.starts_with(index + "/")) {
    return image;
  }
  return index + "/" + image;
}

std::optional<model::ContainerRecipe> container_from(const Node& root) {
  const auto* node = root.find("container-image");
  if (!node || text_at(*node, "image").empty()) {
    return std::nullopt;
  }
  return model::ContainerRecipe{"", image_reference(text_at(*node, "image"), text_at(*node, "index"))};
}

// The ids below each value of "value-requires" or "value-disables".
model::ValueRules value_rules(const Node& input, std::string_view key) {
  model::ValueRules rules;
  for (const auto& member : members_at(input, key)) {
    if (auto ids = texts_at(*input.find(key), member.key); !ids.empty()) {
      rules[member.key] = std::move(ids);
    }
  }
  return rules;
}

void mark_shared(std::vector<model::ValueKey>& keys) {
  for (auto& key : keys) {
    key.shared = std::ranges::count(keys, key.key, &model::ValueKey::key) > 1;
  }
}

void add_inputs(const Node& root, model::Application& application, Diagnostics& diagnostics) {
  auto& shell = *application.shell;
  for (const auto* node : tables_at(root, "inputs")) {
    if (is_file(*node)) {
      application.inputs.push_back(input_from(*node));
    } else {
      application.params.push_back(param_from(*node, diagnostics));
    }
    if (auto key = value_key(*node, false)) {
      shell.keys.push_back(std::move(*key));
    }
    const auto id = text_at(*node, "id");
    if (auto ids = texts_at(*node, "requires-inputs"); !ids.empty()) {
      shell.requires_ids[id] = std::move(ids);
    }
    if (auto ids = texts_at(*node, "disables-inputs"); !ids.empty()) {
      shell.disables_ids[id] = std::move(ids);
    }
    if (auto rules = value_rules(*node, "value-requires"); !rules.empty()) {
      shell.value_requires[id] = std::move(rules);
    }
    if (auto rules = value_rules(*node, "value-disables"); !rules.empty()) {
      shell.value_disables[id] = std::move(rules);
    }
  }
}

void add_outputs(const Node& root, model::Application& application) {
  auto& shell = *application.shell;
  for (const auto* node : tables_at(root, "output-files")) {
    application.outputs.push_back(output_from_node(*node, shell));
    if (auto key = value_key(*node, true)) {
      shell.keys.push_back(std::move(*key));
    }
  }
}

} // namespace

model::Application application_from_descriptor(const Loaded& loaded, const model::Vocabulary& vocabulary,
                                               Diagnostics& diagnostics) {
  const auto& root = loaded.root;
  model::Application application;
  if (!root.is_table()) {
    diagnostics.add(root.at, format("a Boutiques descriptor is an object, not {}", kind_name(root.kind)));
    return application;
  }
  check_table(root, {loaded.source, 0, 0}, descriptor_keys(), "", vocabulary, diagnostics);
  check_descriptor(root, diagnostics);
  application.name = text_at(root, "name");
  application.version = text_at(root, "tool-version");
  application.description = text_at(root, "description");
  application.shell = model::ShellCommand{};
  application.shell->interpreter = text_at(root, "shell", "sh");
  application.shell->text = text_at(root, "command-line");
  add_inputs(root, application, diagnostics);
  add_outputs(root, application);
  mark_shared(application.shell->keys);
  for (const auto* node : tables_at(root, "groups")) {
    application.shell->groups.push_back(group_from(*node));
  }
  for (const auto* node : tables_at(root, "environment-variables")) {
    application.environment[text_at(*node, "name")] = text_at(*node, "value");
  }
  application.container = container_from(root);
  return application;
}

} // namespace reprovip::protocol
