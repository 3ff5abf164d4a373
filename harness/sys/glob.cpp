#include "harness/base/wildcard.hpp"
#include "harness/sys/files.hpp"

#include <algorithm>
#include <set>

namespace reprovip::sys {

namespace {

namespace fs = std::filesystem;
using Components = std::vector<std::string>;

Components split(const std::string& pattern) {
  Components components;
  std::string current;
  for (const char c : pattern + "/") {
    if (c != '/') {
      current += c;
    } else if (!current.empty()) {
      components.push_back(std::exchange(current, {}));
    }
  }
  return components;
}

bool has_wildcard(const std::string& component) {
  return component.find_first_of("*?") != std::string::npos;
}

// As in a shell, a wildcard does not find a hidden name by accident.
bool matches(const std::string& component, const std::string& name) {
  return (name.front() != '.' || component.front() == '.') && wildcard_match(component, name);
}

class Search {
public:
  explicit Search(Path base) : m_base(std::move(base)) {}

  void from(const Path& at, const Components& pattern, std::size_t next) {
    if (next == pattern.size()) {
      m_found.insert(at.native());
      return;
    }
    const auto& component = pattern[next];
    if (component == "**") {
      any_depth(at, pattern, next);
    } else if (has_wildcard(component)) {
      for (const auto& name : list_names(m_base / at)) {
        if (matches(component, name)) {
          from(at / name, pattern, next + 1);
        }
      }
    } else if (exists(at / component)) {
      from(at / component, pattern, next + 1);
    }
  }

  std::vector<Path> found() const { return {m_found.begin(), m_found.end()}; }

private:
  bool exists(const Path& at) const {
    std::error_code ignored;
    return fs::exists(m_base / at, ignored);
  }

  void any_depth(const Path& at, const Components& pattern, std::size_t next) {
    const bool is_last = next + 1 == pattern.size();
    if (!is_last) {
      from(at, pattern, next + 1);
    }
    for (const auto& name : list_names(m_base / at)) {
      if (name.front() == '.') {
        continue;
      }
      if (is_last) {
        m_found.insert((at / name).native());
      }
      std::error_code ignored;
      if (fs::symlink_status(m_base / at / name, ignored).type() == fs::file_type::directory) {
        any_depth(at / name, pattern, next);
      }
    }
  }

  Path m_base;
  std::set<std::string> m_found; // by bytes, once each
};

} // namespace

std::vector<Path> glob(const Path& base, const std::string& pattern) {
  Search search(base);
  const bool is_absolute = pattern.starts_with('/');
  const auto components = split(pattern);
  if (!components.empty()) {
    search.from(is_absolute ? Path("/") : Path(), components, 0);
  }
  return search.found();
}

} // namespace reprovip::sys
