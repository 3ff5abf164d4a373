#include "harness/protocol/check_value.hpp"

#include "harness/base/format.hpp"
#include "harness/base/quantity.hpp"
#include "harness/base/suggest.hpp"
#include "harness/protocol/check.hpp"
#include "harness/protocol/expression.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::protocol {

namespace {

Shapes shape_of(Node::Kind kind) {
  switch (kind) {
  case Node::Kind::null:
    return k_null;
  case Node::Kind::boolean:
    return k_boolean;
  case Node::Kind::integer:
    return k_integer | k_number;
  case Node::Kind::number:
    return k_number;
  case Node::Kind::text:
    return k_text;
  case Node::Kind::date:
    return 0;
  case Node::Kind::list:
    return k_list;
  case Node::Kind::table:
    return k_table;
  }
  return 0;
}

// TOML 1.0 writes times as "30" or "30s" and sizes as text only: a number here lacks its unit.
std::string shape_advice(const Node& node, const Key& key) {
  const auto* whole = key.table && !key.shorthand.empty() ? key.table->find(key.shorthand) : &key;
  if (node.is_number() && whole->form == Form::duration) {
    return "write it with its unit, as text: \"30min\"";
  }
  if (node.is_number() && key.form == Form::bytes) {
    return "write it with its unit, as text: \"4GiB\"";
  }
  if (node.is_text() && (key.shapes & k_list) != 0 && (key.shapes & k_text) == 0 &&
      (key.items & k_text) != 0) {
    return format("write [\"{}\"]", node.text);
  }
  if (node.kind == Node::Kind::date && (key.shapes & k_text) != 0) {
    return "put it in quotes";
  }
  return {};
}

bool is_id_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '.';
}

// Ids become file names, JUnit names and words of a shell line.
bool is_id(const std::string& text) {
  return !text.empty() && text.front() != '-' && text.front() != '.' && std::ranges::all_of(text, is_id_char);
}

void check_form(const Node& node, const Key& key, const std::string& name, Diagnostics& diagnostics) {
  const auto report = [&](const Error& error) { diagnostics.add(node.at, error.message, error.advice); };
  switch (key.form) {
  case Form::free:
    return;
  case Form::duration:
    if (const auto duration = parse_duration(node.text); !duration) {
      report(duration.error());
    }
    return;
  case Form::bytes:
    if (const auto bytes = parse_bytes(node.text); !bytes) {
      report(bytes.error());
    }
    return;
  case Form::expression:
    if (const auto expression = parse_expression(node.text); !expression) {
      const auto& error = expression.error();
      diagnostics.add_inside(node.at, error.where->column, error.message, error.advice);
    }
    return;
  case Form::id:
    if (!is_id(node.text)) {
      diagnostics.add(node.at, format("\"{}\" cannot be \"{}\"", name, node.text),
                      "use letters, digits, \"_\", \"-\" and \".\", and begin with a letter or digit");
    }
    return;
  }
}

void check_range(const Node& node, const Key& key, const std::string& name, Diagnostics& diagnostics) {
  if (!std::isfinite(node.number)) {
    diagnostics.add(node.at, format("\"{}\" must be a finite number", name));
  } else if (key.minimum && node.number < *key.minimum) {
    diagnostics.add(node.at, format("\"{}\" must be at least {:g}", name, *key.minimum));
  } else if (key.maximum && node.number > *key.maximum) {
    diagnostics.add(node.at, format("\"{}\" must be at most {:.0f}", name, *key.maximum));
  }
}

void check_words(const Node& node, const Key& key, const model::Vocabulary& vocabulary,
                 Diagnostics& diagnostics) {
  const auto* plugins = plugins_of(vocabulary, key.words);
  if (plugins && !model::find_plugin(*plugins, node.text)) {
    diagnostics.add(node.at, format("unknown {} \"{}\"", noun_of(key.words), node.text),
                    suggestion(node.text, model::names_of(*plugins)));
  }
}

