#include "harness/protocol/application.hpp"

#include "harness/base/format.hpp"
#include "harness/protocol/build_recipe.hpp"
#include "harness/protocol/check.hpp"
#include "harness/protocol/params.hpp"
#include "harness/protocol/templates.hpp"

#include <algorithm>

namespace reprovip::protocol {

namespace {

using model::ParamType;

model::InputDecl input_from(const Member& member) {
  const auto& node = member.value;
  model::InputDecl input;
  input.id = member.key;
  input.type = text_at(node, "type") == "directory" ? model::InputType::directory : model::InputType::file;
  input.optional = boolean_at(node, "optional", false);
  input.list = boolean_at(node, "list", false);
  input.description = text_at(node, "description");
  input.where = to_pos(member.at);
  return input;
}

ParamType type_from(const std::string& text) {
  return text == "integer"   ? ParamType::integer
         : text == "number"  ? ParamType::number
         : text == "boolean" ? ParamType::boolean
                             : ParamType::string;
}

model::ParamDecl param_from(const Member& member, Diagnostics& diagnostics) {
  const auto& node = member.value;
  model::ParamDecl param;
  param.id = member.key;
  param.type = type_from(text_at(node, "type"));
  param.optional = boolean_at(node, "optional", false);
  param.minimum = number_at(node, "minimum");
  param.maximum = number_at(node, "maximum");
  param.description = text_at(node, "description");
  param.where = to_pos(member.at);
  if (const auto* choices = node.find("choices")) {
    std::vector<model::Value> values;
    for (const auto& item : choices->items) {
      if (const auto value = param_value(item, param, diagnostics)) {
        values.push_back(*value);
      }
    }
    param.choices = std::move(values);
  }
  if (const auto* fallback = node.find("default"); fallback && fallback->is_scalar()) {
    param.fallback = param_value(*fallback, param, diagnostics);
  }
  if (param.minimum && param.maximum && *param.minimum > *param.maximum) {
    diagnostics.add(node.find("maximum")->at, "\"maximum\" is less than \"minimum\"");
  }
  return param;
}

std::optional<model::SeedDecl> seed_from(const Node& root, Diagnostics& diagnostics) {
  const auto* node = root.find("seed");
  if (!node || !node->is_table()) {
    return std::nullopt;
  }
  model::SeedDecl seed{text_at(*node, "env"), text_at(*node, "arg")};
  if (const auto* variable = node->member("env"); variable && variable->value.is_text()) {
    check_variable(seed.env, variable->value.at, diagnostics);
  }
  const auto* argument = node->find("arg");
  if (argument && argument->is_text() && seed.argument.find("{seed}") == std::string::npos) {
    diagnostics.add(argument->at, "this argument does not pass the seed", "write \"{seed}\" in it");
  }
  if (!node->member("env") && !argument) {
    diagnostics.add(root.member("seed")->at, "[seed] says nothing", "give \"env\" or \"arg\"");
  }
  return seed;
}

void add_declarations(const Loaded& loaded, const model::Vocabulary& vocabulary,
                      model::Application& application, Diagnostics& diagnostics) {
  for (const auto& member : members_at(loaded.root, "inputs")) {
    application.inputs.push_back(input_from(member));
  }
  for (const auto& member : members_at(loaded.root, "params")) {
    application.params.push_back(param_from(member, diagnostics));
  }
  for (const auto& member : members_at(loaded.root, "outputs")) {
    model::OutputDecl declared;
    declared.id = member.key;
    application.outputs.push_back(output_from(member, std::move(declared), vocabulary, diagnostics));
  }
}

void check_templates(const Node& root, const model::Application& application, Diagnostics& diagnostics) {
  const auto known = command_placeholders(application);
  if (const auto* command = root.find("command")) {
    for (const auto& word : command->items) {
      check_template(word, known, diagnostics);
    }
  }
  for (const auto& output : members_at(root, "outputs")) {
    for (const auto* key : {"path", "member"}) {
      if (const auto* text = output.value.find(key)) {
        check_template(*text, known, diagnostics);
      }
    }
  }
  if (const auto* seed = root.find("seed"); seed && seed->find("arg")) {
    check_template(*seed->find("arg"), {"seed"}, diagnostics);
  }
  if (const auto* environment = root.find("env")) {
    for (const auto& variable : members_at(*environment, "set")) {
      check_template(variable.value, known, diagnostics);
    }
  }
}

void check_clashes(const Node& root, Diagnostics& diagnostics) {
  for (const auto& param : members_at(root, "params")) {
    if (param.key == "engine" || param.key == "threads") {
      diagnostics.add(param.at, format("a parameter cannot be called \"{}\"", param.key),
                      "this is the name of a factor of every protocol");
    }
  }
}

std::string version_of(const Node& root) {
  const auto* version = root.find("version");
  return version && version->is_scalar() ? model::to_text(value_of(*version)) : std::string{};
}

bool is_variable_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

} // namespace

void check_schema_version(const Node& root, Diagnostics& diagnostics) {
  if (const auto version = integer_at(root, "schema"); version && *version > 1) {
    diagnostics.add(root.find("schema")->at,
                    format("schema {} is newer than what this reprovip knows (1)", *version),
                    "use a newer reprovip");
  }
}

void check_ids(const std::vector<Member>& members, const std::string& what, Diagnostics& diagnostics) {
  for (const auto& member : members) {
    const bool fits = !member.key.empty() &&
                      std::ranges::all_of(member.key, [](char c) { return is_variable_char(c) || c == '-'; });
    if (!fits) {
      diagnostics.add(member.at, format("{} cannot be called \"{}\"", what, member.key),
                      "use letters, digits, \"_\" and \"-\"");
    }
  }
}

void check_variable(const std::string& name, const Mark& where, Diagnostics& diagnostics) {
  const bool starts_with_digit = !name.empty() && name.front() >= '0' && name.front() <= '9';
  if (name.empty() || starts_with_digit || !std::ranges::all_of(name, is_variable_char)) {
    diagnostics.add(where, format("\"{}\" is no name of an environment variable", name),
                    "use letters, digits and \"_\"");
  }
}

std::map<std::string, std::string> variables_of(const Node& environment, Diagnostics& diagnostics) {
  std::map<std::string, std::string> variables;
  for (const auto& member : members_at(environment, "set")) {
    check_variable(member.key, member.at, diagnostics);
    if (member.value.is_scalar()) {
      variables[member.key] = model::to_text(value_of(member.value));
    }
  }
  return variables;
}

model::Application application_from_toml(const Loaded& loaded, const model::Vocabulary& vocabulary,
                                         Diagnostics& diagnostics) {
  const auto& root = loaded.root;
  check_schema_version(root, diagnostics);
  check_table(root, {loaded.source, 0, 0}, application_keys(), "", vocabulary, diagnostics);
  for (const auto& [key, what] : {std::pair("inputs", "an input"), std::pair("params", "a parameter"),
                                  std::pair("outputs", "an output")}) {
    check_ids(members_at(root, key), what, diagnostics);
  }
  model::Application application;
  application.name = text_at(root, "name");
  application.version = version_of(root);
  application.description = text_at(root, "description");
  application.command = texts_at(root, "command");
  application.programs = texts_at(root, "programs");
  add_declarations(loaded, vocabulary, application, diagnostics);
  application.seed = seed_from(root, diagnostics);
  if (const auto* container = root.find("container"); container && container->is_table()) {
    application.container =
        model::ContainerRecipe{text_at(*container, "recipe"), text_at(*container, "image")};
  }
  if (const auto* guix = root.find("guix"); guix && guix->is_table()) {
    application.guix = model::GuixRecipe{text_at(*guix, "channels"), text_at(*guix, "manifest")};
  }
  if (const auto* environment = root.find("env")) {
    application.environment = variables_of(*environment, diagnostics);
  }
  application.build = build_from(root, diagnostics);
  check_clashes(root, diagnostics);
  check_templates(root, application, diagnostics);
  return application;
}

} // namespace reprovip::protocol
