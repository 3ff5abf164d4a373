#include "harness/score/path_options.hpp"

#include "harness/base/format.hpp"
#include "harness/base/json.hpp"
#include "harness/sys/hash.hpp"
#include "harness/sys/process.hpp"

#include <algorithm>
#include <filesystem>

namespace reprovip::score {

namespace {

constexpr std::string_view k_subject = "{subject}";

template <typename Change>
Options with_paths(const Options& options, const MetricEntry& entry, Change change) {
  auto changed = options;
  for (const auto& declared : entry.declaration.options) {
    const auto found = changed.find(declared.name);
    if (declared.type == model::OptionType::path && found != changed.end()) {
      found->second = change(model::to_text(found->second));
    }
  }
  return changed;
}

std::string digest_of(const std::string& path) {
  const auto digest = sys::sha256_file(path);
  return digest ? digest->hex : "unreadable " + path;
}

} // namespace

Options with_paths_below(const sys::Path& base, const Options& options, const MetricEntry& entry) {
  return with_paths(options, entry,
                    [&](const std::string& path) { return path.empty() ? path : (base / path).string(); });
}

bool depend_on_subject(const Options& options, const MetricEntry& entry) {
  bool depend = false;
  with_paths(options, entry, [&](const std::string& path) {
    depend = depend || path.find(k_subject) != std::string::npos;
    return path;
  });
  return depend;
}

Options options_for(const std::string& subject, const Options& options, const MetricEntry& entry) {
  return with_paths(options, entry, [&](std::string path) {
    for (auto at = path.find(k_subject); at != std::string::npos;
         at = path.find(k_subject, at + subject.size())) {
      path.replace(at, k_subject.size(), subject);
    }
    return path;
  });
}

std::vector<std::string> command_words(const std::string& text) {
  std::vector<std::string> words;
  const auto json = text.starts_with("[") ? parse_json(text, "command") : Result<Json>(Json());
  if (json && json->is_array()) {
    for (const auto& item : json->items()) {
      words.push_back(item.text());
    }
    return words;
  }
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find(' ', at), text.size());
    if (end > at) {
      words.push_back(text.substr(at, end - at));
    }
    at = end + 1;
  }
  return words;
}

Options with_commands_beside(const sys::Path& base, const Options& options, const MetricEntry& entry) {
  auto changed = options;
  for (const auto& declared : entry.declaration.options) {
    const auto found = changed.find(declared.name);
    if (declared.type != model::OptionType::command || found == changed.end()) {
      continue;
    }
    auto json = Json::array();
    for (auto& word : command_words(model::to_text(found->second))) {
      // A program's bare name is one of the PATH.
      const bool may_be_file = !json.items().empty() || word.find('/') != std::string::npos;
      std::error_code ignored;
      const auto path = std::filesystem::absolute(base / word, ignored).lexically_normal();
      const bool is_file = may_be_file && std::filesystem::is_regular_file(path, ignored);
      json.push(is_file ? path.string() : word);
    }
    found->second = dump(json);
  }
  return changed;
}

std::string command_identity(const std::string& text) {
  std::string identity;
  const auto words = command_words(text);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool is_bare = words[i].find('/') == std::string::npos;
    const auto path =
        i == 0 && is_bare ? sys::find_program(words[i], sys::environment_value("PATH")) : sys::Path(words[i]);
    const auto digest = path.is_absolute() ? sys::sha256_file(path) : Result<Digest>(Digest{});
    if (digest && !digest->empty()) {
      identity +=
          format("{}{} sha256 {}", identity.empty() ? "" : ", ", path.filename().string(), digest->hex);
    }
  }
  return identity;
}

std::string key_of_options(const Options& options, const MetricEntry& entry) {
  auto key = describe_options(with_paths(options, entry, [](const std::string& path) {
    return path.empty() || path.find(k_subject) != std::string::npos ? path : digest_of(path);
  }));
  for (const auto& declared : entry.declaration.options) {
    const auto found = options.find(declared.name);
    if (declared.type == model::OptionType::command && found != options.end()) {
      key += "; " + command_identity(model::to_text(found->second));
    }
  }
  return key;
}

} // namespace reprovip::score
