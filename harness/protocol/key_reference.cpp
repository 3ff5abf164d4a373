#include "harness/base/format.hpp"
#include "harness/protocol/declaration.hpp"
#include "harness/protocol/schema.hpp"

namespace reprovip::protocol {

namespace {

// A bar would end the cell.
std::string cell(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    escaped += c == '|' ? "\\|" : std::string(1, c);
  }
  return escaped;
}

std::string meaning(const Key& key) {
  std::string text = key.doc;
  for (std::size_t i = 0; i < key.choices.size(); ++i) {
    text += (i == 0 ? "; one of " : ", ") + format("`{}`", key.choices[i]);
  }
  if (key.words != Words::none) {
    text += format("; one of `reprovip list {}s`", noun_of(key.words));
  }
  return text;
}

std::string default_of(const Key& key) {
  if (key.required) {
    return key.unless.empty() ? "required" : format("required without `{}`", key.unless);
  }
  return key.fallback;
}

class ReferenceWriter {
public:
  std::string text;

  // `path` is how the table is written, without brackets: "factor.NAME"; "" for the file itself.
  void table(const Table& table, const std::string& path, const std::string& doc, bool is_list) {
    text += path.empty()
                ? ""
                : format("\n#### `{}`\n\n{}\n", is_list ? "[[" + path + "]]" : "[" + path + "]", doc);
    text += "\n| key | type | default | meaning |\n|---|---|---|---|\n";
    for (const auto& key : table.keys) {
      row(key);
    }
    if (table.any) {
      row(*table.any);
    }
    for (const auto& key : table.keys) {
      inner(key, path);
    }
    if (table.any) {
      inner(*table.any, path);
    }
  }

private:
  void row(const Key& key) {
    text += format("| `{}` | {} | {} | {} |\n", key.name, cell(shapes_text(key.shapes, key.items)),
                   cell(default_of(key)), cell(meaning(key)));
  }

  void inner(const Key& key, const std::string& path) {
    if (!key.table || key.name == "profile") {
      return; // a profile has the keys of the whole
    }
    const auto name = path.empty() ? key.name : path + "." + key.name;
    const bool is_list = (key.shapes & k_table) == 0;
    const auto& content = *key.table;
    // [outputs] holds nothing but [outputs.ID]: one heading is enough.
    if (content.keys.empty() && content.any && content.any->table) {
      table(*content.any->table, name + "." + content.any->name, key.doc, false);
    } else {
      table(content, name, key.doc, is_list);
    }
  }
};

} // namespace

std::string key_reference() {
  ReferenceWriter writer;
  writer.text = "### protocol.toml\n";
  writer.table(protocol_keys(), "", "", false);
  writer.text += "\n### application.toml\n";
  writer.table(application_keys(), "", "", false);
  return writer.text;
}

} // namespace reprovip::protocol
