#include "harness/plan/boutiques.hpp"
#include "harness/plan/shell_text.hpp"

#include <algorithm>

namespace reprovip::plan {

namespace {

using model::ValueKey;

std::string base_name(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

std::string joined(const ValueKey& key, const KeyValue& value, Template what) {
  const bool is_output = value.kind == KeyValue::Kind::output;
  const bool is_path = is_output || value.kind == KeyValue::Kind::file;
  const bool quoted = is_output || (what != Template::path && key.quote);
  std::string text;
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    auto item = value.items[i];
    if (what == Template::path && value.kind == KeyValue::Kind::file) {
      item = base_name(item);
    }
    item = quoted ? shell_quote(item) : item;
    if (what == Template::command && key.absolute_path && is_path && !item.starts_with('/')) {
      item.insert(0, "\"$PWD\"/");
    }
    text += i == 0 ? "" : key.list_separator;
    text += item;
  }
  return text;
}

std::string text_of(const ValueKey& key, const KeyValue& value, Template what, const Texts& stripped) {
  auto text = joined(key, value, what);
  if (what == Template::command && key.flag) {
    if (key.is_flag) {
      text = value.is_false() ? "" : *key.flag;
    } else {
      text = *key.flag + key.flag_separator + text;
    }
  }
  if (value.kind == KeyValue::Kind::file || value.kind == KeyValue::Kind::text) {
    for (const auto& extension : stripped) {
      text = replace_all(std::move(text), extension, "");
    }
  }
  return text;
}

// Whether another input with the same key has a value.
bool is_left_to_another(const model::ShellCommand& shell, const ValueKey& key, const KeyValues& values) {
  return key.shared && std::ranges::any_of(shell.keys, [&](const ValueKey& other) {
           return other.key == key.key && other.id != key.id && values.contains(other.id);
         });
}

std::string without_key(std::string text, const std::string& key) {
  const auto with_blank = " " + key;
  const bool has_blank = text.find(with_blank) != std::string::npos;
  return replace_all(std::move(text), has_blank ? with_blank : key, "");
}

} // namespace

std::string replace_keys(std::string text, const model::ShellCommand& shell, const KeyValues& values,
                         Template what, const Texts& stripped) {
  for (const auto& key : shell.keys) {
    const auto value = values.find(key.id);
    if (value != values.end()) {
      const auto replacement = text_of(key, value->second, what, stripped);
      text = replacement.empty() ? replace_all(std::move(text), " " + key.key, "")
                                 : replace_all(std::move(text), key.key, replacement);
    } else if (is_left_to_another(shell, key, values)) {
      continue;
    } else if (what == Template::command) {
      text = without_key(std::move(text), key.key);
    } else if (what == Template::file && text.find(key.key) != std::string::npos) {
      return {};
    }
  }
  return text;
}

} // namespace reprovip::plan
