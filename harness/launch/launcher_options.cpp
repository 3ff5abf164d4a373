#include "harness/launch/launcher_options.hpp"

#include <utility>

namespace reprovip::launch {

std::string text_option(const LauncherOptions& options, const std::string& name, std::string fallback) {
  const auto found = options.options.find(name);
  return found == options.options.end() ? std::move(fallback) : model::to_text(found->second);
}

bool boolean_option(const LauncherOptions& options, const std::string& name, bool fallback) {
  const auto found = options.options.find(name);
  const auto* value = found == options.options.end() ? nullptr : std::get_if<bool>(&found->second);
  return value != nullptr ? *value : fallback;
}

std::int64_t integer_option(const LauncherOptions& options, const std::string& name, std::int64_t fallback) {
  const auto found = options.options.find(name);
  const auto* value = found == options.options.end() ? nullptr : std::get_if<std::int64_t>(&found->second);
  return value != nullptr ? *value : fallback;
}

std::vector<std::string> list_option(const LauncherOptions& options, const std::string& name) {
  const auto text = text_option(options, name);
  if (text.empty()) {
    return {};
  }
  const auto json = parse_json(text, name);
  if (!json || !json->is_array()) {
    return {text};
  }
  std::vector<std::string> items;
  for (const auto& item : json->items()) {
    items.push_back(item.text());
  }
  return items;
}

} // namespace reprovip::launch