void check_scalar(const Node& node, const Key& key, const std::string& name,
                  const model::Vocabulary& vocabulary, Diagnostics& diagnostics) {
  if (node.is_number()) {
    check_range(node, key, name, diagnostics);
  }
  if (!node.is_text()) {
    return;
  }
  if (!key.choices.empty() && std::ranges::find(key.choices, node.text) == key.choices.end()) {
    diagnostics.add(node.at, format("\"{}\" cannot be \"{}\"", name, node.text),
                    suggestion(node.text, key.choices));
  } else {
    check_form(node, key, name, diagnostics);
    check_words(node, key, vocabulary, diagnostics);
  }
}

bool option_fits(const Node& node, model::OptionType type) {
  switch (type) {
  case model::OptionType::boolean:
    return node.kind == Node::Kind::boolean;
  case model::OptionType::integer:
    return node.kind == Node::Kind::integer;
  case model::OptionType::number:
    return node.is_number();
  case model::OptionType::text:
    return node.is_text() || node.is_number(); // margin = 0.1 beside margin = "0.1 sd(subjects)"
  case model::OptionType::path:
    return node.is_text();
  case model::OptionType::command:
    return (node.is_text() && !node.text.empty()) ||
           (node.is_list() && !node.items.empty() && std::ranges::all_of(node.items, &Node::is_text));
  case model::OptionType::list:
    return node.is_scalar() || (node.is_list() && std::ranges::all_of(node.items, &Node::is_scalar));
  }
  return false;
}

std::string_view option_noun(model::OptionType type) {
  switch (type) {
  case model::OptionType::boolean:
    return "true or false";
  case model::OptionType::integer:
    return "a whole number";
  case model::OptionType::number:
    return "a number";
  case model::OptionType::text:
    return "text";
  case model::OptionType::path:
    return "the path of a file";
  case model::OptionType::command:
    return "a program and its arguments";
  case model::OptionType::list:
    return "a list";
  }
  return "text";
}

} // namespace

bool check_shape(const Node& node, const Key& key, const std::string& what, Diagnostics& diagnostics) {
  if ((shape_of(node.kind) & key.shapes) == 0) {
    diagnostics.add(
        node.at,
        format("{} must be {}, not {}", what, shapes_text(key.shapes, key.items), kind_name(node.kind)),
        shape_advice(node, key));
    return false;
  }
  bool fits = true;
  for (const auto& item : node.items) {
    if ((shape_of(item.kind) & key.items) == 0) {
      diagnostics.add(item.at, format("an item of {} must be {}, not {}", what, shapes_text(key.items, 0),
                                      kind_name(item.kind)));
      fits = false;
    }
  }
  return fits;
}

void check_content(const Node& node, const Key& key, const std::string& name,
                   const model::Vocabulary& vocabulary, Diagnostics& diagnostics) {
  const bool is_hollow = (node.is_list() && node.items.empty()) ||
                         (node.is_table() && node.members.empty()) || (node.is_text() && node.text.empty());
  if (key.not_empty && is_hollow) {
    diagnostics.add(node.at, format("\"{}\" must not be empty", name));
  } else {
    check_scalar(node, key, name, vocabulary, diagnostics);
  }
  for (const auto& item : node.items) {
    check_scalar(item, key, name, vocabulary, diagnostics);
  }
}

void check_option(const Member& option, const model::OptionDecl& declaration, Diagnostics& diagnostics) {
  if (!option_fits(option.value, declaration.type)) {
    diagnostics.add(option.value.at,
                    format("\"{}\" must be {}, not {}", option.key, option_noun(declaration.type),
                           kind_name(option.value.kind)),
                    declaration.doc);
    return;
  }
  const auto check = [&](const Node& node) {
    const auto text = model::to_text(value_of(node));
    if (!declaration.choices.empty() &&
        std::ranges::find(declaration.choices, text) == declaration.choices.end()) {
      diagnostics.add(node.at, format("\"{}\" cannot be \"{}\"", option.key, text),
                      suggestion(text, declaration.choices));
    }
  };
  if (option.value.is_list()) {
    std::ranges::for_each(option.value.items, check);
  } else {
    check(option.value);
  }
}

} // namespace reprovip::protocol
