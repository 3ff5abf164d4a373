#include "harness/score/path_options.hpp"

#include "harness/sys/hash.hpp"

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

std::string key_of_options(const Options& options, const MetricEntry& entry) {
  return describe_options(with_paths(options, entry, [](const std::string& path) {
    return path.empty() || path.find(k_subject) != std::string::npos ? path : digest_of(path);
  }));
}

} // namespace reprovip::score
