#include "harness/protocol/overrides.hpp"

#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/protocol/declaration.hpp"
#include "harness/protocol/toml.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::protocol {

namespace {

void remove(Node& table, const std::string& key) {
  std::erase_if(table.members, [&](const Member& member) { return member.key == key; });
}

// `subjects = ["a"]` becomes `subjects = { list = ["a"] }`.
void expand_shorthand(Member& member, const Key* key) {
  if (!key || key->shorthand.empty() || member.value.is_table()) {
    return;
  }
  Node table;
  table.kind = Node::Kind::table;
  table.at = member.value.at;
  table.members.push_back({key->shorthand, member.value.at, std::move(member.value)});
  member.value = std::move(table);
}

const Key* key_of(const Table* table, const std::string& name) {
  if (!table) {
    return nullptr;
  }
  const auto* own = table->find(name);
  return own ? own : table->any.get();
}

class Merger {
public:
  explicit Merger(Diagnostics& diagnostics) : m_diagnostics(diagnostics) {}

  void merge(Node& base, Node over, const Table* keys) {
    if (keys) {
      drop_alternatives(base, over, *keys);
    }
    for (auto& member : over.members) {
      const auto* key = key_of(keys, member.key);
      expand_shorthand(member, key);
      auto* old = base.member(member.key);
      if (!old) {
        base.members.push_back(std::move(member));
        continue;
      }
      expand_shorthand(*old, key);
      if (old->value.is_list() && member.value.is_table() && key && key->table) {
        merge_by_id(*old, std::move(member.value), *key->table);
      } else if (old->value.is_table() && member.value.is_table() && !is_whole(key)) {
        merge(old->value, std::move(member.value), key ? key->table.get() : nullptr);
      } else {
        old->value = std::move(member.value);
        old->at = member.at;
      }
    }
  }

private:
  // Levels and the reference condition are one value each: half of an old one would be neither.
  static bool is_whole(const Key* key) { return key && (key->name == "levels" || key->name == "reference"); }

  static bool uses(const Node& node, const std::vector<std::string>& group) {
    return std::ranges::any_of(group, [&](const auto& name) { return node.find(name) != nullptr; });
  }

  static void drop_alternatives(Node& base, const Node& over, const Table& keys) {
    const auto used =
        std::ranges::find_if(keys.alternatives, [&](const auto& group) { return uses(over, group); });
    if (used == keys.alternatives.end()) {
      return;
    }
    for (auto group = keys.alternatives.begin(); group != keys.alternatives.end(); ++group) {
      for (const auto& name : *group) {
        if (group != used) {
          remove(base, name);
        }
      }
    }
  }

  void merge_by_id(Member& list, Node over, const Table& keys) {
    for (auto& member : over.members) {
      std::vector<std::string> ids;
      Node* found = nullptr;
      for (auto& item : list.value.items) {
        ids.push_back(text_at(item, "id"));
        found = ids.back() == member.key ? &item : found;
      }
      if (!found) {
        m_diagnostics.add(member.at, format("unknown {} \"{}\"", list.key, member.key),
                          suggestion(member.key, ids));
      } else if (!member.value.is_table()) {
        m_diagnostics.add(member.value.at, format("\"{}.{}\" must be a table, not {}", list.key, member.key,
                                                  kind_name(member.value.kind)));
      } else {
        merge(*found, std::move(member.value), &keys);
      }
    }
  }

  Diagnostics& m_diagnostics;
};

std::string quoted(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (byte < 0x20 || byte == 0x7F) {
      quoted += format("\\u{:04x}", byte);
    } else {
      quoted += c;
    }
  }
  return quoted + "\"";
}

// Words that TOML takes for something that no key of ours can be: a date, inf, nan.
bool holds_oddity(const Node& node) {
  return node.kind == Node::Kind::date || (node.is_number() && !std::isfinite(node.number)) ||
         (node.members.size() == 1 && holds_oddity(node.members.front().value));
}

// `key = value` as TOML; a value that is none is text, so that nobody has to quote for two languages.
Result<Node> parse_set(const std::string& key, const std::string& value, const SourcePtr& source) {
  const bool one_line = value.find('\n') == std::string::npos;
  if (one_line) {
    if (auto node = parse_toml(key + " = " + value, source); node && !holds_oddity(*node)) {
      return node;
    }
  }
  return parse_toml(key + " = " + quoted(value), source);
}

bool is_key_text(const std::string& key) {
  return !key.empty() && std::ranges::none_of(key, [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '=' || c == '#' || c == '[';
  });
}

void apply_set(Node& protocol, const std::string& key, const std::string& value, Merger& merger,
               Diagnostics& diagnostics) {
  const auto source = make_override_source(format("--set {}={}", key, value));
  auto parsed = is_key_text(key) && first_invalid_utf8(value) == std::string::npos &&
                        first_invalid_utf8(key) == std::string::npos
                    ? parse_set(key, value, source)
                    : Result<Node>(tl::unexpected(Error{}));
  if (!parsed) {
    diagnostics.add({source, 0, 0}, format("\"{}\" is no key path", key), "write it like \"repeat.count\"");
    return;
  }
  merger.merge(protocol, std::move(*parsed), &protocol_keys());
}

} // namespace

Node with_overrides(Node protocol, const ReadOptions& options, Diagnostics& diagnostics) {
  Merger merger(diagnostics);
  if (!options.profile.empty()) {
    const auto& profiles = members_at(protocol, "profile");
    const auto found = std::ranges::find(profiles, options.profile, &Member::key);
    if (found == profiles.end()) {
      std::vector<std::string> names;
      names.reserve(profiles.size());
      for (const auto& one : profiles) {
        names.push_back(one.key);
      }
      diagnostics.add({protocol.at.source, 0, 0}, format("there is no profile \"{}\"", options.profile),
                      names.empty() ? "the protocol has none" : suggestion(options.profile, names));
    } else if (found->value.is_table()) {
      merger.merge(protocol, Node(found->value), &protocol_keys());
    }
  }
  remove(protocol, "profile");
  for (const auto& [key, value] : options.sets) {
    apply_set(protocol, key, value, merger, diagnostics);
  }
  return protocol;
}

} // namespace reprovip::protocol
