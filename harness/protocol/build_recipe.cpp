#include "harness/protocol/build_recipe.hpp"

#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/protocol/application.hpp"
#include "harness/protocol/templates.hpp"

#include <algorithm>

namespace reprovip::protocol {

namespace {

void read_variants(const Node& build, model::BuildRecipe& recipe, Diagnostics& diagnostics) {
  check_ids(members_at(build, "variants"), "a variant", diagnostics);
  for (const auto& variant : members_at(build, "variants")) {
    auto& variables = recipe.variants[variant.key];
    for (const auto& variable : variant.value.members) {
      check_variable(variable.key, variable.at, diagnostics);
      if (variable.value.is_scalar()) {
        variables[variable.key] = model::to_text(value_of(variable.value));
      }
    }
  }
}

void read_default(const Member& build, model::BuildRecipe& recipe, Diagnostics& diagnostics) {
  recipe.fallback = text_at(build.value, "default");
  const auto* written = build.value.find("default");
  if (!written && recipe.variants.size() == 1) {
    recipe.fallback = recipe.variants.begin()->first;
  } else if (!written && !recipe.variants.empty()) {
    diagnostics.add(build.at, "[build] has several variants and no \"default\"",
                    format("say which is built without a factor: default = \"{}\"",
                           build.value.find("variants")->members.front().key));
  } else if (written && written->is_text() && !recipe.variants.contains(recipe.fallback)) {
    std::vector<std::string> names;
    for (const auto& [name, variables] : recipe.variants) {
      names.push_back(name);
    }
    diagnostics.add(written->at, format("[build] has no variant \"{}\"", recipe.fallback),
                    suggestion(recipe.fallback, names));
  }
}

void check_sources(const Node& build, Diagnostics& diagnostics) {
  const auto* sources = build.find("sources");
  for (const auto& source : sources ? sources->items : std::vector<Node>{}) {
    const auto path = sys::Path(source.text).lexically_normal();
    if (path.is_absolute() || (!path.empty() && *path.begin() == "..")) {
      diagnostics.add(source.at, format("\"{}\" is not below the application's folder", source.text),
                      "write a path relative to it");
    }
  }
}

bool uses_build(const Node& root) {
  const auto* command = root.find("command");
  return !command || std::ranges::any_of(command->items, [](const Node& word) {
    return word.text.find("{build}") != std::string::npos;
  });
}

} // namespace

std::optional<model::BuildRecipe> build_from(const Node& root, Diagnostics& diagnostics) {
  const auto* member = root.member("build");
  if (!member || !member->value.is_table()) {
    return std::nullopt;
  }
  const auto& node = member->value;
  model::BuildRecipe recipe;
  recipe.command = texts_at(node, "command");
  recipe.sources = texts_at(node, "sources");
  recipe.where = to_pos(member->at);
  read_variants(node, recipe, diagnostics);
  read_default(*member, recipe, diagnostics);
  check_sources(node, diagnostics);
  if (const auto* command = node.find("command")) {
    for (const auto& word : command->items) {
      check_template(word, {"app", "out"}, diagnostics);
    }
  }
  if (!uses_build(root)) {
    diagnostics.add(member->at, "the command does not use what [build] builds", "call it as {build}/PROGRAM");
  }
  return recipe;
}

} // namespace reprovip::protocol
