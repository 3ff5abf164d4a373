#pragma once

#include "harness/model/vocabulary.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reprovip::protocol {

// What a value may be; several at once are a sum.
using Shapes = unsigned;
constexpr Shapes k_boolean = 1;
constexpr Shapes k_integer = 2;
constexpr Shapes k_number = 4; // whole or not
constexpr Shapes k_text = 8;
constexpr Shapes k_list = 16;
constexpr Shapes k_table = 32;
constexpr Shapes k_null = 64;
constexpr Shapes k_scalar = k_boolean | k_integer | k_number | k_text;
constexpr Shapes k_anything = k_scalar | k_list | k_table | k_null;

// How the text of a value is written.
enum class Form { free, duration, bytes, expression, id };

// Which of the vocabulary's tables a text must be in.
enum class Words { none, engines, launchers, metrics, readers, normalisers };

struct Table;

// One key: declared here once; reading, checking, suggestions, the JSON schema and the key reference all come
// from it.
struct Key {
  std::string name; // upper case in a pattern: "NAME" stands for any key
  Shapes shapes = 0;
  std::string doc;
  std::string fallback; // what holds without the key, as it would be written
  bool required = false;
  std::string unless;     // a required key may be left out when its table has this one
  bool not_empty = false; // text and lists
  std::vector<std::string> choices;
  Form form = Form::free;
  Words words = Words::none;
  std::optional<double> minimum;
  std::optional<double> maximum;
  Shapes items = k_text;              // of a list
  std::shared_ptr<const Table> table; // of a table, or of a list of tables
  std::string shorthand;              // a value that is no table stands for this key of the table

  Key&& with_default(std::string text) &&;
  Key&& must() &&; // required
  Key&& must_unless(std::string key) &&;
  Key&& filled() &&;
  Key&& one_of(std::vector<std::string> texts) &&;
  Key&& as(Form written) &&;
  Key&& from(Words vocabulary) &&;
  Key&& at_least(double low) &&;
  Key&& at_most(double high) &&;
  Key&& short_for(std::string key) &&;
};

// The keys of one table. `any` is the pattern that other keys fall under. Of `alternatives` at most one group
// may be used. With `options_of`, other keys are the options that the plug-in named by the key `plugin_key`
// declares.
struct Table {
  std::vector<Key> keys;
  std::shared_ptr<const Key> any;
  std::vector<std::vector<std::string>> alternatives;
  Words options_of = Words::none;
  std::string plugin_key;
  std::string plugin_fallback;
  bool open = false; // whatever else is there is nobody's business

  const Key* find(std::string_view name) const; // a key by its own name, not by the pattern
  std::vector<std::string> names() const;
};

Key value(std::string name, Shapes shapes, std::string doc);
Key text(std::string name, std::string doc);
Key list(std::string name, Shapes items, std::string doc);
Key table(std::string name, Table content, std::string doc);
Key tables(std::string name, Table content, std::string doc); // a list of tables
// A table whose keys are all of one kind: [outputs.ID], [params] ...
Key table_of(std::string name, Key each, std::string doc);

// The three files that users write.
const Table& protocol_keys();
const Table& application_keys();
const Table& descriptor_keys(); // Boutiques, schema 0.5

// What the JSON schema says of a profile: every key of a protocol, nothing required, metrics and criteria by
// their id.
const Table& profile_keys();

const std::vector<model::PluginDecl>* plugins_of(const model::Vocabulary& vocabulary, Words words);
std::string_view noun_of(Words words);                // "engine"
std::string shapes_text(Shapes shapes, Shapes items); // "text or a list of text"

} // namespace reprovip::protocol
