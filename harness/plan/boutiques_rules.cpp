#include "harness/base/format.hpp"
#include "harness/plan/boutiques.hpp"

#include <algorithm>

namespace reprovip::plan {

namespace {

// A false flag is as good as none.
bool is_given(const KeyValues& values, const std::string& id) {
  const auto value = values.find(id);
  return value != values.end() && !value->second.is_false();
}

Texts given_of(const model::ValueGroup& group, const KeyValues& values) {
  Texts given;
  for (const auto& member : group.members) {
    if (is_given(values, member)) {
      given.push_back(member);
    }
  }
  return given;
}

std::string quoted(const Texts& names) {
  std::string text;
  for (const auto& name : names) {
    text += format("{}\"{}\"", text.empty() ? "" : ", ", name);
  }
  return text;
}

// An id, or a group of which any member will do.
bool is_satisfied(const model::ShellCommand& shell, const std::string& required, const KeyValues& values) {
  for (const auto& group : shell.groups) {
    if (group.id == required) {
      return !given_of(group, values).empty();
    }
  }
  return is_given(values, required);
}

void check_group(const model::ValueGroup& group, const KeyValues& values, Texts& reasons) {
  const auto given = given_of(group, values);
  if (group.mutually_exclusive && given.size() > 1) {
    reasons.push_back(format("{} exclude each other (group \"{}\")", quoted(given), group.id));
  }
  if (group.one_is_required && given.empty()) {
    reasons.push_back(format("one of {} is required (group \"{}\")", quoted(group.members), group.id));
  }
  if (group.all_or_none && !given.empty() && given.size() < group.members.size()) {
    reasons.push_back(format("all of {} or none must be given, not only {} (group \"{}\")",
                             quoted(group.members), quoted(given), group.id));
  }
}

// Ids by the text that requires or disables them, for the values that are given.
template <typename Check>
void for_given_values(const std::map<std::string, model::ValueRules>& rules, const KeyValues& values,
                      const Check& check) {
  for (const auto& [id, by_value] : rules) {
    const auto value = values.find(id);
    for (const auto& item : value == values.end() ? Texts{} : value->second.items) {
      const auto ids = by_value.find(item);
      for (const auto& other : ids == by_value.end() ? Texts{} : ids->second) {
        check(id, item, other);
      }
    }
  }
}

void check_values(const model::ShellCommand& shell, const KeyValues& values, Texts& reasons) {
  const auto required = [&](const auto& id, const auto& value, const auto& other) {
    if (!is_satisfied(shell, other, values)) {
      reasons.push_back(format("\"{}\" = \"{}\" requires \"{}\"", id, value, other));
    }
  };
  const auto disabled = [&](const auto& id, const auto& value, const auto& other) {
    if (is_given(values, other)) {
      reasons.push_back(format("\"{}\" = \"{}\" disables \"{}\"", id, value, other));
    }
  };
  for_given_values(shell.value_requires, values, required);
  for_given_values(shell.value_disables, values, disabled);
}

} // namespace

std::string broken_rules(const model::ShellCommand& shell, const KeyValues& values) {
  Texts reasons;
  for (const auto& group : shell.groups) {
    check_group(group, values, reasons);
  }
  for (const auto& [id, required] : shell.requires_ids) {
    for (const auto& other : required) {
      if (is_given(values, id) && !is_satisfied(shell, other, values)) {
        reasons.push_back(format("\"{}\" requires \"{}\"", id, other));
      }
    }
  }
  for (const auto& [id, disabled] : shell.disables_ids) {
    for (const auto& other : disabled) {
      if (is_given(values, id) && is_given(values, other)) {
        reasons.push_back(format("\"{}\" disables \"{}\": only one of them may be given", id, other));
      }
    }
  }
  check_values(shell, values, reasons);
  return format("{}", fmt::join(reasons, "; "));
}

} // namespace reprovip::plan
