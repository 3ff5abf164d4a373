#include "harness/protocol/check.hpp"

#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/protocol/check_value.hpp"

#include <algorithm>

namespace reprovip::protocol {

namespace {

std::string in_table(const std::string& title) {
  return title.empty() ? std::string{} : " in " + title;
}

// "[outputs]" and "fa" give "[outputs.fa]"; "" and "repeat" give "[repeat]".
std::string inner_title(const std::string& title, const std::string& key, bool is_list) {
  if (is_list) {
    return format("[[{}]]", key);
  }
  const auto bare = title.find_first_not_of('[');
  if (title.empty() || bare == std::string::npos) {
    return format("[{}]", key);
  }
  return format("[{}.{}]", title.substr(bare, title.find(']') - bare), key);
}

class Checker {
public:
  Checker(const model::Vocabulary& vocabulary, Diagnostics& diagnostics)
      : m_vocabulary(vocabulary), m_diagnostics(diagnostics) {}

  void table(const Node& node, const Mark& title_at, const Table& table, const std::string& title) {
    const auto* plugin = plugin_of(node, table);
    for (const auto& member : node.members) {
      if (node.member(member.key) != &member) {
        m_diagnostics.add(member.at, format("\"{}\" is given twice{}", member.key, in_table(title)));
      } else if (const auto* key = table.find(member.key)) {
        this->member(member, *key, title);
      } else if (table.any) {
        pattern(member, *table.any, title);
      } else {
        other(member, table, plugin, title);
      }
    }
    missing(node, title_at, table, title);
    alternatives(node, table, title);
  }

private:
  // The plug-in whose options are keys of this table.
  const model::PluginDecl* plugin_of(const Node& node, const Table& table) const {
    const auto* plugins = plugins_of(m_vocabulary, table.options_of);
    return plugins ? model::find_plugin(*plugins, text_at(node, table.plugin_key, table.plugin_fallback))
                   : nullptr;
  }

  void member(const Member& member, const Key& key, const std::string& title) {
    if (!check_shape(member.value, key, format("\"{}\"", member.key), m_diagnostics)) {
      return;
    }
    check_content(member.value, key, member.key, m_vocabulary, m_diagnostics);
    if (!key.table) {
      return;
    }
    if (member.value.is_table()) {
      table(member.value, member.at, *key.table, inner_title(title, member.key, false));
    } else if (!key.shorthand.empty()) {
      shorthand(member, *key.table->find(key.shorthand));
    } else if (member.value.is_list()) {
      for (const auto& item : member.value.items) {
        if (item.is_table()) {
          table(item, item.at, *key.table, inner_title("", member.key, true));
        }
      }
    }
  }

  // `subjects = ["a"]` is held to what `subjects.list` must be.
  void shorthand(const Member& member, const Key& key) {
    if (check_shape(member.value, key, format("\"{}\"", member.key), m_diagnostics)) {
      check_content(member.value, key, member.key, m_vocabulary, m_diagnostics);
    }
  }

  void pattern(const Member& member, const Key& any, const std::string& title) {
    const auto* plugins = plugins_of(m_vocabulary, any.words);
    if (plugins && any.table && !model::find_plugin(*plugins, member.key)) {
      m_diagnostics.add(member.at, format("unknown {} \"{}\"", noun_of(any.words), member.key),
                        suggestion(member.key, model::names_of(*plugins)));
    }
    this->member(member, any, title);
  }

  void other(const Member& member, const Table& table, const model::PluginDecl* plugin,
             const std::string& title) {
    if (table.open) {
      return;
    }
    auto known = table.names();
    if (plugin) {
      for (const auto& option : plugin->options) {
        if (option.name == member.key) {
          check_option(member, option, m_diagnostics);
          return;
        }
        known.push_back(option.name);
      }
    } else if (table.options_of != Words::none && best_match(member.key, known).empty()) {
      return; // perhaps an option of a plug-in that is not known
    }
    m_diagnostics.add(member.at, format("unknown key \"{}\"{}", member.key, in_table(title)),
                      suggestion(member.key, known));
  }

  // A required key that was only misspelt has been reported as unknown already.
  static bool is_misspelt(const Node& node, const Table& table, const std::string& name) {
    return std::ranges::any_of(node.members, [&](const Member& member) {
      return !table.find(member.key) && best_match(member.key, table.names()) == name;
    });
  }

  void missing(const Node& node, const Mark& title_at, const Table& table, const std::string& title) {
    for (const auto& key : table.keys) {
      const bool is_excused = !key.unless.empty() && node.find(key.unless);
      if (key.required && !is_excused && !node.find(key.name) && !is_misspelt(node, table, key.name)) {
        m_diagnostics.add(title_at, format("missing key \"{}\"{}", key.name, in_table(title)), key.doc);
      }
    }
  }

  void alternatives(const Node& node, const Table& table, const std::string& title) {
    const Member* first = nullptr;
    for (const auto& group : table.alternatives) {
      const Member* found = nullptr;
      for (const auto& name : group) {
        found = found ? found : node.member(name);
      }
      if (found && first) {
        const auto* later =
            std::pair(found->at.line, found->at.column) < std::pair(first->at.line, first->at.column) ? first
                                                                                                      : found;
        m_diagnostics.add(
            later->at,
            format("\"{}\" and \"{}\" exclude each other{}", first->key, found->key, in_table(title)),
            "keep one of them");
      }
      first = first ? first : found;
    }
  }

  const model::Vocabulary& m_vocabulary;
  Diagnostics& m_diagnostics;
};

} // namespace

void check_table(const Node& node, const Mark& title_at, const Table& table, const std::string& title,
                 const model::Vocabulary& vocabulary, Diagnostics& diagnostics) {
  Checker(vocabulary, diagnostics).table(node, title_at, table, title);
}

} // namespace reprovip::protocol
