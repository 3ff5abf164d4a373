#include "basis.hpp"

#include <sys/stat.h>

#include "mistake.hpp"
#include "zip.hpp"
#include <cmath>

namespace mrs_quantify {

namespace {

bool is_folder(const std::string& path) {
  struct stat status = {};
  return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

bool exists(const std::string& path) {
  struct stat status = {};
  return stat(path.c_str(), &status) == 0;
}

// "./NAA.mrui" without what leads to it: a basis is flat.
std::string last_name(const std::string& file) {
  const auto slash = file.find_last_of("/\\");
  return slash == std::string::npos ? file : file.substr(slash + 1);
}

void check(const Signal& signal, const Component& component, const std::string& file, const Signal& like,
           std::size_t points) {
  if (signal.points.size() < points) {
    throw Mistake(file, component.line,
                  "\"" + component.name + "\" has " + std::to_string(signal.points.size()) + " points, " +
                      std::to_string(points) + " are fitted; lower lastPoint");
  }
  if (std::abs(signal.axis.dwell / like.axis.dwell - 1) > 1e-3) {
    throw Mistake(file, component.line,
                  "\"" + component.name + "\" has a dwell time of " +
                      std::to_string(signal.axis.dwell * 1e3) + " ms, the signal " +
                      std::to_string(like.axis.dwell * 1e3) + " ms; take a basis that was made for it");
  }
  for (std::size_t i = 0; i < points; ++i) {
    if (std::norm(signal.points[i]) > 0) {
      return;
    }
  }
  throw Mistake(file, component.line, "\"" + component.name + "\" is zero everywhere; take this line out");
}

} // namespace

std::vector<Points> read_basis(const std::string& path, const std::string& parameter_file,
                               const std::vector<Component>& components, const Signal& like,
                               std::size_t points) {
  std::vector<Points> basis;
  const bool folder = is_folder(path);
  const auto archive = folder ? Archive() : read_zip(path);
  for (const auto& component : components) {
    const auto file = last_name(component.file);
    const auto found = archive.find(file);
    if (folder ? !exists(path + "/" + file) : found == archive.end()) {
      throw Mistake(parameter_file, component.line,
                    "\"" + file + "\" is not in \"" + path + "\"; add it, or take this line out");
    }
    auto signal =
        parse_signal(path + "/" + file, folder ? read_bytes(path + "/" + file) : found->second, like.axis);
    check(signal, component, parameter_file, like, points);
    basis.push_back(std::move(signal.points));
  }
  return basis;
}

} // namespace mrs_quantify
