#include "harness/plan/nearest.hpp"

#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"

#include <filesystem>

namespace reprovip::plan {

namespace fs = std::filesystem;

std::string nearest_name(const sys::Path& missing) {
  std::error_code ignored;
  auto path = missing.lexically_normal();
  sys::Path below;
  while (path.has_parent_path() && path.parent_path() != path && !path.parent_path().empty() &&
         !fs::exists(path.parent_path(), ignored)) {
    below = path.filename() / below;
    path = path.parent_path();
  }
  const auto folder = path.parent_path().empty() ? sys::Path(".") : path.parent_path();
  const auto near = best_match(path.filename().string(), sys::list_names(folder));
  if (!near.empty()) {
    auto guess = path.parent_path() / near;
    if (!below.empty()) {
      guess /= below;
    }
    return format("did you mean \"{}\"?", guess.lexically_normal().string());
  }
  if (!below.empty()) {
    return format("there is no folder \"{}\"", path.string());
  }
  return {};
}

std::string nearest_folder(const sys::Path& base, const std::string& glob) {
  const auto wildcard = glob.find_first_of("*?");
  const auto slash = glob.rfind('/', wildcard);
  const auto folder = slash == std::string::npos ? base : base / glob.substr(0, slash);
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored)) {
    const auto advice = nearest_name(folder);
    return advice.empty() ? format("there is no folder \"{}\"", folder.string()) : advice;
  }
  return format("look into \"{}\": it has {} entries", folder.string(), sys::list_names(folder).size());
}

} // namespace reprovip::plan
