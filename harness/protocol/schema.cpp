#include "harness/protocol/schema.hpp"

#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/protocol/declaration.hpp"

#include <array>
#include <map>
#include <utility>

namespace reprovip::protocol {

namespace {

std::string option_type(model::OptionType type) {
  switch (type) {
  case model::OptionType::boolean:
    return "boolean";
  case model::OptionType::integer:
    return "integer";
  case model::OptionType::number:
    return "number";
  case model::OptionType::path:
    return "string";
  case model::OptionType::text:
  case model::OptionType::list:
  case model::OptionType::command:
    return "";
  }
  return "";
}

// JSON Schema has one type or a list of them.
Json type_names(Shapes shapes) {
  static constexpr std::array<std::pair<Shapes, std::string_view>, 6> k_names = {{{k_boolean, "boolean"},
                                                                                  {k_number, "number"},
                                                                                  {k_integer, "integer"},
                                                                                  {k_text, "string"},
                                                                                  {k_list, "array"},
                                                                                  {k_table, "object"}}};
  Json names = Json::array();
  for (const auto& [shape, name] : k_names) {
    const bool covered = shape == k_integer && (shapes & k_number) != 0;
    if ((shapes & shape) != 0 && !covered) {
      names.push(name);
    }
  }
  return names.items().size() == 1 ? names.items().front() : names;
}

class SchemaWriter {
public:
  explicit SchemaWriter(const model::Vocabulary& vocabulary) : m_vocabulary(vocabulary) {}

  Json of_table(const Table& table) const {
    Json properties = Json::object();
    Json required = Json::array();
    std::map<std::string, Json> excused; // by the key that excuses
    for (const auto& key : table.keys) {
      properties.set(key.name, of_key(key));
      if (key.required && key.unless.empty()) {
        required.push(key.name);
      } else if (key.required) {
        excused.try_emplace(key.unless, Json::array()).first->second.push(key.name);
      }
    }
    add_options(table, properties);
    Json schema = Json::object({{"type", "object"}, {"properties", std::move(properties)}});
    if (!required.items().empty()) {
      schema.set("required", std::move(required));
    }
    for (auto& [unless, keys] : excused) {
      schema.set("anyOf", Json::Array{Json::object({{"required", std::move(keys)}}),
                                      Json::object({{"required", Json::Array{Json(unless)}}})});
    }
    const bool takes_options = table.options_of != Words::none && plugins(table.options_of).empty();
    schema.set("additionalProperties", table.any ? of_key(*table.any) : Json(table.open || takes_options));
    return schema;
  }

private:
  const std::vector<model::PluginDecl>& plugins(Words words) const {
    static const std::vector<model::PluginDecl> k_none;
    const auto* found = plugins_of(m_vocabulary, words);
    return found ? *found : k_none;
  }

  // An option of any plug-in of the kind: which one has it is for `check` to say.
  void add_options(const Table& table, Json& properties) const {
    for (const auto& plugin : plugins(table.options_of)) {
      for (const auto& option : plugin.options) {
        Json schema = Json::object({{"description", format("of \"{}\": {}", plugin.name, option.doc)}});
        if (const auto type = option_type(option.type); !type.empty() && !properties.has(option.name)) {
          schema.set("type", type);
        }
        if (!properties.has(option.name)) {
          properties.set(option.name, std::move(schema));
        }
      }
    }
  }

  void add_choices(const Key& key, Json& schema) const {
    Json choices = Json::array();
    for (const auto& choice : key.choices) {
      choices.push(choice);
    }
    for (const auto& plugin : plugins(key.words)) {
      choices.push(plugin.name);
    }
    if (!choices.items().empty() && (key.shapes & k_text) != 0) {
      schema.set("enum", std::move(choices));
    }
  }

  Json of_items(const Key& key) const {
    if (key.table && (key.items & k_table) != 0) {
      return of_table(*key.table);
    }
    Json items = Json::object({{"type", type_names(key.items)}});
    return items;
  }

  Json of_key(const Key& key) const {
    Json schema = Json::object();
    if (!key.doc.empty()) {
      schema.set("description",
                 key.doc + (key.fallback.empty() ? "" : format(" (default: {})", key.fallback)));
    }
    schema.set("type", type_names(key.shapes));
    if ((key.shapes & k_list) != 0) {
      schema.set("items", of_items(key));
    }
    if ((key.shapes & k_table) != 0 && key.table) {
      const auto content = of_table(*key.table);
      for (const auto& [name, value] : content.members()) {
        if (name != "type") {
          schema.set(name, value);
        }
      }
    }
    add_choices(key, schema);
    if (key.minimum) {
      schema.set("minimum", *key.minimum);
    }
    if (key.maximum) {
      schema.set("maximum", *key.maximum);
    }
    return schema;
  }

  const model::Vocabulary& m_vocabulary;
};

} // namespace

Result<Json> json_schema(const std::string& what, const model::Vocabulary& vocabulary) {
  if (what != "protocol" && what != "application") {
    return failure(ErrorKind::usage, format("there is no schema \"{}\"", what),
                   suggestion(what, {"protocol", "application"}));
  }
  Json schema =
      Json::object({{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", "reprovip " + what}});
  const auto& table = what == "protocol" ? protocol_keys() : application_keys();
  const auto content = SchemaWriter(vocabulary).of_table(table);
  for (const auto& [name, value] : content.members()) {
    schema.set(name, value);
  }
  return schema;
}

} // namespace reprovip::protocol
