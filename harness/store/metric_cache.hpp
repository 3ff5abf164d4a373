#pragma once

#include "harness/sys/files.hpp"

#include <optional>
#include <string>

namespace reprovip::store {

// What was computed before, by a key that says everything it depends on (metric, version, digests, options).
// Disposable: what cannot be read or written is simply computed again.
class MetricCache {
public:
  // `root` is the store's.
  explicit MetricCache(const sys::Path& root) : m_directory(root / "cache") {}

  std::optional<std::string> find(const std::string& key) const;
  void keep(const std::string& key, const std::string& value) const;

private:
  sys::Path file_of(const std::string& key) const;

  sys::Path m_directory;
};

} // namespace reprovip::store
