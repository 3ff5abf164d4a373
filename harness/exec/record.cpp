#include "harness/exec/record.hpp"

#include <cstdlib>

namespace reprovip::exec {

namespace {

constexpr const char* k_names[k_member_count] = {"outcome",        "exit_code",  "signal",   "reason",
                                                 "infrastructure", "started_ms", "ended_ms", "usage",
                                                 "libraries",      "facts",      "out",      "err"};
constexpr std::string_view k_begin = "{\"schema\":1,";

// The JSON value at the beginning of `text`: up to the comma or bracket that ends it.
std::string_view value_at(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      i += c == '\\' ? 1 : 0;
      in_string = c != '"';
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if ((c == ',' || c == '}' || c == ']') && depth == 0) {
      return slice(text, 0, i);
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return {};
}

} // namespace

void Record::set(Member member, std::string_view json) {
  auto& place = m_members[static_cast<int>(member)];
  place.clear();
  place.add(json);
}

void Record::set_text(Member member, std::string_view text) {
  Text json;
  json.add_quoted(text);
  set(member, json.view());
}

void Record::set_number(Member member, long long number) {
  Text json;
  json.add_number(number);
  set(member, json.view());
}

void Record::add_to_reason(std::string_view sentence) {
  const auto before = get(Member::reason);
  Text json;
  Text added;
  added.add_quoted(sentence);
  if (before.size() > 2) {
    json.add(slice(before, 0, before.size() - 1)).add("; ").add(slice(added.view(), 1));
  } else {
    json.add(added.view());
  }
  set(Member::reason, json.view());
}

void Record::add_fact(std::string_view name, std::string_view value) {
  if (!m_facts.empty()) {
    m_facts.add(',');
  }
  m_facts.add_quoted(name).add(':').add_quoted(value);
}

bool Record::read(std::string_view json) {
  json = trimmed(json);
  if (json.find(k_begin) != 0 || json.back() != '}') {
    return false;
  }
  // A member's name with its quotes and colon cannot stand inside a string: there, quotes are escaped.
  for (int i = 0; i < k_member_count; ++i) {
    Text name;
    name.add_quoted(k_names[i]).add(':');
    const auto at = json.find(name.view());
    if (at != std::string_view::npos) {
      set(static_cast<Member>(i), value_at(slice(json, at + name.view().size())));
    }
  }
  auto facts = get(Member::facts);
  if (facts.size() > 2) {
    m_facts.clear();
    m_facts.add(slice(facts, 1, facts.size() - 2));
  }
  return !get(Member::outcome).empty();
}

void Record::take(Member member, const Record& other) {
  set(member, other.get(member));
}

void Record::take_facts(const Record& other) {
  if (!other.m_facts.empty()) {
    m_facts.add(m_facts.empty() ? "" : ",").add(other.m_facts.view());
  }
}

bool Record::is_outcome(std::string_view name) const {
  Text quoted;
  quoted.add_quoted(name);
  return get(Member::outcome) == quoted.view();
}

long long Record::number(Member member) const {
  return std::strtoll(m_members[static_cast<int>(member)].c_str(), nullptr, 10);
}

void Record::write(Text& into) const {
  into.add(k_begin);
  for (int i = 0; i < k_member_count; ++i) {
    const auto member = static_cast<Member>(i);
    const bool is_log = member == Member::out || member == Member::err;
    if (is_log && get(member).empty()) {
      continue;
    }
    into.add(i == 0 ? "" : ",").add_quoted(k_names[i]).add(':');
    if (member == Member::facts) {
      into.add('{').add(m_facts.view()).add('}');
    } else {
      into.add(get(member).empty() ? std::string_view("null") : get(member));
    }
  }
  into.add("}\n");
}

} // namespace reprovip::exec
