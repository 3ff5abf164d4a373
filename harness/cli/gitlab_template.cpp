#include "harness/cli/gitlab_template.hpp"

#include "harness/base/assert.hpp"
#include "harness/base/json.hpp"

#include <algorithm>
#include <vector>

namespace reprovip::cli {

namespace {

constexpr std::string_view k_open = "$[[ inputs.";
constexpr std::string_view k_close = " ]]";

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::size_t indent_of(const std::string& line) {
  return std::min(line.find_first_not_of(' '), line.size());
}

// The text of a scalar of our templates: double-quoted (as in JSON), single-quoted, or plain.
std::string scalar_text(const std::string& scalar) {
  if (scalar.starts_with('"')) {
    const auto json = parse_json(scalar);
    REPROVIP_ASSERT(json && json->is_string());
    return json->text();
  }
  const bool is_single = scalar.size() > 1 && scalar.front() == '\'' && scalar.back() == '\'';
  return is_single ? scalar.substr(1, scalar.size() - 2) : scalar;
}

class Filling {
public:
  explicit Filling(std::map<std::string, InputValue> inputs) : m_inputs(std::move(inputs)) {}

  std::string raw(std::string text) const {
    for (auto at = text.find(k_open); at != std::string::npos; at = text.find(k_open, at)) {
      const auto end = text.find(k_close, at);
      const auto& value = input(text.substr(at + k_open.size(), end - at - k_open.size())).text;
      text.replace(at, end + k_close.size() - at, value);
      at += value.size();
    }
    return text;
  }

  // A line outside blocks: what is quoted is a scalar each; else it is what follows the key or the dash.
  std::string line(const std::string& text) const {
    const auto first = indent_of(text);
    if (text.find(k_open) == std::string::npos || text[first] == '#') {
      return text;
    }
    const auto start = text[first] == '"' ? first : value_start(text);
    const bool is_quoted = text[start] == '"' || text.compare(start, 2, "[\"") == 0;
    return text.substr(0, start) + (is_quoted ? quoted(text.substr(start)) : value(text.substr(start)));
  }

private:
  const InputValue& input(const std::string& name) const {
    const auto found = m_inputs.find(name);
    REPROVIP_ASSERT(found != m_inputs.end());
    return found->second;
  }

  static std::size_t value_start(const std::string& text) {
    const auto first = indent_of(text);
    if (text.compare(first, 2, "- ") == 0) {
      const auto key = text.find(": ", first + 2);
      const bool is_mapping = key != std::string::npos && text.find(' ', first + 2) == key + 1;
      return is_mapping ? key + 2 : first + 2;
    }
    const auto key = text.find(": ");
    REPROVIP_ASSERT(key != std::string::npos);
    return key + 2;
  }

  std::string value(const std::string& text) const {
    if (text.starts_with(k_open) && text.find(k_close) + k_close.size() == text.size()) {
      const auto& whole = input(text.substr(k_open.size(), text.size() - k_open.size() - k_close.size()));
      return whole.is_yaml ? whole.text : yaml_scalar(whole.text);
    }
    return yaml_scalar(raw(scalar_text(text)));
  }

  std::string quoted(const std::string& text) const {
    std::string filled;
    std::size_t done = 0;
    for (auto quote = text.find('"'); quote != std::string::npos; quote = text.find('"', done)) {
      const auto end = text.find('"', quote + 1);
      REPROVIP_ASSERT(end != std::string::npos);
      filled += text.substr(done, quote - done);
      filled += yaml_scalar(raw(scalar_text(text.substr(quote, end + 1 - quote))));
      done = end + 1;
    }
    return filled + raw(text.substr(done));
  }

  std::map<std::string, InputValue> m_inputs;
};

std::size_t header_end(std::string_view yaml) {
  const auto end = yaml.find("\n---\n");
  REPROVIP_ASSERT(end != std::string_view::npos);
  return end + 1;
}

} // namespace

std::string yaml_scalar(std::string_view text) {
  return dump(Json(text));
}

std::map<std::string, InputValue> input_defaults(std::string_view yaml) {
  std::map<std::string, InputValue> defaults;
  std::string name;
  const std::string key = "default: ";
  for (const auto& line : lines_of(yaml.substr(0, header_end(yaml)))) {
    const auto indent = indent_of(line);
    if (indent == 4) {
      name = line.substr(4, line.size() - 5);
    } else if (indent == 6 && line.compare(6, key.size(), key) == 0) {
      const auto text = line.substr(6 + key.size());
      defaults[name] = {scalar_text(text), text.starts_with('[')};
    }
  }
  return defaults;
}

std::string fill_in(std::string_view yaml, std::map<std::string, InputValue> inputs) {
  for (auto& [name, value] : input_defaults(yaml)) {
    inputs.emplace(name, value);
  }
  const Filling filling(std::move(inputs));
  std::string filled;
  std::size_t block = std::string::npos; // the indent of the line that began it
  for (const auto& line : lines_of(yaml.substr(header_end(yaml) + 4))) {
    const bool inside = block != std::string::npos && (line.empty() || indent_of(line) > block);
    if (!inside) {
      block = line.ends_with(" |") ? indent_of(line) : std::string::npos;
    }
    filled += (inside ? filling.raw(line) : filling.line(line)) + "\n";
  }
  return filled;
}

} // namespace reprovip::cli
