#include "harness/vip/returned.hpp"

#include "harness/base/format.hpp"
#include "harness/sys/archive.hpp"

#include <algorithm>

namespace reprovip::vip {

namespace {

std::string last_part(const std::string& path) {
  return path.substr(path.find_last_of('/') + 1);
}

Fetch place_of(const std::string& id, const std::string& from, bool is_one,
               const model::OutputDecl* declared) {
  const auto name = last_part(from);
  if (declared == nullptr) {
    return {id, from, name};
  }
  const bool is_pattern = declared->path.find_first_of("*?[") != std::string::npos;
  const bool is_folder = declared->kind == model::OutputKind::directory;
  if (is_one && !is_pattern) {
    return {id, from, declared->path, is_folder && sys::is_archive_name(name)};
  }
  return {id, from, (is_folder ? sys::Path(declared->path) : sys::Path(declared->path).parent_path()) / name};
}

} // namespace

Result<std::vector<Fetch>> places_of(const std::map<std::string, std::vector<std::string>>& returned,
                                     const std::vector<model::OutputDecl>& outputs) {
  std::vector<Fetch> places;
  for (const auto& [id, paths] : returned) {
    const auto declared = std::ranges::find(outputs, id, &model::OutputDecl::id);
    for (const auto& from : paths) {
      const auto name = last_part(from);
      if (name.empty() || name == "." || name == "..") {
        return failure(ErrorKind::launch,
                       format("VIP returns \"{}\" for output \"{}\", which is no file", from, id));
      }
      auto place = place_of(id, from, paths.size() == 1, declared == outputs.end() ? nullptr : &*declared);
      const auto other = std::ranges::find(places, place.to, &Fetch::to);
      if (other != places.end()) {
        return failure(
            ErrorKind::launch,
            format("VIP returns two files for {}: {} and {}", place.to.string(), other->from, from),
            "let the output's path be a pattern");
      }
      places.push_back(std::move(place));
    }
  }
  return places;
}

} // namespace reprovip::vip
